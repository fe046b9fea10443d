"""Who was paid: chosen, searched for, ranked. One recipient's own page is in `recipient`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import evidence, explain, page, picture, queries, store
from dashboard.charts import bars
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.places import place_in_sentence, whole_place
from dashboard.questions import payments as questions
from dashboard.questions.payments import ANY, Words
from dashboard.slices import LINEAGE, NOT_NAMED, Slice, newest, of_holding

Row = Mapping[str, Any]
PER_PAGE, DRAWN = 50, 10
EVERY = "all"
STEPS = tuple(Decimal(10) ** n for n in (5, 6, 7, 8, 9))


@dataclass(frozen=True)
class Chosen:
    """Whose payments, and which of the recipients.

    Attributes:
        of: the accounts, year, ministry and category.
        labels: the names of the ministry and category, in the reader's language.
        typed: what the reader searches for; `words` is what a name must hold for it, `instead` the words that stand
            for mistyped ones.
        least: the smallest amount of a recipient.
    """

    of: Slice
    labels: tuple[str, ...]
    typed: str
    words: Words
    instead: tuple[str, ...]
    least: Decimal
    earlier: bool

    @property
    def narrowed(self) -> bool:
        """Whether recipients are left out of the list, by name or amount."""
        return bool(self.words) or self.least != ANY


@dataclass(frozen=True, eq=False)
class Paid:
    """What was paid: `parts` make up the total of the slice, `listed` and `amount` are of those on the list. The same one
    for all who chose the same."""

    parts: Mapping[str, Row]
    total: Decimal
    listed: int
    amount: Decimal

    def part(self, name: str) -> Decimal:
        """The amount of a part; nothing if there is none."""
        return self.parts[name]["amount"] if name in self.parts else Decimal(0)


def datasets(here: Here, recipient: str | None = None) -> list[str]:
    """Accounts of the place that say who was paid; first those that paid `recipient`."""
    known = [r["dataset"] for r in store.ask(questions.datasets).to_pylist()]
    known = [d["dataset"] for d in here.of_place() if d["dataset"] in known]
    paid = [r["dataset"] for r in store.ask(questions.datasets, recipient).to_pylist()] if recipient else []
    return sorted(known, key=lambda d: (d not in paid, d))


def nothing(here: Here) -> None:
    """What stands in place of the page where no accounts of the place say who was paid."""
    say = here.say
    known = {r["dataset"] for r in store.ask(questions.datasets).to_pylist()}
    others = list(dict.fromkeys(d["jurisdiction"] for d in here.datasets if d["dataset"] in known))
    st.info(say("No accounts of {place} that say who was paid are loaded.", place=plain(here.place)))
    for jurisdiction in others:
        text = say("Who was paid by {place}", place=place_in_sentence(say, jurisdiction))
        evidence.link(evidence.Link(text, address(say, "payments", jurisdiction=jurisdiction)))
    text = say("See the spending of {place}", place=here.place)
    evidence.link(evidence.Link(text, address(say, "spending", jurisdiction=here.jurisdiction)))


def choose(here: Here, known: Sequence[str]) -> Chosen:
    """What the URL or the reader says: accounts, year, name, ministry, category, smallest amount."""
    say = here.say
    with st.container(horizontal=True, vertical_alignment="bottom", key="slice"):
        dataset = page.choose("dataset", say("Accounts"), known, here.title, width=320)
        held = [h for h in here.holdings if (h.dataset, h.basis, h.phase) == (dataset, "payments", "executed")]
        years = sorted({h.fiscal_year for h in held}, reverse=True)
        year = page.choose("fiscal_year", say("Fiscal year"), years, say.year, width=140)
        releases = sorted({h.release for h in held if h.fiscal_year == year}, reverse=True)
        release = page.choose("release", say("As published in"), releases, width=150)
        holding = newest(held, fiscal_year=year, release=release)
        assert holding is not None  # every choice above was made from what is held
        typed = page.enter("q", say("Search recipients"), say("Name or part of it"), width=320)
        of, labels = _narrow(here, of_holding(holding))
        least = _least(here, of)
    words, instead = _words(of, typed)
    return Chosen(of, tuple(labels), typed, words, tuple(instead), least, release != releases[0])


def _narrow(here: Here, of: Slice) -> tuple[Slice, list[str]]:
    say, labels = here.say, []
    _from_lineage(here, of)
    for column, what, every in (
        ("administrative_1", say("Ministry or organisation"), say("All")),
        ("economic_1", say("Category"), say.c("of categories", "All")),
    ):
        rows = store.ask(queries.children, of, column, None).to_pylist()
        names = {r["label"] or NOT_NAMED: explain.name(say, r) for r in rows}
        options = [EVERY, *sorted(names, key=lambda label: names[label])]
        label = page.choose(column, what, options, {**names, EVERY: every}.__getitem__, width=260)
        if label != EVERY:
            of = of.narrowed(column, label)
            labels.append(names[label])
    return of, labels


def _from_lineage(here: Here, of: Slice) -> None:
    """An organisation in the address by what it has come to be called, as the ministry that it was in the year."""
    lineage = st.query_params.get(LINEAGE)
    if lineage is None:
        return
    del st.query_params[LINEAGE]
    rows = store.ask(queries.children, of.narrowed(LINEAGE, lineage), "administrative_1", None).to_pylist()
    if rows:
        st.query_params["administrative_1"] = rows[0]["label"]
        return
    say = here.say
    known = {r["lineage"]: r for r in store.ask(queries.organisations, here.jurisdiction).to_pylist()}
    row = known.get(lineage)
    name = say.label(row["name_en"], row["name_fr"]) if row else lineage
    said = say("{name} paid nobody in these accounts of {year}.", name=plain(name), year=say.year(of.fiscal_year))
    st.info(said, icon=":material/info:")


def _least(here: Here, of: Slice) -> Decimal:
    say = here.say
    top = store.ask(questions.ranked, of, (), ANY, PER_PAGE, 0).to_pylist()[:1]
    most = top[0]["amount"] if top else ANY
    options = [ANY, *(s for s in STEPS if s <= most)]
    least = page.choose(
        "least", say("Paid at least"), options, lambda s: say.money(s) if s else say("Any amount"), width=170
    )
    return Decimal(least)


def _words(of: Slice, typed: str) -> tuple[Words, list[str]]:
    """What a name must hold; where no name does, what is written nearly like it instead."""
    words = questions.words_of(typed)
    if not words or _any(of, words):
        return words, []
    for least_forgiving in (True, False):
        tried = tuple(_spellings(of, word, alone=least_forgiving) for (word,) in words)
        if tried != words and _any(of, tried):
            return tried, [near for one, (word,) in zip(tried, words, strict=True) for near in one if near != word]
    return words, []


def _spellings(of: Slice, word: str, *, alone: bool) -> tuple[str, ...]:
    """A word if names hold it, else the nearest that they hold; both if it need not stand `alone`."""
    held = _any(of, ((word,),))
    if held and alone:
        return (word,)
    rows = store.ask(questions.near_words, of.dataset, word, 4).to_pylist()
    others = [r for r in rows if r["word"] != word]
    nearest = tuple(r["word"] for r in others if r["distance"] == others[0]["distance"])
    return (word, *nearest) if held or not nearest else nearest


def _any(of: Slice, words: Words) -> bool:
    if store.ask(questions.found, of, words, ANY).to_pylist()[0]["recipients"]:
        return True
    return bool(store.ask(questions.elsewhere, of, words, DRAWN).num_rows)


def ask(chosen: Chosen) -> Paid:
    """The totals of what is chosen."""
    return store.remembered(_paid, chosen)


def _paid(chosen: Chosen) -> Paid:
    parts = {r["part"]: r for r in store.ask(questions.parts, chosen.of).to_pylist()}
    total = sum((r["amount"] for r in parts.values()), Decimal(0))
    if not chosen.narrowed:
        named = parts.get("named", {"recipients": 0, "amount": Decimal(0)})
        return Paid(parts, total, named["recipients"], named["amount"])
    row = store.ask(questions.found, chosen.of, chosen.words, chosen.least).to_pylist()[0]
    return Paid(parts, total, row["recipients"], row["amount"] or Decimal(0))


def rows_at(chosen: Chosen, number: int) -> list[Row]:
    """The recipients on one page of the list, from 1."""
    start = (number - 1) * PER_PAGE
    answer = store.ask(questions.ranked, chosen.of, chosen.words, chosen.least, PER_PAGE, start)
    return list(answer.to_pylist())


def open_recipient(name: str) -> None:
    """Makes the URL that of one recipient."""
    st.query_params["recipient"] = name


def draw(here: Here, chosen: Chosen, paid: Paid, sentence: str) -> None:
    """The largest recipients as bars; a click opens the recipient's own page. `sentence` is what the page says."""
    spec, alt, marks = store.remembered(_bars, here, chosen, paid)
    if not marks:
        return
    caption = picture.Caption("recipients", _title(here, chosen, marks), alt, [chosen.of], sentence)
    key = f"chart:{chosen.of.to_params()}:{chosen.words}:{chosen.least}"
    picture.show(here, spec, caption, key=key, go=open_recipient)


def _bars(here: Here, chosen: Chosen, paid: Paid) -> tuple[dict[str, Any], str, int]:
    """The chart of the largest recipients, what a screen reader says of it, and how many marks it has."""
    rows = [r for r in rows_at(chosen, 1)[:DRAWN] if r["amount"]]
    if not rows:
        return {}, "", 0
    marked = [{"label": r["recipient"], "label_fr": None, "amount": r["amount"], "before": None} for r in rows]
    frame = explain.marks(here.say, marked, paid.total)
    spec = bars.chart(frame, drillable=True, headings=explain.headings(here.say))
    return spec, explain.graphic(here.say, frame, paid.total), len(frame)


def _title(here: Here, chosen: Chosen, drawn: int) -> str:
    say, name = here.say, name_of(here, chosen)
    if chosen.typed:
        return say("{name}: recipients found by “{typed}”, the largest first", name=name, typed=chosen.typed)
    return say.n(
        "{name}: the largest recipient of payments", "{name}: the {n} largest recipients of payments", drawn, name=name
    )


def name_of(here: Here, chosen: Chosen) -> str:
    """What is chosen, as a reader would call it."""
    return " › ".join(chosen.labels) if chosen.labels else whole_place(here.say, here.jurisdiction)

"""Where an organisation's figures come from: what was restated, which datasets hold it, and the evidence."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, glossary, store, take
from dashboard.i18n import Speaker, together
from dashboard.navigation import address
from dashboard.page import Here, basis_short, phase_name, plain
from dashboard.questions import restatements
from dashboard.questions.restatements import SPAN
from dashboard.slices import Slice
from dashboard.views.ministry import Organisation, slice_of

Row = Mapping[str, Any]
MOST_LINES = 8


def restated(here: Here, of: Organisation) -> None:
    """Its lines that a later release gives another amount, largest change first."""
    say = here.say
    found = [(pair, _restated(of, *pair)) for pair in _releases(of)]
    found = [(pair, rows) for pair, rows in found if rows]
    if not found:
        return
    st.header(say("What was restated"), anchor="restated")
    for (dataset, before, after), rows in found:
        st.markdown(plain(_sentence(here, dataset, before, after, rows)))
        evidence.show_table(
            pd.DataFrame([_line(here, dataset, before, after, r) for r in rows[:MOST_LINES]], dtype=object)
        )
        for (year, phase), count in Counter((r["fiscal_year"], r["phase"]) for r in rows).most_common():
            to = address(
                say, "changes", jurisdiction=here.jurisdiction, part="releases", dataset=dataset, before=before,
                after=after, fiscal_year=str(year), phase=phase, lineage=of.lineage,
            )  # fmt: skip
            values = {"year": say.year(year), "phase": phase_name(say, phase).lower()}
            text = say.n(
                "The restated line of {year}, {phase}", "All {n} restated lines of {year}, {phase}", count, **values
            )
            evidence.link(evidence.Link(text, to))


def _releases(of: Organisation) -> Iterator[tuple[str, str, str]]:
    """Releases of a dataset that follow each other: dataset, earlier, later."""
    held: dict[str, set[str]] = {}
    for r in of.figures:
        held.setdefault(r["dataset"], set()).add(r["release"])
    for dataset, releases in sorted(held.items()):
        for before, after in itertools.pairwise(sorted(releases)):
            yield dataset, before, after


def _restated(of: Organisation, dataset: str, before: str, after: str) -> list[Row]:
    """The lines of both releases with another amount in the later one, over all years and phases that both hold."""
    held = [{c: r[c] for c in SPAN} for r in of.figures if (r["dataset"], r["release"]) == (dataset, before)]
    spans = [
        r for r in of.figures if (r["dataset"], r["release"]) == (dataset, after) and {c: r[c] for c in SPAN} in held
    ]
    pairs = [[slice_of({**r, "release": release}) for release in (before, after)] for r in spans]
    rows = [r for pair in pairs for r in store.ask(restatements.listed, *pair, "restated").to_pylist()]
    return sorted(rows, key=lambda r: max(r["change"], -r["change"]), reverse=True)


def _sentence(here: Here, dataset: str, before: str, after: str, rows: Sequence[Row]) -> str:
    say, top = here.say, rows[0]
    name = _name(say, top)
    return say.n(
        "{title}: of what release {before} printed, release {after} gives {n} line another amount: {name}, {year}, by {change}.",
        "{title}: of what release {before} printed, release {after} gives {n} lines other amounts. The largest change: {name}, {year}, by {change}.",
        len(rows),
        title=here.title(dataset),
        before=before,
        after=after,
        name=name,
        year=say.year(top["fiscal_year"]),
        change=say.money(top["change"]),
    )


def _name(say: Speaker, row: Row) -> str:
    column = "administrative_2" if row["administrative_2"] else "administrative_1"
    parts = (
        say.label(row[column], row.get(f"{column}_fr")),
        row["category"] and say.label(row["category"], row.get("category_fr")),
    )
    return together(", ", (p or "" for p in parts))


def _line(here: Here, dataset: str, before: str, after: str, row: Row) -> dict[str, object]:
    say = here.say

    def receipt(release: str, suffix: str, text: str) -> evidence.Link:
        of = slice_of({**row, "dataset": dataset, "release": release})
        label = row[f"administrative_2{suffix}"] or row["administrative_2"]
        for column, value in (("administrative_2", label), ("category", row["category"])):
            of = of.narrowed(column, value) if value else of
        return evidence.receipt_link(here, of, text)

    return {
        say("Line"): ", ".join((_name(say, row), say.year(row["fiscal_year"]), phase_name(say, row["phase"]))),
        say("Release {release}", release=before): receipt(before, "_before", say.exact(row["before"])),
        say("Release {release}", release=after): receipt(after, "", say.exact(row["after"])),
        say("Difference"): say.exact(row["change"]),
    }


def datasets(here: Here, of: Organisation) -> None:
    """Each publication with figures of it: basis, years, its newest figure as a receipt, and the way to its data."""
    say = here.say
    st.header(say("Where these figures come from"), anchor="datasets")
    held: dict[tuple[str, str], list[Row]] = {}
    for r in of.figures:
        held.setdefault((r["dataset"], r["basis"]), []).append(r)
    lines, links = [], []
    for (dataset, basis), rows in held.items():
        newest = max(rows, key=lambda r: (r["phase"] == "executed", r["fiscal_year"], r["release"]))
        years = sorted({r["fiscal_year"] for r in rows})
        links.append(address(say, "data", jurisdiction=here.jurisdiction, id=dataset))
        lines.append(
            {
                say("Accounts"): here.title(dataset),
                say("Newest figure"): evidence.receipt_link(here, slice_of(newest), _newest(say, newest)),
                say("Fiscal years"): ", ".join(_spans(say, years)),
                say("Basis"): basis_short(say, basis),
            }
        )
    st.markdown(plain(say("Figures of different bases measure different things: never add them.")))
    evidence.show_table(pd.DataFrame(lines, dtype=object), links, words=glossary.headings(say))


def _newest(say: Speaker, row: Row) -> str:
    return say(
        "{amount} ({year}, {phase})",
        amount=say.exact(row["amount"]),
        year=say.year(row["fiscal_year"]),
        phase=phase_name(say, row["phase"]),
    )


def _spans(say: Speaker, years: Sequence[int]) -> Iterator[str]:
    """Unbroken spans of years, as a reader writes them."""
    for _, group in itertools.groupby(enumerate(years), key=lambda pair: pair[1] - pair[0]):
        span = [year for _, year in group]
        first, last = say.year(span[0]), say.year(span[-1])
        yield first if len(span) == 1 else say("{first} to {last}", first=first, last=last)


def evidence_of(here: Here, of: Organisation, shown: Sequence[Slice]) -> None:
    """Receipts, sources and files of the slices that the page shows."""
    say = here.say
    slices = list(dict.fromkeys([*([of.newest] if of.newest else []), *shown]))
    if not slices:
        return
    named = {
        f"{here.title(s.dataset)}, {say.year(s.fiscal_year)}, {phase_name(say, s.phase)}, {s.release}": s
        for s in slices
    }
    evidence.receipts(here, named)
    evidence.cite(here, *slices)
    take.offer(here, *slices)

"""How we know: every figure that a publisher printed and a load had to meet, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, page, queries, store
from dashboard.charts.dots import SHAPES, dots
from dashboard.i18n import Speaker, together
from dashboard.page import Here
from dashboard.questions import ledger as questions
from dashboard.views import check_words

Row = Mapping[str, Any]
MOST = 200  # rows of one list; the rest is in the store


def standing(here: Here) -> list[Row]:
    """How each dataset stands, those of the chosen government first."""
    rows = store.ask(questions.standing).to_pylist()
    return sorted(rows, key=lambda r: (here.dataset(r["dataset"])["jurisdiction"] != here.jurisdiction, r["dataset"]))


def sentence(here: Here, rows: Sequence[Row]) -> str:
    """How many checks, how many passed, and what became of the others."""
    say = here.say
    count = {verdict: sum(r[verdict] for r in rows) for verdict in SHAPES}
    every = sum(r["checks"] for r in rows)
    first = say.n(
        "{n} check was made on the accounts in this store.",
        "{n} checks were made on the accounts in this store.",
        every,
    )
    if count["passed"] == every:
        return " ".join((first, say("All of them passed.")))
    others = [
        say.n("{n} passed.", "{n} passed.", count["passed"]),
        say.n("{n} differs for a known reason.", "{n} differ for a known reason.", count["accepted"]),
        say.n("{n} is a jump to look at.", "{n} are jumps to look at.", count["review"]),
        say.n("{n} could not be made.", "{n} could not be made.", count["not_checkable"]),
        say.n("{n} failed.", "{n} failed.", count["failed"]),
    ]
    numbers = (count["passed"], count["accepted"], count["review"], count["not_checkable"], count["failed"])
    return " ".join([first, *(text for text, n in zip(others, numbers, strict=True) if n)])


def overview(here: Here, rows: Sequence[Row]) -> None:
    """A dot for each check, dataset by dataset, and the equal table."""
    say = here.say
    fields = []
    for r in rows:
        met = say("{passed} of {all} passed", passed=say.number(r["passed"]), all=say.number(r["checks"]))
        fields.append((here.title(r["dataset"]), met, {verdict: r[verdict] for verdict in SHAPES}))
    st.html(dots(fields))
    heads = [say("Accounts"), say("Checks"), *(verdict_name(say, v) for v in SHAPES)]
    lines = [[here.title(r["dataset"]), *(say.number(r[c]) for c in ("checks", *SHAPES))] for r in rows]
    lines.append([say("Total"), *(say.number(sum(r[c] for r in rows)) for c in ("checks", *SHAPES))])
    with st.expander(say("The same as a table"), icon=":material/table_rows:"):
        evidence.show_table(pd.DataFrame(lines, columns=heads, dtype=object))


def verdict_name(say: Speaker, verdict: str) -> str:
    """A verdict as a reader would call it."""
    return {
        "passed": say("Passed"),
        "accepted": say("Known difference"),
        "review": say("To look at"),
        "not_checkable": say("Could not be made"),
        "failed": say("Failed"),
    }[verdict.replace(" ", "_")]


def kind_name(say: Speaker, kind: str) -> str:
    """A kind of check as a reader would call it."""
    return {
        "control total": say("Totals that the publisher prints"),
        "printed subtotal": say("Subtotals that stand in the sheet"),
        "row count": say("Every row of the sheet is accounted for"),
        "unique key": say("No line stands there twice"),
        "known oddity": say("Oddities that are known"),
        "required label": say("Labels that must not be missing"),
        "range": say("Amounts within their range"),
        "equality": say("Equal to another dataset"),
        "year-on-year jump": say("Jumps from one year to the next"),
    }[kind]


def choose(here: Here, rows: Sequence[Row]) -> tuple[str, str]:
    """One dataset and one kind of check."""
    say = here.say
    with page.controls("checks of"):
        dataset = page.choose("dataset", say("Accounts"), [r["dataset"] for r in rows], here.title, width=440)
        found = store.ask(questions.kinds, dataset).to_pylist()
        known = sorted(
            (r["check_kind"] for r in found), key=lambda k: (k != "control total", k != "printed subtotal", k)
        )
        kind = page.choose("kind", say("Kind of check"), known, lambda k: kind_name(say, k), width=360)
    return dataset, kind


def ledger(here: Here, dataset: str, kind: str) -> None:
    """The checks of one kind: what was printed, what the entries add up to, and the verdict."""
    say = here.say
    rows = store.ask(questions.ledger, dataset, kind).to_pylist()
    frame = pd.DataFrame(
        [_line(say, r, counted=kind in ("row count", "unique key", "required label", "range")) for r in rows[:MOST]]
    )
    evidence.show_table(frame, caption=kind_name(say, kind))
    if len(rows) > MOST:
        st.caption(say("The first {shown} of {n}.", shown=say.number(MOST), n=say.number(len(rows))))
    with st.expander(say("The query of this list"), icon=":material/code:"):
        evidence.reproduce(here, (questions.ledger, dataset, kind))


def _line(say: Speaker, row: Row, *, counted: bool) -> dict[str, str]:
    def figure(value: Decimal | None) -> str:
        if value is None:
            return "–"
        return say.number(value, 0) if counted else say.exact(value)

    return {
        say("What"): together(say.c("between two names", ": "), (row["release"], check_words.what(say, row))),
        say("Printed"): figure(row["expected"]),
        say("Entries add up to"): figure(row["got"]),
        say("Difference"): figure(row["difference"]),
        say("Allowed"): figure(row["tolerance"]),
        say("Verdict"): together(" – ", (verdict_name(say, row["verdict"]), check_words.why_not(say, row))),
        say("Where it is printed"): check_words.where_printed(say, row),
    }


def _aside(say: Speaker, row: Row) -> dict[str, str]:
    why = together(
        say.c("between two names", ": "), (check_words.kind_of_row(say, row["kind"]), check_words.why_aside(say, row))
    )
    return {say("Why"): why, say("Rows"): say.number(row["n"])}


def oddities(here: Here, dataset: str) -> None:
    """What is odd in these accounts and kept as it is, what rows gave no entries, and whose spelling was changed."""
    say = here.say
    odd = [o for o in store.ask(queries.oddities).to_pylist() if o["dataset"] == dataset]
    st.header(say("Known oddities"))
    for o in odd:
        st.markdown(check_words.oddity(say, o))
    if not odd:
        st.markdown(say("None is known in these accounts."))
    left = store.ask(questions.left_out, dataset).to_pylist()
    with st.expander(say("Rows of the sheets that are not figures"), icon=":material/filter_alt:"):
        evidence.show_table(
            pd.DataFrame([_aside(say, r) for r in left])
            if left
            else pd.DataFrame({say("Why"): [say("There is none.")], say("Rows"): [say.number(0)]})
        )
    spelled = store.ask(questions.unified, dataset).to_pylist()
    if spelled:
        with st.expander(say("Labels brought to one spelling"), icon=":material/spellcheck:"):
            rows = [
                {
                    say("As printed"): say("“{name}”", name=r["published"]),
                    say("As shown"): say("“{name}”", name=r["stored"]),
                    say("Rows"): say.number(r["rows"]),
                }
                for r in spelled
            ]
            evidence.show_table(pd.DataFrame(rows, dtype=object))

"""The tables of plan and actual: every line, what only one side holds, how it adds up, and what there is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from dashboard import page, queries, store
from dashboard.evidence import Link, link, receipt_link, show_table
from dashboard.navigation import address
from dashboard.page import Here, phase_name, plain
from dashboard.slices import LINEAGE, Holding, Slice, of_holding
from dashboard.views import differences
from dashboard.views.differences import NONE, Cell, Row
from dashboard.views.plan import ALL, BOTH, Answer, Year, plan_name, restated


def rows(here: Here, answer: Answer, level: str) -> None:
    """Every row that both hold, with its receipts, and the third figure beside; then their sum."""
    say, pair = here.say, answer.pair
    first = say("Ministry or organisation") if level == "organisation" else say("Program or vote")
    heads = [*differences.heads(say, pair, first), *_beside_heads(here, answer)]
    lines = [[*differences.cells(here, pair, r), *_beside(here, answer, r)] for r in answer.rows]
    if level == "line" and (others := answer.both["lines"] - len(answer.rows)):
        shown = {c: sum((r[c] for r in answer.rows), Decimal(0)) for c in ("before", "after", "change")}
        rest = {c: answer.both[c] - shown[c] for c in shown}
        lines.append(differences.plain_cells(say, say.n("{n} smaller line", "{n} smaller lines", others), rest))
    lines.append(differences.plain_cells(say, say("Total of what both hold"), answer.both))
    filled = [[*line, *[""] * (len(heads) - len(line))] for line in lines]
    links = [_drill(here, r) if level == "organisation" else None for r in answer.rows]
    show_table(differences.frame(filled, heads), links)


def _drill(here: Here, row: Row) -> str | None:
    if not row["lineage"]:
        return None
    chosen = {k: v for k, v in page.chosen_here().items() if k != "level"}
    fixed = {"jurisdiction": here.jurisdiction, **chosen, LINEAGE: row["lineage"]}
    return address(here.say, "plan", **fixed)


def _beside_heads(here: Here, answer: Answer) -> list[str]:
    say, beside = here.say, answer.beside
    if beside is None:
        return []
    if beside.phase == "carried_forward":
        return [phase_name(say, beside.phase), say("Lapsed")]
    return [plan_name(say, _as_holding(beside))]


def _as_holding(of: Slice) -> Holding:
    return Holding(of.dataset, of.release, of.fiscal_year, of.direction, of.phase, of.basis, 0)


def _beside(here: Here, answer: Answer, row: Row) -> list[Cell]:
    """What stays available and what lapsed; or the other plan where it differs."""
    say, beside = here.say, answer.beside
    if beside is None:
        return []
    if row["beside"] is None:
        return [NONE] * len(_beside_heads(here, answer))
    exact = say.exact(row["beside"])
    # A third release may print the line under another name: then only its amount is known here.
    same_sheet = "line" in row and beside.release == answer.pair.after.release
    shown = receipt_link(here, differences.slice_of(beside, row, answer.pair.hierarchy), exact) if same_sheet else exact
    if beside.phase == "carried_forward":
        return [shown, say.exact(row["before"] - row["after"] - row["beside"])]
    return [shown if row["beside"] != row["before"] else say("the same")]


def apart(here: Here, answer: Answer) -> None:
    """The lines that only one side holds, behind one press each; nothing vanishes."""
    say = here.say
    plan, actual = answer.pair.words.before, answer.pair.words.after
    for only, which, side in ((answer.only_plan, plan, "before"), (answer.only_actual, actual, "after")):
        if not only:
            continue
        amount = say.money(answer.total(side, "vanished" if side == "before" else "new"))
        title = say.n(
            "Only in “{which}”: {n} line, {amount}", "Only in “{which}”: {n} lines, {amount}", len(only),
            which=which, amount=amount,
        )  # fmt: skip
        with st.expander(plain(title), icon=":material/table_rows:"):
            show_table(differences.one_sided(here, answer.pair, only, side, which))


def note(here: Here, answer: Answer) -> None:
    """Says that lines are set apart, and why."""
    say = here.say
    only_plan, only_actual = (answer.count("lines", s) for s in ("vanished", "new"))
    if not only_plan and not only_actual:
        return
    said = say(
        "Not compared: {planned} that only the plan holds and {spent} that only the actual holds. They are listed below with their sums.",
        planned=say.n("{n} line", "{n} lines", only_plan),
        spent=say.n("{n} line", "{n} lines", only_actual),
    )
    elsewhere = answer.count("elsewhere", "vanished", "new")
    if elsewhere:
        said += " " + say.n(
            "{n} of them is apart because the other release has nothing of that ministry: not every table could be found.",
            "{n} of them are apart because the other release has nothing of that ministry: not every table could be found.",
            elsewhere,
        )
    st.caption(plain(said))


def adds_up(here: Here, answer: Answer) -> None:
    """How the lists lead to the totals of the accounts, which have receipts."""
    say, pair = here.say, answer.pair
    heads = [say("Lines"), pair.words.before, pair.words.after, pair.words.difference]

    def line(title: str, *states: str) -> list[Cell]:
        before, after, change = (answer.total(c, *states) for c in ("before", "after", "change"))
        sums = zip((before, after, change), ("before", "after", "change"), strict=True)
        return [title, *(differences.signed(say.exact(a), a) if c == "change" else say.exact(a) for a, c in sums)]

    whole = line(say("All that the accounts hold"))
    whole[1] = receipt_link(here, pair.before, str(whole[1]))
    whole[2] = receipt_link(here, pair.after, str(whole[2]))
    show_table(
        differences.frame(
            [
                line(say("Lines that both hold"), *BOTH),
                line(say("Only in “{which}”", which=pair.words.before), "vanished"),
                line(say("Only in “{which}”", which=pair.words.after), "new"),
                whole,
            ],
            heads,
        ),
        caption=say("How it adds up"),
    )


def exists(here: Here, of: Year, lineage: str = ALL) -> None:
    """Which figures of the year are loaded, from which release, and which are not."""
    say = here.say
    where = [(LINEAGE, lineage)] if lineage != ALL else []
    first = [p for p in of.plans if not restated(p)]
    later = [p for p in of.plans if restated(p)]
    named: list[tuple[str, Holding | None]] = [(plan_name(say, p), p) for p in first]
    named = named or [(say("First plan"), None)]
    named += [(plan_name(say, p), p) for p in later]
    named += [(say("Actual"), of.actual)]
    if of.kept:
        named += [(phase_name(say, "carried_forward"), of.kept)]
    lines: list[list[Cell]] = [[title, *_held(here, h, where)] for title, h in named]
    show_table(differences.frame(lines, [say.year(of.fiscal_year), say("As published in"), say("Sum")]))


def _held(here: Here, holding: Holding | None, where: list[tuple[str, str]]) -> tuple[str, Cell]:
    say = here.say
    if holding is None:
        return say("not loaded"), NONE
    of = of_holding(holding, where)
    amount = store.ask(queries.total, of).to_pylist()[0]["amount"]
    return holding.release, receipt_link(here, of, say.exact(amount)) if amount is not None else NONE


def incomplete(here: Here, of: Year, others: Sequence[Year]) -> None:
    """A year that has no plan, or no actual: says which, and leads to what there is."""
    say = here.say
    year = say.year(of.fiscal_year)
    if of.plans:
        said = say("For {year} a plan is loaded, but no actual to hold it against.", year=year)
    else:
        said = say("For {year} the actual is loaded, but no plan to hold it against.", year=year)
    st.info(plain(said), icon=":material/info:")
    fixed = {"jurisdiction": here.jurisdiction, "dataset": of.dataset}
    for other in [y for y in others if y.both]:
        text = say("Plan and actual of {year}", year=say.year(other.fiscal_year))
        link(Link(text, address(say, "plan", fiscal_year=str(other.fiscal_year), **fixed)))
    if len(of.plans) > 1:
        first, last = of.plans[0].release, of.plans[-1].release
        text = say("How the plan of {year} changed from one release to the next", year=year)
        link(Link(text, address(say, "changes", before=first, after=last, fiscal_year=str(of.fiscal_year), **fixed)))


def left_out(here: Here, of: Year) -> None:
    """Says that figures on another basis stand in the same tables and are no part of this."""
    basis = here.dataset(of.dataset)["basis"]
    if any(h.dataset == of.dataset and h.fiscal_year == of.fiscal_year and h.basis != basis for h in here.holdings):
        st.caption(
            here.say(
                "The adjustments from appropriations to consolidated expense stand in the same tables. They are on "
                "another basis and no part of these sums."
            )
        )


def none(here: Here) -> None:
    """What stands in place of the page where no plan of a government is loaded."""
    say = here.say
    st.info(
        say("No plan of {place} is loaded, so there is nothing to hold the actual against.", place=plain(here.place))
    )
    link(
        Link(
            say("See the spending of {place}", place=here.place),
            address(say, "spending", jurisdiction=here.jurisdiction),
        )
    )

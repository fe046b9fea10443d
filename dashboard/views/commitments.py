"""Commitments: how they stand at a glance, then plan by plan with their milestones, evidence and history."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import evidence, served
from dashboard.api import PREFIX
from dashboard.charts.dots import dots
from dashboard.commitments import reading, table
from dashboard.commitments.form import Change, Commitment, Milestone, Plan, each
from dashboard.commitments.standing import completed, progress, standing, today
from dashboard.commitments.words import became, said, standing_words, when
from dashboard.feeds.promised import anchor
from dashboard.i18n import Speaker, together
from dashboard.page import Here, plain
from dashboard.places import place_name

SHAPES = ("completed", "under_way", "not_started", "unknown", "withdrawn", "late")
"""Milestones in the order in which their dots stand; each has a shape of its own beside its colour (style.css)."""


def plans(here: Here) -> list[Plan]:
    """Every plan that can be read, those of the chosen government first."""
    return sorted(reading.kept().plans, key=lambda p: (p.jurisdiction != here.jurisdiction, p.jurisdiction, p.plan))


def mistakes(here: Here) -> None:
    """Says what cannot be shown, and what whoever edits the files has to correct."""
    say, problems = here.say, reading.kept().problems
    if problems:
        st.error(say("A file of commitments has a mistake, so its plan is not shown:"))
        for problem in problems:
            evidence.copyable(say, problem)


def sentence(here: Here, shown: Sequence[Plan]) -> str:
    """How many commitments there are, how they stand, and how many are late."""
    say, now = here.say, progress((c for _, c in each(shown)), today())
    count = now.by_status
    first = say.n("{n} commitment is on record here.", "{n} commitments are on record here.", now.commitments)
    others = [
        (count.get("completed", 0), say.n("{n} is completed.", "{n} are completed.", count.get("completed", 0))),
        (count.get("under_way", 0), say.n("{n} is under way.", "{n} are under way.", count.get("under_way", 0))),
        (count.get("not_started", 0), say.n("{n} has not begun.", "{n} have not begun.", count.get("not_started", 0))),
        (count.get("withdrawn", 0), say.n("{n} was withdrawn.", "{n} were withdrawn.", count.get("withdrawn", 0))),
        (
            count.get("unknown", 0),
            say("Not known how they stand: {n}.", n=say.number(count.get("unknown", 0))),
        ),
        (now.late, say.n("{n} of them is late.", "{n} of them are late.", now.late)),
    ]
    return " ".join([first, *(text for n, text in others if n)])


def rules(here: Here) -> str:
    """What late means here, and that what is not known is said to be so."""
    return here.say(
        "Late means that the due date has passed, and nothing on record says that the work was completed or withdrawn. "
        "A date that nobody has published is never guessed. Below, a dot is a milestone, filled once it is completed; "
        "a triangle is what is late."
    )


def glance(here: Here, shown: Sequence[Plan]) -> None:
    """A dot for each milestone, and a mark for what is late, commitment by commitment; and the equal table."""
    say, on, fields, lines, links = here.say, today(), [], [], []
    for plan, of in each(shown):
        now, steps = standing(of, on), Counter(_shape(of, m) for m in of.milestones)
        done, late_steps = _done(say, of), steps["late"]
        if now.late_since:
            steps["late"] += 1
        line = together(" · ", (standing_words(say, now), done, _late_steps(say, late_steps)))
        fields.append((said(say, of.title), line, steps))
        place = place_name(say, plan.jurisdiction)
        cells = (said(say, of.title), place, when(say, of.start), when(say, now.due), standing_words(say, now), done)
        lines.append(cells)
        links.append(f"#{anchor(plan, of)}")
    st.html(f'<div class="pp-steps">{dots(fields, SHAPES)}</div>')
    heads = [
        say("Commitment"),
        say("Government"),
        say("Start"),
        say("Due"),
        say.c("of a commitment", "Status"),
        say("Milestones"),
    ]
    with st.expander(say("The same as a table"), icon=":material/table_rows:"):
        evidence.show_table(pd.DataFrame(lines, columns=heads, dtype=object), links)


def _shape(of: Commitment, milestone: Milestone) -> str:
    now = standing(of, today(), milestone)
    return "late" if now.late_since else now.status


def _done(say: Speaker, of: Commitment) -> str:
    if not of.milestones:
        return say("no milestones")
    done, every = completed(of, today()), len(of.milestones)
    values = {"n": say.number(done), "all": say.number(every)}
    if any(_shape(of, milestone) == "unknown" for milestone in of.milestones):
        return say("{n} of {all} milestones known to be completed", **values)
    return say("{n} of {all} milestones completed", **values)


def _late_steps(say: Speaker, n: int) -> str:
    return say.n("{n} milestone late", "{n} milestones late", n) if n else ""


def show(here: Here, plan: Plan) -> None:
    """One plan: what it is, its numbers, its commitments."""
    say = here.say
    st.header(plain(together(" – ", (place_name(say, plan.jurisdiction), said(say, plan.title)))), anchor=plan.plan)
    st.markdown(plain(said(say, plan.about)))
    if plan.figures:
        st.markdown(plain(" · ".join(f"{said(say, f.value)} {said(say, f.what)}" for f in plan.figures)))
    published = plain(say("Published: {date}", date=say.date(plan.published)))
    where = plain(say("Where it is published"))
    st.caption(f"{published} · [{where}]({plan.url})")
    for of in plan.commitments:
        _card(here, plan, of)


def _card(here: Here, plan: Plan, of: Commitment) -> None:
    say = here.say
    with st.container(border=True, key=f"commitment-{anchor(plan, of)}"):
        st.subheader(plain(said(say, of.title)), anchor=anchor(plan, of))
        st.markdown(plain(said(say, of.about)))
        _facts(say, of)
        if of.milestones:
            evidence.show_table(_milestones(say, of))
        if of.history:
            title = plain(say("What happened, newest first"))
            st.markdown(f"**{title}**")
            st.markdown("\n".join(_happened(say, of, c) for c in reversed(of.history)))


def _facts(say: Speaker, of: Commitment) -> None:
    now = standing(of, today())
    pairs = [
        (say.c("of a commitment", "Status"), standing_words(say, now)),
        (say("Since"), say.date(now.since) if now.since else ""),
        (say("Owner"), said(say, of.owner)),
        (say("With"), "; ".join(said(say, p) for p in of.partners)),
        (say("Start"), when(say, of.start)),
        (say("Due"), when(say, now.due)),
    ]
    rows = (f"<dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>" for name, text in pairs if text)
    st.html(f'<dl class="pp-fields pp-facts">{"".join(rows)}</dl>')


def _milestones(say: Speaker, of: Commitment) -> pd.DataFrame:
    found = [(m, standing(of, today(), m)) for m in of.milestones]
    rows = [(said(say, m.title), when(say, now.due), standing_words(say, now)) for m, now in found]
    return pd.DataFrame(rows, columns=[say("Milestone"), say("Due"), say.c("of a commitment", "Status")], dtype=object)


def _happened(say: Speaker, of: Commitment, change: Change) -> str:
    """A change as an item of a list in Markdown."""
    milestone = next((m for m in of.milestones if m.id == change.milestone), None)
    told = [f"**{plain(say.date(change.date))}**"]
    if milestone:
        told.append(plain(say("Milestone “{name}”.", name=said(say, milestone.title))))
    told.append(plain(said(say, change.what)))
    told += [plain(f"{text}.") for text in became(say, change)]
    told += [f"[{plain(said(say, e.title))}]({e.url})" for e in change.evidence]
    return "- " + " ".join(told)


def files(here: Here, shown: Sequence[Plan]) -> None:
    """All of it to take away, as files."""
    say = here.say
    if not shown:
        return
    if not served.with_api():
        label = say("Download {kind}", kind="CSV")
        made = table.as_csv(shown, today())
        st.download_button(label, made, file_name="commitments.csv", mime="text/csv", on_click="ignore")
        return
    asked = urlencode({"lang": say.code})
    items = (
        f'<li><a href="{PREFIX.strip("/")}/commitments.{ending}?{asked}" download>{html.escape(text)}</a></li>'
        for ending, text in (
            ("csv", say("Download {kind}", kind="CSV")),
            ("json", say("Download {kind}", kind="JSON")),
        )
    )
    st.html(f'<ul class="pp-files">{"".join(items)}</ul>')

"""One question or idea, as everyone sees it: its words, the view that it is about, who supports it, the answer."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import evidence, navigation
from dashboard.dialogue import linked, posts, votes
from dashboard.evidence import Link
from dashboard.i18n import Speaker
from dashboard.page import Here
from dashboard.slices import FILTERS
from dashboard.views import dialogue_words as words

Row = Mapping[str, Any]


def card(here: Here, row: Row, *, alone: bool = False) -> None:
    """A post in the list; `alone`, on a page of its own."""
    say = here.say
    with st.container(border=True, key=f"post-{row['id']}"):
        st.html(body(say, row, None if alone else address(say, row["id"])))
        if row["view"] and (view := linked.read(row["view"])):
            evidence.link(Link(say("See the view: {what}", what=name(here, view)), view.address(say.code)))
        if row["state"] in posts.SEEN:
            votes.control(here, posts.SUPPORT, row["id"])
        answer(say, row)


def address(say: Speaker, id: str) -> str:
    """Where a post stands alone."""
    return f"ideas?lang={say.code}&post={id}"


def body(say: Speaker, row: Row, leads_to: str | None = None) -> str:
    """What the reader wrote, as HTML, under what it is, its day and its state."""
    about = " · ".join((words.kind(say, row["kind"]), words.day(say, row["created"]), words.state(say, row["state"])))
    title = html.escape(row["title"])
    if leads_to:
        title = f'<a href="{html.escape(leads_to)}" target="_self">{title}</a>'
    lang = html.escape(row["lang"])
    head = f'<h3 lang="{lang}">{title}</h3>' if row["title"] else ""
    text = words.paragraphs(row["text"])
    return f'<article class="pp-post">{head}<p class="pp-about">{html.escape(about)}</p><div lang="{lang}">{text}</div></article>'


def answer(say: Speaker, row: Row) -> None:
    """What was answered, and why it was closed or declined; nothing where nothing was."""
    if found := _reply(say, row):
        st.html(found)


def _reply(say: Speaker, row: Row) -> str:
    found = ""
    text, code = words.said(say, row, "answer")
    if text:
        head = say(
            "Answer of {day}: {outcome}",
            day=words.day(say, row["answered"]),
            outcome=words.outcome(say, row["outcome"]).lower(),
        )
        found += f'<h4>{html.escape(head)}</h4><div lang="{code}">{words.paragraphs(text)}</div>'
    reason, code = words.said(say, row, "reason")
    if reason and row["state"] in ("closed", "declined"):
        head = say("Why it was closed") if row["state"] == "closed" else say("Why it was declined")
        found += f'<h4>{html.escape(head)}</h4><div lang="{code}">{words.paragraphs(reason)}</div>'
    return f'<div class="pp-answer">{found}</div>' if found else ""


def name(here: Here, view: linked.View) -> str:
    """A view in words: its page, and what was chosen there: `Spending, Ministry statements, Health, 2024–25`."""
    say, params = here.say, view.params
    titles = {page.url_path or "overview": page.title for page in navigation.each(say)}
    known = {d["dataset"] for d in here.datasets}
    parts = [titles.get(view.page, view.page)]
    if params.get("dataset") in known:
        parts.append(here.title(params["dataset"]))
    parts += [value for column in FILTERS if (value := params.get(column)) and column != "lineage"]
    if (year := params.get("fiscal_year", "")).isdecimal() and len(year) == 4:
        parts.append(say.year(int(year)))
    return ", ".join(parts)

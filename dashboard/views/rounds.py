"""Rounds on the page of ideas: those that are open or to come, and those that have ended, with what came of them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import evidence
from dashboard.dialogue import clock, posts, rounds
from dashboard.evidence import Link
from dashboard.i18n import Label, Speaker
from dashboard.page import Here, plain
from dashboard.views import dialogue_words as words

Row = Mapping[str, Any]


def now(here: Here) -> None:
    """The rounds that are open or about to open."""
    at = clock.now()
    for row in rounds.every():
        if (state := rounds.state(row, at)) != "ended":
            _of_this_site(here, row, state)


def before(here: Here) -> None:
    """The rounds that have ended, with their results; those that others held among them."""
    say, at = here.say, clock.now()
    st.header(say("Rounds that have ended"))
    for row in rounds.every():
        if rounds.state(row, at) == "ended":
            _of_this_site(here, row, "ended")
    for each in rounds.elsewhere():
        _elsewhere(say, each)


def _of_this_site(here: Here, row: Row, state: str) -> None:
    say, heard = here.say, posts.heard(row["id"])
    days = {"opens": say.date(row["opens"].isoformat()), "closes": say.date(row["closes"].isoformat())}
    when = {
        "ahead": say("Opens on {opens}, closes on {closes}.", **days),
        "open": say("Open until {closes}.", **days),
        "ended": say("Was open from {opens} to {closes}.", **days),
    }[state]
    with st.container(border=True, key=f"round-{row['id']}"):
        title, text = (say.label(row[f"{what}_en"], row[f"{what}_fr"]) for what in ("title", "text"))
        st.html(_article(title, say("Round"), text))
        numbers = (
            say.n("{n} question or idea", "{n} questions and ideas", heard.posts),
            say.n("{n} support", "{n} supports", heard.supports),
            say.n("{n} answered", "{n} answered", heard.answered),
        )
        st.caption(plain(f"{when} {say.listed(numbers)}."))
        if row["result_en"] or row["result_fr"]:
            result = say.label(row["result_en"], row["result_fr"])
            st.html(_result(say, result))
        elif state == "ended":
            st.caption(say("Its result has not been written yet."))
        if heard.posts:
            evidence.link(Link(say("See what was said in this round"), f"ideas?lang={say.code}&round={row['id']}"))


def _elsewhere(say: Speaker, row: Row) -> None:
    def own(texts: Mapping[str, str]) -> str:
        return say.label(texts.get("en"), texts.get("fr"))

    about = say("Held elsewhere, with its result in {month}", month=say.date(row["result_of"]))
    figures = "".join(
        f"<li><strong>{html.escape(own(f['count']))}</strong> {html.escape(own(f['what']))}</li>"
        for f in row["figures"]
    )
    result = _result(say, own(row["result"]))
    source = html.escape(say("Source: {source}.", source=own(row["source"])))
    with st.container(border=True):
        st.html(
            _article(own(row["title"]), about, own(row["text"]))
            + f'<ul class="pp-process">{figures}</ul>{result}<p class="pp-about">{source}</p>'
        )


def _result(say: Speaker, text: str) -> str:
    head = html.escape(say("What came of it"))
    return f'<div class="pp-answer"><h4>{head}</h4>{words.paragraphs(text)}</div>'


def _article(title: str, about: str, text: str) -> str:
    lang = f' lang="{title.lang}"' if isinstance(title, Label) else ""
    return f'<article class="pp-post"{lang}><h3>{html.escape(title)}</h3><p class="pp-about">{html.escape(about)}</p>{words.paragraphs(text)}</article>'

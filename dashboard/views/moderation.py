"""The moderators' page: what waits, what can be done with it, and the rounds."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import evidence, page
from dashboard.dialogue import clock, keep, linked, moderate, posts, reports, rounds
from dashboard.dialogue.words import ANSWER, TEXT, TITLE, Refused
from dashboard.evidence import Link
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.views import dialogue_words as words
from dashboard.views import moderators, post

Row = Mapping[str, Any]
_PAGE = 20
_STATES = ("waiting", "published", "answered", "closed", "accepted", "declined", "merged")
_DONE, _WHY = "what the moderator did", "why the moderator could not"


def show(here: Here) -> None:
    """The page: the way in, or the work."""
    say = here.say
    who = moderators.moderator()
    if not keep.offered():
        st.info(say("This site takes no questions or ideas."))
    elif not who:
        moderators.sign_in(say)
    else:
        try:
            _work(here, who)
        except keep.Unreachable:
            st.error(say("Nothing can be moderated now: the dialogue’s database does not answer."))


def _work(here: Here, who: str) -> None:
    say = here.say
    moderate.tidy(clock.now())
    moderators.leave(say)
    if done := st.session_state.pop(_DONE, ""):
        st.success(plain(done))
    if why := st.session_state.pop(_WHY, ""):
        st.error(plain(why))
    sizes = moderate.sizes()
    state = page.choose(
        "queue", say("Show"), _STATES, lambda s: f"{words.state(say, s)} ({say.number(sizes.get(s, 0))})", width=320
    )
    found = moderate.queue(state, _PAGE)
    if not found:
        st.markdown(say("Nothing is here."))
    for row in found:
        _card(here, row, who)
    if sizes.get(state, 0) > len(found):
        st.caption(
            say("The first {n} are shown; the others follow once these are dealt with.", n=say.number(len(found)))
        )
    _rounds(say)


def _card(here: Here, row: Row, who: str) -> None:
    say = here.say
    with st.container(border=True, key=f"moderate-{row['id']}"):
        st.html(post.body(say, row))
        if row["kind"] == "report":
            _figure(here, row)
        if row["view"] and (view := linked.read(row["view"])):
            evidence.link(Link(say("See the view: {what}", what=post.name(here, view)), view.address(say.code)))
        st.caption(say.n("{n} support", "{n} supports", row["supports"]))
        post.answer(say, row)
        for was in moderate.history(row["id"]):
            st.caption(plain(f"{words.day(say, was['at'])}: {words.act(say, was['what'])} ({was['moderator']})"))
        if can := moderate.ways(row):
            _acts(here, row, can, who)


def _figure(here: Here, row: Row) -> None:
    """What a report is about; of an accepted one, what it adds to its source's description."""
    say, found = here.say, reports.figure(row["id"])
    if found is None:
        return
    names = {
        "entry": say("Entry"),
        "dataset": say("Dataset"),
        "release": say("Release"),
        "file": say("File"),
        "sheet": say("Sheet"),
        "cell": say("Cell"),
        "printed": say("Printed"),
        "amount": say("Amount"),
    }
    items = "".join(
        f"<dt>{html.escape(label)}</dt><dd>{html.escape(str(found[name]))}</dd>"
        for name, label in names.items()
        if found[name]
    )
    st.html(f'<dl class="pp-fields">{items}</dl>')
    if row["state"] == "accepted":
        st.caption(
            say(
                "For the description of {dataset}, under the key that is there already or as a new one:",
                dataset=plain(found["dataset"]),
            )
        )
        evidence.copyable(say, reports.oddity(found, row["reason_en"] or "", row["reason_fr"] or ""))


def _acts(here: Here, row: Row, can: list[str], who: str) -> None:
    say, id = here.say, row["id"]
    what = st.selectbox(say("What to do"), can, format_func=lambda a: words.act(say, a), key=f"act:{id}", width=320)
    with st.form(f"do:{id}:{what}", border=False):
        english = french = outcome = into = ""
        erase = False
        if what == "answer":
            outcome = st.selectbox(
                say("What it comes to"), posts.OUTCOMES, format_func=lambda o: words.outcome(say, o), width=320
            )
        if what == "merge":
            into = _target(here, id)
        if what in ("answer", "close", "decline", "accept"):
            label = say("The answer") if what == "answer" else say("The reason")
            english = st.text_area(
                say("{what}, in English", what=label),
                row["answer_en"] or "" if what == "answer" else "",
                max_chars=ANSWER,
            )
            french = st.text_area(
                say("{what}, in French", what=label),
                row["answer_fr"] or "" if what == "answer" else "",
                max_chars=ANSWER,
            )
        if what == "decline":
            erase = st.checkbox(say("Remove the reader’s own words at once (personal detail, abuse)"))
        pressed = st.form_submit_button(words.act(say, what), type="primary")
    if pressed:
        _do(say, what, id, moderate.Said(english, french, outcome, into, erase), who)


def _target(here: Here, id: str) -> str:
    others = {r["id"]: r["title"] for r in posts.listed(posts.Wanted(), 200) if r["id"] != id}
    return st.selectbox(here.say("The one that goes on"), list(others), format_func=others.__getitem__) or ""


def _do(say: Speaker, what: str, id: str, said: moderate.Said, who: str) -> None:
    # Asked again: the secret's time may have run out, or the address may have left the list, since the page was drawn.
    if moderators.moderator() != who:
        st.rerun()
    try:
        moderate.do(what, id, said, who, clock.now())
        st.session_state[_DONE] = say("Done: {what}.", what=words.act(say, what).lower())
    except Refused as e:
        st.session_state[_WHY] = words.refusal(say, e)
    st.rerun()


def _rounds(say: Speaker) -> None:
    st.header(say("Rounds"))
    now = clock.now()
    with st.expander(say("Open a round"), key="new-round"), st.form("new-round", border=False, clear_on_submit=False):
        texts = {
            "title_en": st.text_input(say("{what}, in English", what=say("Title")), max_chars=TITLE),
            "title_fr": st.text_input(say("{what}, in French", what=say("Title")), max_chars=TITLE),
            "text_en": st.text_area(say("{what}, in English", what=say("What it is about")), max_chars=TEXT),
            "text_fr": st.text_area(say("{what}, in French", what=say("What it is about")), max_chars=TEXT),
        }
        opens = st.date_input(say("First day"), clock.day(now))
        closes = st.date_input(say("Last day"), clock.day(now) + timedelta(days=30))
        if st.form_submit_button(say("Open a round"), type="primary"):
            _kept(say, lambda: rounds.open_round(texts, opens, closes, now))
    for row in rounds.every():
        if rounds.state(row, now) == "ended":
            _result(say, row)


def _result(say: Speaker, row: Row) -> None:
    title = say.label(row["title_en"], row["title_fr"])
    with (
        st.expander(plain(say("Result of “{title}”", title=title)), key=f"result-{row['id']}"),
        st.form(f"result:{row['id']}", border=False),
    ):
        english = st.text_area(say("{what}, in English", what=say("Result")), row["result_en"] or "", max_chars=ANSWER)
        french = st.text_area(say("{what}, in French", what=say("Result")), row["result_fr"] or "", max_chars=ANSWER)
        if st.form_submit_button(say("Keep the result"), type="primary"):
            _kept(say, lambda: rounds.say_result(row["id"], english, french))


def _kept(say: Speaker, write: Any) -> None:
    try:
        write()
        st.session_state[_DONE] = say("It is kept.")
    except Refused as e:
        st.session_state[_WHY] = words.refusal(say, e)
    st.rerun()

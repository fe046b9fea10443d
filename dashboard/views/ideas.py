"""Questions and ideas: what was heard and what was done, the form, the list, the rounds."""

from __future__ import annotations

import streamlit as st

from dashboard import aloud, evidence, page
from dashboard.dialogue import keep, posts
from dashboard.evidence import Link
from dashboard.i18n import Speaker
from dashboard.page import Here
from dashboard.permalink import permalink, written
from dashboard.views import ask, post, rounds
from dashboard.views import dialogue_words as words

PAGE = 20  # posts of the list that stand on one page
_EVERY = "all"


def show(here: Here) -> None:
    """The page: one post where the address names one, else all of it; a plain word where none can be had."""
    say = here.say
    if not keep.offered():
        st.info(say("This site takes no questions or ideas."))
        return
    try:
        if asked := st.query_params.get("post"):
            _alone(here, asked)
        else:
            _whole(here)
    except keep.Unreachable:
        st.error(
            say(
                "Questions and ideas cannot be shown now: their database does not answer. Try again later. All other pages work."
            )
        )


def _whole(here: Here) -> None:
    say = here.say
    aloud.sentence(heard(say, posts.heard()))
    ask.form(here)
    rounds.now(here)
    st.header(say("What readers asked and proposed"))
    wanted = _choose(here)
    total = posts.count(wanted)
    start = _start(total)
    for row in posts.listed(wanted, PAGE, start):
        post.card(here, row)
    if not total:
        st.markdown(say("Nothing is here yet."))
    _leaf(here, start, total)
    rounds.before(here)
    evidence.link(Link(say("For moderators"), f"moderation?lang={say.code}"))
    evidence.on_paper(say, permalink(here))


def heard(say: Speaker, of: posts.Heard) -> str:
    """What was heard and what was done, in numbers."""
    if not of.posts:
        parts = [say("No question or idea has been published yet.")]
        return " ".join([*parts, *_waiting(say, of)])
    parts = [
        say.n("{n} question or idea was heard.", "{n} questions and ideas were heard.", of.posts),
        say.n("Readers gave {n} support.", "Readers gave {n} supports.", of.supports),
        say.n("{n} is answered.", "{n} are answered.", of.answered),
        say.n("{n} led to a change.", "{n} led to a change.", of.outcomes["done"]),
    ]
    if of.outcomes["under_way"]:
        parts.append(say.n("{n} is under way.", "{n} are under way.", of.outcomes["under_way"]))
    if of.reports:
        parts.append(
            say.n("{n} problem with a figure was reported.", "{n} problems with figures were reported.", of.reports)
        )
        parts.append(say.n("{n} report was right.", "{n} reports were right.", of.accepted))
    return " ".join([*parts, *_waiting(say, of)])


def _waiting(say: Speaker, of: posts.Heard) -> list[str]:
    return [say.n("{n} message waits to be read.", "{n} messages wait to be read.", of.waiting)] if of.waiting else []


def _choose(here: Here) -> posts.Wanted:
    say = here.say
    kinds = {_EVERY: say("Questions and ideas"), "question": say("Questions"), "idea": say("Ideas")}
    states = {_EVERY: say("All"), **{s: words.state(say, s) for s in posts.SEEN}}
    orders = {"support": say("Most support first"), "newest": say("Newest first")}
    with page.controls("ideas"):
        kind = page.choose("posts", say("Show"), list(kinds), kinds.__getitem__)
        state = page.choose("state", say("State"), list(states), states.__getitem__)
        order = page.choose("order", say("Order"), list(orders), orders.__getitem__, width=260)
    chosen = {"kind": kind, "state": state}
    of_round = st.query_params.get("round") or None
    if of_round:
        evidence.link(Link(say("Only those of one round are shown. Show all"), f"ideas?lang={say.code}"))
    return posts.Wanted(**{k: None if v == _EVERY else v for k, v in chosen.items()}, round=of_round, order=order)


def _start(total: int) -> int:
    text = st.query_params.get("from", "")
    start = int(text) - 1 if text.isdecimal() and len(text) < 10 else 0
    return start if 0 <= start < total else 0


def _leaf(here: Here, start: int, total: int) -> None:
    say, kept = here.say, {k: v for k, v in st.query_params.items() if k != "from"}

    def to(first: int) -> str:
        return "?" + written({**kept, "lang": say.code, "from": str(first)})

    if start > 0:
        evidence.link(Link(say("← Those before"), to(max(start - PAGE, 0) + 1)))
    if start + PAGE < total:
        evidence.link(Link(say("Those after →"), to(start + PAGE + 1)))


def _alone(here: Here, asked: str) -> None:
    say, row = here.say, posts.one(asked)
    if row is None or row["kind"] not in (*posts.KINDS, "report"):
        st.warning(say("There is no question or idea of this number."))
    elif row["state"] in posts.SEEN:
        aloud.entitle(row["title"])
        post.card(here, row, alone=True)
    else:
        _not_shown(here, row)
    evidence.link(Link(say("All questions and ideas"), f"ideas?lang={say.code}"))


def _not_shown(here: Here, row: post.Row) -> None:
    """A post that is not in the list, for whoever has its link: where it stands, and why; not its words."""
    say = here.say
    kind = words.kind(say, row["kind"])
    if row["state"] == "waiting":
        st.info(
            say(
                "{kind} of {day}: no moderator has read it yet. Until then it is not shown.",
                kind=kind,
                day=words.day(say, row["created"]),
            )
        )
    elif row["state"] == "merged":
        st.info(
            say(
                "{kind} of {day}: it says the same as another one, so the two go on as one.",
                kind=kind,
                day=words.day(say, row["created"]),
            )
        )
        evidence.link(Link(say("See the one that it was merged with"), post.address(say, row["merged_into"])))
    else:
        state = words.state(say, row["state"])
        st.info(
            say(
                "{kind}, {day}. {state}, {when}.",
                kind=kind,
                day=words.day(say, row["created"]),
                state=state,
                when=words.day(say, row["changed"]),
            )
        )
        post.answer(say, row)

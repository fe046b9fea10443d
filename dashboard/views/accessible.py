"""The accessibility statement, as the reader sees it; `docs/accessibility.md` has the same with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.i18n import Speaker
from dashboard.page import Here, plain


def show(here: Here) -> None:
    """The statement: one heading for each question."""
    say = here.say
    st.title(say("Accessibility"))
    st.markdown(
        plain(
            say(
                "These pages are made so that everyone can use them: by keyboard, by screen reader, on a phone, on paper, "
                "enlarged, or without telling colours apart. They aim at level AA of WCAG 2.2, and meet it in part."
            )
        )
    )
    for heading, points in _statement(say):
        st.header(heading, anchor=False)
        st.markdown("\n".join(f"- {plain(point)}" for point in points))


def _statement(say: Speaker) -> Sequence[tuple[str, Sequence[str]]]:
    return (
        (say("What you can rely on"), _kept(say)),
        (say("What falls short"), _short(say)),
        (say("How it is tested"), [say("Each change is tried in a browser: with the keyboard alone, by axe on every page in both languages, light and dark, 360 to 1,280 pixels wide, enlarged, and in print. Pictures of the pages of figures, 360 to 1,440 pixels wide, were looked at. People who use a screen reader every day have not tested it yet.")]),
        (say("When something stands in your way"), [say("Open an issue where the code of Public Purse is kept, and say which page it was and what you use. A figure that you cannot reach can be sent to you as a table. Whoever serves these pages to the public should name a person to write to here.")]),
    )  # fmt: skip


def _kept(say: Speaker) -> Sequence[str]:
    return [
        say("Every chart has a sentence, a summary that a screen reader says, and a table with the same figures."),
        say("What a press on a chart does, the links of its table do too."),
        say("A link at the top leads past the choices to the figures; after a choice, the new sentence is read out."),
        say(
            "Nothing is said by colour alone; the colours were checked as people with colour-vision deficiencies see them."
        ),
        say(
            "On a phone, wide tables become blocks; on paper, figures, source and address are printed, light and whole."
        ),
        say("If your device asks for less motion, or brings its own colours, these pages follow."),
    ]


def _short(say: Speaker) -> Sequence[str]:
    return [
        say("The marks of a chart cannot be reached with the Tab key. The table’s links can, and lead to the same places."),
        say("What is inside the menu at the top right is in English only."),
        say("Labels that a publisher gives in one language only stand in that language. Tables mark them for screen readers; charts and sentences do not."),
        say("Opened on a phone, the menu has one list within another that screen readers announce without a name."),
    ]  # fmt: skip

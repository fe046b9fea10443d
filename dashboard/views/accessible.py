"""The accessibility statement, as the reader sees it; `docs/accessibility.md` has the same with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import contact
from dashboard.i18n import Speaker
from dashboard.page import Here
from dashboard.views import statements
from dashboard.views.statements import Parts


def show(here: Here) -> None:
    """The statement: one heading for each question."""
    say = here.say
    lead = say(
        "These pages are made so that everyone can use them: by keyboard, by screen reader, on a phone, on paper, "
        "enlarged, or without telling colours apart. They aim at level AA of WCAG 2.2, and meet it in part."
    )
    statements.show(say("Accessibility"), lead, _statement(say))


def _statement(say: Speaker) -> Parts:
    return (
        (say("What you can rely on"), _kept(say)),
        (say("What falls short"), _short(say)),
        (say("How it is tested"), [say("After each change a browser tries every page: with the keyboard alone, with the axe tool in both languages, light and dark, 360 to 1,280 pixels wide, enlarged, and in print. Pictures of every page, 360 to 1,440 pixels wide, were looked at one by one. Nobody who uses a screen reader every day has tested them yet.")]),
        (say("When something stands in your way"), _contact(say)),
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
        say("Opened on a phone, the menu has one list within another, which screen readers may not take for a list."),
        say("The small bars beside the four figures of the overview have no table of their own: Trends has their figures."),
    ]  # fmt: skip


def _contact(say: Speaker) -> Sequence[str]:
    to = contact.link()
    return [
        say("Say which page it was and what you use. Every figure can also be taken as a file, under Take it."),
        say("Write to {contact}.", contact=to) if to else statements.nobody(say),
    ]  # fmt: skip

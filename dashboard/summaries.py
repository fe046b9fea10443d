"""What each page shows, in one or two plain sentences, and the words that help to read it."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.i18n import Speaker


class Summary(NamedTuple):
    """What a page shows, and the keys of the glossary's terms that it uses most."""

    text: str
    terms: tuple[str, ...]


def summaries(say: Speaker) -> dict[str, Summary]:
    """The summary of every page, by its file's name."""
    return _money(say) | _comparisons(say) | _evidence(say) | _dialogue(say)


def _money(say: Speaker) -> dict[str, Summary]:
    return {
        "overview": Summary(
            say("This page shows one year at a glance: where the money came from, where it went, and what was left."),
            ("revenue", "expense", "deficit", "surplus", "consolidated"),
        ),
        "spending": Summary(
            say("This page shows what was spent. Press on a part to see what it is made of, down to a single figure."),
            ("basis", "appropriation", "standard_account", "recovery"),
        ),
        "revenue": Summary(
            say("This page shows where the money came from: taxes, fees and payments from other governments."),
            ("revenue", "basis"),
        ),
        "ministry": Summary(
            say("Every ministry has a page here. It shows what it spent, on what, and what it was called before."),
            ("appropriation", "vote", "per_resident"),
        ),
        "payments": Summary(
            say("This page shows who was paid. Type a name to find a person or a company on the list."),
            ("recipient", "payments", "rollup"),
        ),
        "share": Summary(
            say("This page splits the spending of one year into equal parts, one for each person who lives here."),
            ("per_resident", "deficit"),
        ),
        "receipt": Summary(
            say(
                "This page shows where one figure comes from: the file, the sheet and the cell in which it is printed."
            ),
            ("receipt", "entry", "release"),
        ),
    }


def _comparisons(say: Speaker) -> dict[str, Summary]:
    return {
        "plan": Summary(
            say("This page holds what was planned against what was spent, line by line. The largest gaps come first."),
            ("proposed", "executed", "authority", "lapsed"),
        ),
        "trends": Summary(
            say(
                "This page draws amounts over the years. You can take out the rise in prices, or count for each person."
            ),
            ("nominal", "constant_dollars", "per_resident", "share", "index"),
        ),
        "compare": Summary(
            say("This page sets two things side by side: two years, two ministries or two governments."),
            ("basis", "per_resident", "share"),
        ),
        "changes": Summary(
            say("This page shows what moved: from one year to the next, or because a figure was printed anew."),
            ("restatement", "release"),
        ),
    }


def _evidence(say: Speaker) -> dict[str, Summary]:
    return {
        "data": Summary(
            say(
                "This page lists the sets of data that are known, and which of them are here. You can take those home."
            ),
            ("dataset", "release", "entry"),
        ),
        "checks": Summary(
            say("This page shows how the figures were checked: they must add up to the totals in print."),
            ("control_total", "dataset"),
        ),
        "commitments": Summary(
            say("This page shows what governments have promised, who owns each promise, and what became of it."),
            ("commitment", "milestone"),
        ),
        "glossary": Summary(say("This page says what the words of public accounts mean."), ()),
        "accessibility": Summary(say("This page says who can use this site, and what does not work for all yet."), ()),
        "privacy": Summary(say("This page says what is kept of your visit, and what is not."), ()),
    }


def _dialogue(say: Speaker) -> dict[str, Summary]:
    return {
        "ideas": Summary(
            say("This page shows what readers asked and what came of it. You can ask too, or back what others said."),
            (),
        ),
        "moderation": Summary(say("On this page moderators read what was sent, and answer it."), ()),
    }

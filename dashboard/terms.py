"""What phases, bases, directions and the levels of a classification are called: for pages and files alike."""

from __future__ import annotations

from dashboard.i18n import Speaker


def basis_name(say: Speaker, basis: str) -> str:
    """A basis as a reader would call it."""
    return {
        "consolidated": say("consolidated (hospitals, schools and colleges included, internal dealings taken out)"),
        "appropriation": say("ministry appropriations, before consolidation"),
        "payments": say("payments made"),
        "cash": say("cash"),
    }[basis]


def phase_name(say: Speaker, phase: str) -> str:
    """A phase as a reader would call it."""
    return {
        "proposed": say("Plan"),
        "approved": say("Approved"),
        "adjusted": say("Authorities"),
        "executed": say("Actual"),
        "carried_forward": say("Available for later years"),
    }[phase]


def basis_short(say: Speaker, basis: str) -> str:
    """The same in few words, within a sentence."""
    return {
        "consolidated": say.c("a basis in a sentence", "consolidated"),
        "appropriation": say.c("a basis in a sentence", "ministry appropriations"),
        "payments": say.c("a basis in a sentence", "payments made"),
        "cash": say.c("a basis in a sentence", "cash"),
    }[basis]


def direction_name(say: Speaker, direction: str) -> str:
    """Whether money came in or went out."""
    return {"revenue": say("Revenue"), "expenditure": say("Expenditure")}[direction]


def column_name(say: Speaker, column: str) -> str:
    """What a level of the classifications is called; the column's own name where it is none."""
    return {
        "administrative_1": say("Ministry or organisation"),
        "administrative_2": say("Program"),
        "administrative_3": say("Activity"),
        "administrative_4": say("Sub-item"),
        "economic_1": say("Standard account or category"),
        "economic_2": say("Detail"),
        "functional_1": say("Purpose"),
        "category": say("Operating or capital"),
        "recipient": say("Recipient"),
    }.get(column, column)

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
    """A column of the entries as a reader would call it; its own name where it has no other."""
    if column.endswith("_code"):
        return say("{name}, code", name=column_name(say, column.removesuffix("_code")))
    return (_levels(say) | _fields(say)).get(column.removesuffix("_fr"), column)


def _levels(say: Speaker) -> dict[str, str]:
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
    }


def _fields(say: Speaker) -> dict[str, str]:
    return {
        "fiscal_year": say("Fiscal year"),
        "phase": say("Phase"),
        "phase_published": say("Phase, as published"),
        "basis": say("Basis"),
        "direction": say("Revenue or spending"),
        "release": say("Release"),
        "vote": say("Vote"),
        "line_type": say("Type of line"),
        "series": say("Series"),
        "jurisdiction": say("Government"),
    }


def unit_name(say: Speaker, unit: str) -> str:
    """The unit that figures are printed in, as a reader would call it."""
    return {
        "dollars": say("dollars"),
        "thousands": say("thousands of dollars"),
        "millions": say("millions of dollars"),
        "billions": say("billions of dollars"),
        "persons": say("persons"),
        "index": say("index"),
    }.get(unit, unit)

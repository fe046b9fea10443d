"""The jurisdictions by name, and the series that counts their residents."""

from __future__ import annotations

from dashboard.i18n import Speaker

POPULATION = {
    "CA": "Population, Canada, 1 July",
    "CA-ON": "Population, Ontario, 1 July",
    "CA-NT": "Population, Northwest Territories, 1 July",
}


def place_name(say: Speaker, jurisdiction: str) -> str:
    """A jurisdiction's name in the reader's language; its code where it has none here."""
    known = {
        "CA": say("Canada"),
        "CA-ON": say("Ontario"),
        "CA-NT": say("Northwest Territories"),
        "CA-TOR": say("Toronto"),
    }
    return known.get(jurisdiction, jurisdiction)


def whole_place(say: Speaker, jurisdiction: str) -> str:
    """All of a jurisdiction: what a slice without filters is called."""
    known = {
        "CA": say("All of Canada"),
        "CA-ON": say("All of Ontario"),
        "CA-NT": say("All of the Northwest Territories"),
    }
    return known.get(jurisdiction) or say("All of {place}", place=jurisdiction)


def place_in_sentence(say: Speaker, jurisdiction: str) -> str:
    """The same within a sentence, with its article where the language asks for one."""
    known = {
        "CA": say.c("in a sentence", "Canada"),
        "CA-ON": say.c("in a sentence", "Ontario"),
        "CA-NT": say.c("in a sentence", "the Northwest Territories"),
    }
    return known.get(jurisdiction, jurisdiction)

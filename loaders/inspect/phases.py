"""Which phase of a budget a heading or a title names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.inspect.guess import Guess, fold, squeeze

# Behind a year a letter is enough: `FY24B` is the budget, `FY25F` a forecast, `FY23A` the actuals.
_YEAR_AND = r"\b(?:fy ?(?:20)?\d\d|(?:19|20)\d\d)(?: \d\d(?:\d\d)?)?(?:{})\b"
_PHASES = (
    ("carried_forward", r"\b(unlapsed|carried forward|carry forward|reporte\w*)\b"),
    (
        "executed",
        r"\b(actuals?|outcomes?|ist(?= ?(?:19|20)\d\d|$)|exp|reel|reelles?|reels?|spent|expended|xpnd|paid|results?|resultats?|disbursed|"
        r"mandats emis|titres emis|realisee?s?|realisations?|compte administratif)\b|" + _YEAR_AND.format("a"),
    ),
    (
        "adjusted",
        r"\b(auth|authorities|(available|budget|budgetary|spending|statutory|total|voted) authority|autoris\w*|adjusted|"
        r"revised|revise|supplementary|decisions? modificatives?|budgets? supplementaires?)\b|" + _YEAR_AND.format("f"),
    ),
    (
        "approved",
        r"\b(approved|soll|(main|original|initial) appropriations?|approuve\w*|voted|enacted|appropriated|adopted|adopte|budgets? primitifs?|"
        r"credits (votes|autorises|budgetaires|20\d\d))\b|" + _YEAR_AND.format("b"),
    ),
    (
        "proposed",
        r"\b(estimates?|estimated|est|budget|planned|plan|planning|prevu\w*|previsions?|proposed|projected|profiled?|forecast|mains|requested|request|"
        r"recommended|probables?)\b|" + _YEAR_AND.format("[ep]| program(?=$)"),
    ),
)
# Bodies are called authorities too, and say nothing of what may be spent.
_BODY = re.compile(
    r"\b(local|public|port|housing|transit|health|water|education|combined|regional|transport) authorit\w+"
)
_OUTSTANDING = re.compile(r"\brestes? a (realiser|payer|mandater|recouvrer|recevoir|encaisser)\b")
_CHANGES = re.compile(r"\bdecisions? modificatives?\b")
_EARLY = re.compile(r"\bestimated (actuals?|outcomes?)\b")
_STAGE = re.compile(
    r"\b(empenhad\w*|liquidad\w*|pag(o|os|a|as)|pagad\w*|comprometid\w*|devengad\w*|committed|commitments?|obligat\w*|outlays?|"
    r"paid|spent|voted|budget\w*|actuals?|estimates?|appropriat\w*|engage\w*|ordonnanc\w*|paye\w*|soll|ist|rechnung)\b"
)


def phase_of(text: str) -> Guess[str] | None:
    """The phase that words of a heading or title name."""
    folded = _BODY.sub(" ", fold(text))
    for name, pattern in _PHASES:
        if match := re.search(pattern, folded):
            return Guess(name, f"{squeeze(text)!r} has {match[0]!r}", "high")
    return None


def phase_of_file(texts: Sequence[str]) -> Guess[str]:
    """The phase of figures whose heading names none, by the file's name and titles."""
    for text in texts:
        if found := phase_of(text):
            return Guess(found.value, found.why, "medium")
    return Guess("executed", "nothing says planned, voted or revised", "low")


def outstanding(heading: str) -> bool:
    """True for what is still to be paid or received: it was voted, and is not executed."""
    return bool(_OUTSTANDING.search(fold(heading)))


def changes(headings: Sequence[str]) -> list[str]:
    """Headings of what was changed in a budget, without the budget itself."""
    return [squeeze(h) for h in headings if _CHANGES.search(fold(h))]


def early(headings: Sequence[str]) -> list[str]:
    """Headings of actuals that were only estimated when the sheet was made."""
    return [squeeze(h) for h in headings if _EARLY.search(fold(h))]


def stages(words: Sequence[str]) -> list[str]:
    """Of the words in a column, those that name a stage of the same amounts, where every one of them does."""
    said = {w: match[0] for w in words if (match := _STAGE.search(fold(w)))}
    return list(said) if len(said) == len(words) == len(set(said.values())) else []

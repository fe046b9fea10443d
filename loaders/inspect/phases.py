"""Which phase of a budget a heading or a title names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.inspect.guess import Guess, fold, squeeze

_PHASES = (
    ("carried_forward", r"\b(unlapsed|carried forward|carry forward|reporte\w*)\b"),
    (
        "executed",
        r"\b(actuals?|outcomes?|ist(?= ?(?:19|20)\d\d|$)|exp|reel|reelles?|reels?|spent|expended|xpnd|paid|results?|resultats?|disbursed)\b",
    ),
    (
        "adjusted",
        r"\b(auth|authorities|(available|budget|budgetary|spending|statutory|total|voted) authority|autoris\w*|adjusted|"
        r"revised|revise|supplementary)\b",
    ),
    (
        "approved",
        r"\b(approved|soll|(main|original|initial) appropriations?|approuve\w*|voted|enacted|appropriated|adopted|adopte|credits (votes|autorises|budgetaires|20\d\d))\b",
    ),
    (
        "proposed",
        r"\b(estimates?|estimated|est|budget|planned|plan|planning|prevu\w*|previsions?|proposed|projected|profiled?|forecast|mains|requested|request|recommended|probables?)\b",
    ),
)
# Bodies are called authorities too, and say nothing of what may be spent.
_BODY = re.compile(
    r"\b(local|public|port|housing|transit|health|water|education|combined|regional|transport) authorit\w+"
)
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


def early(headings: Sequence[str]) -> list[str]:
    """Headings of actuals that were only estimated when the sheet was made."""
    return [squeeze(h) for h in headings if _EARLY.search(fold(h))]


def stages(words: Sequence[str]) -> list[str]:
    """Of the words in a column, those that name a stage of the same amounts, where every one of them does."""
    said = {w: match[0] for w in words if (match := _STAGE.search(fold(w)))}
    return list(said) if len(said) == len(words) == len(set(said.values())) else []

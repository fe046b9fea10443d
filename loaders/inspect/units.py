"""In which unit a text says that figures are: thousands, millions, billions, or dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loaders.inspect.guess import Guess, fold, squeeze

_UNITS: dict[str, tuple[str, ...]] = {
    "billions": (
        r"\bbillions?\b",
        r"\bmilliards?\b",
        r"\bmrd\b",
        r"\bmilliarden\b",
        r"\bmiliardi\b",
        r"\bmiljard\b",
        r"\bbilh(ões|oes)\b",
        r"\bmiles de millones\b",
        r"\bmld\b",
        r"[$£€] ?bn\b",
        r"\b(usd|cad|aud|nzd|eur|gbp|chf) ?bn\b",
    ),
    "millions": (
        r"\bmillions?\b",
        r"\bmio\b",
        r"\bmillionen\b",
        r"\bmil(hões|hoes|lones|ioni)\b",
        r"\bmiljo(en|enen|ner)\b",
        r"\bmln\b",
        r"[$£€₹] ?m[mn]?\b",
        r"\$0{6}s?\b",
        r"x ?1 ?000 ?000\b",
        r"\bm[$€£]",
        r"\b(usd|cad|aud|nzd|eur|gbp|chf) ?m[mn]?\b",
    ),
    "thousands": (
        r"\bthousands?\b(?! (islands?|oaks)\b)",
        r"\bmilliers\b",
        r"\bmilhares\b",
        r"\bmigliaia\b",
        r"\bduizend(en)?\b",
        r"\btsd\b",
        r"\btys\b",
        r"\btausend\b",
        r"\bt(€|eur\b)",
        r"\bk(€|\$|£|eur\b)",
        r"\bmil(es de| reais)\b",
        r"\br\$ ?mil\b",
        r"(?<!\d)'000s?\b",
        r"(?<![\d.,$£€])0{3}('?s)? omitted\b",
        r"(?<![\d.,$£€])(?<!\d )0{3}('?s)? (of )?dollars\b",
        r"\bin 0{3}('?s)?\b",
        r"[$£€₹]'? ?0{3}('?s)?\b",
        r"\( ?0{3}'?s? ?(\$|dollars)? ?\)",
        r"x ?1[ ,]?000\b",
        r"[$£€] ?k\b",
    ),
}
_ANY = {name: re.compile("|".join(patterns)) for name, patterns in _UNITS.items()}
# `contracts over $1 million` speaks of an amount and not of a unit; `2024 million $` has a year before its unit.
_AN_AMOUNT = re.compile(
    r"(?:(?<![\d/–-])(?!(?:19|20)\d\d\b)(?<!x )\d[\d.,]*[ -]?|\b(?:an?|one|un|half a) )"
    r"(?:thousand|million|billion|milliards?|mio|mrd|millionen)s?\b\.?"
)
_DOLLARS = re.compile(r"\( ?(?:us|ca|c|a|nz)?\$ ?\)|\bin (?:whole )?dollars\b|\(dollars\)|^(?:dollars?|\$)$", re.I)
_ROUNDED = re.compile(r"\b(?:round\w*|nearest|arrond\w*|arroton\w*|gerundet|redond\w*|afgerond)\b")
_BEFORE = re.compile(
    r"(?:\b(?:in|en|em|im|as)\b.{0,14}|\b(?:figures?|amounts?|values?|dollars|montants|chiffres|valores|importes|"
    r"cifras|betr[aä]ge|angaben|bedragen|importi)\b.{0,40})[^a-z]{0,4}$"
)

_MONEY = re.compile(r"[$£€₹]|\b(?:dollars|euros?|reais|pesos|pounds|omitted)\b")


def _plain(text: str) -> str:
    return _AN_AMOUNT.sub(" ", squeeze(text).lower().replace("’", "'").replace("×", "x"))


def units_in(text: str) -> list[str]:
    """The units that a text names, the largest first: `in thousands and millions` has two."""
    low = _plain(text)
    if len(low) >= 200:
        return []
    found = [name for name, pattern in _ANY.items() if pattern.search(low)]
    return ["billions"] if "miles de millones" in low else found


def unit(texts: Iterable[str]) -> Guess[str] | None:
    """The unit that titles or headings print: `$ millions`, `in $000s`, `x 1,000`, `en milliers de dollars`."""
    for text in texts:
        if found := units_in(text):
            return Guess(found[0], f"{squeeze(text)!r} says so", "high")
    return None


def says_dollars(text: str) -> bool:
    """True for a heading that says its figures are whole dollars: `2023 Actual ($)`."""
    return bool(_DOLLARS.search(squeeze(text))) and not units_in(text)


def speaks_of_all(text: str) -> bool:
    """True where a note says the unit of the figures above it: `Note: all figures in thousands of dollars`. One that
    says how they were rounded, or what was spent on something, does not."""
    low = _plain(text)
    befores = [low[: m.start()] for name in units_in(text) if (m := _ANY[name].search(low))]
    begins = bool(_MONEY.search(low)) and any(not re.search(r"\w", before) for before in befores)
    return may_speak_of_all(text) and (begins or any(map(_BEFORE.search, befores)))


def may_speak_of_all(text: str) -> bool:
    """True where a note names a unit in other words, and may say that of the figures."""
    return bool(units_in(text)) and not _ROUNDED.search(fold(text))


def clashes(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Units and the first text that says each, where texts say more than one."""
    said: dict[str, str] = {}
    for text in texts:
        for name in units_in(text):
            said.setdefault(name, squeeze(text))
    return list(said.items()) if len(said) > 1 else []

"""What a column most likely holds, from its heading and its cells."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from loaders.inspect.dates import order_of
from loaders.inspect.guess import (
    Guess,
    figure,
    fold,
    is_dash,
    is_year,
    nulls,
    relative_year,
    squeeze,
    year_in,
)

_FIELDS = (
    (
        "id",
        r"^(id|row|row (no|number|id)|record (no|number|id)|objectid|line no|notes?|schedules?|see (note|schedule))$",
    ),
    ("percent", r"%|\b(percent|percentage|pourcent|pourcentage|pct)\b"),
    ("difference", r"\b(difference|variance|change|ecart|variation|increase|decrease|augmentation)\b"),
    ("fiscal_year", r"\b(fiscal year|fscl yr|exercice|annee|year|yr|fy|ref date|date|period|periode)\b"),
    ("recipient", r"\b(recipient|rcpnt|payee|vendor|supplier|beneficiaire|fournisseur|contractor|grantee|creditor)\b"),
    ("vote", r"\b(vote|credit)\b"),
    ("function", r"\b(cofog|function|fonction)\b"),
    ("economic", r"\b(standard accounts?|standard objects?|sobj|so num|account|compte|economic|commitment item)\b"),
    ("economic", r"\b(cost element|revenue (category|type|source)|categorie de revenus?|type de revenus?)\b"),
    ("economic", r"\b(object|objet|article|nature|details?|category name|type of (expense|payment|revenue))\b"),
    ("category", r"\b(category|categorie|operating|capital|type)\b"),
    ("administrative 4", r"\b(sub ?item|sous poste|sub activity|sous activite|project|projet)\b"),
    ("administrative 3", r"\b(activity|activite|service|item|poste|sub ?program|sous programme|sector|secteur)\b"),
    ("administrative 2", r"\b(programs?|programmes?|pgm)\b"),
    (
        "administrative 1",
        r"\b(ministry|ministere|minist\w*|departments?|departement|dept|organi[sz]ations?|organisme)\b",
    ),
    ("administrative 1", r"\b(org|agency|institution|portfolio|portefeuille|entity|entite|division|branch)\b"),
)
_AMOUNT = re.compile(
    r"\$|\b(amounts?|amt|montants?|value|valeur|expenditures?|expenses?|spending|dollars?|depenses?|payments?|paiements?|"
    r"revenues?|revenus?|actuals?|budget|estimates?|cost|cout|solde|xpnd|reel|reelles?|prevu|planned|exp|auth|total)\b"
)
_MONEY = re.compile(r"[.,]\d\d[^\d]*$|\d[, ]\d{3}\b")
_CODE = re.compile(r"\b(code|codes|no|num|number|numero|id|ids|nbr|key|cle|minc|coordinate|vector)\b")
_CODE_CELL = re.compile(r"[A-Z]{0,8}[-_.]?[0-9A-Z]{0,10}(?:[-_.][0-9A-Z]{1,8})*")
_CATEGORY = re.compile(r"operating|capital|assets?\b|fonctionnement|immobilisation|actif", re.I)
_DIRECTIONS = {
    "revenue": re.compile(
        r"^(revenues?|revenus?|recettes?|receipts?|income|einnahmen|ertr[aä]ge?|ingresos|receitas)$", re.I
    ),
    "expenditure": re.compile(
        r"^(expenses?|expenditures?|depenses?|dépenses?|charges?|spending|ausgaben|aufwand|aufwendungen|gastos|egresos|"
        r"despesas)$",
        re.I,
    ),
}
_FRENCH = re.compile(r"[éèêàçôûîœ]|\b(de|des|du|et|la|le|les|au|aux|par)\b", re.I)
_SAMPLE = 4000
SHEET = "c0"  # the place of the column that is no column: the sheet's own name


@dataclass(frozen=True)
class Column:
    """A column of a sheet below its heading: place in the grid (`c3`), heading, cells."""

    place: str
    heading: str
    cells: Sequence[str | None]
    comma: bool = False  # whether a comma parts the decimals, in the whole sheet
    worked: tuple[Decimal | None, ...] | None = None  # its figures, where more than its own cells makes them

    @cached_property
    def filled(self) -> list[str]:
        return [s for c in self.cells if c and (s := squeeze(c))]

    @cached_property
    def figures(self) -> list[Decimal | None]:
        return [figure(c, self.comma) for c in self.cells] if self.worked is None else list(self.worked)

    @cached_property
    def distinct(self) -> set[str]:
        return set(self.filled)

    @cached_property
    def empty_words(self) -> set[str]:
        return set(nulls(self.distinct, ()))

    @cached_property
    def figure_share(self) -> float:
        """Of the cells that are no word for "no value", how many are figures; a dash counts as one."""
        sample = self.filled[:_SAMPLE]
        dashes = sum(is_dash(c) for c in sample)
        empty = sum(c in self.empty_words for c in sample)
        figures = sum(figure(c, self.comma) is not None for c in sample)
        return (figures + dashes) / (len(sample) - empty) if len(sample) > empty and figures else 0.0

    @property
    def folded(self) -> str:
        return fold(self.heading)

    @property
    def constant(self) -> bool:
        return len(self.distinct) == 1 and len(self.filled) > 5


def is_code(column: Column) -> bool:
    """True for a column of codes: its heading says so, or its cells are short, without spaces, and not amounts."""
    sample = column.filled[:_SAMPLE]
    if not sample:
        return False
    short = sum(len(c) <= 14 and _CODE_CELL.fullmatch(c.removesuffix(".0")) is not None for c in sample) / len(sample)
    if _CODE.search(column.folded):
        return short > 0.8
    padded = any(re.fullmatch(r"0\d+", c) for c in sample)
    return short > 0.95 and (padded or (column.figure_share < 0.5 and any(re.search(r"\d", c) for c in sample)))


def is_flag(column: Column) -> bool:
    """True for a yes-or-no column: two values at most, none longer than a word."""
    flags = {"0", "1", "0.0", "1.0", "true", "false", "y", "n", "yes", "no", "oui", "non"}
    return len(column.distinct) <= 2 and {c.casefold() for c in column.distinct} <= flags


def is_serial(column: Column) -> bool:
    """True for row numbers: whole numbers that go up by one."""
    sample = [f for f in column.figures[:200] if f is not None]
    whole = (len(sample) > 3 and sample[0] in (0, 1)) or not named_year(column)
    return len(sample) > 3 and whole and all(b - a == 1 and a % 1 == 0 for a, b in itertools.pairwise(sample))


def is_repeated(column: Column) -> bool:
    """True for few short whole numbers again and again: numbers of funds or of centres, and no amounts."""
    short = all(c.isdigit() and 2 <= len(c) <= 6 for c in column.distinct)
    return short and len(column.filled) >= 20 and len(column.distinct) <= 0.2 * len(column.filled)


def holds_years(column: Column) -> bool:
    """True for a column in which every cell is a fiscal year."""
    sample = column.filled[:_SAMPLE]
    return bool(sample) and sum(is_year(c) for c in sample) >= 0.9 * len(sample)


def direction_words(column: Column) -> dict[str, list[str]]:
    """Direction → the words of the column that say it, where every word says one."""
    if not 1 <= len(column.distinct) <= 6:
        return {}
    said = {d: sorted(w for w in column.distinct if p.match(w)) for d, p in _DIRECTIONS.items()}
    return said if sum(map(len, said.values())) == len(column.distinct) and len(column.distinct) > 1 else {}


def direction_of(text: str) -> str | None:
    """The direction that a label over rows says: `Revenue`, `Operating expenses`; None for none or both."""
    words = fold(text).removeprefix("total ").split()
    said = {d for d, p in _DIRECTIONS.items() for w in words if p.match(w)}
    return said.pop() if len(said) == 1 and len(words) <= 3 else None


def holds_amounts(column: Column) -> bool:
    """True for a column of amounts: figures, and not years, codes, row numbers or the same number throughout."""
    if column.figure_share < 0.85 or is_flag(column) or (holds_years(column) and year_in(column.heading) is None):
        return False
    if (is_serial(column) or is_repeated(column)) and not _AMOUNT.search(column.folded):
        return False
    if says_amount(column):
        return True
    named = field_of(column.heading)
    if named is not None and named.value not in ("difference", "percent"):
        return named.value == "vote" and all(_MONEY.search(c) for c in column.distinct if not is_dash(c))
    return not is_code(column) and not column.constant


def says_amount(column: Column) -> bool:
    """True where the heading names a year or speaks of amounts."""
    return named_year(column) is not None or (bool(_AMOUNT.search(column.folded)) and not _CODE.search(column.folded))


def named_year(column: Column) -> str | None:
    """The year, or the relative year, that the heading names."""
    found = year_in(column.heading)
    return found.token if found else relative_year(column.heading)


def field_of(heading: str) -> Guess[str] | None:
    """The role that the words of a heading give: `recipient`, `administrative 2`, …"""
    folded = fold(heading)
    for name, pattern in _FIELDS:
        if match := re.search(pattern, folded):
            return Guess(name, f"the heading has {match[0]!r}", "high")
    return None


_HEADING = re.compile(r"\b(code|description|desc|name|nom|label|libelle|title|titre|id|note|notes|amt)\b")


@functools.lru_cache(maxsize=50_000)
def is_word_of_headings(text: str) -> bool:
    """True for a text with a word that headings have, or for a year."""
    if len(text) > 120:
        return False
    return is_year(text) or field_of(text) is not None or bool(_HEADING.search(fold(text)))


def role(column: Column) -> Guess[str]:
    """What the column holds: a role of `_FIELDS`, `amount`, `direction`, `code`, `label`, `constant` or `empty`."""
    if not column.filled:
        return Guess("empty", "no cell is filled", "high")
    named = field_of(column.heading)
    if holds_amounts(column):
        if named is not None and named.value in ("percent", "difference"):
            return named
        said = _AMOUNT.search(column.folded) or named_year(column)
        return Guess(
            "amount",
            "the heading says so, and the cells are figures" if said else "its cells are figures",
            "high" if said else "low",
        )
    if (named is not None and named.value == "id") or is_serial(column):
        return Guess("id", "numbers the rows", "high")
    if is_flag(column) and len(column.cells) > 5:
        return Guess("flag", "holds yes or no", "medium")
    if direction_words(column):
        return Guess("direction", f"every cell is one of {', '.join(sorted(column.distinct))}", "high")
    if holds_years(column) and (named is None or named.value == "fiscal_year"):
        return Guess("fiscal_year", "every cell is a year", "high")
    if (order := order_of(column.filled)) is not None:
        return Guess("date", order.why, order.sure)
    return _label_role(column, named)


def _label_role(column: Column, named: Guess[str] | None) -> Guess[str]:
    if column.constant:
        return Guess("constant", f"every cell is {next(iter(column.distinct))!r}", "high")
    if named is not None and named.value == "category" and not is_code(column):
        said = sum(bool(_CATEGORY.search(c)) for c in column.distinct)
        if said * 2 >= len(column.distinct):
            return Guess("category", "its words are operating, capital or assets", "high")
        if any(re.search(r"[a-z]{4}", c) for c in column.distinct):
            return Guess("economic", f"{named.why}, and its words say on what", "medium")
    if named is not None and named.value == "fiscal_year" and not any(map(year_in, column.distinct)):
        return Guess("label", "its cells are words, whatever the heading says of a year", "low")
    if named is not None and (named.value != "function" or is_code(column)):
        return named
    if is_code(column):
        return Guess("code", "its cells are short codes", "medium")
    return Guess("label", "its cells are words", "low")


def is_french_text(text: str) -> bool:
    """True where a label reads as French."""
    return bool(_FRENCH.search(text))


def is_french(column: Column) -> bool:
    """True where the heading reads as French."""
    return bool(_FRENCH.search(column.heading)) or re.search(r"\b(fr|fra|fre|francais)\b", column.folded) is not None


def reads_french(column: Column) -> bool:
    """True where the heading reads as French, or most of the cells do."""
    sample = sorted(column.distinct)[:200]
    return is_french(column) or sum(map(is_french_text, sample)) > 0.5 * len(sample)


def _without_language(heading: str) -> str:
    return re.sub(r"\b(en|eng|english|anglais|fr|fra|fre|french|francais)\b", "", fold(heading)).strip()


def is_pair(first: Column, second: Column) -> bool:
    """True where the second column is the French of the first: the same heading but for the language, or
    a French heading over labels that go one to one with those of the first; or French labels that do so strictly,
    under a heading that names no other thing."""
    tokens = [set(fold(c.heading).split()) for c in (first, second)]
    if tokens[0] & {"en", "eng", "english"} and tokens[1] & {"fr", "fra", "french"}:
        return _without_language(first.heading) == _without_language(second.heading)
    if not reads_french(second) or reads_french(first) or first.figure_share > 0.5 or second.figure_share > 0.5:
        return False
    if is_french(second):
        return goes_with(first, second, 1.4, 1.4)
    named = {said.value for c in (first, second) if (said := field_of(c.heading))}
    return len(named) < 2 and goes_with(first, second, 1.02, 1.02)


def goes_with(first: Column, second: Column, seconds: float = 1.4, firsts: float = 1.02) -> bool:
    """True where the values of two columns go one to one, or nearly: so many of the second to one of the first,
    and so many of the first to one of the second, on the average."""
    pairs = {(a, b) for a, b in zip(first.cells[:_SAMPLE], second.cells[:_SAMPLE], strict=False) if a and b}
    lefts, rights = {a for a, _ in pairs}, {b for _, b in pairs}
    return bool(pairs) and len(pairs) <= seconds * len(lefts) and len(pairs) <= firsts * len(rights) and len(pairs) > 1

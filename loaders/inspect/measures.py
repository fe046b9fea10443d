"""Which of several columns of figures hold the amounts, and which hold people, identifiers or other measures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.inspect.guess import fold, squeeze
from loaders.inspect.roles import Column
from loaders.workbook import letter

SERIES = re.compile(r"\b(population|cpi|consumer price|price index|ftes?|full time equivalents?|headcount|persons?)\b")
_COUNTS = re.compile(
    r"\b(populacao|poblacion|bevolkerung|einwohner|habitants?|inhabitants|residents|staff|staffing|employees|positions|"
    r"(number|nombre|numero|no) (of|de|d)|anzahl|quantity|quantite|quantidade)\b"
)
_BEST = re.compile(
    r"\b(amounts?|amt|montants?|value|valeur|valor|betrag|importe|bedrag|balance|solde|saldo|award|awarded|net)\b"
)
_CURRENCY = re.compile(r"[$£€₹]")
_IDENTIFIER = re.compile(
    r"\b(id|ident\w*|codes?|siret|siren|cnpj|cif|nif|vat|abn|ein|duns|number|numero|no|ref|reference)\b"
)
_SIDE = re.compile(r"\b(debit|credit|dr|cr)s?\b|(?<=[a-z])(deb|cre)$")
_PEOPLE = re.compile(
    r"^ftes?$|\b(full time equivalents?|headcount|average staffing level|(number|nombre) (of|de|d) (staff|employees|employes))\b"
)
_NUMBER = re.compile(r"\((number|FTEs?|ETP|headcount|persons)\)$", re.I)
_MOST = 6


def is_count(heading: str) -> bool:
    """True for a heading that counts people or things, or names an index: no amounts of money."""
    folded = fold(heading)
    return bool(SERIES.search(folded) or _COUNTS.search(folded)) and not _CURRENCY.search(heading)


def counts_people(label: str) -> bool:
    """True for the label of a row that counts people, and holds no amount of money."""
    return bool(_PEOPLE.search(fold(label)) or _NUMBER.search(label)) and not _CURRENCY.search(label)


def is_identifier(column: Column) -> bool:
    """True for whole numbers of one length, six digits or more: those of firms, of places, of accounts. Without a
    heading that says so they have to be many, or longer than amounts are."""
    lengths = {len(c) for c in column.distinct if c.isdigit()}
    if len(lengths) != 1 or not all(c.isdigit() for c in column.distinct) or _BEST.search(column.folded):
        return False
    length = lengths.pop()
    if _IDENTIFIER.search(column.folded):
        return length >= 6
    return (length >= 6 and len(column.filled) >= 40) or (length >= 11 and len(column.filled) >= 5)


def debit_and_credit(columns: Sequence[Column]) -> tuple[Column, Column] | None:
    """The columns of debits and of credits; of several pairs the net one, else the first."""
    pairs: dict[str, dict[str, Column]] = {}
    for column in columns:
        side = _SIDE.search(column.folded)
        if side:
            pairs.setdefault(_SIDE.sub("", column.folded).strip(), {}).setdefault(side[0][0], column)
    whole = [(name, p["d"], p["c"]) for name, p in pairs.items() if {"d", "c"} <= p.keys()]
    return min(((d, c) for _, d, c in sorted(whole, key=lambda p: not p[0].endswith("net"))[:1]), default=None)


def likeliest(columns: Sequence[Column]) -> Column:
    """The column that is most likely the amount: by its heading, by decimals, by how full it is."""
    return max(columns, key=_weight)


def _weight(column: Column) -> tuple[bool, bool, int, int]:
    said = bool(_BEST.search(column.folded) or _CURRENCY.search(column.heading))
    point = re.compile(r",\d\d?\D*$" if column.comma else r"\.\d+\D*$")
    decimals = sum(bool(point.search(c)) for c in column.filled[:400]) > 0.2 * len(column.filled[:400])
    return said, decimals, len(column.filled), -int(column.place[1:])


def named(columns: Sequence[Column]) -> str:
    """Columns as a person finds them: by heading, or by letter."""
    told = [repr(squeeze(c.heading)) if c.heading else f"column {letter(c.place)}" for c in columns]
    return ", ".join(told[:_MOST]) + (f" and {len(told) - _MOST} more" if len(told) > _MOST else "")


def left_out(others: Sequence[Column], read: Sequence[Column]) -> str:
    """The warning that other columns hold figures too."""
    has = "holds figures too, and is" if len(others) == 1 else "hold figures too, and are"
    return (
        f"{named(others)} {has} not read; {named(read)} alone {'is' if len(read) == 1 else 'are'}. What belongs to the same "
        "amounts is named under amounts, each with its label, direction or phase: docs/sources.md, Constants"
    )

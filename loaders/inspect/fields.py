"""Which field of the store each column fills: levels in their order, codes and French beside their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loaders.inspect.guess import Guess
from loaders.inspect.roles import Column, goes_with, is_code, is_french, is_pair

_UNREAD = ("empty", "id", "flag", "constant", "percent", "difference", "amount", "direction", "cents", "side", "unit")
_DIMENSIONS = {"administrative": 4, "economic": 2}


@dataclass
class Fields:
    """Field → column, with the reason, and what is not read."""

    named: dict[str, Guess[Column]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)  # heading → why

    def put(self, name: str, column: Column, why: str, sure: str = "medium") -> None:
        self.named[name] = Guess(column, why, sure)  # type: ignore[arg-type]


def assign(columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> Fields:
    """The fields that columns of words and codes fill."""
    out = Fields()
    for column in columns:
        if roles[column.place].value in _UNREAD[:-5]:
            out.unread[column.heading or column.place] = roles[column.place].why
    open_ = [c for c in columns if roles[c.place].value not in _UNREAD]
    french = _french(open_)
    open_ = [c for c in open_ if c.place not in french]
    codes = _codes(open_, roles)
    labels = [c for c in open_ if c.place not in codes]
    _singles(out, labels, roles)
    done = {g.value.place for g in out.named.values()}
    _levels(out, [c for c in labels if c.place not in done], roles)
    _beside(out, codes, french, {c.place: c for c in columns})
    return out


def _french(columns: Sequence[Column]) -> dict[str, str]:
    """French column → the column that it translates."""
    found: dict[str, str] = {}
    for at, column in enumerate(columns):
        if column.place in found:
            continue
        for other in (*columns[at + 1 :], *columns[:at]):
            if other.place not in found and is_pair(column, other):
                found[other.place] = column.place
                break
    return found


def _codes(columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> dict[str, str]:
    """Code column → the column of labels that it goes one to one with; the nearest, of the same role first."""
    found: dict[str, str] = {}
    for at, column in enumerate(columns):
        if not is_code(column) or roles[column.place].value in ("fiscal_year", "vote", "function"):
            continue
        near = sorted(range(len(columns)), key=lambda i: (max(i - at, at - i), i < at))
        for i in near:
            other = columns[i]
            if i == at or is_code(other) or other.place in found.values() or roles[other.place].value == "fiscal_year":
                continue
            if goes_with(column, other):
                found[column.place] = other.place
                break
    return found


def _singles(out: Fields, columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> None:
    """The fields that one column fills: year, vote, category, function, recipient."""
    for name, role in (("fiscal_year",) * 2, ("vote",) * 2, ("category",) * 2, ("functional_1_code", "function")):
        for column in columns:
            if roles[column.place].value == role and name not in out.named:
                out.put(name, column, roles[column.place].why, roles[column.place].sure)
    _date(out, [c for c in columns if roles[c.place].value == "date"], roles)
    paid = [c for c in columns if roles[c.place].value == "recipient"]
    if paid:
        most = max(paid, key=lambda c: len(c.distinct))
        out.put("recipient", most, roles[most.place].why, "high" if len(paid) == 1 else "medium")


def _date(out: Fields, columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> None:
    """The column of dates that fiscal years are made of, where no column has the years: the fullest, the first."""
    if columns and "fiscal_year" not in out.named:
        best = max(columns, key=lambda c: len(c.filled))
        out.put("date", best, f"{roles[best.place].why}; the fiscal year is made of it", roles[best.place].sure)
    for column in columns:
        if "date" not in out.named or out.named["date"].value is not column:
            out.unread[column.heading] = "dates, and the fiscal year stands elsewhere"


def _rank(column: Column, roles: Mapping[str, Guess[str]]) -> float | None:
    name, _, level = roles[column.place].value.partition(" ")
    return float(level) if name == "administrative" else None


def _levels(out: Fields, columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> None:
    """Administrative and economic levels, broadest first. Words of unknown meaning stand between their neighbours."""
    economic = [c for c in columns if roles[c.place].value == "economic"]
    ranked: list[tuple[float, int, Column]] = []
    for at, column in enumerate(columns):
        if roles[column.place].value in ("economic", "fiscal_year", "function", "date"):
            continue
        rank = _rank(column, roles)
        if rank is None and is_code(column) and roles[column.place].value == "code":
            out.unread[column.heading] = "codes, and no labels that they go with"
            continue
        ranked.append((_between(columns, at, roles) if rank is None else rank, at, column))
    _number(out, "administrative", [c for *_, c in sorted(ranked, key=lambda r: r[:2])], roles)
    _number(out, "economic", economic, roles)


def _between(columns: Sequence[Column], at: int, roles: Mapping[str, Guess[str]]) -> float:
    """The rank of a column whose heading says nothing: below the level on its left, or above that on its right."""
    before = [r for c in columns[:at] if (r := _rank(c, roles)) is not None]
    after = [r for c in columns[at + 1 :] if (r := _rank(c, roles)) is not None]
    return before[-1] + 0.5 if before else after[0] - 0.5 if after else 1.5


def _number(out: Fields, dimension: str, columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> None:
    for level, column in enumerate(columns, 1):
        guess = roles[column.place]
        if level > _DIMENSIONS[dimension]:
            out.unread[column.heading] = f"the store has {_DIMENSIONS[dimension]} {dimension} levels"
            continue
        name = f"{dimension}_{level}"
        if is_code(column) and guess.value != "label" and not any(" " in c for c in list(column.distinct)[:50]):
            name += "_code"
        elif is_french(column) and not any(w in column.folded.split() for w in ("en", "eng", "english")):
            why = f"{guess.why}; in French, and nothing in English beside it"
            out.put(name, column, why, guess.sure)
            continue
        out.put(name, column, guess.why, guess.sure)


def _beside(out: Fields, codes: Mapping[str, str], french: Mapping[str, str], by_place: Mapping[str, Column]) -> None:
    """Codes and French labels get the field of the label that they belong to."""
    names = {g.value.place: name for name, g in out.named.items()}
    for place, label in codes.items():
        name = names.get(label, "")
        if name[:-2] in _DIMENSIONS:
            out.put(f"{name}_code", by_place[place], f"goes one to one with {by_place[label].heading!r}")
        else:
            out.unread[by_place[place].heading] = (
                f"a code of {by_place[label].heading!r}, and the store has no field for it"
            )
    for place, label in french.items():
        name = names.get(label, "")
        if name[:-2] in _DIMENSIONS or name == "category":
            out.put(f"{name}_fr", by_place[place], f"the French of {by_place[label].heading!r}", "high")
        else:
            out.unread[by_place[place].heading] = f"the French of {by_place[label].heading!r}"

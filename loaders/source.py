"""A source: one YAML file that describes how a publication's spreadsheets are read.

The models below are the whole language. Unknown keys and wrong types are errors that name the file,
the line and the key (`reading.py`). What each verb does to a sheet is in `verbs.py`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import duckdb
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from loaders.errors import SourceError

Phase = Literal["proposed", "approved", "adjusted", "executed", "carried_forward"]
Direction = Literal["revenue", "expenditure"]
Basis = Literal["consolidated", "appropriation", "payments", "cash"]
UNITS = {"dollars": Decimal(1), "thousands": Decimal(1000), "millions": Decimal(10**6), "billions": Decimal(10**9)}


def fiscal_year(value: object) -> int:
    """The year a fiscal year ends in: 2016 for `2015-16`, `2015/2016` or 2016; ValueError otherwise."""
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"(\d{4})(?:[-–/](\d{4}|\d{2}))?", str(value).strip())
    if match is None:
        raise ValueError(f"expected a fiscal year such as 2015-16, found {value!r}")
    first, second = int(match[1]), match[2]
    if second is not None and int(second) % 100 != (first + 1) % 100:
        raise ValueError(f"a fiscal year spans two years; found {value!r}")
    return first if second is None else first + 1


FiscalYear = Annotated[int, BeforeValidator(fiscal_year)]


class Model(BaseModel):
    """A part of a description: unknown keys are errors, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Bilingual(Model):
    """A text in English, in French, or in both; a bare string is English."""

    en: str | None = None
    fr: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"en": value} if isinstance(value, str) else value

    @property
    def first(self) -> str:
        return self.en or self.fr or ""


def _understood(pattern: str) -> str:
    try:
        duckdb.execute("SELECT regexp_matches('', $1)", [pattern]).fetchall()
    except duckdb.Error as e:
        raise ValueError(f"not a pattern that can be searched for: {str(e).splitlines()[0]}") from e
    return pattern


Pattern = Annotated[str, AfterValidator(_understood)]


class Matcher(Model):
    """A condition on one cell: one of these words, none of them, a pattern found in it, or blank or not."""

    any_of: list[str] | None = None
    none_of: list[str] | None = None
    matches: Pattern | None = None
    blank: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        if isinstance(value, str):
            return {"any_of": [value]}
        return {"any_of": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _one(self) -> Matcher:
        given = (self.any_of, self.none_of, self.matches, self.blank)
        if sum(part is not None for part in given) != 1:
            raise ValueError(
                "a condition is a word, a list of words, {none_of: [words]}, {matches: pattern} or {blank: true or false}"
            )
        return self


When = dict[str, Matcher]
Where = dict[str, str]


class LabelRows(Model):
    """A row that holds a label for the rows under it: `take` it from a field `into` another, going down."""

    into: str
    take: str
    when: When
    until: str | None = None  # a field whose own label rows end this one's reach


class Classify(Model):
    """Names each row by the first rule that it meets."""

    into: str
    rules: list[Rule] = Field(min_length=1)


class Rule(Model):
    """What `classify` calls the rows that meet `when`; all others if `when` is left out."""

    to: str
    when: When = {}


class Split(Model):
    """Parts a label at a separator into two levels; without the separator the second stays empty."""

    field: str
    at: str
    into: tuple[str, str]


class Lookup(Model):
    """Takes labels from another sheet by a key: `by` maps this sheet's fields to that sheet's headings."""

    sheet: str
    header: int = 1
    by: dict[str, str]
    take: dict[str, str]


class SetAside(Model):
    """Rows that are not entries, kept in the store's list of rows set aside with the reason."""

    when: When
    why: str
    kind: Literal["heading", "note", "left out"] = "left out"
    private: bool = False  # the row's text is not kept: it names people


class Subtotals(Model):
    """Rows printed as sums of others: held against what the load gives, never entries themselves."""

    when: When
    sums: When = {}
    within: list[str]


class MarkRollups(Model):
    """Recipients that stand for many payees."""

    matches: Pattern


class Step(Model):
    """One verb. A step has exactly one key."""

    label_rows: LabelRows | None = None
    fill_down: list[str] | None = None
    classify: Classify | None = None
    split: Split | None = None
    lookup: Lookup | None = None
    unify: list[str] | None = None
    set_aside: SetAside | None = None
    subtotals: Subtotals | None = None
    mark_rollups: MarkRollups | None = None

    @model_validator(mode="after")
    def _one(self) -> Step:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"a step is one verb; found {sorted(self.model_fields_set) or 'none'}")
        return self

    @property
    def verb(self) -> str:
        return next(iter(self.model_fields_set))


class Header(Model):
    """Where the headings stand: a row's number, or the first row that holds all these words."""

    row: int | None = Field(default=None, ge=1)
    contains: list[str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"row": value} if isinstance(value, (int, str)) else value

    @model_validator(mode="after")
    def _one(self) -> Header:
        if (self.row is None) == (self.contains is None):
            raise ValueError("header is a row's number or {contains: [words]}")
        return self


class SheetSpec(Model):
    """Which sheet, where its headings are, what counts as empty and in what unit amounts are printed."""

    name: str | None = None
    header: Header = Header(row=1)
    nulls: list[str] = []
    unit: Literal["dollars", "thousands", "millions", "billions"] = "dollars"
    dash: Literal["zero", "empty"] = "zero"


class Constants(Model):
    """Values that hold for every entry, or for every entry of one amount column."""

    jurisdiction: str | None = None
    fiscal_year: FiscalYear | None = None
    direction: Direction | None = None
    phase: Phase | None = None
    basis: Basis | None = None
    unit: str | None = None

    def known(self) -> dict[str, str | int]:
        return self.model_dump(exclude_none=True)


class Release(Model):
    """One dated version of the publication, in one spreadsheet."""

    release: str
    file: str
    published: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    constants: Constants = Constants()
    years: dict[str, FiscalYear] = {}  # what the publisher's relative years mean in this release


class ControlTotal(Model):
    """A figure the load must equal, in the sheet's printed unit.

    `of: published` counts the rows left out as well; `of: entries`, the default, does not.
    """

    where: Where = {}
    equals: Decimal
    tolerance: Decimal = Decimal(0)
    printed_in: str | None = None
    release: str | None = None
    of: Literal["entries", "published"] = "entries"


class Oddity(Model):
    """An odd figure that is kept as published, and why. With `difference` it excuses a check that
    misses by exactly that much (got − expected, in units of currency), and no other."""

    where: Where = {}
    why: str
    difference: Decimal | None = None


class Source(Model):
    """One publication. See `docs/sources.md` for every key with an example."""

    dataset: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    kind: Literal["entries", "series", "codelist"] = "entries"
    title: Bilingual
    description: Bilingual = Bilingual()
    publisher: Bilingual
    licence: str
    licence_url: str | None = None
    landing_page: str | None = None
    origin: dict[str, str] = {}
    access_level: Literal["open", "under_review", "restricted"] = "open"
    update_frequency: str | None = None
    hierarchy: list[str] = []
    releases: list[Release] = Field(min_length=1)
    sheet: SheetSpec = SheetSpec()
    constants: Constants = Constants()
    columns: dict[str, str]
    amounts: dict[str, Constants] = {}
    steps: list[Step] = []
    basis_of: dict[str, Basis] = {}  # the basis of single line types, where a sheet prints two
    unique: list[str] = []
    control_totals: list[ControlTotal] = []
    known_oddities: list[Oddity] = []

    _path: Path = Path()

    @model_validator(mode="after")
    def _whole(self) -> Source:
        ids = [r.release for r in self.releases]
        if twice := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"release {', '.join(sorted(twice))} is listed twice")
        figure = {"entries": "amount", "series": "value", "codelist": "code"}[self.kind]
        if figure not in self.columns and not (self.amounts and self.kind != "codelist"):
            raise ValueError(f"no column of figures: name it under columns.{figure}, or several under amounts")
        if self.kind == "codelist" and "label" not in self.columns:
            raise ValueError("a codelist needs columns.label")
        if self.kind == "codelist" and (self.control_totals or self.unique):
            raise ValueError("a codelist has no amounts: control_totals and unique are for entries and series")
        return self

    @property
    def path(self) -> Path:
        return self._path

    def fields_of_steps(self) -> set[str]:
        """The fields that any step reads."""
        found: set[str] = set()
        for step in self.steps:
            spec = getattr(step, step.verb)
            if isinstance(spec, list):
                found |= set(spec)
                continue
            content = spec.model_dump()
            found |= {
                *content.get("when", {}),
                *content.get("sums", {}),
                *content.get("within", []),
                *content.get("by", {}),
            }
            found |= {content[name] for name in ("take", "field") if isinstance(content.get(name), str)}
            found |= {name for rule in content.get("rules", []) for name in rule["when"]}
        return found

    def file_of(self, release: Release) -> Path:
        """The release's spreadsheet: beside the description, or under the data folder it stands in."""
        above = self.path.parents[:4]
        found = next((p / release.file for p in above if (p / release.file).is_file()), None)
        if found is None:
            raise SourceError(
                f"release {release.release!r} names a file that is not there: {release.file}",
                where=str(self.path),
                do=f"Looked beside the description and above it, up to {above[-1]}.",
            )
        return found

"""A source: one YAML file that describes how a publication's spreadsheets are read.

The models here and in `steps.py` are the whole language. Unknown keys and wrong types are errors that name the
file, the line and the key (`reading.py`). What each verb does to a sheet is in `verbs.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from loaders.errors import SourceError
from loaders.expectations import ControlTotal, Equals, Jumps, Oddity, Range
from loaders.numerals import Numbers
from loaders.steps import Bilingual as Bilingual
from loaders.steps import Lookup, Matcher, Pattern, Step, Text
from loaders.steps import Model as Model  # other parts of the data are models of this kind too

Phase = Literal["proposed", "approved", "adjusted", "executed", "carried_forward"]
Direction = Literal["revenue", "expenditure"]
Basis = Literal["consolidated", "appropriation", "payments", "cash"]
UNITS = {"dollars": Decimal(1), "thousands": Decimal(1000), "millions": Decimal(10**6), "billions": Decimal(10**9)}
FIGURES = {"entries": "amount", "series": "value", "codelist": "code"}  # the column that each kind is about


def fiscal_year(value: object) -> int:
    """The year a fiscal year ends in: 2016 for `2015-16`, `2015/2016`, `FY 2015/16`, `FY16` or 2016; ValueError
    otherwise."""
    if isinstance(value, int):
        return value
    text = re.sub(r"^FY\s*(?=\d{4})", "", str(value).strip(), flags=re.I)
    text = re.sub(r"^FY\s*(?=\d{2}\b)", "20", text, flags=re.I)
    match = re.fullmatch(r"(\d{4})(?:[-–/](\d{4}|\d{2}))?", text)
    if match is None:
        raise ValueError(f"expected a fiscal year such as 2015-16, found {value!r}")
    first, second = int(match[1]), match[2]
    if second is not None and int(second) % 100 != (first + 1) % 100:
        raise ValueError(f"a fiscal year spans two years; found {value!r}")
    return first if second is None else first + 1


FiscalYear = Annotated[int, BeforeValidator(fiscal_year)]


class Header(Model):
    """Where the headings stand: a row's number or rows' numbers, the first row that holds all these words,
    or the row under a word. Row 0: there are none, and columns are named by their letters."""

    row: int | None = Field(default=None, ge=0)
    rows: tuple[int, int] | None = None
    contains: list[str] | None = None
    after: str | None = None
    height: int = Field(default=1, ge=1)
    fill_right: bool = False

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"row": value} if isinstance(value, (int, str)) else value

    @model_validator(mode="after")
    def _one(self) -> Header:
        ways = sum((self.row is not None, self.rows is not None, bool(self.contains or self.after)))
        if ways != 1 or (self.rows and (self.height != 1 or not 1 <= self.rows[0] <= self.rows[1])):
            raise ValueError("header is a row's number, {rows: [first, last]}, {contains: [words]} or {after: word}")
        return self


class SheetSpec(Model):
    """Which sheet, where its headings are, what counts as empty and in what unit amounts are printed."""

    name: Matcher | None = None
    header: Header = Header(row=1)
    until: Matcher | None = None
    nulls: list[str] = Field(default_factory=list)
    nulls_matching: list[Pattern] = Field(default_factory=list)
    marks: Pattern | None = None
    negative: Pattern | None = None
    numbers: Numbers = "en"
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
    series: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)

    def known(self) -> dict[str, str | int]:
        named: dict[str, str | int] = self.model_dump(exclude_none=True, exclude={"labels"})
        return {**named, **self.labels}


class Layout(Model):
    """How one table is laid out. A release's table says only what is different from the source's."""

    sheet: SheetSpec = SheetSpec()
    constants: Constants = Constants()
    columns: dict[str, str] = Field(default_factory=dict)
    amounts: dict[str, Constants] = Field(default_factory=dict)
    not_amounts: list[str] = Field(default_factory=list)

    def changed(self, by: Layout) -> Layout:
        """This layout with what another one says in its place."""
        columns, amounts, none = dict(self.columns), self.amounts, by.not_amounts or self.not_amounts
        if by.amounts or {"amount", "value"} & by.columns.keys():
            columns = {f: h for f, h in columns.items() if f not in ("amount", "value")}
            amounts, none = by.amounts, by.not_amounts
        sheet = self.sheet.model_copy(update={k: getattr(by.sheet, k) for k in by.sheet.model_fields_set})
        constants = self.constants.model_copy(
            update={k: getattr(by.constants, k) for k in by.constants.model_fields_set}
            | {"labels": {**self.constants.labels, **by.constants.labels}}
        )
        columns |= by.columns
        return Layout(sheet=sheet, constants=constants, columns=columns, amounts=amounts, not_amounts=none)


class Table(Layout):
    """One of several tables that a release's spreadsheet holds."""


class Release(Layout):
    """One dated version of the publication, in one spreadsheet or several."""

    release: str
    file: str
    more_files: list[str] = Field(default_factory=list)
    published: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    sheets: dict[str, str] = Field(default_factory=dict)  # sheets that this release has as files of their own
    fetched: bool = False
    years: dict[str, FiscalYear] = Field(
        default_factory=dict
    )  # what the publisher's relative years mean in this release
    tables: list[Table] = Field(default_factory=list)

    @property
    def files(self) -> list[str]:
        return [self.file, *self.more_files]

    def file_of(self, lookup: Lookup) -> str | None:
        """The file in which a lookup's labels stand; None if they are in this release's own spreadsheet."""
        return lookup.file or self.sheets.get(lookup.sheet or "")


Link = Annotated[str, Field(pattern=r"^https?://[^\s<>\"'()\\`]+$", max_length=2000)]
"""An address that readers are led to: of a web page, and with nothing in it that would end a link early."""


class Source(Layout):
    """One publication. See `docs/sources.md` for every key with an example."""

    dataset: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    kind: Literal["entries", "series", "codelist"] = "entries"
    title: Bilingual
    description: Bilingual = Bilingual()
    publisher: Bilingual
    licence: Text
    licence_url: Link | None = None
    landing_page: Link | None = None
    origin: dict[str, str] = Field(default_factory=dict)
    access_level: Literal["open", "under_review", "restricted"] = "open"
    update_frequency: str | None = None
    hierarchy: list[str] = Field(default_factory=list)
    releases: list[Release] = Field(min_length=1)
    tables: list[Table] = Field(default_factory=list)
    steps: list[Step] = Field(default_factory=list)
    basis_of: dict[str, Basis] = Field(default_factory=dict)  # the basis of single line types, where a sheet prints two
    unique: list[str] = Field(default_factory=list)
    required: list[str] = Field(default_factory=list)
    ranges: list[Range] = Field(default_factory=list)
    jumps: Jumps | None = None
    control_totals: list[ControlTotal] = Field(default_factory=list)
    equals: list[Equals] = Field(default_factory=list)
    known_oddities: list[Oddity] = Field(default_factory=list)

    _path: Path = Path()

    @model_validator(mode="after")
    def _whole(self) -> Source:
        ids = [r.release for r in self.releases]
        if twice := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"release {', '.join(sorted(twice))} is listed twice")
        for layout in (part for release in self.releases for part in self.layouts(release)):
            self._complete(layout)
        summed = self.control_totals or self.unique or self.required or self.ranges or self.jumps or self.equals
        if self.kind == "codelist" and summed:
            raise ValueError("a codelist has no amounts: control_totals and unique are for entries and series")
        if self.kind != "series" and any(step.average for step in self.steps):
            raise ValueError("average is for a series: amounts are never averaged")
        return self

    def _complete(self, layout: Layout) -> None:
        figure = FIGURES[self.kind]
        if figure not in layout.columns and not (layout.amounts and self.kind != "codelist"):
            raise ValueError(f"no column of figures: name it under columns.{figure}, or several under amounts")
        if layout.not_amounts and not layout.amounts:
            raise ValueError("not_amounts are headings that a pattern under amounts would meet: there is none")
        if self.kind == "codelist" and "label" not in layout.columns:
            raise ValueError("a codelist needs columns.label")
        units = {layout.constants.unit, *(c.unit for c in layout.amounts.values())} - {None}
        if self.kind == "entries" and (wrong := sorted(str(u) for u in units if u not in UNITS)):
            raise ValueError(f"the unit of amounts is one of {', '.join(UNITS)}; found {wrong[0]!r}")

    @property
    def path(self) -> Path:
        return self._path

    def layouts(self, release: Release) -> list[Layout]:
        """The tables of a release, each with all that holds for it."""
        whole = Layout.changed(self, release)
        return [whole.changed(table) for table in release.tables or self.tables] or [whole]

    def fields_of_steps(self) -> set[str]:
        """The fields that any step reads."""
        return {name for step in self.steps for name in step.reads()}

    def find(self, name: str) -> Path | None:
        """A file that the description names: beside it, under the data folder it stands in or `fetched` there,
        or in a folder of PURSE_FILES."""
        above = self.path.parents[:4]
        given = [Path(p) for p in os.environ.get("PURSE_FILES", "").split(os.pathsep) if p]
        places = [*above, *(p / "fetched" for p in above), *given]
        return next((p / name for p in places if (p / name).is_file()), None)

    def file_of(self, release: Release) -> Path:
        """The release's spreadsheet; the first, where there are several."""
        return self.files_of(release)[0]

    def files_of(self, release: Release) -> list[Path]:
        """The release's spreadsheets; SourceError names one that is not there."""
        return [self.need(name, f"release {release.release!r}") for name in release.files]

    def need(self, name: str, who: str) -> Path:
        found = self.find(name)
        if found is None:
            raise SourceError(
                f"{who} names a file that is not there: {name}",
                where=str(self.path),
                do=f"Looked beside the description and above it, up to {self.path.parents[:4][-1]}, "
                "there in fetched/, and in PURSE_FILES.",
            )
        return found

    def present_releases(self) -> list[Release]:
        """The releases that a whole load reads: all but those that are fetched, and have not been."""
        return [r for r in self.releases if not r.fetched or all(map(self.find, [*r.files, *r.sheets.values()]))]

    def files(self, releases: Sequence[Release] | None = None) -> list[Path]:
        """Every file that these releases read (the present ones, if none are given), and those of lookups."""
        read = self.present_releases() if releases is None else releases
        figures = [p for r in read for p in self.files_of(r)]
        return list(dict.fromkeys([*figures, *(p for r in read for p in self.looked_up(r))]))

    def looked_up(self, release: Release) -> list[Path]:
        """The files from which a release takes labels, its own spreadsheet aside."""
        named = (release.file_of(step.lookup) for step in self.steps if step.lookup)
        return [self.need(name, "lookup") for name in dict.fromkeys(named) if name]

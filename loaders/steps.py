"""The verbs of a description as it writes them: what each needs. What each does is in `verbs.py`."""

from __future__ import annotations

from typing import Annotated, Literal

import duckdb
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from loaders.dates import Order


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


class Text(Bilingual):
    """A text that must be there, in either language."""

    @model_validator(mode="after")
    def _there(self) -> Text:
        if not self.first.strip():
            raise ValueError("expected a text, in English or as {en: ..., fr: ...}")
        return self


def _understood(pattern: str) -> str:
    try:
        duckdb.execute("SELECT regexp_matches('', $1)", [pattern]).fetchall()
    except duckdb.Error as e:
        raise ValueError(f"not a pattern that can be searched for: {str(e).splitlines()[0]}") from e
    return pattern


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Pattern = Annotated[str, AfterValidator(_understood)]
OneOrMore = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]


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


class LabelRows(Model):
    """A row that holds a label for the rows under it: `take` it from a field `into` another, going down."""

    into: str
    take: str
    when: When
    figures: Literal["none", "sums"] = "none"  # sums: what stands beside the label is printed as the sum of its rows
    until: str | None = None  # a field whose own label rows end this one's reach
    through: When | None = None  # the last row that the label reaches


class SecondLine(Model):
    """A row that holds the second line of the row above it: its translation, or the rest of a long label."""

    take: str
    into: str
    when: When


class LevelsFromIndent(Model):
    """Makes levels of one column of labels by how far each is set in."""

    field: str
    into: list[str] = Field(min_length=2)
    by: Literal["spaces", "format"] = "spaces"


class LevelsFromCode(Model):
    """Makes levels by the length of a code: `01`, `01.1`, `01.1.1`."""

    field: str
    label: str
    lengths: list[int] = Field(min_length=2)
    into: list[str]

    @model_validator(mode="after")
    def _paired(self) -> LevelsFromCode:
        if len(self.into) != len(self.lengths) or sorted(set(self.lengths)) != self.lengths:
            raise ValueError("lengths grow, and there are as many as levels in into")
        return self


class Classify(Model):
    """Names each row by the first rule that it meets."""

    into: str
    rules: list[Rule] = Field(min_length=1)


class Rule(Model):
    """What `classify` calls the rows that meet `when`; all others if `when` is left out."""

    to: str
    when: When = {}


class Split(Model):
    """Parts a label at a separator into two fields; without the separator the second stays empty."""

    field: str
    at: str
    into: tuple[str, str]


class Join(Model):
    """Makes one field of several: a code of its parts."""

    fields: list[str] = Field(min_length=2)
    into: str
    between: str = ""


class FirstOf(Model):
    """The first of several fields that is not empty."""

    fields: list[str] = Field(min_length=2)
    into: str


class Strip(Model):
    """Takes out of labels what a pattern finds: dot leaders, footnote marks."""

    fields: OneOrMore
    matches: Pattern


class FiscalYearOf(Model):
    """The fiscal year in which a date falls."""

    field: str
    starts: int = Field(default=4, ge=1, le=12)
    order: Order = "ymd"


class Average(Model):
    """The figures of a series in a fiscal year become their mean, where all of them are there."""

    of: int = Field(ge=2)


class Lookup(Model):
    """Takes labels from another sheet or file by a key: `by` maps this sheet's fields to that sheet's headings."""

    sheet: str | None = None
    file: str | None = None
    header: int = Field(default=1, ge=1)
    by: dict[str, str]
    take: dict[str, OneOrMore]

    @model_validator(mode="after")
    def _somewhere(self) -> Lookup:
        if self.sheet is None and self.file is None:
            raise ValueError("a lookup names another sheet, another file, or both")
        return self


class SetAside(Model):
    """Rows that are not entries, kept in the store's list of rows set aside with the reason."""

    when: When
    why: Text
    kind: Literal["heading", "note", "left out"] = "left out"
    private: bool = False  # the row's text is not kept: it names people


class Subtotals(Model):
    """Rows printed as sums of others: held against what the load gives, never entries themselves."""

    when: When
    sums: When = {}
    within: list[str]
    amount: str | None = None  # the field in which the sum stands, where it is not a column of figures
    together: bool = False  # several sums of one group are added up before they are compared


class MarkRollups(Model):
    """Recipients that stand for many payees."""

    matches: Pattern


class Step(Model):
    """One verb. A step has exactly one key."""

    label_rows: LabelRows | None = None
    fill_down: list[str] | None = None
    second_line: SecondLine | None = None
    levels_from_indent: LevelsFromIndent | None = None
    levels_from_code: LevelsFromCode | None = None
    classify: Classify | None = None
    split: Split | None = None
    join: Join | None = None
    first_of: FirstOf | None = None
    strip: Strip | None = None
    lookup: Lookup | None = None
    unify: list[str] | None = None
    fiscal_year_of: FiscalYearOf | None = None
    average: Average | None = None
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

    def reads(self) -> set[str]:
        """The fields that this step reads."""
        spec = getattr(self, self.verb)
        if isinstance(spec, list):
            return set(spec)
        content = spec.model_dump()
        found = {
            *content.get("when", {}),
            *(content.get("through") or {}),
            *content.get("sums", {}),
            *content.get("within", []),
            *content.get("by", {}),
            *content.get("fields", []),
            *(name for rule in content.get("rules", []) for name in rule["when"]),
        }
        return found | {content[n] for n in ("take", "field", "label", "amount") if isinstance(content.get(n), str)}

    def makes(self) -> set[str]:
        """The fields that this step writes."""
        spec = getattr(self, self.verb)
        if isinstance(spec, (Lookup, FiscalYearOf)):
            return set(spec.take) if isinstance(spec, Lookup) else {"fiscal_year"}
        into = getattr(spec, "into", [])
        return {into} if isinstance(into, str) else set(into)

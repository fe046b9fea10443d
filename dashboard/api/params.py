"""The parameters of each address, checked and described. What is not here is refused, not ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, create_model
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from dashboard.catalogue.find import ACCESS, STATE
from dashboard.exports import dictionary
from dashboard.i18n import Speaker, languages
from dashboard.schema import vocabulary
from dashboard.slices import FILTERS

_NOT_GIVEN: Any = None  # the parameter may be left out; null is no value of it
_NO_CONTROL = r"^[^\x00-\x1f\x7f]*$"
_LONGEST = 10_000
"""Of a label: the longest in the accounts has 377 characters."""


@dataclass(frozen=True)
class OneOf:
    """A text that is one of a few values."""

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.values)}

    def _check(self, given: str) -> str:
        if given not in self.values:
            raise PydanticCustomError("vocabulary", "one of a few values", {"allowed": list(self.values)})
        return given


Name = Annotated[str, Field(max_length=120, pattern=_NO_CONTROL)]
Direction = Annotated[str, OneOf(vocabulary("classification", "direction"))]
Phase = Annotated[str, OneOf(vocabulary("classification", "phase"))]
Basis = Annotated[str, OneOf(vocabulary("classification", "basis"))]
Kind = Annotated[str, OneOf(vocabulary("check_result", "check_kind"))]
Verdict = Annotated[str, OneOf(vocabulary("check_result", "verdict"))]
Access = Annotated[str, OneOf(ACCESS)]
State = Annotated[str, OneOf(STATE)]
Language = Annotated[str, OneOf(tuple(languages()))]

_DATASET = "Id of a dataset; `/datasets` lists them."
_RELEASE = "A dated version of the dataset; `/releases` lists them."


class Query(BaseModel):
    """What every address takes."""

    model_config = ConfigDict(extra="forbid")

    lang: Language = Field("en", description="Language of words and sentences. Codes and column names stay the same.")


class Nothing(BaseModel):
    """What takes no parameter."""

    model_config = ConfigDict(extra="forbid")


class Window(Query):
    """What every list takes."""

    limit: int = Field(100, ge=1, le=1000, description="At most so many of the list.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="From this one on, counted from 0.")


class DatasetsQuery(Window):
    """What the list of datasets takes."""

    dataset: Name = Field(_NOT_GIVEN, description="This dataset alone.", examples=["ontario/ministry-statements"])


class ReleasesQuery(Window):
    """What the list of releases takes."""

    dataset: Name = Field(_NOT_GIVEN, description="Releases of this dataset.", examples=["ontario/estimates"])


class ChecksQuery(Window):
    """What the ledger takes."""

    dataset: Name = Field(_NOT_GIVEN, description="Checks of this dataset.", examples=["ontario/estimates"])
    release: Name = Field(_NOT_GIVEN, description="Checks of this release.", examples=["2018-19"])
    check_kind: Kind = Field(_NOT_GIVEN, description="Checks of this kind.")
    verdict: Verdict = Field(_NOT_GIVEN, description="Checks with this verdict.")


class PlaceQuery(Query):
    """What feeds and commitments take."""

    jurisdiction: Name = Field(
        _NOT_GIVEN, description="Of this government alone, by its code (ISO 3166).", examples=["CA-ON"]
    )


class CatalogueQuery(Window):
    """What the catalogue takes."""

    q: str = Field(
        _NOT_GIVEN,
        max_length=80,
        pattern=_NO_CONTROL,
        description="Words of title, description, publisher or format, in either language.",
        examples=["comptes publics"],
    )
    access_level: Access = Field(_NOT_GIVEN, description="Datasets with this access level.")
    jurisdiction: Name = Field(_NOT_GIVEN, description="Datasets of this government (ISO 3166-2).", examples=["CA-ON"])
    state: State = Field(_NOT_GIVEN, description="How far they have come here, or `overdue`.")


class CharterQuery(Query):
    """What the scores take."""

    dataset: Name = Field(_NOT_GIVEN, description="This dataset alone.", examples=["ontario/estimates"])


class PackagesQuery(Query):
    """What CKAN's list of packages takes."""

    limit: int = Field(1000, ge=1, le=1000, description="At most so many of the list.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="From this one on, counted from 0.")


class PackageQuery(Query):
    """What one of CKAN's packages takes."""

    id: str = Field(
        max_length=120, pattern=_NO_CONTROL, description="Its id or its name.", examples=["ontario-estimates"]
    )


class PackageSearchQuery(Query):
    """What CKAN's search takes."""

    q: str = Field("", max_length=80, pattern=_NO_CONTROL, description="Words; `*:*` or none for all.")
    fq: str = Field(
        "",
        max_length=200,
        pattern=r"^((access_level|jurisdiction|state):[A-Za-z_-]{1,20}( |$))*$",
        description="Filters with a space between them.",
        examples=["access_level:open jurisdiction:CA-ON"],
    )
    rows: int = Field(10, ge=0, le=1000, description="At most so many.")
    start: int = Field(0, ge=0, le=1_000_000_000, description="From this one on, counted from 0.")


class SearchQuery(Query):
    """What the search takes."""

    q: str = Field(
        min_length=1,
        max_length=80,
        pattern=_NO_CONTROL,
        description="A name or the first letters of one, in either language; case, accents and small slips are forgiven.",
        examples=["health"],
    )
    limit: int = Field(10, ge=1, le=50, description="At most so many of each kind.")


class SliceQuery(Query):
    """What every address of a slice takes, but for the filters: those are the columns of `slices.FILTERS`."""

    dataset: Name = Field(description=_DATASET, examples=["ontario/ministry-statements"])
    fiscal_year: int = Field(
        ge=1800, le=2200, description="The year that the fiscal year ends in: 2024 is 2023–24.", examples=[2024]
    )
    release: Name = Field(_NOT_GIVEN, description=f"{_RELEASE} The newest that holds the year, unless given.")
    direction: Direction = Field(_NOT_GIVEN, description="The dataset's own, unless given.")
    phase: Phase = Field(_NOT_GIVEN, description="`executed` (actual) where it is held, unless given.")
    basis: Basis = Field(_NOT_GIVEN, description="The dataset's own, unless given. A slice has exactly one.")
    receipts: bool = Field(
        True, description="With file, sheet, cell, printed text and checksum of every entry; in files alone."
    )


def _filter(column: str) -> tuple[Any, Any]:
    meaning = dictionary.column(Speaker("en"), column).definition
    about = f"{meaning} Exactly this; an empty value selects the entries that have none."
    return Annotated[str, Field(max_length=_LONGEST, pattern=_NO_CONTROL)], Field(_NOT_GIVEN, description=about)


FilteredQuery: Any = create_model("FilteredQuery", __base__=SliceQuery, **{c: _filter(c) for c in FILTERS})  # type: ignore[call-overload]
"""What an address of a slice takes, filters included."""


def where(asked: SliceQuery) -> tuple[tuple[str, str], ...]:
    """The filters that were given, in the order of `slices.FILTERS`: the same ones are the same slice."""
    given = asked.model_dump(include=set(FILTERS), exclude_unset=True)
    return tuple((c, given[c]) for c in FILTERS if c in given)

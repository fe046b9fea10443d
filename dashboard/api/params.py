"""The parameters of each address, checked and described. What is not here is refused, not ignored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from dashboard.i18n import languages
from dashboard.schema import vocabulary
from dashboard.slices import FILTERS

_NO_CONTROL = r"^[^\x00-\x1f\x7f]*$"
_LONGEST = 500
"""Of a label: the longest in the accounts has 377 characters."""


def _among(*values: str) -> Any:
    """The type of a text that is one of a few."""

    def check(given: str) -> str:
        if given not in values:
            raise PydanticCustomError("vocabulary", "one of a few values", {"allowed": list(values)})
        return given

    return Annotated[str, AfterValidator(check), Field(json_schema_extra={"enum": list(values)})]


Name = Annotated[str, Field(max_length=120, pattern=_NO_CONTROL)]
Direction = _among(*vocabulary("classification", "direction"))
Phase = _among(*vocabulary("classification", "phase"))
Basis = _among(*vocabulary("classification", "basis"))
Kind = _among(*vocabulary("check_result", "check_kind"))
Verdict = _among(*vocabulary("check_result", "verdict"))
Language = _among(*languages())

_DATASET = "Id of a dataset; `/datasets` lists them."
_RELEASE = "A dated version of the dataset; `/releases` lists them."


class Query(BaseModel):
    """What every address takes."""

    model_config = ConfigDict(extra="forbid")

    lang: Language = Field("en", description="Language of words and sentences. Codes and column names stay the same.")


class Window(Query):
    """What every list takes."""

    limit: int = Field(100, ge=1, le=1000, description="At most so many of the list.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="From this one on, counted from 0.")


class DatasetsQuery(Window):
    """What the list of datasets takes."""

    dataset: Name = Field(None, description="This dataset alone.", examples=["ontario/ministry-statements"])


class ReleasesQuery(Window):
    """What the list of releases takes."""

    dataset: Name = Field(None, description="Releases of this dataset.", examples=["ontario/estimates"])


class ChecksQuery(Window):
    """What the ledger takes."""

    dataset: Name = Field(None, description="Checks of this dataset.", examples=["ontario/estimates"])
    release: Name = Field(None, description="Checks of this release.", examples=["2018-19"])
    check_kind: Kind = Field(None, description="Checks of this kind.")
    verdict: Verdict = Field(None, description="Checks with this verdict.")


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
    release: Name = Field(None, description=f"{_RELEASE} The newest that holds the year, unless given.")
    direction: Direction = Field(None, description="The dataset's own, unless given.")
    phase: Phase = Field(None, description="`executed` (actual) where it is held, unless given.")
    basis: Basis = Field(None, description="The dataset's own, unless given. A slice has exactly one.")
    receipts: bool = Field(
        True, description="With file, sheet, cell, printed text and checksum of every entry; in files alone."
    )


def _filter(column: str) -> tuple[Any, Any]:
    about = f"Entries whose `{column}` is exactly this; an empty value selects those that have none."
    return Annotated[str, Field(max_length=_LONGEST, pattern=_NO_CONTROL)], Field(None, description=about)


FilteredQuery = create_model("FilteredQuery", __base__=SliceQuery, **{c: _filter(c) for c in FILTERS})  # type: ignore[call-overload]
"""What an address of a slice takes, filters included."""


def where(asked: SliceQuery) -> tuple[tuple[str, str], ...]:
    """The filters that were given, in the order of `slices.FILTERS`: the same ones are the same slice."""
    given = asked.model_dump(include=set(FILTERS), exclude_unset=True)
    return tuple((c, given[c]) for c in FILTERS if c in given)

"""What stands in answers, described from the schema: a table's row as a model, so that no column is described twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from dashboard.exports import dictionary
from dashboard.schema import table

Item = TypeVar("Item")

Amount = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A decimal. It is never a float on its way: `exact.Exact` writes its digits."""
Moment = Annotated[datetime, AfterValidator(lambda moment: moment.replace(tzinfo=UTC))]
"""A time of the store, which is in UTC and does not say so."""


def _type(kind: Any) -> Any:
    if kind.is_array():
        return list[str]
    plain = ((kind.is_decimal(), Amount), (kind.is_boolean(), bool), (kind.is_integer(), int))
    return next((t for fits, t in plain if fits), Moment if kind.is_timestamp() else str)


def row(name: str, of: str, *, without: Sequence[str] = (), **more: Any) -> type[BaseModel]:
    """A model of a row of table `of`, under a name, without some of its columns and with `more` fields."""
    said = {c.name: c.definition for t in dictionary.tables() if t.name == of for c in t.columns}
    columns: Mapping[str, Any] = {
        column: (_type(kind) | None, Field(description=said[column]))
        for column, kind in table(of).schema().items()
        if column not in without
    }
    made: type[BaseModel] = create_model(name, __config__=ConfigDict(extra="forbid"), **columns, **more)
    return made


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    model_config = ConfigDict(extra="forbid")

    items: list[Item]
    total: int = Field(description="How many there are in all.", ge=0)
    limit: int = Field(ge=1)
    offset: int = Field(ge=0)
    next: str | None = Field(None, description="Address of what follows; null at the end.")

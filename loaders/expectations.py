"""What a description expects of the figures that were read: the models of its checks. `check.py` does them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from loaders.steps import Model, Text

Where = dict[str, str]


class ControlTotal(Model):
    """A figure the load must equal, in the sheet's printed unit.

    `of: published` counts the rows left out as well; `of: entries`, the default, does not.
    """

    where: Where = Field(default_factory=dict)
    equals: Decimal
    tolerance: Decimal = Decimal(0)
    printed_in: Text | None = None
    release: str | None = None
    of: Literal["entries", "published"] = "entries"


class Range(Model):
    """Bounds that no figure of a selection may lie outside of, in the sheet's printed unit."""

    where: Where = Field(default_factory=dict)
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @model_validator(mode="after")
    def _bound(self) -> Range:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a range has at_least, at_most or both")
        return self


class Jumps(Model):
    """Sums that change from one year to the next by more than a factor: listed for review, never failing."""

    by: list[str]
    factor: Decimal = Field(default=Decimal(3), gt=1)
    at_least: Decimal = Decimal(0)


class Equals(Model):
    """A slice whose sum must equal that of a slice of another dataset, in units of currency."""

    where: Where = Field(default_factory=dict)
    dataset: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    there: Where | None = None
    tolerance: Decimal = Decimal(0)


class Oddity(Model):
    """An odd figure that is kept as published, and why. With `difference` it excuses a check that
    misses by exactly that much (got − expected, in units of currency), and no other."""

    where: Where = Field(default_factory=dict)
    why: Text
    difference: Decimal | None = None

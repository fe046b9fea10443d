"""The ledger: one row for each figure that a load had to meet, and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from loaders.expectations import Oddity, Where
from loaders.steps import Text


@dataclass(frozen=True)
class Result:
    """One row of `check_result`; amounts in units of currency, differences as got − expected."""

    dataset: str
    release: str
    check_kind: str
    what: str
    expected: Decimal | None
    got: Decimal | None
    difference: Decimal | None
    tolerance: Decimal
    verdict: str
    reason: str | None = None
    reason_fr: str | None = None
    printed_in: str | None = None
    printed_in_fr: str | None = None
    sheet: str | None = None
    cell: str | None = None

    @property
    def sentence(self) -> str:
        place = f" (sheet {self.sheet!r}, cell {self.cell})" if self.cell else ""
        return (
            f"{self.release}, {self.check_kind}, {self.what}{place}: expected {self.expected:,}, "
            f"got {self.got:,}, difference {self.difference:+,}"
        )


def in_words(where: Where) -> str:
    """A selection as a reader would say it: `fiscal_year 2024, economic_1 Transfer Payments`."""
    return ", ".join(f"{k} {v}" for k, v in where.items()) or "everything"


def judge(
    place: tuple[str, str],
    kind: str,
    what: str,
    expected: Decimal,
    got: Decimal,
    *,
    tolerance: Decimal = Decimal(0),
    oddity: Oddity | None = None,
    printed_in: Text | None = None,
    sheet: str | None = None,
    cell: str | None = None,
) -> Result:
    """The verdict on one figure; `place` is dataset and release."""
    difference = got - expected
    verdict, why = "passed", None
    # Not abs(): a difference is a signed amount, and its bounds are stated as such.
    if not -tolerance <= difference <= tolerance:
        verdict = "failed"
        if oddity is not None and oddity.difference == difference:
            verdict, why = "accepted", oddity.why
    reason, printed, figures = _both(why), _both(printed_in), (expected, got, difference, tolerance)
    return Result(*place, kind, what, *figures, verdict, *reason, *printed, sheet, cell)


def _both(text: Text | None) -> tuple[str | None, str | None]:
    return (text.first, text.fr) if text else (None, None)

"""Where lines, ticks, rules and labels of a line chart stand. Pure: values in, pixels down and fractions across.

Two layouts are worked out side by side, for the browser to choose from by its width: `w` wide, with up to three lines
in one panel and their names beside their ends; `n` narrow, one small panel a line. Four lines and more are small
panels in both. Down the page everything is in pixels, for the height is known; across it is a fraction `f` of the plot.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dashboard.layout import text_width, wrap

Row = dict[str, Any]
Mark = dict[str, Any]

TOGETHER: Final = 3
"""Up to so many lines share one panel where there is room."""
SIZE: Final = 13
GUTTER_EMS: Final = 14.0
GAP: Final = 22
_LINE_HEIGHT: Final = 16
_LETTERS, _YEARS = 16, 22


@dataclass(frozen=True)
class Panel:
    """A part of the chart with scales of its own: in pixels from the top, in columns across."""

    layout: str
    names: tuple[str, ...]
    col: int
    cols: int
    title: float
    top: float
    bottom: float
    low: float
    high: float
    ticks: tuple[float, ...]
    padl: float
    padr: float

    @property
    def across(self) -> Row:
        """What the browser needs to place a fraction of this panel's plot."""
        return {"layout": self.layout, "col": self.col, "cols": self.cols, "padl": self.padl, "padr": self.padr}

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def nice_ticks(low: float, high: float, count: int) -> tuple[float, ...]:
    """Round values between `low` and `high`, about `count` steps apart."""
    rough = (high - low) / count if high > low else 1.0
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * m for m in (1, 2, 2.5, 5, 10) if unit * m >= rough * 0.999)
    return tuple(i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1))


def scale(values: Sequence[float], *, from_zero: bool) -> tuple[float, float]:
    """Where a scale begins and ends: a little beyond its values, and at zero unless told otherwise."""
    low, high = min([*values, *([0.0] if from_zero else [])]), max([*values, *([0.0] if from_zero else [])])
    room = (high - low) * 0.06 or 1.0
    return (low - room if low < 0 or not from_zero else 0.0), (high + room if high > 0 or not from_zero else 0.0)


def height(lines: int) -> float:
    """Pixels that a chart of so many lines takes."""
    return {1: 380.0, 2: 420.0, 3: 470.0, 4: 520.0}.get(lines, 600.0)


def panels(marks: Sequence[Mark], *, tick: Callable[[float], str], from_zero: bool) -> list[Panel]:
    """The panels of both layouts for the marks of all lines (columns of `lines.chart`)."""
    names = list(dict.fromkeys(m["line"] for m in marks))
    wide = [names] if len(names) <= TOGETHER else [[n] for n in names]
    return [
        panel
        for layout, groups in (("w", wide), ("n", [[n] for n in names]))
        for panel in _grid(layout, groups, marks, len(names), tick, from_zero)
    ]


def _grid(
    layout: str,
    groups: list[list[str]],
    marks: Sequence[Mark],
    lines: int,
    tick: Callable[[float], str],
    from_zero: bool,
) -> list[Panel]:
    count = len(groups)
    cols = 1 if count == 1 or (layout == "n" and count <= TOGETHER) else 2 if layout == "n" or count == 4 else 3
    each = height(lines) / math.ceil(count / cols)
    beside = layout == "w" and lines <= TOGETHER
    heading = 0.0 if beside else max(len(titled(m["name"], layout)) for m in marks) * _LINE_HEIGHT
    found = []
    for i, group in enumerate(groups):
        mine = [m for m in marks if m["line"] in group]
        top = (i // cols) * each
        low, high = scale([m["value"] for m in mine], from_zero=from_zero)
        found.append(
            Panel(
                layout=layout,
                names=tuple(group),
                col=i % cols,
                cols=cols,
                title=top,
                top=top + heading + _LETTERS + (2 if beside else 6),
                bottom=top + each - _YEARS - (6 if count > cols else 0),
                low=low,
                high=high,
                ticks=nice_ticks(low, high, 5 if beside else 2),
                padl=0,
                padr=gutter(mine) if beside else year_width(marks) / 2,
            )
        )
    # Plots above each other begin at one line.
    widest = max(text_width(tick(t)) for panel in found for t in panel.ticks) * 11.5 + 14
    return [replace(panel, padl=widest) for panel in found]


def year_width(marks: Sequence[Mark]) -> float:
    """Pixels that the name of a year takes, with the space to the next."""
    return max(text_width(m["year_label"]) for m in marks) * 11.5 + 12


def titled(name: str, layout: str) -> tuple[str, ...]:
    """A line's name as the title of its panel."""
    return wrap(name, 21.0 if layout == "n" else 26.0, 2)


def beside_end(mark: Mark) -> tuple[str, ...]:
    """What stands beside a line's end: its name, then its last value."""
    return (*wrap(mark["name"], GUTTER_EMS, 4), mark["value_label"])


def gutter(marks: Sequence[Mark]) -> float:
    """Pixels that the names beside the ends need."""
    return max(text_width(t) for m in marks for t in beside_end(m)) * SIZE + 26


def place(panel: Panel, marks: Sequence[Mark], first: int, last: int) -> list[Row]:
    """The panel's marks with their place: `f` across, `y` down, and what the browser needs for the rest."""
    return [
        {**m, **panel.across, "f": fraction(m["year"], first, last), "y": panel.y(m["value"])}
        for m in marks
        if m["line"] in panel.names
    ]


def fraction(year: float, first: int, last: int) -> float:
    """How far across a year stands; a single year stands in the middle."""
    return (year - first) / (last - first) if last > first else 0.5


def ends(panel: Panel, placed: Sequence[Row]) -> list[Row]:
    """The names beside the ends of lines, moved apart where they would lie on each other: `label_y` is their middle."""
    final = [[r for r in placed if r["line"] == name][-1] for name in panel.names]
    rows = [{**r, "text": "\n".join(beside_end(r)), "lines": len(beside_end(r))} for r in final]
    rows.sort(key=lambda r: float(r["y"]))
    floor = panel.top - _LETTERS
    for row in rows:
        half = row["lines"] * _LINE_HEIGHT / 2
        row["label_y"] = max(row["y"], floor + half)
        floor = row["label_y"] + half + 4
    ceiling = panel.bottom + _YEARS
    for row in reversed(rows):
        half = row["lines"] * _LINE_HEIGHT / 2
        row["label_y"] = min(row["label_y"], ceiling - half)
        ceiling = row["label_y"] - half - 4
    return rows


def rules(panel: Panel, placed: Sequence[Row], breaks: Sequence[Mark], first: int, last: int) -> list[Row]:
    """Breaks as rules between two years. A break of one line of several spans only that line's surroundings."""
    found: dict[tuple[int, str], Row] = {}
    for b in breaks:
        if b["line"] and b["line"] not in panel.names:
            continue
        own = b["line"] if len(panel.names) > 1 else ""
        row = found.setdefault((b["year"], own), {**b, **panel.across, "letters": []})
        row["stops"] = row["stops"] or b["stops"]
        if b["letter"] not in row["letters"]:
            row["letters"].append(b["letter"])
        row["f"] = fraction(b["year"] - 0.5, first, last)
        row["y"], row["y2"] = _span(panel, placed, own, b["year"])
    for row in found.values():
        row |= {"letter": " ".join(row.pop("letters")), "letter_y": row["y"] - 4}
    return list(found.values())


def _span(panel: Panel, placed: Sequence[Row], line: str, year: int) -> tuple[float, float]:
    if not line:
        return panel.top, panel.bottom
    near = sorted((r for r in placed if r["line"] == line), key=lambda r: (r["year"] - year + 0.5) ** 2)[:2]
    middle = sum(r["y"] for r in near) / len(near)
    return max(panel.top + 12, middle - 26), min(panel.bottom, middle + 26)

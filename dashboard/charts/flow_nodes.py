"""Where a flow's nodes and labels go: line breaks and heights are settled here, widths in the browser."""

import math
from typing import Any, Final, NamedTuple, TypeAlias

from dashboard import layout

Table: TypeAlias = dict[str, list[Any]]

CAPTION: Final = 34.0
"""Pixels above the flow for the name of the total."""


class Setting(NamedTuple):
    """How labels are set in one of the two layouts: type in pixels, room in ems."""

    prefix: str
    size: float
    name_ems: float
    inline_ems: float
    lines: int

    @property
    def line(self) -> float:
        """Pixels from one line of a label to the next."""
        return self.size * 1.22


WIDE: Final = Setting("w", size=13.0, name_ems=18.0, inline_ems=22.0, lines=2)
PHONE: Final = Setting("n", size=11.5, name_ems=13.0, inline_ems=13.5, lines=3)
INLINE_GAP: Final = 0.5
_LEAST_TOTAL: Final = 0.34
"""The least part of the height that the total's bar may have; labels that need more make the chart taller."""


def _slots(table: Table, setting: Setting) -> list[float]:
    """Pixels each label needs: one line if name and amount fit on it, else its name's lines and one more."""
    slots = []
    for label, amount in zip(table["label"], table["amount_label"], strict=True):
        name = layout.wrap(label, setting.name_ems, setting.lines)
        lines = 1 if _fits_inline(label, amount, setting) else len(name) + 1
        slots.append(lines * setting.line + 2)
    return slots


def _fits_inline(label: str, amount: str, setting: Setting) -> bool:
    return layout.text_width(label) + INLINE_GAP + layout.text_width(amount) <= setting.inline_ems


def fitting_height(table: Table, setting: Setting, height: float) -> float:
    """`height` in pixels, or what the labels need if that is more."""
    slots = _slots(table, setting)
    needed = height
    for side in ("source", "use"):
        own = [i for i, s in enumerate(table["side"]) if s == side]
        total = math.fsum(table["amount"][i] for i in own)
        least = [max(slots[i], table["amount"][i] / total * _LEAST_TOTAL * height) for i in own]
        needed = max(needed, CAPTION + 4.0 * len(own) + sum(least))
    return needed


def nodes(table: Table, count: int, setting: Setting, height: float) -> tuple[Table, dict[str, float]]:
    """Columns of one layout, named with its prefix: positions and label of every node; and the total's bar."""
    slots = _slots(table, setting)
    amounts = table["amount"]
    placed = layout.flow(
        amounts[:count],
        amounts[count:],
        source_slots=slots[:count],
        use_slots=slots[count:],
        height=height - CAPTION - 2,
    )
    y = {name: [v + CAPTION for v in placed[name].tolist()] for name in placed.columns if name != "side"}
    pool = {setting.prefix + name: y[name].pop(count) for name in y}
    rooms = [b - a for a, b in zip(y.pop("slot0"), y.pop("slot1"), strict=True)]
    labels = [
        _label(label, amount, room, setting)
        for label, amount, room in zip(table["label"], table["amount_label"], rooms, strict=True)
    ]
    y |= {name: [label[name] for label in labels] for name in labels[0]}
    return {setting.prefix + name: values for name, values in y.items()}, pool


def _label(label: str, amount: str, room: float, setting: Setting) -> dict[str, Any]:
    """A label's lines, whether its amount stands in the same line, and its widest line and amount in ems."""
    lines = layout.wrap(label, setting.name_ems, setting.lines)
    stacked = (len(lines) + 1) * setting.line
    inline = room < stacked and _fits_inline(label, amount, setting)
    if inline:
        lines = (label,)
    name, tail = max(map(layout.text_width, lines)), layout.text_width(amount)
    widest = name + INLINE_GAP + tail if inline else max(name, tail)
    return {"text": "\n".join(lines), "lines": len(lines), "inline": inline, "em": widest, "name": name, "tail": tail}

"""Pure geometry: where tiles, bars of a flow and lines of text go. No drawing, no Altair, no Streamlit."""

import itertools
import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import pandas as pd
import squarify

WIDE_ASPECT: Final = 2.2
NARROW_ASPECT: Final = 0.68
_SMALLEST_SHARE: Final = 1e-12

# Advance widths of Inter at weight 600, in ems, measured in the font file and rounded to 0.04.
_ADVANCES: Final = {
    0.24: " ",
    0.28: "Iijl’",
    0.32: "!',.:;·",
    0.36: "()/[\\]`t|",
    0.40: "fr",
    0.44: "1{}",
    0.48: "-^_–",
    0.52: '"*',
    0.56: "7?JLaksxz",
    0.60: "5EFcehnouvy",
    0.64: "#$023689BPRSZbdgpq«»",
    0.68: "&+4<=>T~−",
    0.72: "ACDKUVXY",
    0.76: "GHNOQ",
    0.84: "w",
    0.92: "Mmæ",
    0.96: "…",
    1.00: "%@œ",
    1.04: "W",
}
_WIDTHS: Final = {character: width for width, characters in _ADVANCES.items() for character in characters}
_USUAL_WIDTH: Final = 0.62


def treemap(amounts: Sequence[float]) -> pd.DataFrame:
    """Two squarified layouts of the unit square, one for a wide box and one for a narrow one.

    `amounts` are in any unit, positive and in any order. The frame has one row per amount, in the given order,
    with `wx0, wx1, wy0, wy1` (wide) and `nx0, nx1, ny0, ny1` (narrow) as fractions of the box, y pointing down.
    """
    shares = _shares(amounts)
    order = sorted(range(len(shares)), key=lambda i: -shares[i])
    largest_first = [shares[i] for i in order]
    wide = _squarified(largest_first, WIDE_ASPECT)
    narrow = _squarified(largest_first, NARROW_ASPECT)
    rows = sorted(zip(order, wide, narrow, strict=True))
    columns = ["wx0", "wx1", "wy0", "wy1", "nx0", "nx1", "ny0", "ny1"]
    return pd.DataFrame([(*w, *n) for _, w, n in rows], columns=columns, dtype="float64")


def icicle(amounts: Sequence[float], groups: Sequence[int]) -> pd.DataFrame:
    """Parts one above the other, the parts of a group together: where each begins and ends, as fractions of the height.

    `amounts` are in any unit and positive; `groups` says of each to which group it belongs. The frame has one row per
    amount, in the given order, with `y0, y1` of the part and `g0, g1` of its group; the largest group is on top, and
    in it the largest part.
    """
    shares = _shares(amounts)
    sums: dict[int, float] = {}
    for group, share in zip(groups, shares, strict=True):
        sums[group] = sums.get(group, 0.0) + share
    order = sorted(range(len(shares)), key=lambda i: (-sums[groups[i]], groups[i], -shares[i]))
    ends = dict(zip(order, itertools.accumulate(shares[i] for i in order), strict=True))
    rows = [(ends[i] - shares[i], ends[i]) for i in range(len(shares))]
    starts: dict[int, float] = {}
    stops: dict[int, float] = {}
    for (y0, y1), group in zip(rows, groups, strict=True):
        starts[group], stops[group] = min(y0, starts.get(group, y0)), max(y1, stops.get(group, y1))
    placed = [(*y, starts[g], stops[g]) for y, g in zip(rows, groups, strict=True)]
    return pd.DataFrame(placed, columns=["y0", "y1", "g0", "g1"], dtype="float64")


def _shares(amounts: Sequence[float]) -> list[float]:
    """`amounts` as fractions of their sum; ValueError if one of them can have no area."""
    for position, amount in enumerate(amounts):
        if not (amount > 0 and math.isfinite(amount)):
            raise ValueError(f"an area needs a positive amount; row {position} has {amount!r}")
    total = math.fsum(amounts)
    # Below a millionth of a millionth nothing can be seen, but the divisions inside squarify can fail.
    return [max(amount / total, _SMALLEST_SHARE) for amount in amounts]


def _squarified(shares: list[float], aspect: float) -> list[tuple[float, float, float, float]]:
    """(x0, x1, y0, y1) in the unit square for a box `aspect` times as wide as tall."""
    areas = squarify.normalize_sizes(shares, aspect, 1.0)
    tiles = squarify.squarify(areas, 0.0, 0.0, aspect, 1.0)
    edges = ((t["x"] / aspect, (t["x"] + t["dx"]) / aspect, t["y"], t["y"] + t["dy"]) for t in tiles)
    # Beside a giant, rounding can push a sliver's edge a hair past the border.
    return [(min(x0, 1.0), min(x1, 1.0), min(y0, 1.0), min(y1, 1.0)) for x0, x1, y0, y1 in edges]


def flow(
    sources: Sequence[float],
    uses: Sequence[float],
    *,
    source_slots: Sequence[float],
    use_slots: Sequence[float],
    height: float,
    gap: float = 4.0,
) -> pd.DataFrame:
    """Money from sources into one total and out to uses, drawn to one scale in a column of `height` pixels.

    The amounts are in any one unit; both sides must add up to the same total. `source_slots` and `use_slots` are
    the pixels each label needs: a node keeps at least that much room, however thin its bar. The frame has one
    row per source, then one for the total, then one per use: `side` ("source", "total", "use"), the bar
    `y0, y1`, the room kept for it `slot0, slot1`, and where its ribbon meets the total `pool0, pool1`, all in
    pixels from the top. ValueError if the sides differ, an amount is not positive or the labels do not fit.
    """
    total, used = math.fsum(sources), math.fsum(uses)
    if not math.isclose(total, used, rel_tol=1e-6):
        raise ValueError(f"sources add up to {total!r} and uses to {used!r}; a flow needs them equal")
    columns = {"source": (list(sources), list(source_slots)), "use": (list(uses), list(use_slots))}
    scale = min(_scale(amounts, slots, height, gap) for amounts, slots in columns.values())
    top = (height - total * scale) / 2
    placed = {side: _column(side, *column, scale, height, gap, top) for side, column in columns.items()}
    bar = ("total", top, top + total * scale, 0.0, height, top, top + total * scale)
    rows = [*placed["source"], bar, *placed["use"]]
    return pd.DataFrame(rows, columns=["side", "y0", "y1", "slot0", "slot1", "pool0", "pool1"])


_Row: TypeAlias = tuple[str, float, float, float, float, float, float]


def _scale(amounts: list[float], slots: list[float], height: float, gap: float) -> float:
    """Pixels per unit at which the column just fills `height`, every node keeping its slot."""
    if any(not (amount > 0 and math.isfinite(amount)) for amount in amounts):
        raise ValueError("a flow needs positive amounts")
    free = height - gap * (len(amounts) - 1)
    if not amounts or sum(slots) >= free:
        raise ValueError(f"{len(amounts)} labels do not fit in {height:g} pixels")
    # Nodes grow with the scale only once they are taller than their slots; release them in that order.
    growing, kept = 0.0, sum(slots)
    for threshold, amount, slot in sorted(zip(map(_ratio, slots, amounts), amounts, slots, strict=True)):
        if growing and (free - kept) / growing <= threshold:
            break
        growing, kept = growing + amount, kept - slot
    return (free - kept) / growing


def _ratio(slot: float, amount: float) -> float:
    return slot / amount


def _column(
    side: str, amounts: list[float], slots: list[float], scale: float, height: float, gap: float, pool: float
) -> list[_Row]:
    """One side's nodes from the top down; room left over is shared out between them."""
    rooms = [max(amount * scale, slot) for amount, slot in zip(amounts, slots, strict=True)]
    spaces = max(len(rooms) - 1, 1)
    between = min((height - sum(rooms)) / spaces, 10 * gap)
    edge = (height - sum(rooms) - between * (len(rooms) - 1)) / 2
    rows: list[_Row] = []
    for amount, room in zip(amounts, rooms, strict=True):
        thickness = amount * scale
        y0 = edge + (room - thickness) / 2
        rows.append((side, y0, y0 + thickness, edge, edge + room, pool, pool + thickness))
        edge, pool = edge + room + between, pool + thickness
    return rows


@lru_cache(maxsize=8192)
def text_width(text: str) -> float:
    """Width of `text` set in semi-bold Inter, in ems; accents count as their letter."""
    letters = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return sum(_WIDTHS.get(" " if c.isspace() else c, _USUAL_WIDTH) for c in letters)


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, most: int) -> tuple[str, ...]:
    """`text` in as few lines as keep within `width` ems, evenly filled; at most `most` lines, never inside a word.

    Only plain spaces break: a no-break space holds "Finances :" or "12 %" together.
    """
    words = [word for word in text.split(" ") if word]
    best: tuple[str, ...] = (" ".join(words),)
    for lines in range(1, min(most, len(words)) + 1):
        best = _balanced(words, lines)
        if max(map(text_width, best)) <= width:
            break
    return best


def _balanced(words: list[str], lines: int) -> tuple[str, ...]:
    """The way to break `words` into `lines` whose longest line is shortest."""
    breaks = itertools.combinations(range(1, len(words)), lines - 1)
    ways = (itertools.pairwise((0, *cut, len(words))) for cut in breaks)
    broken = (tuple(" ".join(words[a:b]) for a, b in way) for way in ways)
    return min(broken, key=lambda way: max(map(text_width, way)))

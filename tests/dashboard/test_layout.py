"""Geometry: areas tell the truth, nothing overlaps, money is conserved."""

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import layout

LAYOUTS = ("w", "n")
positive = st.floats(min_value=0.01, max_value=3e11, allow_nan=False)
amounts = st.lists(positive, min_size=1, max_size=40)


def corners(tiles: pd.DataFrame, prefix: str) -> list[tuple[float, float, float, float]]:
    columns = [tiles[prefix + name].tolist() for name in ("x0", "x1", "y0", "y1")]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("prefix", LAYOUTS)
@given(values=amounts)
def test_tile_areas_are_proportional_to_the_amounts(values: list[float], prefix: str) -> None:
    tiles = layout.treemap(values)
    for value, (x0, x1, y0, y1) in zip(values, corners(tiles, prefix), strict=True):
        assert (x1 - x0) * (y1 - y0) == pytest.approx(value / math.fsum(values), abs=1e-9)


@pytest.mark.parametrize("prefix", LAYOUTS)
@given(values=amounts)
def test_tiles_fill_the_unit_square_without_overlap(values: list[float], prefix: str) -> None:
    tiles = corners(layout.treemap(values), prefix)
    assert all(0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1 for x0, x1, y0, y1 in tiles)
    assert math.fsum((x1 - x0) * (y1 - y0) for x0, x1, y0, y1 in tiles) == pytest.approx(1, abs=1e-9)
    for (ax0, ax1, ay0, ay1), (bx0, bx1, by0, by1) in itertools.combinations(tiles, 2):
        shared_width = min(ax1, bx1) - max(ax0, bx0)
        shared_height = min(ay1, by1) - max(ay0, by0)
        assert max(shared_width, 0) * max(shared_height, 0) <= 1e-9


def test_rows_keep_the_order_they_came_in() -> None:
    tiles = layout.treemap([1.0, 3.0, 2.0])
    areas = ((tiles.wx1 - tiles.wx0) * (tiles.wy1 - tiles.wy0)).tolist()
    assert areas == pytest.approx([1 / 6, 3 / 6, 2 / 6])


def test_the_narrow_layout_suits_a_phone_and_the_wide_one_a_desk() -> None:
    tiles = layout.treemap([82.9, 37.2, 19.5, 13.2, 11.4, 7.4, 6.3, 3.9])

    def worst_shape(prefix: str, aspect: float) -> float:
        shapes = [(x1 - x0) * aspect / (y1 - y0) for x0, x1, y0, y1 in corners(tiles, prefix)]
        return max(max(shape, 1 / shape) for shape in shapes)

    assert worst_shape("w", 2.2) < worst_shape("n", 2.2)
    assert worst_shape("n", 0.68) < worst_shape("w", 0.68)


def test_no_amounts_make_no_tiles() -> None:
    assert layout.treemap([]).empty


@pytest.mark.parametrize("amount", [0.0, -1.0, math.nan, math.inf])
def test_an_amount_without_area_is_refused_and_named(amount: float) -> None:
    with pytest.raises(ValueError, match=rf"row 1 has {amount!r}"):
        layout.treemap([5.0, amount])


def test_a_cent_beside_a_whole_budget_still_gets_a_tile() -> None:
    tiles = layout.treemap([2e11, 0.01, 0.01])
    assert len(tiles) == 3
    assert ((tiles.wx1 - tiles.wx0) * (tiles.wy1 - tiles.wy0) > 0).all()


@st.composite
def balanced(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Up to 12 sources and 14 uses with the same total."""
    sources = draw(st.lists(st.floats(min_value=0.1, max_value=1e5), min_size=1, max_size=12))
    weights = draw(st.lists(st.floats(min_value=0.1, max_value=1e5), min_size=1, max_size=14))
    total = math.fsum(sources)
    return sources, [weight / math.fsum(weights) * total for weight in weights]


def flowed(sources: list[float], uses: list[float], slot: float = 30.0, height: float = 640.0) -> pd.DataFrame:
    return layout.flow(sources, uses, source_slots=[slot] * len(sources), use_slots=[slot] * len(uses), height=height)


@given(sides=balanced())
def test_ribbons_conserve_the_total(sides: tuple[list[float], list[float]]) -> None:
    sources, uses = sides
    frame = flowed(sources, uses)
    bar = frame[frame.side == "total"].iloc[0]
    scale = (bar.y1 - bar.y0) / math.fsum(sources)
    for side, values in (("source", sources), ("use", uses)):
        nodes = frame[frame.side == side]
        assert (nodes.y1 - nodes.y0).tolist() == pytest.approx([value * scale for value in values])
        assert (nodes.pool1 - nodes.pool0).tolist() == pytest.approx((nodes.y1 - nodes.y0).tolist())
        assert nodes.pool0.iloc[0] == pytest.approx(bar.y0)
        assert nodes.pool1.iloc[-1] == pytest.approx(bar.y1)
        assert nodes.pool0.tolist()[1:] == pytest.approx(nodes.pool1.tolist()[:-1])


@given(sides=balanced())
def test_every_label_keeps_its_room_inside_the_picture(sides: tuple[list[float], list[float]]) -> None:
    frame = flowed(*sides)
    for side in ("source", "use"):
        nodes = frame[frame.side == side]
        assert (nodes.slot1 - nodes.slot0 >= 30 - 1e-6).all()
        assert nodes.slot0.min() >= -1e-6
        assert nodes.slot1.max() <= 640 + 1e-6
        assert (nodes.y0 >= nodes.slot0 - 1e-6).all()
        assert (nodes.y1 <= nodes.slot1 + 1e-6).all()
        assert all(b - a >= 4 - 1e-6 for a, b in zip(nodes.slot1.tolist(), nodes.slot0.tolist()[1:], strict=False))


@given(sides=balanced())
def test_one_column_fills_the_height(sides: tuple[list[float], list[float]]) -> None:
    frame = flowed(*sides)
    columns = [frame[frame.side == side] for side in ("source", "use")]
    spans = [nodes.slot1.max() - nodes.slot0.min() for nodes in columns]
    assert max(spans) == pytest.approx(640)


def test_a_flow_that_does_not_balance_is_refused() -> None:
    with pytest.raises(ValueError, match=r"sources add up to 10\.0 and uses to 9\.0"):
        flowed([10.0], [4.0, 5.0])


def test_labels_that_cannot_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="12 labels do not fit in 300 pixels"):
        flowed([1.0] * 12, [12.0], height=300)


@pytest.mark.parametrize(("sources", "uses"), [([5.0, -1.0], [4.0]), ([4.0], [4.0, 0.0])])
def test_a_flow_needs_positive_amounts(sources: list[float], uses: list[float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        flowed(sources, uses)


def test_accents_are_as_wide_as_their_letters() -> None:
    assert layout.text_width("Santé") == layout.text_width("Sante")
    assert layout.text_width("WW") > layout.text_width("ii")


def test_lines_are_filled_evenly() -> None:
    name = "Labour, Immigration, Training and Skills Development"
    assert layout.wrap(name, 40, 3) == (name,)
    assert layout.wrap(name, 18, 3) == ("Labour, Immigration, Training", "and Skills Development")


def test_a_no_break_space_holds_a_name_together() -> None:
    assert layout.wrap("Finances\u00a0: dette", 1, 5) == ("Finances\u00a0:", "dette")


@given(text=st.text(alphabet="abc de éW", max_size=60), width=st.floats(1, 30), most=st.integers(1, 4))
def test_wrapping_loses_no_word_and_keeps_to_its_lines(text: str, width: float, most: int) -> None:
    lines = layout.wrap(text, width, most)
    assert " ".join(lines).split(" ") == (text.split() or [""])
    assert len(lines) <= most

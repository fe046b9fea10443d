"""Colours as people see them who lack one kind of cone, and their contrast on the page."""

from __future__ import annotations

from itertools import combinations

import pytest

from dashboard import theme
from dashboard.charts import pairs
from dashboard.theme import Tone, contrast

# Machado, Oliveira and Fernandes (2009), severity 1: what is left of linear RGB without one kind of cone.
SIGHT = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red (protanopia)": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green (deuteranopia)": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue (tritanopia)": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
SERIES = {"blue": theme.BLUE, "green": theme.GREEN, "vermilion": theme.VERMILION, "plum": theme.PLUM, "slate": theme.SLATE}  # fmt: skip
TOGETHER = {
    "series": tuple(SERIES.values()),
    "pairs": tuple(pairs.TONES.values()),
    "ramp: less, unchanged, more": (theme.CHANGE[0], theme.CHANGE[2], theme.CHANGE[4]),
}
LEAST = 0.06
"""In OKLab, where a step of 0.02 is just seen side by side. Marks of a chart stand apart and are small: three times
that is told apart at a glance. The rest is done by names, positions and shapes, which every chart has."""


def linear(colour: str) -> tuple[float, ...]:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def times(matrix: tuple[tuple[float, ...], ...], vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)


def oklab(rgb: tuple[float, ...]) -> tuple[float, ...]:
    lms = times(
        ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566), (0.0883024619, 0.2817188376, 0.6299787005)),
        tuple(min(max(c, 0), 1) for c in rgb),
    )  # fmt: skip
    return times(
        ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099), (0.0259040371, 0.7827717662, -0.8086757660)),
        tuple(c ** (1 / 3) for c in lms),
    )  # fmt: skip


def apart(one: str, other: str, sight: str) -> float:
    a, b = (oklab(times(SIGHT[sight], linear(c))) for c in (one, other))
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5)


def test_the_measure_is_right() -> None:
    assert apart("#000000", "#ffffff", "all cones") == pytest.approx(1, abs=1e-3)
    assert apart("#ff0000", "#00ff00", "all cones") > 3 * apart("#b05000", "#708000", "no green (deuteranopia)")


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("page", Tone._fields)
@pytest.mark.parametrize("what", TOGETHER)
def test_colours_that_stand_together_are_told_apart(what: str, page: str, sight: str) -> None:
    for one, other in combinations([getattr(t, page) for t in TOGETHER[what]], 2):
        assert apart(one, other, sight) >= LEAST, f"{what}: {one} and {other}, {sight}: {apart(one, other, sight):.3f}"


@pytest.mark.parametrize("page", Tone._fields)
def test_marks_and_text_stand_out_from_the_page(page: str) -> None:
    ground = getattr(theme.PAGE, page)
    for name, tone in SERIES.items():
        assert contrast(getattr(tone, page), ground) >= 3, name
    for tone in (theme.INK, theme.MUTED, theme.BRAND):
        assert contrast(getattr(tone, page), ground) >= 4.5, tone
    for tone in (*theme.CHANGE, theme.NEUTRAL):
        assert contrast(getattr(theme.TILE_INK, page), getattr(tone, page)) >= 4.5, f"text on {tone}"


def test_at_most_six_hues() -> None:
    tones = {name for name, value in vars(theme).items() if isinstance(value, Tone)}
    neutral = {"PAGE", "INK", "MUTED", "LINE", "TILE_INK", "NEUTRAL", "SLATE"}
    assert tones - neutral == {"BRAND", "BLUE", "GREEN", "VERMILION", "PLUM"}, "one ramp besides, blue to orange"


def test_each_dark_colour_has_one_light_twin() -> None:
    """On paper a chart of a dark page takes its light colours: one dark colour must not stand for two."""
    every = (*theme.TONES, *theme.CHANGE)
    assert len({tone.dark for tone in every}) == len(every)
    named = {tone for tone in vars(theme).values() if isinstance(tone, Tone)}
    assert named == set(every) - set(theme.CHANGE)

"""The palette, once: each colour as a pair for the light and the dark page, and the contrast it must keep."""

from typing import Final, NamedTuple

FONT: Final = "Inter"


class Tone(NamedTuple):
    """One colour as it is drawn on the light and on the dark page, both `#rrggbb`."""

    light: str
    dark: str


PAGE: Final = Tone("#ffffff", "#12181f")
INK: Final = Tone("#1b2733", "#e6ebf0")
MUTED: Final = Tone("#56646f", "#9fb0bf")
LINE: Final = Tone("#c3ccd4", "#46525e")
BRAND: Final = Tone("#0b5c8a", "#6cb8e6")

# Text on a coloured tile is the same everywhere in a theme: the ramps below stay light enough on the light
# page and deep enough on the dark page for it, so a treemap reads as one sheet, not as a patchwork of inks.
TILE_INK: Final = Tone("#10202b", "#ffffff")

# After Okabe and Ito, lightness changed until any two are told apart without one kind of cone: a test computes it.
BLUE: Final = Tone("#3b86b8", "#4c97c9")
GREEN: Final = Tone("#21725d", "#3fb897")
VERMILION: Final = Tone("#cf5a11", "#ec8242")
PLUM: Final = Tone("#a8568a", "#da9ebf")
SLATE: Final = Tone("#818d99", "#82919f")

NEUTRAL: Final = Tone("#eef1f4", "#29323b")
"""No change is known: paler than 'unchanged', so the two are not mistaken for each other."""

CHANGE_STOPS: Final = (-0.20, -0.10, 0.0, 0.10, 0.20)
"""Where the ramp's colours stand: fraction change on the year. Beyond the ends the colour stays."""

CHANGE: Final = (
    Tone("#5fa4d8", "#2670ae"),
    Tone("#b4d3ea", "#315878"),
    Tone("#e0e4e8", "#434d57"),
    Tone("#f7d0a4", "#82532a"),
    Tone("#ea9143", "#b0570f"),
)
"""Less (blue), unchanged (grey), more (orange), one tone for each of `CHANGE_STOPS`."""

TONES: Final = (PAGE, INK, TILE_INK, MUTED, LINE, BRAND, BLUE, GREEN, VERMILION, PLUM, SLATE, NEUTRAL)
"""All that charts are drawn with, beside the ramp: no two have the same dark colour."""


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 (black) to 1 (white), as WCAG 2 defines it."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, from 1 to 21; normal text needs 4.5, graphics 3."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)

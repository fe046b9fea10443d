"""A chart as a picture that can go anywhere: with title, sentence, key, notes, source line and link around it.

The light page, at one width. Every text is text: nothing in a label becomes markup, and the picture refers to nothing
outside itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

from dashboard import layout
from dashboard.charts import render
from dashboard.charts.common import FAMILY, Spec
from dashboard.charts.legend import Legend, Names
from dashboard.theme import BRAND, CHANGE, INK, LINE, MUTED, PAGE, Tone

WIDTH: Final = 900
SCALE: Final = 2
"""Pixels of the PNG to one of the SVG."""
MARGIN: Final = 32

_SVG: Final = "http://www.w3.org/2000/svg"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_INSIDE: Final = WIDTH - 2 * MARGIN
# What XML cannot hold, and the marks that turn the direction of the text after them.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_SPACES: Final = re.compile("[ \t\r\n]+")  # a no-break space holds "35,2 %" together
ET.register_namespace("", _SVG)


@dataclass(frozen=True)
class Still:
    """What stands in the picture, from top to bottom; all in the language `lang`.

    Attributes:
        setting: place, year, phase and basis.
        sentence: what the view says of the chart; may be empty.
        alt: what a screen reader says of the picture.
        failed: the sentence that stands where the chart would, if it cannot be drawn.
    """

    spec: Spec
    title: str
    setting: str
    sentence: str
    legend: Legend | None
    notes: tuple[str, ...]
    source: str
    link: str
    alt: str
    failed: str
    lang: str


class _Style(NamedTuple):
    size: float
    weight: int
    tone: Tone
    before: float  # pixels above the first line


_TITLE: Final = _Style(25, 600, INK, 0)
_SETTING: Final = _Style(14.5, 400, MUTED, 7)
_SENTENCE: Final = _Style(16, 400, INK, 10)
_NOTE: Final = _Style(13, 400, MUTED, 10)
_SOURCE: Final = _Style(13, 400, INK, 12)
_LINK: Final = _Style(11.5, 400, BRAND, 5)
_KEY: Final = 13.0


def to_svg(of: Still) -> str:
    """The picture as SVG, `WIDTH` wide and as tall as it needs."""
    page = _Page(of)
    for text, style in ((of.title, _TITLE), (of.setting, _SETTING), (of.sentence, _SENTENCE)):
        page.write(text, style)
    if of.legend:
        page.key(of.legend)
    try:
        page.place(ET.fromstring(_clean(render.svg(_sized(of.spec)))))
    except (render.NotDrawn, ET.ParseError):
        page.write(of.failed, _SENTENCE)
    for note in of.notes:
        page.write(note, _NOTE)
    page.rule()
    page.write(of.source, _SOURCE)
    page.write(of.link, _LINK)
    return page.finished()


def to_png(of: Still) -> bytes:
    """The same as PNG, `SCALE` times as wide. Raises render.NotDrawn."""
    return render.png(to_svg(of), SCALE)


def _sized(spec: Spec) -> dict[str, Any]:
    # A control character in a label would end the drawing process, not only spoil its SVG.
    datasets = {name: [_clean_row(row) for row in rows] for name, rows in spec.get("datasets", {}).items()}
    return {**spec, "width": _INSIDE, "background": PAGE.light, "datasets": datasets}


def _clean_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _clean(value) if isinstance(value, str) else value for name, value in row.items()}


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def lines(text: str, width: float) -> list[str]:
    """`text` in lines that keep within `width` ems, broken at spaces; a word that is longer is broken within."""
    found, line = [], ""
    for word in _SPACES.split(text.strip()):
        joined = f"{line} {word}" if line else word
        if layout.text_width(joined) <= width:
            line = joined
            continue
        if line:
            found.append(line)
        *full, line = _pieces(word, width)
        found += full
    return [*found, line] if line else found


def _pieces(word: str, width: float) -> list[str]:
    """A word that may be longer than a line: an address breaks after an `&`, anything else where the line is full."""
    pieces, line = [], ""
    for letter in word:
        if line and layout.text_width(line + letter) > width:
            cut = line.rfind("&") + 1 or len(line)
            pieces.append(line[:cut])
            line = line[cut:]
        line += letter
    return [*pieces, line]


class _Page:
    """The sheet that is filled from the top."""

    def __init__(self, of: Still) -> None:
        self.at = float(MARGIN - 6)
        self.root = ET.Element(f"{{{_SVG}}}svg", {"role": "img", _LANG: of.lang, "font-family": FAMILY})
        self.add(self.root, "title").text = _clean(of.title)
        self.add(self.root, "desc").text = _clean(of.alt)
        self.sheet = self.add(self.root, "rect", width="100%", height="100%", fill=PAGE.light)

    def add(self, parent: ET.Element, tag: str, **attributes: object) -> ET.Element:
        named = {name.replace("_", "-"): _number(value) for name, value in attributes.items()}
        return ET.SubElement(parent, f"{{{_SVG}}}{tag}", named)

    def write(self, text: str, style: _Style) -> None:
        """A paragraph; nothing for an empty text."""
        found = lines(_clean(text), _INSIDE / style.size)
        self.at += style.before if found else 0
        for line in found:
            self.at += style.size * 1.3
            self.text(line, MARGIN, self.at - style.size * 0.3, style)

    def text(self, text: str, x: float, y: float, style: _Style) -> None:
        look = {"font_size": style.size, "font_weight": style.weight, "fill": style.tone.light}
        self.add(self.root, "text", x=x, y=y, **look).text = text

    def key(self, legend: Legend) -> None:
        """The key to the colours: samples with their names, or the ramp of change."""
        self.at += 26
        if isinstance(legend, Names):
            self._samples([(name, tone) for name, tone in legend.names.items()], MARGIN)
            return
        style = _Style(_KEY, 400, MUTED, 0)
        x = self._word(legend.less, MARGIN, style)
        step = 36
        ramp = self.add(self.add(self.root, "defs"), "linearGradient", id="change")
        for stop, tone in enumerate(CHANGE):
            self.add(ramp, "stop", offset=stop / (len(CHANGE) - 1), stop_color=tone.light)
        self.add(self.root, "rect", x=x, y=self.at - 10, width=5 * step, height=11, rx=4, fill="url(#change)")
        x = self._word(legend.more, x + 5 * step + 8, style)
        self._samples([(legend.same, CHANGE[2])], x + 16)

    def _samples(self, named: Sequence[tuple[str, Tone]], x: float) -> None:
        style = _Style(_KEY, 400, INK, 0)
        for name, tone in named:
            text = _clean(name)
            wide = 20 + layout.text_width(text) * _KEY
            if x > MARGIN and x + wide > WIDTH - MARGIN:
                x, self.at = MARGIN, self.at + 20
            self.add(self.root, "rect", x=x, y=self.at - 10.5, width=12, height=12, rx=3, fill=tone.light)
            for line in lines(text, (WIDTH - MARGIN - x - 20) / _KEY):
                self.text(line, x + 18, self.at, style)
                self.at += 18
            self.at -= 18
            x += wide + 14

    def _word(self, text: str, x: float, style: _Style) -> float:
        """A word of the key; where what follows it may begin."""
        self.text(_clean(text), x, self.at, style)
        return x + layout.text_width(text) * style.size + 8

    def place(self, chart: ET.Element) -> None:
        """The drawn chart, as a picture within the picture."""
        self.at += 18
        for name in ("class", "version"):
            chart.attrib.pop(name, None)
        chart.set("x", _number(MARGIN))
        chart.set("y", _number(self.at))
        self.root.append(chart)
        self.at += float(chart.get("height", "0"))

    def rule(self) -> None:
        """The line above the source."""
        self.at += 16
        self.add(self.root, "rect", x=MARGIN, y=self.at, width=_INSIDE, height=1, fill=LINE.light)

    def finished(self) -> str:
        """The whole as text."""
        height = round(self.at + MARGIN - 8)
        self.root.set("width", str(WIDTH))
        self.root.set("height", str(height))
        self.root.set("viewBox", f"0 0 {WIDTH} {height}")
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(self.root, encoding="unicode") + "\n"


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

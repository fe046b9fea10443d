"""Every kind of chart as a picture: with its words around it, self-contained, the same each time, and not blank."""

from __future__ import annotations

import io
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from dashboard import charts
from dashboard.charts import bars, common, icicle, legend, pairs, render, still, timeline, treemap
from dashboard.theme import BLUE, VERMILION
from tests.dashboard import test_charts, test_compare, test_ministry, test_payments, test_trends

HOSTILE = '<script>alert(1)</script> & "Bros" ]]> $x$ \u202egnp\x07'
SHOWN = '<script>alert(1)</script> & "Bros" ]]> $x$ gnp'
SOURCE = "Source: Treasury of Northland, Spending & more, release 2023-24."
LINK = "https://purse.example/spending?lang=en&dataset=ontario/ministry-statements&as=2024-09-20"


def the_pairs() -> common.Spec:
    return pairs.chart(test_compare.frame((3e9, 2e9), (1e9, 0.5e9)), names=("2024–25", "2023–24"))


def a_time_line() -> common.Spec:
    return timeline.chart(test_ministry.points(), [(2018, "1", "Split")], "nothing here")


def the_lines() -> common.Spec:
    return test_trends.draw(test_trends.points(3))


KINDS: dict[str, tuple[Callable[[], common.Spec], str]] = {
    "treemap": (test_charts.a_treemap, "Ministry of Colleges and Universities 0"),
    "icicle": (test_charts.an_icicle, "Ministry of Colleges and Universities 1"),
    "bars": (test_charts.a_bar_chart, "Ministry of Colleges and Universities 1"),
    "diverging": (test_charts.a_comparison, "Vote 1406 · Ministry of Health and Long-Term Care"),
    "flow": (test_charts.a_flow, "Total: $10 billion"),
    "pairs": (the_pairs, "Ministry 1"),
    "timeline": (a_time_line, "Estimates"),
    "lines": (the_lines, "Ministry of Colleges and Universities 2"),
    "cumulative": (test_payments.a_curve, "10 largest"),
    "years": (test_payments.some_years, "2011–12"),
}
EVERY = pytest.mark.parametrize("kind", KINDS)


def a_still(spec: common.Spec) -> still.Still:
    return still.Still(
        spec=spec,
        title="Northland: spending by ministry",
        setting="Northland, 2023–24, actual. Basis: cash.",
        sentence="In 2023–24 Northland spent $6.0 billion.",
        legend=legend.Names({"Side A": BLUE, "Side B": VERMILION}),
        notes=("Scales begin at zero.",),
        source=SOURCE,
        link=LINK,
        alt="Three bars.",
        failed="It could not be drawn.",
        lang="en",
    )


@cache
def drawn(kind: str) -> str:
    return still.to_svg(a_still(KINDS[kind][0]()))


def words(svg: str) -> str:
    """All that is written in a picture, without the spaces, at which a line may break."""
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return squeezed("".join("".join(t.itertext()) for t in texts))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_kind_of_chart_is_tried() -> None:
    folder = Path(next(iter(charts.__path__)))
    assert {f.stem for f in folder.glob("*.py") if "\ndef chart(" in f.read_text(encoding="utf-8")} == set(KINDS)


@EVERY
def test_a_picture_says_what_it_is_and_where_it_is_from(kind: str) -> None:
    said = words(drawn(kind))
    of = a_still({})
    for text in (KINDS[kind][1], of.title, of.setting, of.sentence, "Side B", *of.notes, SOURCE, LINK):
        assert squeezed(text) in said, text


@EVERY
def test_a_picture_refers_to_nothing_outside_itself_and_runs_nothing(kind: str) -> None:
    for element in ET.fromstring(drawn(kind)).iter():
        assert element.tag.split("}")[1] not in {"script", "foreignObject", "style", "image", "use", "a"}
        for name, value in element.attrib.items():
            assert not name.endswith("href")
            assert not name.startswith("on")
            assert "url(" not in value or value.startswith("url(#"), (name, value)


@EVERY
def test_a_png_is_twice_as_wide_and_not_blank(kind: str) -> None:
    root = ET.fromstring(drawn(kind))
    size = (int(root.attrib["width"]), int(root.attrib["height"]))
    chart = next(e for e in root if e.tag.endswith("}svg"))
    x, y, width, height = (2 * float(chart.attrib[name]) for name in ("x", "y", "width", "height"))
    with Image.open(io.BytesIO(render.png(drawn(kind), still.SCALE))) as image:
        assert image.size == (2 * size[0], 2 * size[1]) == (1800, 2 * size[1])
        colours = image.convert("RGB").crop((int(x), int(y), int(x + width), int(y + height))).getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 40
    assert {c: n for n, c in colours}.get((255, 255, 255), 0) < 0.99 * width * height


@EVERY
def test_nothing_is_drawn_outside_the_picture(kind: str) -> None:
    """The outermost pixels stay white: no label and no mark is cut at an edge."""
    with Image.open(io.BytesIO(render.png(drawn(kind), 1))) as image:
        page = image.convert("RGB")
    wide, tall = page.size
    edges = [(0, 0, wide, 4), (0, tall - 4, wide, tall), (0, 0, 4, tall), (wide - 4, 0, wide, tall)]
    assert all(page.crop(edge).getcolors() == [(n, (255, 255, 255))] for edge in edges for n in [_area(edge)])


def _area(box: tuple[int, int, int, int]) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def test_the_same_chart_gives_the_same_bytes() -> None:
    again = still.to_svg(a_still(test_charts.a_flow()))
    assert again == drawn("flow")
    assert render.png(again, 1) == render.png(again, 1)


def test_what_is_hostile_in_a_label_stays_text() -> None:
    frame = test_charts.frame([3e9, 2e9], label=[HOSTILE, "Health"])
    parts = test_charts.frame([2e9, 1e9, 2e9], id=["a", "b", "c"], group=["m0", "m0", "m1"])
    for spec in (
        treemap.chart(frame, drillable=True),
        bars.chart(frame, drillable=True),
        icicle.chart(frame, parts),
    ):
        svg = still.to_svg(replace(a_still(spec), title=HOSTILE, legend=legend.Names({HOSTILE: BLUE})))
        assert "<script" not in svg
        # The control character and the mark that would turn the text around are gone; nothing else is.
        assert words(svg).count(squeezed(SHOWN)) >= 2
        assert "could not be drawn" not in svg


def test_the_ramp_of_change_is_drawn_with_its_words() -> None:
    ramp = legend.Ramp("20% less", "unchanged", "20% more", "said")
    svg = still.to_svg(replace(a_still(test_charts.a_bar_chart()), legend=ramp))
    assert {"20%less", "unchanged", "20%more"} <= {squeezed(t) for t in re.findall(r"<text[^>]*>([^<]+)", svg)}
    assert 'fill="url(#change)"' in svg
    assert '<linearGradient id="change">' in svg


def test_our_typeface_is_what_is_drawn_with() -> None:
    """Without the font files the letters would be others: the picture of the same text differs in another family."""
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="25" font-family="{}">Québec $1</text></svg>'
    assert render.png(text.format("Inter"), 1) != render.png(text.format("no such family"), 1)
    bold = text.replace("<text", '<text font-weight="600"')
    assert render.png(bold.format("Inter"), 1) != render.png(text.format("Inter"), 1)


@pytest.mark.parametrize(
    ("text", "width", "found"),
    [
        ("one two three", 5.0, ["one two", "three"]),
        ("soit 35,2\u00a0% du tout", 4.6, ["soit", "35,2\u00a0%", "du tout"]),
        ("https://a.example/?b=1&c=2", 12.5, ["https://a.example/?b=1&", "c=2"]),
        ("", 5.0, []),
    ],
)
def test_lines_break_at_spaces_and_within_what_is_too_long(text: str, width: float, found: list[str]) -> None:
    assert still.lines(text, width) == found


def test_a_chart_that_cannot_be_drawn_leaves_a_sentence_with_source_and_link() -> None:
    svg = still.to_svg(a_still({"mark": "no such mark", "height": 100}))
    assert squeezed("It could not be drawn.") in words(svg)
    assert squeezed(LINK) in words(svg)
    with pytest.raises(render.NotDrawn, match="said: "):
        render.svg({"mark": "no such mark"})


def test_nothing_is_fetched_for_a_picture() -> None:
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        waiting.settimeout(0.2)
        url = f"http://127.0.0.1:{waiting.getsockname()[1]}/rows.json"
        spec = {"data": {"url": url}, "mark": "point", "encoding": {"x": {"field": "a"}}}
        with pytest.raises(render.NotDrawn):
            render.svg(spec)
        with pytest.raises(TimeoutError):
            waiting.accept()


def test_a_picture_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "SECONDS", 0.01)
    with pytest.raises(render.NotDrawn, match=r"longer than 0\.01 seconds"):
        render.svg(test_charts.a_bar_chart())


def test_no_more_than_two_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most = [], []

    def slow(*_: object, **__: object) -> None:
        at_work.append(1)
        most.append(len(at_work))
        time.sleep(0.05)
        at_work.pop()
        raise OSError("slow")

    monkeypatch.setattr(render.subprocess, "run", slow)

    def one() -> None:
        with pytest.raises(OSError, match="slow"):
            render.svg({})

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 6
    assert max(most) == 2

"""Charts: valid specifications that carry every row, leave the compiled one alone, and stay readable."""

import copy
import itertools
import json
import math
import re
import time
from typing import Any

import altair as alt
import pandas as pd
import pytest

from dashboard import theme
from dashboard.charts import bars, common, diverging, flow, icicle, legend, lines, treemap

THEMES = ("light", "dark")


def frame(amounts: list[float], **more: Any) -> pd.DataFrame:
    count = len(amounts)
    table: dict[str, Any] = {
        "id": [f"m{i}" for i in range(count)],
        "label": [f"Ministry of Colleges and Universities {i}" for i in range(count)],
        "amount": amounts,
        "amount_label": "$82.9 billion",
        "amount_short": "$82.9B",
        "share_label": "40.1%",
        "change": 0.05,
        "change_label": "+5.0%",
        "description": "Colleges: $82.9 billion",
    }
    return pd.DataFrame(table | more)


def side(amounts: list[float], kind: str, name: str) -> pd.DataFrame:
    count = len(amounts)
    return pd.DataFrame(
        {
            "id": [f"{name}{i}" for i in range(count)],
            "label": [
                f"Fees, Donations and Other Revenues from Broader Public Sector Organizations {i}" for i in range(count)
            ],
            "amount": amounts,
            "amount_label": "13,1 milliards de dollars",
            "kind": kind,
            "description": "Fees: $13.1 billion",
        }
    )


def a_treemap() -> common.Spec:
    return treemap.chart(frame([3e9, 2e9, 1e9], change=[0.05, math.nan, -0.4]), drillable=True)


def a_bar_chart() -> common.Spec:
    return bars.chart(frame([3e9, -2e9, 0.0]), drillable=True)


def differences(amounts: list[float], **more: Any) -> pd.DataFrame:
    more = {
        "note": "Vote 1406 · Ministry of Health and Long-Term Care",
        "before_label": "$847M",
        "after_label": "$1.2B",
    } | more
    return frame(amounts, pair="$847M → $1.2B", **more)


WORDS = diverging.Words("Plan", "Actual", "Difference")


def a_comparison() -> common.Spec:
    return diverging.chart(differences([3e9, -4e9, 0.0]), WORDS, drillable=True)


def a_flow() -> common.Spec:
    sources = pd.concat([side([6.0, 3.0], "revenue", "s"), side([1.0], "borrowing", "b")])
    uses = pd.concat([side([5.0, 3.0], "expense", "u"), side([2.0], "other", "o")])
    return flow.chart(sources, uses, "Total: $10 billion")


def an_icicle() -> common.Spec:
    parts = frame([2e9, 1e9, 1e9], id=["m0/a", "m0/b", "m1/a"], group=["m0", "m0", "m1"])
    return icicle.chart(frame([3e9, 1e9]), parts)


CHARTS = pytest.mark.parametrize("draw", [a_treemap, a_bar_chart, a_flow, an_icicle, a_comparison])


@CHARTS
def test_the_specification_is_valid_and_plain_json(draw: Any) -> None:
    spec = draw()
    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)


@CHARTS
def test_every_layer_draws_named_data_that_is_there(draw: Any) -> None:
    spec = draw()
    names = {spec["data"]["name"]} if "data" in spec else {layer["data"]["name"] for layer in spec["layer"]}
    assert names == set(spec["datasets"])


@CHARTS
def test_one_selection_called_pick_answers_with_the_id(draw: Any) -> None:
    (pick,) = [param for param in draw()["params"] if param["name"] == "pick"]
    assert pick["select"]["fields"] == ["id"]
    assert pick["select"]["toggle"] is False


@CHARTS
def test_labels_keep_their_id_so_that_a_click_on_them_selects(draw: Any) -> None:
    texts = [layer for layer in draw()["layer"] if layer["mark"]["type"] == "text" and layer["name"] != "total_label"]
    assert texts
    for layer in texts:
        detail = layer["encoding"]["detail"]
        assert "id" in [field["field"] for field in (detail if isinstance(detail, list) else [detail])]


@CHARTS
def test_colours_follow_the_page_in_the_browser(draw: Any) -> None:
    spec = draw()
    assert {"name": "dark", "expr": "luminance(background) < 0.2"} in spec["params"]
    assert not re.search(r'"#[0-9a-f]{6}"', json.dumps(spec["layer"])), "a colour that does not know the theme"


def test_every_row_is_drawn() -> None:
    assert {row["id"] for row in a_treemap()["datasets"]["tiles"]} == {"m0", "m1", "m2"}
    assert {row["id"] for row in a_bar_chart()["datasets"]["bars"]} == {"m0", "m1", "m2"}
    assert [row["id"] for row in an_icicle()["datasets"]["boxes"]] == ["m0", "m1", "m0/a", "m0/b", "m1/a"]
    assert {row["id"] for row in a_flow()["datasets"]["nodes"]} == {"s0", "s1", "b0", "u0", "u1", "o0"}


@CHARTS
def test_the_compiled_specification_is_shared_and_never_written_to(draw: Any) -> None:
    first = draw()
    before = copy.deepcopy(first)
    second = draw()
    assert first == before == second
    assert first["layer"] is second["layer"]
    assert first["datasets"] is not second["datasets"]


def test_a_call_does_not_show_in_the_next_one() -> None:
    treemap.chart(frame([1.0, 2.0]), drillable=True, height=300)
    spec = treemap.chart(frame([7.0]), drillable=True)
    assert spec["height"] == 520
    assert [row["amount"] for row in spec["datasets"]["tiles"]] == [7.0]


def test_parts_of_an_icicle_fill_their_group() -> None:
    boxes = {row["id"]: row for row in an_icicle()["datasets"]["boxes"]}
    assert (boxes["m0"]["y0"], boxes["m0"]["y1"]) == (0, 0.75)
    assert (boxes["m0/a"]["y0"], boxes["m0/b"]["y1"]) == (0, 0.75)
    assert boxes["m1"]["y1"] == boxes["m1/a"]["y1"] == 1
    with pytest.raises(ValueError, match="positive amount"):
        icicle.chart(frame([1.0]), frame([-1.0], group="m0"))


def test_a_treemap_of_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="positive amount; row 1 has -2"):
        treemap.chart(frame([3.0, -2.0]), drillable=True)


@CHARTS
def test_a_frame_without_a_column_is_told_which(draw: Any) -> None:
    del draw
    with pytest.raises(ValueError, match="needs columns amount_short; the frame has id, label"):
        treemap.chart(frame([1.0]).drop(columns="amount_short"), drillable=True)


def test_an_unknown_change_is_null_and_gets_the_neutral_colour() -> None:
    spec = a_treemap()
    assert [row["change"] for row in spec["datasets"]["tiles"]] == [0.05, None, -0.4]
    (tiles,) = [layer for layer in spec["layer"] if layer["name"] == "tiles"]
    assert theme.NEUTRAL.light in tiles["encoding"]["color"]["value"]["expr"]
    assert tiles["encoding"]["color"]["condition"]["test"] == "datum.known"


def test_only_what_can_be_opened_looks_clickable() -> None:
    for drillable, shape in ((True, "pointer"), (False, "default")):
        for chart in (treemap.chart, bars.chart):
            layers = chart(frame([1.0]), drillable=drillable)["layer"]
            assert {layer["mark"].get("cursor", shape) for layer in layers} == {shape}


def test_tooltips_speak_the_reader_s_language() -> None:
    french = common.Headings("Montant", "Part", "Variation sur un an")
    text = json.dumps(treemap.chart(frame([1.0]), drillable=True, headings=french), ensure_ascii=False)
    assert '"title": "Montant"' in text
    assert '"title": "Amount"' not in text


def test_bars_are_ranked_and_measured_from_zero() -> None:
    spec = bars.chart(frame([1.0, -5.0, 9.0, 0.0]), drillable=True)
    rows = spec["datasets"]["bars"]
    assert [(row["rank"], row["amount"]) for row in rows] == [(0, 9.0), (1, 1.0), (2, 0.0), (3, -5.0)]
    assert {(row["low"], row["high"]) for row in rows} == {(-5.0, 9.0)}


def test_bars_start_at_zero_when_nothing_is_negative() -> None:
    rows = bars.chart(frame([4.0, 3.0]), drillable=True)["datasets"]["bars"]
    assert {(row["low"], row["high"]) for row in rows} == {(0.0, 4.0)}


@pytest.mark.parametrize("values", [[0.0], [-3.0], []])
def test_bars_have_a_scale_even_without_a_positive_amount(values: list[float]) -> None:
    rows = bars.chart(frame(values), drillable=True)["datasets"]["bars"]
    assert all(row["low"] <= 0 <= row["high"] and row["low"] < row["high"] for row in rows)


def test_the_bar_chart_grows_with_its_rows() -> None:
    heights = [bars.chart(frame([1.0] * count), drillable=True)["height"] for count in (10, 11)]
    assert heights[1] - heights[0] == bars.ROW_HEIGHT


def test_differences_are_ranked_by_size_whichever_way_they_go() -> None:
    rows = a_comparison()["datasets"]["bars"]
    assert [(row["rank"], row["amount"]) for row in rows] == [(0, -4e9), (1, 3e9), (2, 0.0)]
    assert {(row["low"], row["high"]) for row in rows} == {(-4e9, 3e9)}


def test_a_difference_beyond_the_scale_is_cut_and_marked() -> None:
    rows = diverging.chart(differences([2.5, -0.3]), WORDS, drillable=False, most=1.0)["datasets"]["bars"]
    assert [(row["length"], row["cut"]) for row in rows] == [(1.0, True), (-0.3, False)]


@pytest.mark.parametrize("words", [("Plan", "Réel", "Écart"), ("{after}", 'a "quoted" one', "{before} × 2")])
def test_words_put_in_afterwards_are_those_of_a_chart_compiled_with_them(words: tuple[str, str, str]) -> None:
    said = diverging.Words(*words)
    assert diverging._spec(said, True) == common.compiled(diverging._drawing(said, True))
    named = lines.Words(*words)
    assert lines._spec(named) == common.compiled(lines._drawing(named))


def test_both_amounts_stand_under_their_headings() -> None:
    heads = [layer for layer in a_comparison()["layer"] if layer["name"].startswith("head_")]
    assert [layer["encoding"]["text"]["value"] for layer in heads] == ["Plan", "Actual"]


def test_a_name_too_long_for_its_room_ends_after_a_whole_word() -> None:
    long = "Payments under an Act of Parliament " * 12
    lines = diverging.fitted(long, 20, 2)
    assert len(lines) == 2
    assert lines[-1].endswith(" …")
    assert set(" ".join(lines).removesuffix(" …").split()) <= set(long.split())
    assert diverging.fitted("Health", 20, 2) == ("Health",)
    (row,) = diverging.chart(differences([1.0], note="Vote 1406 · " + "Ministry of Health " * 3 + "· Operating expense"), WORDS, drillable=False)["datasets"]["bars"]  # fmt: skip
    assert row["wide_note"].startswith("Vote 1406 · Ministry of Health")
    assert row["wide_note"].endswith(" … · Operating expense"), "the longest part gives way"


def test_a_flow_s_ribbons_meet_the_whole_total_in_both_layouts() -> None:
    datasets = a_flow()["datasets"]
    (pool,) = datasets["pool"]
    for prefix in ("w", "n"):
        tall = pool[f"{prefix}y1"] - pool[f"{prefix}y0"]
        for which in ("source", "use"):
            nodes = [row for row in datasets["nodes"] if row["side"] == which]
            assert sum(row[f"{prefix}pool1"] - row[f"{prefix}pool0"] for row in nodes) == pytest.approx(tall)
            assert sum(row[f"{prefix}y1"] - row[f"{prefix}y0"] for row in nodes) == pytest.approx(tall)


def test_a_flow_s_labels_never_overlap_even_when_all_are_long_and_french() -> None:
    spec = flow.chart(
        side([1.0] * 11 + [300.0], "revenue", "s"), side([1.0] * 11 + [100.0] * 3, "expense", "u"), "Total"
    )
    assert spec["height"] >= 640
    for prefix, size in (("w", 13.0), ("n", 11.5)):
        for which in ("source", "use"):
            nodes = [row for row in spec["datasets"]["nodes"] if row["side"] == which]
            blocks = [(row[f"{prefix}lines"] + (not row[f"{prefix}inline"])) * size * 1.22 for row in nodes]
            middles = [(row[f"{prefix}y0"] + row[f"{prefix}y1"]) / 2 for row in nodes]
            edges = [(middle - block / 2, middle + block / 2) for middle, block in zip(middles, blocks, strict=True)]
            assert edges[0][0] >= 0
            assert edges[-1][1] <= spec["height"]
            assert all(above[1] <= below[0] for above, below in itertools.pairwise(edges))


def test_a_flow_keeps_every_word_of_a_name() -> None:
    for row in a_flow()["datasets"]["nodes"]:
        assert row["wtext"].split() == row["ntext"].split() == row["label"].split()


def test_a_flow_refuses_a_kind_from_the_other_side() -> None:
    with pytest.raises(ValueError, match="the kind of a use is one of expense, surplus, other; not 'borrowing'"):
        flow.chart(side([1.0], "revenue", "s"), side([1.0], "borrowing", "u"), "Total")


def test_a_flow_refuses_sides_that_differ() -> None:
    with pytest.raises(ValueError, match="needs them equal"):
        flow.chart(side([1.0], "revenue", "s"), side([2.0], "expense", "u"), "Total")


def test_a_warm_chart_costs_a_few_milliseconds_at_most() -> None:
    table = frame([float(i + 1) for i in range(35)])
    treemap.chart(table, drillable=True)
    started = time.perf_counter()
    for _ in range(20):
        treemap.chart(table, drillable=True)
    # Twenty times cheaper than letting Altair build it; the bound is loose because test machines are busy.
    assert (time.perf_counter() - started) / 20 < 0.02


def between(stops: list[str], steps: int = 20) -> list[str]:
    """Colours along the ramp, ends and stops included."""
    channels = [[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in stops]
    mixed = []
    for a, b in itertools.pairwise(channels):
        for step in range(steps + 1):
            mixed.append([round(x + (y - x) * step / steps) for x, y in zip(a, b, strict=True)])
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in mixed]


@pytest.mark.parametrize("mode", THEMES)
def test_text_on_every_colour_of_change_can_be_read(mode: str) -> None:
    ramp = [getattr(tone, mode) for tone in theme.CHANGE]
    ink = getattr(theme.TILE_INK, mode)
    for colour in [*between(ramp), getattr(theme.NEUTRAL, mode)]:
        assert theme.contrast(ink, colour) >= 4.5, colour


@pytest.mark.parametrize("mode", THEMES)
def test_text_and_marks_stand_out_from_the_page(mode: str) -> None:
    page = getattr(theme.PAGE, mode)
    for tone in (theme.INK, theme.MUTED, theme.BRAND):
        assert theme.contrast(getattr(tone, mode), page) >= 4.5, tone
    for tone in (theme.BLUE, theme.GREEN, theme.VERMILION, theme.PLUM, theme.SLATE):
        assert theme.contrast(getattr(tone, mode), page) >= 3, tone


@pytest.mark.parametrize("mode", THEMES)
def test_labels_on_ribbons_can_be_read(mode: str) -> None:
    opacity = {"light": 0.32, "dark": 0.42}[mode]
    for tone in (theme.BLUE, theme.GREEN, theme.VERMILION, theme.PLUM, theme.SLATE):
        ribbon = between([getattr(theme.PAGE, mode), getattr(tone, mode)], steps=100)[round(opacity * 100)]
        assert theme.contrast(getattr(theme.INK, mode), ribbon) >= 4.5, tone


def test_contrast_is_wcag_s() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert theme.contrast("#ffffff", "#767676") == theme.contrast("#767676", "#ffffff")


def test_the_ramp_has_its_colours_in_order() -> None:
    assert len(theme.CHANGE) == len(theme.CHANGE_STOPS)
    for mode in THEMES:
        colours = [getattr(tone, mode) for tone in theme.CHANGE]
        reds = [int(colour[1:3], 16) for colour in colours]
        blues = [int(colour[5:7], 16) for colour in colours]
        assert blues[0] > reds[0]
        assert reds[-1] > blues[-1]
        assert abs(reds[2] - blues[2]) < 24, "unchanged is grey"


def test_the_legend_escapes_and_follows_the_theme() -> None:
    html = legend.change_legend("< 20 %", "same & equal", "> 20 %", 'from "blue" to orange')
    assert "&lt; 20 %" in html
    assert "same &amp; equal" in html
    assert 'aria-label="from &quot;blue&quot; to orange"' in html
    for tone in theme.CHANGE:
        assert f"light-dark({tone.light},{tone.dark})" in html

"""What was and what became of it: ranked bars of the difference, with both amounts beside them."""

import functools
from typing import Any, Final, NamedTuple

import altair as alt
import pandas as pd

from dashboard import layout
from dashboard.charts.common import (
    NARROW,
    Spec,
    by_field,
    columns,
    compiled,
    cursor,
    either,
    hover,
    named,
    pick,
    pixels,
    reworded,
    rows,
    text_style,
    with_data,
)
from dashboard.theme import BLUE, INK, LINE, MUTED, PLUM

ROW_HEIGHT: Final = 50
"""Pixels a row takes: a name of two lines and its note, or on the phone name, bar and both amounts."""
HEAD: Final = 22
"""Pixels above the rows for the headings of the two columns of amounts."""

_COLUMNS = (
    "id", "label", "note", "amount", "amount_label", "amount_short", "before_label", "after_label", "pair",
    "description",
)  # fmt: skip
_SIZE, _SMALL = 13, 11.5
_WIDE_EMS, _PHONE_EMS, _PHONE_NOTE_EMS = 26.0, 22.0, 19.0
_FEWEST_WORDS: Final = 3  # that a part of a note is cut to


class Words(NamedTuple):
    """What the chart calls the two amounts and their difference, in the reader's language."""

    before: str
    after: str
    difference: str


def chart(frame: pd.DataFrame, words: Words, *, drillable: bool, most: float | None = None) -> Spec:
    """Bars of `frame`, the largest difference first whichever way it goes, as a complete Vega-Lite specification.

    Columns of `frame`: `id`, `label` and `note` (what and whose it is), `amount` (the difference, in any one unit;
    bars of negatives go left, in another hue), `amount_label` and `amount_short` (the difference as text),
    `before_label` and `after_label` (both amounts as text), `pair` (both in one text, for the phone), `description`
    (for a screen reader). Bars end at ±`most` where it is given, with an arrow: the text beside them says how far
    they go. A click in a row sets the selection `pick` to its `id`.
    """
    table = columns(frame, *_COLUMNS)
    ranked = sorted(range(len(frame)), key=lambda i: -max(table["amount"][i], -table["amount"][i]))
    table = {name: [values[i] for i in ranked] for name, values in table.items()}
    table |= _measures(table, words, most)
    return with_data(_spec(words, drillable), HEAD + ROW_HEIGHT * max(len(frame), 1) + 2, bars=rows(table))


def _measures(table: dict[str, list[Any]], words: Words, most: float | None) -> dict[str, list[Any]]:
    """Rank, lengths of bars and their span, names broken into lines; and in ems the room that texts need."""
    width = layout.text_width
    lengths = [a if most is None else min(max(a, -most), most) for a in table["amount"]]
    low, high = min([0.0, *lengths]), max([0.0, *lengths])
    texts = list(zip(table["amount_label"], lengths, strict=True))
    wide = [fitted(label, _WIDE_EMS, 2) for label in table["label"]]
    common = {
        "low": low,
        "high": high if high > low else low + 1,
        "gain_em": max((width(t) for t, a in texts if a >= 0), default=0.0),
        "loss_em": max((width(t) for t, a in texts if a < 0), default=0.0),
        "before_em": max(map(width, [words.before, *table["before_label"]])),
        "after_em": max(map(width, [words.after, *table["after_label"]])),
        "names_em": max([width(line) for lines in wide for line in lines], default=0.0),
    }
    return {
        "rank": list(range(len(lengths))),
        "length": lengths,
        "cut": [length != amount for length, amount in zip(lengths, table["amount"], strict=True)],
        "wide": ["\n".join(lines) for lines in wide],
        "wide_lines": [len(lines) for lines in wide],
        "wide_note": [_short(note, _WIDE_EMS * _SIZE / _SMALL) for note in table["note"]],
        "phone_note": [_short(note, _PHONE_NOTE_EMS) for note in table["note"]],
        "phone": ["\n".join(fitted(label, _PHONE_EMS, 2)) for label in table["label"]],
        **{name: [value] * len(lengths) for name, value in common.items()},
    }


def _short(note: str, width: float) -> str:
    """A note in one line: of the parts between its dots the longest gives way, word by word. Where a word or two would be
    left of it, which say nothing, the last part gives way whole."""
    parts = note.split(" · ")
    shown = list(parts)
    while layout.text_width(" · ".join(shown)) > width:
        longest = max(range(len(shown)), key=lambda i: shown[i].removesuffix(" …").count(" "))
        words = shown[longest].removesuffix(" …").split(" ")
        if len(words) <= _FEWEST_WORDS and len(parts) > 1:
            return _short(" · ".join(parts[:-1]), width)
        if len(words) == 1:
            break
        shown[longest] = " ".join(words[:-1]) + " …"
    return " · ".join(shown)


@functools.lru_cache(maxsize=4096)
def fitted(text: str, width: float, most: int) -> tuple[str, ...]:
    """`text` in at most `most` lines of `width` ems; a longer one ends in an ellipsis after a whole word."""
    lines = layout.wrap(text, width, most)
    words = text[: int(3 * width * most)].split(" ")
    while max(map(layout.text_width, lines), default=0.0) > width and len(words) > 1:
        words.pop()
        lines = layout.wrap(" ".join(words).rstrip(",;:–- ") + " …", width, most)
    return lines


_NAMED: Final = Words("{before}", "{after}", "{difference}")
"""What stands in the compiled chart where the words go."""


@functools.lru_cache(maxsize=256)
def _spec(words: Words, drillable: bool) -> Spec:
    return reworded(_compiled(drillable), dict(zip(_NAMED, words, strict=True)))


@functools.cache
def _compiled(drillable: bool) -> Spec:
    return compiled(_drawing(_NAMED, drillable))


def _drawing(words: Words, drillable: bool) -> alt.LayerChart | alt.FacetChart:
    base = _placed(alt.Chart(alt.NamedData(name="bars")))
    tips = [
        alt.Tooltip("label:N", title="title"),
        alt.Tooltip("note:N", title=" "),
        alt.Tooltip("before_label:N", title=words.before),
        alt.Tooltip("after_label:N", title=words.after),
        alt.Tooltip("amount_label:N", title=words.difference),
    ]
    draw = _Pen(base, cursor(drillable), tips)
    return alt.layer(*draw.bars(), *draw.names(), *draw.amounts(), *draw.columns(words))


def _placed(base: alt.Chart) -> alt.Chart:
    """Pixel positions from the width of the moment: `left` to `right` is where the bars live."""
    return (
        base.transform_calculate(
            narrow=f"width < {NARROW}",
            top=f"{HEAD} + datum.rank * {ROW_HEIGHT}",
            bottom=f"{HEAD} + (datum.rank + 1) * {ROW_HEIGHT}",
            full="width",
            none="0",
        )
        .transform_calculate(
            column=f"datum.narrow ? 0 : min(width * 0.36, {_WIDE_EMS * _SIZE + 20})",
            before_x=f"width - datum.after_em * {_SMALL} - 18",
        )
        .transform_calculate(
            left=f"datum.column + (datum.narrow || datum.low == 0 ? 0 : datum.loss_em * {_SIZE} + 10)",
            right="datum.narrow ? width : datum.before_x - datum.before_em * 11.5 - 18"
            f" - (datum.high == 0 || datum.low + 1 == datum.high ? 0 : datum.gain_em * {_SIZE} + 8)",
        )
        .transform_calculate(scale="(datum.right - datum.left) / (datum.high - datum.low)")
        .transform_calculate(
            zero="datum.left - datum.scale * datum.low",
            tip="datum.left + datum.scale * (datum.length - datum.low)",
            bar_top="datum.top + (datum.narrow ? 28 : 14)",
            bar_bottom="datum.narrow ? datum.top + 34 : datum.bottom - 14",
            middle="(datum.top + datum.bottom) / 2",
            sign="datum.length < 0 ? 'less' : 'more'",
        )
        .transform_calculate(
            # However small, a difference leaves a mark.
            x="datum.length < 0 ? min(datum.tip, datum.zero - 1.5) : datum.zero",
            x2="datum.length > 0 ? max(datum.tip, datum.zero + 1.5) : datum.zero",
        )
    )


class _Pen(NamedTuple):
    """Draws the layers of one chart over the same rows, with the same pointer and tooltip."""

    base: alt.Chart
    shape: Any
    tips: list[alt.Tooltip]

    def bars(self) -> list[alt.Chart]:
        """Hairlines, the row that is pointed at, the bars, their zero line, and arrows where a bar is cut."""
        under = hover()
        rule = self.base.mark_rule(color=either(LINE), strokeWidth=0.5, aria=False).encode(
            x=pixels(alt.X, "none"), x2="full:Q", y=pixels(alt.Y, "top")
        )
        row = (
            self.base.mark_rect(cursor=self.shape, fill=either(INK))
            .encode(
                x=pixels(alt.X, "none"),
                x2="full:Q",
                y=pixels(alt.Y, "top"),
                y2="bottom:Q",
                fillOpacity=alt.when(under).then(alt.value(0.06)).otherwise(alt.value(0)),
                tooltip=self.tips,
                description="description:N",
            )
            .add_params(pick(), under)
        )
        tones = {"more": BLUE, "less": PLUM}
        bar = self.base.mark_rect(
            cornerRadius=2, cursor=self.shape, aria=False, fill=by_field("sign", tones)
        ).encode(
            x=pixels(alt.X, "x"), x2="x2:Q", y=pixels(alt.Y, "bar_top"), y2="bar_bottom:Q",
            tooltip=self.tips, detail="id:N",
        )  # fmt: skip
        zero = self.base.mark_rule(color=either(MUTED), strokeWidth=1, aria=False).encode(
            x=pixels(alt.X, "zero"), y=pixels(alt.Y, "bar_top"), y2="bar_bottom:Q"
        )
        arrow = (
            self.base.transform_filter("datum.cut")
            .transform_calculate(
                end="datum.length < 0 ? datum.x : datum.x2", centre="(datum.bar_top + datum.bar_bottom) / 2"
            )
            .mark_point(
                aria=False, filled=True, opacity=1, size=130, fill=by_field("sign", tones),
                shape=alt.expr("datum.length < 0 ? 'triangle-left' : 'triangle-right'"),
            )
            .encode(x=pixels(alt.X, "end"), y=pixels(alt.Y, "centre"))
        )  # fmt: skip
        return [
            named(v, n) for v, n in ((rule, "rules"), (row, "rows"), (bar, "bars"), (zero, "zero"), (arrow, "arrows"))
        ]

    def _text(self, where: str, x: str, y: str, text: str, name: str, **style: Any) -> alt.Chart:
        view = self.base.transform_filter(where).mark_text(**text_style(cursor=self.shape, **style))
        encoded = view.encode(
            x=pixels(alt.X, x), y=pixels(alt.Y, y), text=f"{text}:N", tooltip=self.tips, detail="id:N"
        )
        return named(encoded, name)

    def names(self) -> list[alt.Chart]:
        """Name and note to the left of the bar; on the phone the name above it."""
        pen = self._replace(
            base=self.base.transform_calculate(
                fs=f"clamp((datum.column - 20) / datum.names_em, 10, {_SIZE})",
                name_y="datum.middle - (datum.wide_lines * 15 + (datum.note ? 14 : 0)) / 2",
                note_y="datum.middle - (datum.wide_lines * 15 + 14) / 2 + datum.wide_lines * 15 + 1",
                phone_y="datum.top + 3",
            )
        )
        left = {"align": "left", "baseline": "top"}
        limit = alt.expr("max(1, datum.column - 8)")
        return [
            pen._text("!datum.narrow", "none", "name_y", "wide", "names_wide",
                      fontWeight=600, fontSize=alt.expr("datum.fs"), lineHeight=15, limit=limit, **left),
            pen._text("!datum.narrow && datum.note", "none", "note_y", "wide_note", "notes",
                      fontSize=_SMALL, limit=limit, **left | {"color": either(MUTED)}),
            pen._text("datum.narrow", "none", "phone_y", "phone", "names_narrow",
                      fontWeight=600, fontSize=_SMALL, lineHeight=12.5, limit=alt.expr("max(1, width - 70)"), **left),
        ]  # fmt: skip

    def amounts(self) -> list[alt.Chart]:
        """The difference at the end of its bar; on the phone at the right, and both amounts under the bar."""
        pen = self._replace(
            base=self.base.transform_calculate(
                end="datum.length < 0 ? datum.x - 6 - (datum.cut ? 5 : 0) : datum.x2 + 6 + (datum.cut ? 5 : 0)",
                phone_y="datum.top + 3",
                pair_y="datum.top + 37",
            )
        )
        toward = alt.expr("datum.length < 0 ? 'right' : 'left'")
        return [
            pen._text("!datum.narrow", "end", "middle", "amount_label", "amounts_wide",
                      fontSize=_SIZE, baseline="middle", align=toward),
            pen._text("datum.narrow", "full", "phone_y", "amount_short", "amounts_narrow",
                      fontSize=_SMALL, baseline="top", align="right", fontWeight=600),
            pen._text("datum.narrow", "none", "pair_y", "pair", "pairs",
                      fontSize=10.5, baseline="top", align="left", color=either(MUTED)),
            pen._text("datum.narrow", "full", "pair_y", "phone_note", "notes_narrow",
                      fontSize=10.5, baseline="top", align="right", color=either(MUTED)),
        ]  # fmt: skip

    def columns(self, words: Words) -> list[alt.Chart]:
        """Both amounts as two columns at the right, each under its heading."""
        style = {"fontSize": _SMALL, "align": "right", "baseline": "middle"}
        heads = []
        for which, x in (("before", "before_x"), ("after", "full")):
            view = (
                self.base.transform_filter("!datum.narrow && datum.rank == 0")
                .mark_text(**text_style(**style | {"color": either(MUTED), "cursor": self.shape}), y=HEAD / 2)
                .encode(x=pixels(alt.X, x), text=alt.value(getattr(words, which)), detail="id:N")
            )
            heads.append(named(view, f"head_{which}"))
        return [
            *heads,
            self._text("!datum.narrow", "before_x", "middle", "before_label", "befores", **style),
            self._text("!datum.narrow", "full", "middle", "after_label", "afters", **style),
        ]

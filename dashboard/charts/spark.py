"""Tiny bars beside a figure: how it came to be, year by year, as HTML for `st.html`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from dashboard.theme import BLUE, LINE, Tone

HEIGHT: Final = 30
"""Pixels."""


def _css(tone: Tone) -> str:
    return f"light-dark({tone.light},{tone.dark})"


def bars(amounts: Sequence[float | None], aria: str) -> str:
    """One bar an amount from a common zero, oldest first, the last in colour; a dot where there is no amount.

    `aria` says the whole in one sentence; it is escaped.
    """
    known = [a for a in amounts if a is not None]
    top, bottom = max([0.0, *known]), min([0.0, *known])
    slots = "".join(
        _slot(a, top, (top - bottom) or 1.0, BLUE if i == len(amounts) - 1 else LINE) for i, a in enumerate(amounts)
    )
    return f'<div class="pp-spark" role="img" aria-label="{escape(aria)}">{slots}</div>'


def _slot(amount: float | None, top: float, span: float, tone: Tone) -> str:
    zero = top / span * HEIGHT
    if amount is None:
        return f'<i style="top:{zero - 2:.1f}px;height:2px;background:{_css(LINE)};opacity:.6"></i>'
    length = max(amount if amount > 0 else -amount, 0) / span * HEIGHT
    start = zero - length if amount > 0 else zero
    # However small, what is not zero leaves a mark.
    return (
        f'<i style="top:{min(start, HEIGHT - 1.5):.1f}px;height:{max(length, 1.5):.1f}px;background:{_css(tone)}"></i>'
    )

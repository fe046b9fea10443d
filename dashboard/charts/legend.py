"""The key to the colours of a chart: what it says, and as a line of HTML beside the chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from dashboard.theme import CHANGE, MUTED, Tone


def _css(tone: Tone) -> str:
    return f"light-dark({tone.light},{tone.dark})"


_RAMP: Final = ",".join(map(_css, CHANGE))
_ROW: Final = f"display:flex;gap:.3rem .55rem;align-items:center;flex-wrap:wrap;font-size:.8rem;color:{_css(MUTED)}"
_BAR: Final = (
    f"flex:1 1 4.5rem;max-width:11rem;height:.6rem;border-radius:.3rem;background:linear-gradient(to right,{_RAMP})"
)
_PAIR: Final = "display:inline-flex;gap:.4rem;align-items:center"


@dataclass(frozen=True)
class Ramp:
    """The colours of change: the words at its ends, the one for no change, and the whole in one sentence."""

    less: str
    same: str
    more: str
    aria: str


@dataclass(frozen=True)
class Names:
    """Each name with its colour."""

    names: Mapping[str, Tone]


Legend: TypeAlias = Ramp | Names


def to_html(legend: Legend) -> str:
    """The key as HTML for `st.html`."""
    if isinstance(legend, Ramp):
        return change_legend(legend.less, legend.same, legend.more, legend.aria)
    return key(legend.names)


def change_legend(text_less: str, text_same: str, text_more: str, aria: str) -> str:
    """The ramp from blue (less) through grey (unchanged) to orange (more), as HTML for `st.html`.

    `text_less` and `text_more` stand at the ramp's ends, `text_same` after them beside a grey sample; `aria`
    says the whole in one sentence. All four are escaped.
    """
    same = f"width:.8rem;height:.6rem;border-radius:.2rem;background:{_css(CHANGE[2])}"
    return (
        f'<div role="img" aria-label="{escape(aria)}" style="{_ROW}">'
        f'<span>{escape(text_less)}</span><span style="{_BAR}"></span><span>{escape(text_more)}</span>'
        f'<span style="{_PAIR}"><span style="{same}"></span>{escape(text_same)}</span></div>'
    )


def key(names: Mapping[str, Tone]) -> str:
    """Each name beside a sample of its colour, as HTML for `st.html`; the names are escaped."""
    pairs = (
        f'<span style="{_PAIR}"><span style="width:.8rem;height:.8rem;border-radius:.2rem;background:{_css(tone)}">'
        f"</span>{escape(name)}</span>"
        for name, tone in names.items()
    )
    return f'<div style="{_ROW}">{"".join(pairs)}</div>'

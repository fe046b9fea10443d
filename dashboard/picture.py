"""Where every chart is drawn: on its page, alone on the page of another site, and as a picture to take away."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pyarrow as pa
import streamlit as st

from dashboard import evidence
from dashboard.charts import legend, still
from dashboard.i18n import Speaker
from dashboard.page import CHARTS, Here, basis_name, phase_name, plain
from dashboard.permalink import permalink
from dashboard.places import place_name
from dashboard.slices import Slice

ONLY: Final = "only"
"""The parameter of the address that asks for one chart alone: its name; `chart` for the first."""
_LINK: Final = "link to this view"
_OF_EMBEDDING: Final = {ONLY, "embed", "embed_options"}
_PHONE: Final = 330
"""Pixels of text on a phone."""
_AROUND: Final = 155
"""Pixels that the key, the link and the spaces between take beside an embedded chart and its words."""


@dataclass(frozen=True)
class Caption:
    """What goes with a chart.

    Attributes:
        name: what an address calls it; a second one of a page gets a number.
        title: what it shows, in words; place, year, phase and basis are taken from `slices`.
        alt: what a screen reader says of it.
        sentence: what the view says of it.
        notes: what must be known to read it, said below it.
        besides: more of that, which the page says in a place of its own.
    """

    name: str
    title: str
    alt: str
    slices: Sequence[Slice]
    sentence: str = ""
    legend: legend.Legend | None = None
    notes: Sequence[str] = ()
    besides: Sequence[str] = ()


@dataclass(frozen=True)
class Drawn:
    """A chart of the page that is open: its name among them, and itself as a picture without its link yet."""

    name: str
    key: str
    still: still.Still
    file_name: Callable[[str], str]


def show(
    here: Here,
    spec: dict[str, Any],
    caption: Caption,
    *,
    key: str,
    go: Callable[[str], None] | None = None,
    leads: bool = False,
) -> str | None:
    """Draws a chart with its key and notes, and keeps it for `offer`.

    A press on a mark hands the mark's id to `go`, or with `leads` gives it back; None is no press.
    """
    drawn = _kept(here, spec, caption, key)
    if alone():
        st.session_state[_LINK] = permalink(here)
        return None
    if isinstance(caption.legend, legend.Names):
        st.html(legend.to_html(caption.legend))
    picked = _chart(drawn, go, leads)
    if isinstance(caption.legend, legend.Ramp):
        st.html(legend.to_html(caption.legend))
    for note in filter(None, caption.notes):
        st.caption(plain(note))
    return picked


def _kept(here: Here, spec: dict[str, Any], caption: Caption, key: str) -> Drawn:
    say, known = here.say, st.session_state.setdefault(CHARTS, [])
    same = sum(d.name.rstrip("-0123456789") == caption.name for d in known)
    found = still.Still(
        spec=spec,
        title=caption.title,
        setting=setting(here, caption.slices),
        sentence=caption.sentence,
        legend=caption.legend,
        notes=tuple(filter(None, (*caption.notes, *caption.besides))),
        source=say("Source:") + " " + " ".join(_sources(here, caption.slices)),
        link="",
        alt=caption.alt,
        failed=say(
            "This chart could not be drawn as a picture just now. The link below opens it; try again from there."
        ),
        lang=say.code,
    )
    drawn = Drawn(f"{caption.name}-{same + 1}" if same else caption.name, key, found, caption.slices[0].file_name)
    known.append(drawn)
    return drawn


def _sources(here: Here, slices: Sequence[Slice]) -> list[str]:
    """The source line of each dataset, with all its releases that are drawn."""
    releases: dict[str, set[str]] = {}
    for of in slices:
        releases.setdefault(of.dataset, set()).add(of.release)
    one = {of.dataset: of for of in slices}
    listed = (replace(of, release=", ".join(sorted(releases[dataset]))) for dataset, of in one.items())
    return [evidence.source(here, of) for of in listed]


def _chart(drawn: Drawn, go: Callable[[str], None] | None, leads: bool) -> str | None:
    def picked() -> None:
        found = _pick(st.session_state[drawn.key])
        if go and found is not None:
            go(found)

    clicks: dict[str, Any] = {"on_select": picked if go else "rerun", "selection_mode": "pick"} if go or leads else {}
    chosen = st.vega_lite_chart(
        None, _packed(drawn.still.spec), theme=None, width="stretch", key=drawn.key, alt=drawn.still.alt, **clicks
    )
    return _pick(chosen) if leads else None


def _packed(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart's specification with its rows as Arrow streams, as they travel: Streamlit goes by way of pandas."""
    return {**spec, "datasets": {name: _stream(rows) for name, rows in spec["datasets"].items()}}


def _stream(rows: list[dict[str, Any]]) -> bytes:
    names = dict.fromkeys(name for row in rows for name in row)  # a layer may have fields of its own
    table, sink = pa.table({name: [row.get(name) for row in rows] for name in names}), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _pick(chosen: Any) -> str | None:
    found = chosen.selection.get("pick", [])
    return str(found[0]["id"] or "") if found else None


def setting(here: Here, slices: Sequence[Slice]) -> str:
    """Where, when and on which basis: place, fiscal years, phases; basis."""
    say = here.say
    codes = dict.fromkeys(str(here.dataset(of.dataset)["jurisdiction"]) for of in slices)
    phases = dict.fromkeys(phase_name(say, of.phase) for of in slices)
    bases = dict.fromkeys(basis_name(say, of.basis) for of in slices)
    return say(
        "{place}, {years}, {phases}. Basis: {basis}.",
        place=", ".join(place_name(say, code) for code in codes),
        years=_span(say, [of.fiscal_year for of in slices]),
        phases=", ".join(phases).lower(),
        basis="; ".join(bases),
    )


def _span(say: Speaker, years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return say.year(last) if first == last else say("{first} to {last}", first=say.year(first), last=say.year(last))


def offer(here: Here, link: str) -> None:
    """Each chart of the page as SVG and PNG, and the code that shows it on another page. `link` opens the view again."""
    link = whole(link)
    if alone():
        st.session_state[_LINK] = link
        return
    say, known = here.say, {d.name: d for d in st.session_state.get(CHARTS, [])}
    if not known:
        return
    st.caption(say("The chart as a picture, with its title, source and link:"))
    first, *others = known
    name = first
    if others:
        label = say("Chart")
        name = st.selectbox(label, list(known), format_func=lambda n: known[n].still.title, key="take:chart")
    drawn = known[name]
    with st.container(horizontal=True):
        _file(say, drawn, link, "svg", "image/svg+xml", lambda of: still.to_svg(of).encode(), several=bool(others))
        _file(say, drawn, link, "png", "image/png", still.to_png, several=bool(others))
    own = say("The chart on a page of your own: this code shows it alone, with its title, source and link.")
    evidence.stack(evidence.note_html(own), evidence.code_html(say, embed_code(drawn, link)))


def _file(
    say: Speaker,
    drawn: Drawn,
    link: str,
    ending: str,
    mime: str,
    make: Callable[[still.Still], bytes],
    *,
    several: bool,
) -> None:
    name = drawn.file_name(ending)
    st.download_button(
        say("Download {kind}", kind=ending.upper()),
        lambda: make(replace(drawn.still, link=link)),
        file_name=f"{name.removesuffix('.' + ending)}-{drawn.name}.{ending}" if several else name,
        mime=mime,
        on_click="ignore",
        key=f"take:{ending}:{drawn.name}",
        icon=":material/image:",
    )


def embed_code(drawn: Drawn, link: str) -> str:
    """The HTML that shows a chart on another page; it begs no script and takes the width that it is given."""
    address = f"{link}{'&' if '?' in link else '?'}{urlencode({'embed': 'true', ONLY: drawn.name})}"
    return (
        f'<iframe src="{html.escape(address)}" title="{html.escape(drawn.still.title)}" width="100%" '
        f'height="{_height(drawn.still)}" loading="lazy" style="border: 0"></iframe>'
    )


def _height(of: still.Still) -> int:
    """How tall an embedded chart is with its words on a phone, in pixels: what is too low would have to be scrolled."""
    words = (of.setting, *of.notes, of.source)
    rows = sum(len(still.lines(text, _PHONE / 13)) for text in words)
    return round(float(of.spec["height"])) + 24 * len(still.lines(of.title, _PHONE / 18)) + 20 * rows + _AROUND


def whole(link: str) -> str:
    """The address of the whole view, from one that may ask for a chart alone."""
    parts = urlsplit(link)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in _OF_EMBEDDING]
    return (
        link
        if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True))
        else urlunsplit(parts._replace(query=urlencode(kept, safe="/@,")))
    )


def alone() -> bool:
    """Whether the address asks for one chart and nothing else."""
    return ONLY in st.query_params


def finish(say: Speaker) -> None:
    """The one chart that the address asks for, once the page has run: title, chart, source line and the way to all of it."""
    known = st.session_state.get(CHARTS, [])
    link = html.escape(whole(st.session_state.get(_LINK) or st.context.url or ""))
    drawn = next((d for d in known if d.name == st.query_params[ONLY]), known[0] if known else None)
    with st.container(key="alone"):
        if drawn is None:
            nothing = say("There is no chart to show here. The whole view says what there is instead.")
            st.html(f'<h1 lang="{say.code}">{html.escape(nothing)}</h1>{_way(say, link)}')
            return
        _alone(say, drawn.still, drawn)
        st.html(f'<p lang="{say.code}">{html.escape(drawn.still.source)}</p>{_way(say, link)}')


def _alone(say: Speaker, of: still.Still, drawn: Drawn) -> None:
    head = f'<h1 lang="{say.code}">{html.escape(of.title)}</h1><p lang="{say.code}">{html.escape(of.setting)}</p>'
    st.html(head + (legend.to_html(of.legend) if of.legend else ""))
    _chart(drawn, None, False)
    if of.notes:
        st.html("".join(f'<p lang="{say.code}">{html.escape(note)}</p>' for note in of.notes))


def _way(say: Speaker, link: str) -> str:
    text = say("See it, trace it, take it: Public Purse")
    more = say("With the table of every figure; opens in a new tab.")
    return (
        f'<p lang="{say.code}"><a href="{link}" target="_blank" rel="noopener">{html.escape(text)}</a> '
        f"{html.escape(more)}</p>"
    )

"""What every page does first with Streamlit: begin, and choose.

State is in the URL, as plain text: the address alone restores a view. A choice that the reader made on one
page is kept for the next where that page can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import queries, store
from dashboard.i18n import Speaker, languages
from dashboard.navigation import require_front_door
from dashboard.places import place_in_sentence
from dashboard.slices import Holding
from dashboard.terms import basis_name as basis_name
from dashboard.terms import basis_short as basis_short
from dashboard.terms import phase_name as phase_name
from dashboard.terms import unit_name as unit_name

_CHOSEN = "chosen on this page"
CHARTS = "charts of this page"
"""Where `picture` keeps what this run of the page has drawn."""


@dataclass(frozen=True, eq=False)
class Here:
    """What a page starts from: the language, the place, and what the store holds.

    The same one for all pages of a language and place, for as long as the store is what it is: `store.remembered` knows
    it by that.
    """

    say: Speaker
    jurisdiction: str
    place: str
    datasets: Sequence[Mapping[str, Any]]
    holdings: Sequence[Holding]

    def of_place(self, **wanted: object) -> list[Mapping[str, Any]]:
        """The datasets of the chosen place that are as wanted."""
        fit = {"jurisdiction": self.jurisdiction, **wanted}
        return [d for d in self.datasets if all(d[k] == v for k, v in fit.items())]

    def dataset(self, dataset: str) -> Mapping[str, Any]:
        """One dataset's row."""
        return next(d for d in self.datasets if d["dataset"] == dataset)

    def title(self, dataset: str) -> str:
        """A dataset's title in the reader's language."""
        row = self.dataset(dataset)
        return self.say.label(row["title"], row["title_fr"])


def begin() -> Here:
    """Reads the global choices and what the store holds. Raises what `store.ask` does."""
    say = speaker()
    require_front_door(say)
    st.session_state[_CHOSEN] = {}
    st.session_state[CHARTS] = []
    return start(say)


def start(say: Speaker) -> Here:
    """The chosen place, and what the store holds. Raises what `store.ask` does."""
    kept = str(st.session_state.get("kept:jurisdiction", ""))
    return store.remembered(_here, say.code, kept or store.remembered(_first_place))


def _first_place() -> str:
    return jurisdictions(store.ask(queries.datasets).to_pylist())[0]


def _here(lang: str, jurisdiction: str) -> Here:
    say, held = Speaker(lang), store.ask(queries.holdings).to_pylist()
    datasets = store.ask(queries.datasets).to_pylist()
    return Here(say, jurisdiction, place_in_sentence(say, jurisdiction), datasets, [Holding(**h) for h in held])


def jurisdictions(datasets: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who publishes what the store holds: Ontario first, then by code."""
    return sorted({d["jurisdiction"] for d in datasets if d["jurisdiction"]}, key=lambda j: (j != "CA-ON", j))


def speaker() -> Speaker:
    """The language of the URL, else of an earlier choice, else of the browser."""
    known = languages()
    asked = st.query_params.get("lang") or st.session_state.get("kept:lang") or (st.context.locale or "")[:2]
    return Speaker(asked if asked in known else "en")


def _kept(name: str, label: str, options: Sequence[Any], shown: Callable[[Any], str]) -> Any:
    """The value of a URL parameter, or of an earlier choice, or the first option. Says so if the URL's is none."""
    asked = st.query_params.get(name)
    by_text = {str(o): o for o in options}
    earlier = str(st.session_state.get(f"kept:{name}"))
    if asked is not None and asked not in by_text:
        _not_here(label, asked, shown(by_text.get(earlier, options[0])))
        del st.query_params[name]
        asked = None
    if asked is None:
        if earlier not in by_text:
            return options[0]
        asked = st.query_params[name] = earlier
    st.session_state[f"kept:{name}"] = asked
    return by_text[asked]


def _not_here(label: str, asked: str, instead: str) -> None:
    say = speaker()
    said = say(
        "{label}: the address asks for “{value}”, which is not among the choices. Showing {instead} instead.",
        label=plain(label),
        value=plain(asked[:80]),
        instead=plain(instead),
    )
    st.info(said, icon=":material/info:")


def choose(
    name: str,
    label: str,
    options: Sequence[Any],
    shown: Callable[[Any], str] = str,
    *,
    width: int = 200,
    quiet: bool = False,
    help: str | None = None,
    resets: Sequence[str] = (),
) -> Any:
    """A choice among options, kept in the URL under `name`; the first option is the default. Part of the permalink.

    With a single option there is nothing to choose and nothing is drawn. `quiet` hides the label from the
    eye, not from a screen reader; `help` is Markdown behind a question mark. `resets` names choices that depend on
    this one: they begin anew when it changes.
    """
    value = _kept(name, label, options, shown)
    st.session_state.setdefault(_CHOSEN, {})[name] = str(value)
    if len(options) == 1:
        return value
    key = f"choose:{name}"
    st.session_state[key] = value

    def chosen() -> None:
        st.query_params[name] = str(st.session_state[key])
        st.session_state[f"kept:{name}"] = str(st.session_state[key])
        for dependent in resets:
            st.query_params.pop(dependent, None)
            st.session_state.pop(f"kept:{dependent}", None)

    return st.selectbox(
        label,
        options,
        format_func=shown,
        key=key,
        on_change=chosen,
        width=width,
        label_visibility="collapsed" if quiet else "visible",
        help=help,
    )


def controls(key: str) -> Any:
    """A row for the choices of a page: beside each other as far as there is room."""
    return st.container(horizontal=True, vertical_alignment="bottom", key=key)


def enter(name: str, label: str, placeholder: str = "", *, width: Any = "stretch", live: bool = False) -> str:
    """A text to search for, kept in the URL under `name`; none, no parameter. Enter takes it, or with `live` a pause."""
    key = f"typed:{name}"
    st.session_state[key] = st.query_params.get(name, "")

    def typed() -> None:
        if text := str(st.session_state[key] or "").strip():
            st.query_params[name] = text
        else:
            st.query_params.pop(name, None)

    typing = st.text_input(
        label, key=key, on_change=typed, type="search", placeholder=placeholder, width=width, live=live, max_chars=80
    )
    return (typing or "").strip()


def choose_several(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: Sequence[str],
    *,
    most: int,
    help: str | None = None,
) -> list[str]:
    """A choice of one to `most` options (key → text), kept in the URL under `name` as keys with `|` between them.

    Not kept for other pages. Keys of the address that are no option are told; where nothing is left, `default` is.
    """
    asked = st.query_params.get(name, "").split("|") if name in st.query_params else list(default)
    value = [k for k in dict.fromkeys(asked) if k in options][:most] or list(default)[:most]
    if unknown := [k for k in asked if k not in options]:
        _not_here(label, unknown[0], "; ".join(options[k] for k in value))
        st.query_params[name] = "|".join(value)
    st.session_state.setdefault(_CHOSEN, {})[name] = "|".join(value)
    key = f"choose:{name}"
    st.session_state[key] = value

    def chosen() -> None:
        if st.session_state[key]:
            st.query_params[name] = "|".join(st.session_state[key])
        else:
            st.query_params.pop(name, None)

    return st.multiselect(
        label, list(options), format_func=options.__getitem__, key=key, on_change=chosen, max_selections=most, help=help
    )


def chosen_here() -> dict[str, str]:
    """Every choice of this page as it stands, defaults included, by its name in the URL."""
    return dict(st.session_state.get(_CHOSEN, {}))


_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # the direction of what follows, too
_BECOMES_A_LINK = re.compile(r"(?i)(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)|(?<=@)")


def plain(text: str) -> str:
    """A text of the data for Streamlit's Markdown: shown as it is, `$` and `*` included."""
    # An address becomes a link after all escapes are undone, unless something stands in it: a word joiner has no width.
    text = _BECOMES_A_LINK.sub("\u2060", text.translate(_TURNS))
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)

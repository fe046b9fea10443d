"""The address that opens a view again: with every choice in it, and with the figures that it has now."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboard import pins, queries, store
from dashboard.page import Here, chosen_here
from dashboard.slices import Slice


def permalink(here: Here, *slices: Slice, **more: str) -> str:
    """The whole address of this view of `slices`, with every choice written out and its datasets pinned.

    No default moves it on, and no release that comes later. `more` are parameters that are no choices of `page.choose`.
    Pinned is what the page has asked for so far: call it below what it is to restore.
    """
    view = store.view()
    view.shown.update(dict.fromkeys(slices))
    releases = store.ask(queries.releases).to_pylist()
    used = pins.newest(releases, {*_used(here, view), *(of.dataset for of in slices)})
    pinned = {pins.PARAMETER: used.text()} if used else {}
    base = (st.context.url or "").split("?")[0]
    return base + "?" + written({**choices(here), **more, **pinned})


def _used(here: Here, view: store.View) -> set[str]:
    """The datasets that a view's figures are from, or that a later release of may add a figure to it."""
    places = {d["dataset"]: d["jurisdiction"] for d in here.datasets}
    used = view.named & places.keys()
    if view.measured:
        used |= {d["dataset"] for d in here.datasets if d["kind"] == "series"}
    for named in view.across:
        if named & places.keys():
            continue
        # A question across datasets: of one place, if it names that or an organisation of it, else of all.
        its = {p for p in places.values() if p and any(v == p or v.startswith(f"{p}/") for v in named)}
        used |= {dataset for dataset, place in places.items() if place and (place in its or not its)}
    return used


def choices(here: Here) -> dict[str, str]:
    """The parameters of this view's address, its choices as they stand among them; nothing pinned."""
    fixed = {"lang": here.say.code, "jurisdiction": here.jurisdiction}
    chosen = {**fixed, **dict(st.query_params.items()), **chosen_here()}
    return {name: value for name, value in chosen.items() if name != pins.PARAMETER}


def written(params: dict[str, str]) -> str:
    """Parameters as they stand in an address, as readable as they can be."""
    return urlencode(params, safe="/@,")


def whole_site() -> str:
    """The address of the site, with a slash at its end; empty where it is not known, and links are relative."""
    parts = urlsplit(st.context.url or "")
    if not parts.netloc:
        return ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))

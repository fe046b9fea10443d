"""The figures of a view as files: which of them, with or without their cells, in which format."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import exports, served, store
from dashboard.api import PREFIX
from dashboard.exports.about import Order, labels
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.questions.about import of_slice
from dashboard.slices import Slice
from dashboard.terms import phase_name

METADATA = "csv-metadata.json"


@st.fragment
def offer(here: Here, slices: Sequence[Slice], site: str) -> None:
    """A choice of figures where there are several, what their file will hold, and the file in every format.

    `slices` differ from each other; `site` is the address that links in the file start with. A choice here draws this
    part of the page alone.
    """
    say = here.say
    if len(slices) > 1:
        st.caption(say("One file for each figure, so that amounts on two bases never stand in one file."))
    of = choose(here, slices, "take:figures")
    found = store.ask(of_slice, of).to_pylist()[0]
    if not found["entries"]:
        st.caption(say("No entry answers to these filters: there is no file to take."))
        return
    receipts = st.checkbox(say("with file, sheet and cell of each figure"), value=True, key="take:receipts")
    st.caption(plain(_what_it_holds(say, found)))
    order = Order(of, say.code, site, receipts)
    fit = {e: f.title for e, f in exports.FORMATS.items() if not f.most_rows or found["entries"] <= f.most_rows}
    if served.with_api():
        st.html(_links(say, order, fit))
    else:
        with st.container(horizontal=True, key="take-files"):
            for ending, title in fit.items():
                _button(say, order, ending, title)
            about_csv = order.of.file_name(METADATA)
            _download(say("What the CSV says of itself"), partial(_metadata, order), about_csv, "application/csvm+json")
    _what_does_not_fit(say, fit, found["entries"])


def choose(here: Here, slices: Sequence[Slice], key: str) -> Slice:
    """One of the slices: the reader's choice where there are several."""
    if len(slices) == 1:
        return slices[0]
    names = {of: name(here, of) for of in slices}
    chosen: Slice = st.selectbox(here.say("Figures"), slices, format_func=names.__getitem__, key=key)
    return chosen


def name(here: Here, of: Slice) -> str:
    """A slice among others: dataset, filters, year, phase and release."""
    say = here.say
    what = " › ".join((here.title(of.dataset), *labels(say, of)))
    return say(
        "{what}, {year}, {phase}, release {release}",
        what=what,
        year=say.year(of.fiscal_year),
        phase=phase_name(say, of.phase).lower(),
        release=of.release,
    )


def _what_it_holds(say: Speaker, found: Mapping[str, Any]) -> str:
    return say.n(
        "The file has {n} row, for one entry. Its amount is {amount}.",
        "The file has {n} rows, one for each entry. Their amounts add up to {amount}.",
        found["entries"],
        amount=say.exact(found["amount"]),
    )


@lru_cache(maxsize=4096)  # each view has seven, the same at every run
def address(order: Order, ending: str) -> str:
    """The API's address of a file, relative to a page: the slice's own parameters, language, and whether without cells."""
    asked = {**order.of.to_params(), "lang": order.lang, **({} if order.receipts else {"receipts": "false"})}
    return f"{PREFIX.strip('/')}/slice.{ending}?{urlencode(asked)}"


def _links(say: Speaker, order: Order, fit: Mapping[str, str]) -> str:
    wanted = [(ending, say("Download {kind}", kind=title)) for ending, title in fit.items()]
    wanted.append((METADATA, say("What the CSV says of itself")))
    items = [
        f'<li><a href="{html.escape(address(order, ending))}" download>{html.escape(text)}</a></li>'
        for ending, text in wanted
    ]
    return f'<ul class="pp-files">{"".join(items)}</ul>'


def _button(say: Speaker, order: Order, ending: str, title: str) -> None:
    label = say("Download {kind}", kind=title)
    _download(label, partial(_written, order, ending), order.of.file_name(ending), exports.FORMATS[ending].media_type)


def _download(label: str, make: Callable[[], bytes], file_name: str, media_type: str) -> None:
    key = f"take:{file_name.partition('.')[2]}"
    st.download_button(label, make, file_name=file_name, mime=media_type, on_click="ignore", key=key)


def _written(order: Order, ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        return exports.write(order, ending, Path(folder)).file.read_bytes()


def _metadata(order: Order) -> bytes:
    with TemporaryDirectory() as folder:
        return exports.metadata(exports.write(order, "csv", Path(folder)))


def _what_does_not_fit(say: Speaker, fit: Mapping[str, str], entries: int) -> None:
    for ending, too_small in exports.FORMATS.items():
        if ending not in fit:
            st.caption(
                say(
                    "{kind} holds at most {most} rows, and these are {n}.",
                    kind=too_small.title,
                    most=say.number(too_small.most_rows or 0),
                    n=say.number(entries),
                )
            )

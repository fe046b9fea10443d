"""What is on the page as a citation: in plain text, and for a bibliography."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from dashboard import evidence, store
from dashboard.exports.about import Order, describe
from dashboard.files import choose
from dashboard.page import Here
from dashboard.slices import Slice

_TOGETHER = 3
"""So many figures are cited at once; of more, one is chosen."""


def offer(here: Here, slices: Sequence[Slice], site: str) -> None:
    """Behind one press: each slice with publisher, release, sum, day and link; `slices` differ from each other."""
    with st.expander(here.say("Cite this"), icon=":material/format_quote:", key="cite-this"):
        _citations(here, slices, site)


@st.fragment
def _citations(here: Here, slices: Sequence[Slice], site: str) -> None:
    say = here.say
    wanted = slices if len(slices) <= _TOGETHER else [choose(here, slices, "cite:figures")]
    said = [store.remembered(_cited, Order(of, say.code, site), datetime.now(UTC).date()) for of in wanted]
    evidence.stack(
        evidence.note_html(say("In plain text:")),
        evidence.code_html(say, "\n\n".join(citation for citation, _ in said)),
        evidence.note_html(say("For a bibliography (BibTeX):")),
        evidence.code_html(say, "\n\n".join(bibtex for _, bibtex in said)),
    )


def _cited(order: Order, on: date) -> tuple[str, str]:
    about = describe(order, (), on=on)
    return about.citation, about.bibtex

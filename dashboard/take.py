"""What a reader takes away: the link to the view, and its entries as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from dashboard import evidence, exports, picture, queries, store
from dashboard.i18n import Speaker
from dashboard.page import Here, phase_name
from dashboard.permalink import permalink
from dashboard.slices import Slice


def offer(here: Here, *slices: Slice, **more: str) -> None:
    """Behind one press: the address of this view, and the entries that it sums as files.

    `more` are parameters of the address that are no choices of `page.choose`.
    """
    say = here.say
    if len(slices) == 1:
        more = {**slices[0].to_params(), **more}
    evidence.on_paper(say, permalink(here, **more))
    with st.expander(say("Take it: the link to this view, and its entries as files"), icon=":material/download:"):
        st.caption(
            say(
                "This link opens this view again, with every choice in it; where no release is chosen, with the newest one:"
            )
        )
        evidence.copyable(say, permalink(here, **more))
        st.caption(say("The entries, with file, sheet and cell of each:"))
        with st.container(horizontal=True):
            _file(say, slices, "csv", "text/csv", exports.to_csv)
            _file(
                say,
                slices,
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                lambda table: exports.to_xlsx(table, _about(here, slices, more)),
            )
        picture.offer(here, permalink(here, **more))


def _file(say: Speaker, slices: Sequence[Slice], ending: str, mime: str, write: Any) -> None:
    def make() -> bytes:
        tables = [store.ask(queries.entries, of) for of in dict.fromkeys(slices)]
        content: bytes = write(exports.used_columns(pa.concat_tables(tables)))
        return content

    st.download_button(
        say("Download {kind}", kind=ending.upper()),
        make,
        file_name=slices[0].file_name(ending),
        mime=mime,
        on_click="ignore",
        key=f"take:{ending}",
        icon=":material/download:",
    )


def _about(here: Here, slices: Sequence[Slice], more: Mapping[str, str]) -> dict[str, object]:
    """What a workbook says of itself: for each slice its source, filters and sum; then the link."""
    say = here.say
    pairs: dict[str, object] = {}
    for number, of in enumerate(dict.fromkeys(slices), 1):
        pairs[say("Source {n}", n=number)] = evidence.source(here, of)
        filters = [say.year(of.fiscal_year), phase_name(say, of.phase), *(label for _, label in of.where if label)]
        pairs[say("Filters {n}", n=number)] = ", ".join(filters)
        pairs[say("Sum {n}, in dollars", n=number)] = store.ask(queries.total, of).to_pylist()[0]["amount"]
    return {**pairs, say("Link"): permalink(here, **more), say("Store"): store.generation().stem}

"""What the store holds of a dataset: releases, rows, checks, oddities, and the whole of it to take away."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, exports, glossary, page, queries, store
from dashboard.page import Here
from dashboard.views import check_words

Row = Mapping[str, Any]


def show(here: Here, dataset: Row) -> None:
    """Its releases with their checks, what is odd in it, and the whole of it as files."""
    say = here.say
    releases = [r for r in store.ask(queries.releases).to_pylist() if r["dataset"] == dataset["dataset"]]
    st.header(say("Releases"))
    evidence.show_table(_releases(here, releases), words=glossary.headings(say))
    odd = [o for o in store.ask(queries.oddities).to_pylist() if o["dataset"] == dataset["dataset"]]
    if odd:
        with st.expander(say.n("{n} known oddity", "{n} known oddities", len(odd))):
            for o in odd:
                st.markdown(check_words.oddity(say, o))
    _downloads(here, dataset, releases)


def _releases(here: Here, releases: list[Row]) -> pd.DataFrame:
    say = here.say
    rows = [
        {
            say("Release"): r["release"],
            say("Entries"): say.number(r["entries"]),
            say("Checks passed"): _passed(here, r),
            say("Rows"): say.number(r["rows_read"]),
            say("Empty figures"): say.number(r["empty_figures"]),
            say("File"): r["file"],
        }
        for r in releases
    ]
    return pd.DataFrame(rows)


def _passed(here: Here, release: Row) -> str:
    found = store.ask(queries.checks).to_pylist()
    mine = {
        c["verdict"]: c["n"] for c in found if (c["dataset"], c["release"]) == (release["dataset"], release["release"])
    }
    return here.say(
        "{passed} of {all}", passed=here.say.number(mine.get("passed", 0)), all=here.say.number(sum(mine.values()))
    )


def _downloads(here: Here, dataset: Row, releases: list[Row]) -> None:
    say, name = here.say, dataset["dataset"].replace("/", "-")

    def make(ending: str) -> bytes:
        with TemporaryDirectory() as folder:
            said = partial(about, here, dataset, releases)
            return exports.whole_dataset(dataset["dataset"], dataset["kind"], ending, said, Path(folder)).read_bytes()

    with st.container(horizontal=True):
        for ending in ("csv", "xlsx"):
            st.download_button(
                say("Download {kind}", kind=ending.upper()),
                partial(make, ending),
                file_name=f"{name}.{ending}",
                mime=exports.FORMATS[ending].media_type,
                on_click="ignore",
                key=f"download:{name}:{ending}",
                icon=":material/download:",
                help=say(
                    "{title}, all releases, with file, sheet and cell of every figure",
                    title=here.title(dataset["dataset"]),
                ),
            )


def about(
    here: Here, dataset: Row, releases: list[Row], rows: int, total: Decimal | None
) -> dict[str, str | int | Decimal]:
    """What a file says of itself: source, terms, releases with their checksums, rows and, for amounts, their sum."""
    say = here.say
    pairs: dict[str, str | int | Decimal] = {
        say("Title"): here.title(dataset["dataset"]),
        say("Dataset"): dataset["dataset"],
        say("Description"): say.label(dataset["description"], dataset["description_fr"])
        if dataset["description"]
        else "",
        say("Publisher"): say.label(dataset["publisher"], dataset["publisher_fr"]),
        say("Terms"): " ".join(
            t for t in (say.label(dataset["licence"], dataset["licence_fr"]), dataset["licence_url"]) if t
        ),
        say("Rows"): rows,
        say("Store"): store.current().name,
    }
    if dataset["basis"]:
        pairs[say("Basis")] = page.basis_name(say, dataset["basis"])
    if total is not None:
        pairs[say("Unit of amounts")] = say("Canadian dollars, signed as published")
        pairs[say("Sum of all amounts (for checking the file; years and phases together)")] = total
    for r in releases:
        pairs[say("Release {release}", release=r["release"])] = f"{r['file']}, SHA-256 {r['sha256']}"
    for o in store.ask(queries.oddities).to_pylist():
        if o["dataset"] == dataset["dataset"]:
            concerned = check_words.selection(say, o["selection"])
            pairs[say("Known oddity: {selection}", selection=concerned)] = say.label(o["why"], o["why_fr"])
    return pairs

"""What goes with every view: the equal table, the receipts, the query, the source line."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import glossary, queries, store
from dashboard.i18n import Speaker, lang_of, together
from dashboard.navigation import address
from dashboard.page import Here, basis_name, plain, unit_name
from dashboard.slices import Slice

LEVELS = ("administrative_1", "administrative_2", "administrative_3", "administrative_4", "economic_1", "economic_2")
WIDE = 3
"""Columns from which on a table is too wide for a phone."""
_MANY = 100_000  # entries: of fewer, all are told in words before the largest can be asked for
_YEAR = re.compile(r"\b\d{4}[-–]\d{2}(?:\d{2})?\b")


class Link(NamedTuple):
    """A cell of a table that leads somewhere."""

    text: str
    address: str


def receipt_link(here: Here, of: Slice, text: str) -> Link:
    """A figure as a link to its receipt: the entries that it sums, down to the cells."""
    return Link(text, address(here.say, "receipt", jurisdiction=here.jurisdiction, **of.to_params()))


def show_table(
    frame: pd.DataFrame, links: Sequence[str | None] = (), *, caption: str = "", words: Mapping[str, str] | None = None
) -> None:
    """A frame of texts and `Link`s as an HTML table that prints and that every reader can use; all but the first
    column are figures. `links` are addresses for the first column's cells, `words` those of headings that the glossary
    explains.

    A phone shows a row of a wide table as a block, its cells named by `data-head`. Some browsers take a table that is
    laid out otherwise for no table: hence the roles.
    """
    st.html(table_html(frame, links, caption=caption, words=words))


def table_html(
    frame: pd.DataFrame, links: Sequence[str | None] = (), *, caption: str = "", words: Mapping[str, str] | None = None
) -> str:
    """The table that `show_table` shows."""
    known = words or {}
    names = [html.escape(str(c)) for c in frame.columns]
    heads = "".join(
        f'<th role="columnheader" scope="col">{_cell(Link(c, known[c]) if c in known else c)}</th>'
        for c in frame.columns
    )
    body = []
    for i, row in enumerate(frame.itertuples(index=False, name=None)):
        link = links[i] if i < len(links) else None
        head = Link(row[0], link) if link else row[0]
        cells = "".join(
            f'<td role="cell" data-head="{_unbroken(c)}"{lang_attribute(v)}>{_cell(v)}</td>'
            for c, v in zip(names[1:], row[1:], strict=True)
        )
        body.append(
            f'<tr role="row"><th role="rowheader" scope="row"{lang_attribute(head)}>{_cell(head)}</th>{cells}</tr>'
        )
    named = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    label, wide = html.escape(caption) or names[0], " pp-wide" if len(names) >= WIDE else ""
    return (
        f'<div class="pp-table{wide}" role="group" tabindex="0" aria-label="{label}"><table role="table">{named}'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{"".join(body)}</tbody></table></div>'
    )


def copyable(say: Speaker, text: str) -> None:
    """A text to take as it is, with a button that copies it. Streamlit's own fetches half a megabyte to colour it."""
    st.html(code_html(say, text))


def code_html(say: Speaker, text: str) -> str:
    """What `copyable` shows."""
    copy, done = html.escape(say("Copy")), html.escape(say("Copied"))
    return (
        f'<div class="pp-code"><pre tabindex="0"><code>{html.escape(text)}</code></pre>'
        f'<button type="button" class="pp-copy" data-done="{done}">{copy}</button></div>'
    )


def link(to: Link) -> None:
    """A link on a line of its own; it opens in this tab."""
    st.html(link_html(to))


def link_html(to: Link) -> str:
    """What `link` shows."""
    return f'<p class="pp-link">{_cell(to)}</p>'


def note_html(text: str) -> str:
    """A text as a caption, for `stack`."""
    return f'<p class="pp-note">{_text(text)}</p>'


def stack(*parts: str) -> None:
    """Pieces of HTML, one below the other, as one element of the page: each that it has costs every click a little."""
    st.html(f'<div class="pp-stack">{"".join(parts)}</div>')


def lang_attribute(value: object) -> str:
    """` lang="en"` for a text, or a link with one, that is not in the reader's language; else nothing."""
    lang = lang_of(value.text if isinstance(value, Link) else value)
    return f' lang="{html.escape(lang)}"' if lang else ""


def _cell(value: object) -> str:
    if isinstance(value, Link):
        return f'<a href="{html.escape(value.address)}" target="_self">{_text(value.text)}</a>'
    return _text(value)


def _text(value: object) -> str:
    """A text as HTML; a year or a release in it, 2023–24, stays on one line."""
    return _marked_up(str(value))


@lru_cache(maxsize=1 << 14)  # a page says the same texts at every run
def _marked_up(text: str) -> str:
    said, found = _YEAR.subn(r'<span class="pp-whole">\g<0></span>', html.escape(text))
    return f"<span>{said}</span>" if found else said


def _unbroken(text: str) -> str:
    # What CSS writes from an attribute has no markup: its dashes themselves must hold the line together.
    return _YEAR.sub(lambda year: year[0].replace("-", "\u2011").replace("–", "\u2060–\u2060"), text)


def on_paper(say: Speaker, link: str) -> None:
    """The address of the view, seen only in print."""
    text = say("This page: {link}", link=link)
    st.html(f'<p class="pp-paper">{html.escape(text)}</p>')


def receipts(here: Here, slices: Mapping[str, Slice], *, most: int = 20) -> None:
    """Behind one press: the cells that the slices' figures come from, and the query that finds them.

    `slices` are named as a reader would name them; with several the reader chooses one.
    """
    say = here.say
    whole = next(iter(slices)) if len(slices) == 1 else say("Receipts")
    with st.expander(
        say("{what}: the file, sheet and cell of each figure", what=plain(whole)), icon=":material/receipt_long:"
    ):
        name = whole if len(slices) == 1 else st.selectbox(say("Figure"), list(slices), key="receipt of")
        of = slices[name]
        found = store.remembered(_found, say.code, of, most)
        parts = [note_html(_how_many(say, found.shown, found.entries)), found.table]
        if found.entries > found.shown:
            parts.append(link_html(receipt_link(here, of, say("All {n} entries", n=say.number(found.entries)))))
        stack(*parts, *_reproduced(here, (queries.receipts, of, most)))


class _Found(NamedTuple):
    """Entries of a slice as a table in HTML: how many stand in it, and how many there are."""

    table: str
    shown: int
    entries: int


def _found(lang: str, of: Slice, most: int) -> _Found:
    say, entries = Speaker(lang), store.ask(queries.total, of).to_pylist()[0]["entries"]
    rows = largest(of, entries, most)
    return _Found(table_html(receipt_table(say, rows), words=glossary.headings(say)), len(rows), entries)


def largest(of: Slice, entries: int, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """The rows of `queries.receipts` of a slice that has so many entries."""
    shown = min(offset + limit, entries)
    least = store.ask(queries.smallest_of_largest, of, shown).to_pylist()[0]["amount"] if entries > _MANY else None
    rows: list[dict[str, Any]] = store.ask(queries.receipts, of, limit, offset, least).to_pylist()
    return rows


def _how_many(say: Speaker, shown: int, count: int) -> str:
    if shown < count:
        return say(
            "The {shown} largest of {n} entries. Each is one cell of a published spreadsheet.",
            shown=say.number(shown),
            n=say.number(count),
        )
    return say.n(
        "It is {n} cell of a published spreadsheet.", "It is the sum of {n} cells of a published spreadsheet.", count
    )


def receipt_table(say: Speaker, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of `queries.receipts` as a table: what it is, amount, as printed, file, sheet, cell."""
    # Of objects: pandas' own texts know no language.
    return pd.DataFrame([_receipt(say, r) for r in rows], dtype=object)


def entry_name(say: Speaker, row: Mapping[str, Any]) -> str:
    """What an entry is, from its broadest label to the one that was paid, in the reader's language as far as it goes."""
    levels = (say.label(row[c], row.get(f"{c}_fr")) for c in (*LEVELS, "category") if row.get(c))
    return together(" › ", (*levels, row.get("recipient") or ""))


def _receipt(say: Speaker, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        say("Entry"): entry_name(say, row),
        say("Amount"): say.exact(row["amount"]),
        say("Printed"): f"{row['printed']} ({unit_name(say, row['unit'])})",
        say("File"): row["file"],
        say("Sheet"): row["sheet"],
        say("Cell"): row["cell"],
    }


def reproduce(here: Here, *asked: tuple[Any, ...]) -> None:
    """What a view asked, each a question with its arguments, as SQL that is ready to run."""
    stack(*_reproduced(here, *asked))


def _reproduced(here: Here, *asked: tuple[Any, ...]) -> tuple[str, str]:
    say = here.say
    if there := store.engine():
        said = say("The same as a query, to run in {engine}:", engine=there.name)
    else:
        said = say("The same as a query, to run in DuckDB with the store attached as “accounts”:")
    return note_html(said), code_html(say, ";\n\n".join(store.shown(*question) for question in asked))


def cite(here: Here, *slices: Slice) -> None:
    """The source line: basis, publisher, dataset, release, licence, unit; once for each that is on the page."""
    said = dict.fromkeys(source(here, of) for of in slices)
    st.caption(plain(here.say("Source: {sources}", sources=" ".join(said))))


def source(here: Here, of: Slice) -> str:
    """Where a slice is from, as one sentence in the reader's language: publisher, title, release, basis, terms."""
    say, row = here.say, here.dataset(of.dataset)
    return say(
        "{publisher}, {title}, release {release}. Basis: {basis}. Terms: {licence}.",
        publisher=say.label(row["publisher"], row["publisher_fr"]),
        title=here.title(of.dataset),
        release=of.release,
        basis=basis_name(say, of.basis),
        licence=say.label(row["licence"], row["licence_fr"]),
    )

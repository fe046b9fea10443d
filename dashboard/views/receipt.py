"""The receipt of a figure: the entries that it sums, and of each the file, the sheet, the cell and what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import aloud, evidence, glossary, queries, store, take
from dashboard.evidence import LEVELS, Link
from dashboard.i18n import Speaker, together
from dashboard.navigation import address
from dashboard.page import Here, basis_name, phase_name, plain, unit_name
from dashboard.questions import receipt as questions
from dashboard.slices import LINEAGE, NOT_NAMED, Slice, from_params
from dashboard.views import reporting

Row = Mapping[str, Any]
ROWS = 100  # of a page of the list


def asked_entry() -> Row | None:
    """The single entry that the address names; None if it names none, or one that this store does not hold."""
    asked = st.query_params.get("entry")
    return _entry(asked) if asked else None


def _entry(entry_id: str) -> Row | None:
    # Looked for in every dataset, found in one: in a view of its own, so that a link is pinned to that one alone.
    with store.viewing(store.view().pins):
        found = store.ask(questions.entry, entry_id).to_pylist()
    return found[0] if found else None


def asked_slice(here: Here) -> Slice | None:
    """The slice that the address names; None if it names none of the store's."""
    of = from_params(st.query_params.to_dict())
    held = {(h.dataset, h.release, h.fiscal_year, h.direction, h.phase, h.basis) for h in here.holdings}
    known = of and (of.dataset, of.release, of.fiscal_year, of.direction, of.phase, of.basis) in held
    return of if known else None


def show_sum(here: Here, of: Slice) -> None:
    """A figure that is a sum: how much, of what, from which files, and its entries a page at a time."""
    say = here.say
    whole = store.ask(queries.total, of).to_pylist()[0]
    if not whole["entries"]:
        st.info(say("No entry answers to these filters: the sum is empty."))
        return
    if whole["entries"] == 1:
        only = _entry(store.ask(queries.receipts, of, 1).to_pylist()[0]["entry_id"])
        assert only is not None  # it was found just now
        show_entry(here, only)
        return
    st.metric(plain(what(here, of)), say.exact(whole["amount"]), help=glossary.help_for(say, "receipt"))
    aloud.sentence(_sum_sentence(here, of, whole), what(here, of))
    _files(here, of)
    start = _start(whole["entries"])
    rows = evidence.largest(of, whole["entries"], ROWS, start)
    _range(here, start, len(rows), whole["entries"])
    frame = evidence.receipt_table(say, rows)
    links = [address(say, "receipt", jurisdiction=here.jurisdiction, entry=r["entry_id"]) for r in rows]
    evidence.show_table(frame, links)
    _leaf(here, of, start, whole["entries"])
    with st.expander(say("The query of this figure"), icon=":material/code:"):
        evidence.reproduce(here, (queries.total, of), (queries.receipts, of, ROWS, start))
    reporting.offer(here, of, whole["amount"])
    evidence.cite(here, of)
    take.offer(here, of)


def what(here: Here, of: Slice) -> str:
    """The figure's name: dataset, filters, year and phase."""
    return together(" › ", [here.title(of.dataset), *filters(here, of), here.say.year(of.fiscal_year)])


def filters(here: Here, of: Slice) -> list[str]:
    """What a slice is narrowed to, as a reader would call it, broadest first."""
    say = here.say
    names = {o["lineage"]: say.label(o["name_en"], o["name_fr"]) for o in _organisations(here, of)}
    found = []
    for depth, (column, label) in enumerate(of.where):
        rows = store.ask(queries.children, of.up_to(depth + 1), column, None).to_pylist() if column != LINEAGE else []
        found.append(names.get(label) or (say.label(label, rows[0]["label_fr"]) if rows else label))
    return [label or say("not named") for label in found]


def _organisations(here: Here, of: Slice) -> list[Row]:
    if LINEAGE not in dict(of.where):
        return []
    found: list[Row] = store.ask(queries.organisations, here.dataset(of.dataset)["jurisdiction"]).to_pylist()
    return found


def _sum_sentence(here: Here, of: Slice, whole: Row) -> str:
    say = here.say
    return say(
        "{amount} is the sum of {n} figures, each printed in a cell of its own. Phase: {phase}. Basis: {basis}.",
        n=say.number(whole["entries"]),
        amount=say.exact(whole["amount"]),
        phase=phase_name(say, of.phase),
        basis=basis_name(say, of.basis),
    )


def _files(here: Here, of: Slice) -> None:
    say = here.say
    landing = here.dataset(of.dataset)["landing_page"]
    for f in store.ask(questions.files_of, of).to_pylist():
        kind = say("Figures from") if f["purpose"] == "figures" else say("Labels from")
        size = say("{n} bytes", n=say.number(f["bytes"]))
        st.caption(f"{kind} **{plain(f['file'])}**, {size}, SHA-256 `{f['sha256']}`")
    if landing:
        offered = plain(say("Where the publisher offers it"))
        st.caption(f"[{offered}]({landing})")


def _start(entries: int) -> int:
    text = st.query_params.get("from", "")
    start = int(text) - 1 if text.isdecimal() and len(text) < 10 else 0
    return start if 0 <= start < entries else 0


def _range(here: Here, start: int, shown: int, entries: int) -> None:
    say = here.say
    values = {"first": say.number(start + 1), "last": say.number(start + shown), "n": say.number(entries)}
    st.caption(say("Entries {first} to {last} of {n}, largest first.", **values))


def _leaf(here: Here, of: Slice, start: int, entries: int) -> None:
    say, params = here.say, {"jurisdiction": here.jurisdiction, **of.to_params()}
    if start > 0:
        earlier = address(say, "receipt", **params, **{"from": str(max(start - ROWS, 0) + 1)})
        evidence.link(Link(say("← Larger ones"), earlier))
    if start + ROWS < entries:
        later = address(say, "receipt", **params, **{"from": str(start + ROWS + 1)})
        evidence.link(Link(say("Smaller ones →"), later))


def show_entry(here: Here, entry: Row) -> None:
    """One entry: what is printed where, how it was read, and the same line in other releases."""
    say = here.say
    of = _slice_of(entry)
    st.metric(plain(evidence.entry_name(say, entry)), say.exact(entry["amount"]), help=glossary.help_for(say, "entry"))
    sentence = say(
        "“{printed}” stands in cell {cell} of sheet “{sheet}” of {file}. It is in {unit}, so it is {amount}.",
        **{k: entry[k] for k in ("printed", "cell", "sheet", "file")},
        unit=unit_name(say, entry["unit"]),
        amount=say.exact(entry["amount"]),
    )
    aloud.sentence(sentence, evidence.entry_name(say, entry))
    evidence.show_table(_particulars(here, entry))
    _other_releases(here, entry)
    with st.expander(say("The query of this figure"), icon=":material/code:"):
        evidence.reproduce(here, (questions.entry, entry["entry_id"]))
    reporting.offer(here, of, entry["amount"], entry)
    evidence.cite(here, of)
    take.offer(here, of, entry=entry["entry_id"])


def _slice_of(entry: Row) -> Slice:
    fixed = ("dataset", "release", "fiscal_year", "direction", "phase", "basis")
    # A level without a label is a filter too: without it the slice would take in the lines below.
    where = tuple((c, entry[c] or NOT_NAMED) for c in (*LEVELS, "category", "recipient", "vote"))
    return Slice(**{c: entry[c] for c in fixed}, where=where)


def _particulars(here: Here, entry: Row) -> pd.DataFrame:
    say = here.say
    rows = [
        (say("Fiscal year"), say.year(entry["fiscal_year"])),
        (say("Phase"), phase_name(say, entry["phase"])),
        (say("As the publisher calls it"), _published(say, entry)),
        (say("Basis"), basis_name(say, entry["basis"])),
        (say("Vote"), entry["vote"]),
        (say("File"), entry["file"]),
        (say("SHA-256 of the file"), entry["sha256"]),
        (say("Sheet"), entry["sheet"]),
        (say("Cell"), entry["cell"]),
        (say("Release"), entry["release"]),
        (say("Entry"), entry["entry_id"]),
    ]
    kept = [(name, value) for name, value in rows if value]
    return pd.DataFrame(kept, columns=[say("About this figure"), ""], dtype=object)


def _published(say: Speaker, row: Row) -> str:
    """The publisher's own word for the phase: `Estimates 2016-17`."""
    return say.label(row["phase_published"], None) if row["phase_published"] else ""


def _other_releases(here: Here, entry: Row) -> None:
    say = here.say
    rows = store.ask(questions.same_line, _slice_of(entry), entry["line"], entry["lineage"]).to_pylist()
    if len({r["release"] for r in rows}) < 2:
        return
    st.header(say("The same line in every release that prints it"))
    frame = pd.DataFrame(
        {
            say("Release"): [r["release"] for r in rows],
            say("Called"): [_published(say, r) for r in rows],
            say("Printed"): [r["printed"] for r in rows],
            say("Amount"): [say.exact(r["amount"]) for r in rows],
        },
        dtype=object,
    )
    links = [address(say, "receipt", jurisdiction=here.jurisdiction, entry=r["entry_id"]) for r in rows]
    evidence.show_table(frame, links)


def nothing(here: Here) -> None:
    """What stands here when the address names no figure of this store."""
    say = here.say
    if st.query_params.get("entry") or st.query_params.get("dataset"):
        st.warning(say("The address names a figure that this store does not hold. It may be of another release."))
    st.markdown(
        say(
            "Every figure in the tables is a link. It leads here: to the entries that it sums, and to the file, sheet and cell of each."
        )
    )
    evidence.link(Link(say("See the spending of {place}", place=here.place), address(say, "spending")))

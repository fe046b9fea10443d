"""What a file says of itself: which figures it holds, from where, on what terms, and how to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dashboard import glossary, queries, selections, store
from dashboard.exports import citation, dictionary
from dashboard.exports.order import About, Column, Order, Source
from dashboard.i18n import Speaker
from dashboard.questions import about as questions
from dashboard.questions.purposes import PURPOSE
from dashboard.questions.receipt import files_of
from dashboard.slices import LINEAGE, NOT_NAMED, Slice, link
from dashboard.terms import basis_name, basis_short, direction_name, phase_name, unit_name

__all__ = ["About", "Column", "Order", "Source", "describe", "labels"]

Row = Mapping[str, Any]


def describe(order: Order, columns: Sequence[str], *, on: date | None = None) -> About:
    """All that a file with these columns says of itself, asked of the store that is current.

    `rows`, `control_sum` and `sha256` are left at nothing: who writes the file counts them. `on` is the day that the
    citation names, today unless given. Raises KeyError for a column that the dictionary lacks, ValueError for a slice
    whose dataset or release the store does not hold, and what `store.ask` does.
    """
    of, say = order.of, Speaker(order.lang)
    dataset = _one(store.ask(queries.datasets), of, dataset=of.dataset)
    found = store.ask(questions.of_slice, of).to_pylist()[0]
    source = _source(say, of, dataset)
    named = labels(say, of, [found[f"label_{i}"] for i in range(len(of.where))])
    where = link(of, order.base, order.lang, dataset["jurisdiction"] or "")
    what = _what(say, of, named, dataset["hierarchy"])
    cited = citation.Cited(
        of,
        source,
        f"{what}, {basis_short(say, of.basis)}",
        found["amount"],
        found["entries"],
        where,
        on or datetime.now(UTC).date(),
    )
    return About(
        title=f"{source.title} – {what}",
        filters=_filters(say, of, source, found, named),
        basis=_basis(say, of),
        unit=_unit(say, found["units"]),
        columns=tuple(dictionary.column(say, name) for name in columns),
        source=source,
        oddities=_oddities(say, of),
        citation=citation.text(say, cited),
        bibtex=citation.bibtex(say, cited),
        link=where,
        lang=say.code,
        generation=store.current().name,
        rows=0,
        control_sum=Decimal(0),
        sha256="",
    )


def _one(rows: Any, of: Slice, **wanted: str) -> Row:
    fit = [r for r in rows.to_pylist() if all(r[k] == v for k, v in wanted.items())]
    if not fit:
        raise ValueError(f"The store holds no release {of.release} of {of.dataset}.")
    row: Row = fit[0]
    return row


def _source(say: Speaker, of: Slice, dataset: Row) -> Source:
    release = _one(store.ask(queries.releases), of, dataset=of.dataset, release=of.release)
    return Source(
        dataset=of.dataset,
        title=say.label(dataset["title"], dataset["title_fr"]),
        publisher=say.label(dataset["publisher"], dataset["publisher_fr"]),
        release=of.release,
        published=release["published"],
        licence=say.label(dataset["licence"], dataset["licence_fr"]),
        licence_url=dataset["licence_url"],
        landing_page=dataset["landing_page"],
        files=tuple((f["file"], f["sha256"]) for f in store.ask(files_of, of).to_pylist()),
    )


def labels(say: Speaker, of: Slice, french: Sequence[str | None] = ()) -> list[str]:
    """The filters' values as a reader calls them, in turn; `french` are the labels that the accounts have for them."""
    where = dict(of.where)
    lineage, purpose = where.get(LINEAGE, ""), where.get(PURPOSE, "")
    # Asked only where it is needed: what a page asks for is pinned in its link.
    known = store.ask(questions.names, lineage, purpose).to_pylist() if lineage or purpose else []
    names = {(n["column"], n["value"]): (n["label"], n["label_fr"]) for n in known}
    given = zip(of.where, french or [None] * len(of.where), strict=True)
    return [say.label(*names.get((c, v), (v, fr))) if v != NOT_NAMED else say("not named") for (c, v), fr in given]


def _what(say: Speaker, of: Slice, named: Sequence[str], hierarchy: Sequence[str]) -> str:
    """The figures in words: "Health › Health Services, 2024–25, actual". That a level is not named is said where the
    dataset has such a level at all."""
    told = [x for (c, v), x in zip(of.where, named, strict=True) if v != NOT_NAMED or c in hierarchy]
    return ", ".join(
        [*([" › ".join(told)] if told else []), say.year(of.fiscal_year), phase_name(say, of.phase).lower()]
    )


def _filters(say: Speaker, of: Slice, source: Source, found: Row, named: Sequence[str]) -> dict[str, str]:
    phase = phase_name(say, of.phase)
    if found["phases"]:
        words = ", ".join(found["phases"])
        phase = say("{phase} (“{words}” as the publisher calls it)", phase=phase, words=words)
    fixed = {
        say("Dataset"): f"{source.title} ({of.dataset})",
        say("Release"): of.release,
        say("Fiscal year"): say.year(of.fiscal_year),
        say("Direction"): direction_name(say, of.direction),
        say("Phase"): phase,
        say("Basis"): basis_name(say, of.basis),
    }
    return fixed | {dictionary.column(say, c).title: label for (c, _), label in zip(of.where, named, strict=True)}


def _basis(say: Speaker, of: Slice) -> str:
    name = basis_name(say, of.basis)
    return f"{name[:1].upper()}{name[1:]}. {glossary.terms(say)[of.basis].meaning}"


def _unit(say: Speaker, units: Sequence[str]) -> str:
    said = [say("Canadian dollars, signed as published: what lowers an amount, such as a recovery, is negative.")]
    if units:
        said.append(say("Published in {units}.", units=", ".join(unit_name(say, u) for u in units)))
    return " ".join(said)


def _oddities(say: Speaker, of: Slice) -> tuple[tuple[str, str], ...]:
    """What each known oddity of the dataset is about, and why it is kept."""
    rows = store.ask(queries.oddities).to_pylist()
    mine = [row for row in rows if row["dataset"] == of.dataset]
    return tuple((selections.selection(say, o["selection"]), say.label(o["why"], o["why_fr"])) for o in mine)

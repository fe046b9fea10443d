"""What the store keeps of the crosswalk: who a label means, where amounts are today, which line an entry is on.

Written anew by every load, for everything that the store holds: a label can resolve once the crosswalk knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from loaders.crosswalk import Crosswalk, Event, fold
from loaders.source import fiscal_year

TABLES = ("organisation", "organisation_event", "organisation_label", "organisation_path", "purpose")
_SHARE = pa.decimal128(9, 8)

# Folded like `crosswalk.fold`: what editions vary does not make another line.
_FOLDED = "trim(regexp_replace(lower(coalesce({0}, '')), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"
_ASKED = ("dataset", "release", "jurisdiction", "code", "label", "fiscal_year", "vote", "program")
_NAMED = ("administrative_3", "administrative_4", "economic_1", "economic_2")


def release_year(release: str, published: str | None) -> int | None:
    """The fiscal year that a release's id begins with, else the year it was published in, if either is known."""
    found = re.match(r"\d{4}([-–/]\d{2,4})?(?!\d)", release) or re.match(r"\d{4}", published or "")
    try:
        return fiscal_year(found[0]) if found else None
    except ValueError:  # '2016-12' is a month
        return int(found[0][:4]) if found else None


def write_organisations(con: duckdb.DuckDBPyConnection, crosswalks: Sequence[Crosswalk]) -> None:
    """Fills the tables of the crosswalk that hold it as it is, whatever the entries are."""
    _insert(con, "organisation", [row for one in crosswalks for row in _organisations(one)])
    _insert(con, "organisation_event", [row for one in crosswalks for row in _events(one)])


def write(con: duckdb.DuckDBPyConnection, crosswalks: Sequence[Crosswalk]) -> None:
    """Fills the crosswalk's other tables, and what makes a classification comparable, from the entries of `con`."""
    resolved = _labels(con, {c.jurisdiction: c for c in crosswalks})
    _paths(con, {c.jurisdiction: c for c in crosswalks}, resolved)
    _lines(con)
    for name in ("_label", "_path_of", "_folded"):
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _organisations(of: Crosswalk) -> list[dict[str, Any]]:
    return [
        {
            "organisation": _id(of, o.id),
            "jurisdiction": of.jurisdiction,
            "name_en": o.en,
            "name_fr": o.fr,
            "from_year": of.years(o.id)[0],
            "to_year": of.years(o.id)[1],
            "lineage": _id(of, of.lineage(o.id)),
            "note": o.note,
        }
        for o in of.organisations
    ]


def _id(of: Crosswalk, organisation: str) -> str:
    return f"{of.jurisdiction}/{organisation}"


def _events(of: Crosswalk) -> list[dict[str, Any]]:
    return [row for number, event in enumerate(of.events, 1) for row in _pairs(of, number, event)]


def _pairs(of: Crosswalk, number: int, event: Event) -> Iterable[dict[str, Any]]:
    shares: dict[str | None, Decimal | None] = {one: share for one, share in event.to.items()} or {None: None}  # noqa: C416
    for before in event.from_ or (None,):
        for after, share in shares.items():
            yield {
                "event": number,
                "jurisdiction": of.jurisdiction,
                "kind": event.type,
                "date": event.date,
                "fiscal_year": event.fiscal_year,
                "from_organisation": _id(of, before) if before else None,
                "to_organisation": _id(of, after) if after else None,
                "vote": event.program.vote if event.program else None,
                "program": event.program.name if event.program else None,
                "share": share,
                "certainty": event.certainty,
                "evidence": event.evidence.first,
                "evidence_fr": event.evidence.fr,
                "url": event.url,
            }


@dataclass(frozen=True)
class _Meant:
    """What a label of a release means: an organisation of a jurisdiction, in the structure of a year if one is set."""

    jurisdiction: str
    organisation: str
    year: int | None


Key = tuple[str, str, str, str | None, str]  # dataset, release, jurisdiction, code, label


def _labels(con: duckdb.DuckDBPyConnection, crosswalks: dict[str, Crosswalk]) -> dict[Key, _Meant]:
    """Fills `organisation_label`; gives back what resolved."""
    found = con.execute(
        "SELECT DISTINCT dataset, release, jurisdiction, administrative_1_code, administrative_1, published "
        "FROM classification JOIN release USING (dataset, release) WHERE administrative_1 IS NOT NULL ORDER BY ALL"
    ).fetchall()
    resolved: dict[Key, _Meant] = {}
    rows = []
    for dataset, release, jurisdiction, code, label, published in found:
        of, year = crosswalks.get(jurisdiction), release_year(release, published)
        organisation = of.resolve(label, code, year) if of else None
        if of and organisation:
            by_release = dataset not in of.datasets or of.datasets[dataset].structure == "release"
            meant = _Meant(jurisdiction, organisation, year if by_release else None)
            resolved[dataset, release, jurisdiction, code, label] = meant
        listed = (
            (u.why.first for u in of.unresolved if (u.dataset, fold(u.label)) == (dataset, fold(label))) if of else ()
        )
        rows.append(
            {
                "dataset": dataset,
                "release": release,
                "code": code,
                "label": label,
                "organisation": _id(of, organisation) if of and organisation else None,
                "reason": None if organisation else next(iter(listed), None),
            }
        )
    _insert(con, "organisation_label", rows)
    return resolved


def _paths(con: duckdb.DuckDBPyConnection, crosswalks: dict[str, Crosswalk], resolved: dict[Key, _Meant]) -> None:
    """Fills `organisation_path`, and `_path_of`: which path the entries of a label, year and program are on."""
    votes = sorted({e.program.vote for c in crosswalks.values() for e in c.events if e.program})
    asked = con.execute(
        "SELECT DISTINCT dataset, release, jurisdiction, administrative_1_code, administrative_1, fiscal_year, "
        "CASE WHEN vote IN (SELECT unnest(?::VARCHAR[])) THEN vote END AS vote, "
        "CASE WHEN vote IN (SELECT unnest(?::VARCHAR[])) THEN administrative_2 END AS program "
        "FROM classification WHERE administrative_1 IS NOT NULL ORDER BY ALL",
        [votes, votes],
    ).fetchall()
    paths: dict[str, list[dict[str, Any]]] = {}
    of_entries = []
    for dataset, release, jurisdiction, code, label, year, vote, program in asked:
        meant = resolved.get((dataset, release, jurisdiction, code, label))
        if meant is None:
            continue
        of, structure = crosswalks[jurisdiction], meant.year or year
        part = (vote, fold(program)) if vote and program else None
        if part not in {e.program.key for e in of.events if e.program}:
            part = None
        path = f"{_id(of, meant.organisation)}@{structure}" + (f"#{vote}" if part else "")
        if path not in paths:
            paths[path] = _places(of, meant.organisation, structure, part, path)
        values = (dataset, release, jurisdiction, code, label, year, vote, program)
        lineage = _id(of, of.lineage(meant.organisation))
        of_entries.append({**dict(zip(_ASKED, values, strict=True)), "path": path, "lineage": lineage})
    _insert(con, "organisation_path", [row for rows in paths.values() for row in rows])
    con.execute(
        "CREATE OR REPLACE TEMP TABLE _path_of (dataset VARCHAR, release VARCHAR, jurisdiction VARCHAR, code VARCHAR, "
        "label VARCHAR, fiscal_year INTEGER, vote VARCHAR, program VARCHAR, path VARCHAR, lineage VARCHAR)"
    )
    _insert(con, "temp._path_of", of_entries)


def _places(
    of: Crosswalk, organisation: str, year: int, part: tuple[str, str] | None, path: str
) -> list[dict[str, Any]]:
    places = of.today(organisation, year, part)
    largest = max(places, key=lambda p: p.share)
    return [
        {
            "path": path,
            "organisation": _id(of, organisation),
            "structure_year": year,
            "today": _id(of, place.organisation),
            "share": place.share,
            "rest": place is largest,
            "way": place.way,
            "touched": of.touched(organisation, year),
            "certainty": place.certainty,
        }
        for place in places
    ]


def _lines(con: duckdb.DuckDBPyConnection) -> None:
    votes = "SELECT DISTINCT vote FROM temp._path_of WHERE vote IS NOT NULL"
    program = f"CASE WHEN e.vote IN ({votes}) THEN e.administrative_2 END"
    # A label is folded once, however many classifications have it: the pattern costs more than to look it up.
    labels = ("administrative_1", "category", "administrative_2", *_NAMED)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE _folded AS SELECT label, {_FOLDED.format('label')} AS folded FROM "
        f"(SELECT DISTINCT unnest([{', '.join(labels)}]) AS label FROM classification) WHERE label IS NOT NULL"
    )
    folded = {c: f"coalesce(of_{c}.folded, '')" for c in labels}
    looked_up = " ".join(f"LEFT JOIN temp._folded AS of_{c} ON of_{c}.label = e.{c}" for c in labels)
    who = f"coalesce(p.lineage, concat_ws(' ', e.administrative_1_code, {folded['administrative_1']}))"
    named = [f"concat_ws(' ', e.{c}_code, {folded[c]})" for c in _NAMED]
    # A vote says which program of its ministry; programs are renamed under it. 'S' is no vote, and says nothing.
    second = (
        "CASE WHEN regexp_full_match(e.vote, '[0-9]+') THEN 'vote ' || e.vote "
        f"ELSE concat_ws(' ', e.administrative_2_code, {folded['administrative_2']}) END"
    )
    parts = [
        "e.dataset", who, folded["category"], "coalesce(e.line_type, '')", second, *named,
        "coalesce(e.functional_1_code, '')",
    ]  # fmt: skip
    con.execute(
        "UPDATE classification SET line = n.line, lineage = n.lineage, path = n.path FROM ("
        f"SELECT e.classification, left(md5(concat_ws('|', {', '.join(parts)})), 16) AS line, p.lineage, p.path "
        "FROM classification AS e LEFT JOIN temp._path_of AS p ON p.dataset = e.dataset AND p.release = e.release "
        "AND p.jurisdiction = e.jurisdiction AND p.code IS NOT DISTINCT FROM e.administrative_1_code "
        "AND p.label = e.administrative_1 AND p.fiscal_year = e.fiscal_year "
        f"AND p.vote IS NOT DISTINCT FROM CASE WHEN e.vote IN ({votes}) THEN e.vote END "
        f"AND p.program IS NOT DISTINCT FROM {program} {looked_up}) AS n WHERE n.classification = classification.classification"
    )


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    types = {
        "share": _SHARE,
        "date": pa.string(),
        "evidence_fr": pa.string(),
        "from_year": pa.int32(),
        "to_year": pa.int32(),
    }
    columns = {n: pa.array([r[n] for r in rows], types.get(n)) for n in rows[0]}
    con.register("_rows", pa.table(columns))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM _rows")
    con.unregister("_rows")

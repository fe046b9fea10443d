"""For which purpose (COFOG) organisations spend: a mapping of our own, with how certain each row of it is.

One YAML file a jurisdiction in `data/codelists/purposes`, validated like a source; `docs/crosswalk.md` explains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
from pydantic import Field

from loaders.crosswalk import Certainty, Crosswalk, fold
from loaders.errors import SourceError
from loaders.reading import validated
from loaders.source import Model


class Purpose(Model):
    """What some organisations, or one program of theirs, spend on."""

    code: str = Field(pattern=r"^(0[1-9]|10)(\.\d){0,2}$")
    of: list[str] = Field(min_length=1)
    program: str | None = None
    certainty: Certainty
    why: str


class Purposes(Model):
    """The mapping of one jurisdiction."""

    jurisdiction: str
    purposes: list[Purpose]


def read_purposes(folder: Path, crosswalks: Sequence[Crosswalk]) -> list[Purposes]:
    """Every mapping in a folder; SourceError names an organisation that the crosswalk does not know, or two rows
    about the same."""
    known = {c.jurisdiction: {o.id for o in c.organisations} for c in crosswalks}
    found = []
    for path in sorted(folder.glob("*.yaml")):
        one = validated(path, Purposes, keys="jurisdiction, purposes", do="See docs/crosswalk.md.")
        seen: set[tuple[str, str]] = set()
        for purpose in one.purposes:
            for organisation in purpose.of:
                if organisation not in known.get(one.jurisdiction, set()):
                    raise SourceError(f"the crosswalk of {one.jurisdiction} has no {organisation!r}", where=str(path))
                key = organisation, fold(purpose.program or "")
                if key in seen:
                    raise SourceError(f"{' '.join(key).strip()!r} has two purposes", where=str(path))
                seen.add(key)
        found.append(one)
    return found


def write(con: duckdb.DuckDBPyConnection, mappings: Sequence[Purposes], crosswalks: Sequence[Crosswalk]) -> None:
    """Fills `purpose` for what the store holds: a program under every spelling that its releases print."""
    lineages = {(c.jurisdiction, o.id): c.lineage(o.id) for c in crosswalks for o in c.organisations}
    printed = _programs(con)
    rows = []
    for mapping in mappings:
        for purpose in mapping.purposes:
            for organisation in purpose.of:
                lineage = f"{mapping.jurisdiction}/{lineages[mapping.jurisdiction, organisation]}"
                labels = printed.get((lineage, fold(purpose.program)), []) if purpose.program else [None]
                rows += [(lineage, label, purpose.code, purpose.certainty, purpose.why) for label in labels]
    if rows:
        names = ("lineage", "program", "code", "certainty", "why")
        columns = dict(zip(names, zip(*dict.fromkeys(rows), strict=True), strict=True))
        con.register("_rows", pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
        con.execute("INSERT INTO purpose BY NAME SELECT * FROM _rows")
        con.unregister("_rows")


def _programs(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """(lineage, folded program) → how the store's releases spell the program."""
    spelled = con.execute(
        "SELECT DISTINCT lineage, administrative_2 FROM classification "
        "WHERE lineage IS NOT NULL AND administrative_2 IS NOT NULL"
    ).fetchall()
    found: dict[tuple[str, str], list[str]] = {}
    for lineage, label in sorted(spelled):
        # Editions add and drop the word "Program" at the end.
        for folded in {fold(label), fold(label).removesuffix(" program"), f"{fold(label)} program"}:
            found.setdefault((lineage, folded), []).append(label)
    return found

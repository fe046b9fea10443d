"""French for labels that their publisher prints in English only: organisations from the crosswalk, kinds of spending
from `data/codelists/labels`. What a publisher says in French itself is never touched.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from loaders.reading import validated
from loaders.source import Model

COLUMNS = (
    "category", "administrative_1", "administrative_2", "administrative_3", "administrative_4",
    "economic_1", "economic_2",
)  # fmt: skip


class Named(Model):
    """A label, its French, and from where that is known."""

    en: str
    fr: str
    source: str


class Labels(Model):
    """The labels of one jurisdiction."""

    jurisdiction: str
    labels: list[Named]


def read_labels(folder: Path) -> list[Labels]:
    """Every list in a folder; SourceError says file, line, key and what was found."""
    return [validated(p, Labels, keys="jurisdiction, labels", do="") for p in sorted(folder.glob("*.yaml"))]


def write(con: duckdb.DuckDBPyConnection, known: list[Labels]) -> None:
    """Gives the classifications of `con` the French that they lack. Its organisations must stand there already."""
    # A name that came back has its years in brackets, to tell it from the other: a label has them not.
    con.execute(
        "UPDATE classification SET administrative_1_fr = regexp_replace(o.name_fr, ' \\(jusqu.*\\)$', '') "
        "FROM organisation_label AS l JOIN organisation AS o USING (organisation) "
        "WHERE administrative_1_fr IS NULL AND o.name_fr IS NOT NULL AND l.dataset = classification.dataset "
        "AND l.release = classification.release AND l.label = classification.administrative_1 "
        "AND l.code IS NOT DISTINCT FROM classification.administrative_1_code"
    )
    rows = [(one.jurisdiction, named.en, named.fr) for one in known for named in one.labels]
    if not rows:
        return
    con.execute("CREATE OR REPLACE TEMP TABLE _french (jurisdiction VARCHAR, en VARCHAR, fr VARCHAR)")
    con.executemany("INSERT INTO temp._french VALUES (?, ?, ?)", rows)
    for column in COLUMNS:
        con.execute(
            f"UPDATE classification SET {column}_fr = f.fr FROM temp._french AS f WHERE {column}_fr IS NULL "
            f"AND f.jurisdiction = classification.jurisdiction AND lower(f.en) = lower({column})"
        )
    con.execute("DROP TABLE temp._french")

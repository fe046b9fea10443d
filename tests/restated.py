"""A store in which every publisher has published anew: of each dataset a later release, with other figures.

It is published as a load publishes, from the rows of the store before: every amount of a dataset's newest release stands
in the later one three times as high. The later release brings a year that was not there, too.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from loaders import publish, readback, sums
from loaders.load import SCHEMA

TIMES = 3
LATER = ".later"
"""What the name of a later release ends in."""

COPIED = ("release", "release_file", "organisation_label", "check_result", "unified", "set_aside", "code")


def restate(folder: Path) -> Path:
    """Publishes the next generation of a store, with a later release of each dataset."""
    place = publish.Place(folder)
    earlier = place.current()
    assert earlier is not None

    def build(con: duckdb.DuckDBPyConnection) -> None:
        publish.attach(con, earlier, "earlier")
        for table in readback.tables(con, "earlier"):
            con.execute(f"INSERT INTO {table} SELECT * FROM earlier.main.{table}")
        con.execute("DETACH earlier")
        con.execute("CREATE TEMP TABLE newest AS SELECT dataset, max(release) AS release FROM release GROUP BY ALL")
        _later(con)
        sums.write(con)

    return publish.publish(place, SCHEMA.read_text(encoding="utf-8"), build)


def _later(con: duckdb.DuckDBPyConnection) -> None:
    changed = f"release || '{LATER}' AS release"
    later = "SEMI JOIN newest USING (dataset, release)"
    for table in COPIED:
        con.execute(f"INSERT INTO {table} BY NAME SELECT * REPLACE ({changed}) FROM {table} {later}")
    con.execute(
        f"INSERT INTO series_value BY NAME SELECT * REPLACE ({changed}, value * {TIMES} AS value) FROM series_value {later}"
    )
    for years in (0, 1):
        _entries(con, years, changed, later)


def _entries(con: duckdb.DuckDBPyConnection, years: int, changed: str, later: str) -> None:
    """The entries of the newest releases once more; with a year added, of their last year alone."""
    moved = f"{changed}, fiscal_year + {years} AS fiscal_year"
    own = "max(fiscal_year) OVER (PARTITION BY dataset, direction, phase, basis)"
    last = f"QUALIFY fiscal_year = {own}" if years else ""
    con.execute(f"CREATE OR REPLACE TEMP TABLE mine AS SELECT * FROM classification {later} {last}")
    step = int(con.execute("SELECT max(classification) FROM classification").fetchall()[0][0])
    con.execute(
        f"INSERT INTO posting BY NAME SELECT * REPLACE (classification + {step} AS classification, "
        f"amount * {TIMES} AS amount) FROM posting SEMI JOIN mine USING (classification)"
    )
    con.execute(
        f"INSERT INTO classification BY NAME SELECT * REPLACE (classification + {step} AS classification, "
        f"receipt || '{years}' AS receipt, {moved}) FROM mine"
    )
    con.execute(
        f"INSERT INTO recipient BY NAME SELECT * REPLACE ({moved}, amount * {TIMES} AS amount) "
        f"FROM recipient {later} {last}"
    )

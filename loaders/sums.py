"""What the store keeps of what many entries share: how many of them there are, and what they come to.

Written anew by every load: a total, or what a ministry is made of, is then summed over classifications.
"""

from __future__ import annotations

import duckdb

from loaders.errors import StoreError

TABLES = ("classification_sum",)


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Fills the sums from the entries of `con`. StoreError where they come to something else than the entries."""
    for table in TABLES:
        con.execute(f"DELETE FROM {table}")
    con.execute(
        "INSERT INTO classification_sum BY NAME "
        "WITH each AS (SELECT classification, count(*) AS entries, sum(amount) AS amount FROM posting GROUP BY ALL) "
        "SELECT dataset, release, classification, entries, amount FROM each JOIN classification USING (classification)"
    )
    if wrong := differing(con):
        raise StoreError(f"does not add up: {wrong[0]}", do="Nothing was published. Please report it.")


def differing(con: duckdb.DuckDBPyConnection) -> list[str]:
    """One sentence for each dataset and release whose sums are not those of its entries."""
    found = con.execute(
        "WITH one AS (SELECT dataset, release, sum(entries) AS n, sum(amount) AS cents FROM classification_sum GROUP BY ALL), "
        "other AS (SELECT dataset, release, count(*) AS n, sum(amount) AS cents FROM entry GROUP BY ALL) "
        "SELECT dataset, release, coalesce(one.n, 0), one.cents, coalesce(other.n, 0), other.cents "
        "FROM one FULL JOIN other USING (dataset, release) "
        "WHERE (one.n, one.cents) IS DISTINCT FROM (other.n, other.cents) ORDER BY ALL"
    ).fetchall()
    return [
        f"{dataset} {release}: its classifications hold {n:,} entries of {cents}, there are {m:,} of {others}"
        for dataset, release, n, cents, m, others in found
    ]

"""A load: sources → entries → checks → the next generation of the store."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders import publish
from loaders.check import Result, check_release, in_words, unmet
from loaders.errors import CheckError, StoreError
from loaders.extract import Extracted, extract, release_row
from loaders.source import Source

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "data" / "schema.sql"
_BY_RELEASE = ("release", "entry", "set_aside", "series_value", "code", "check_result")
_BY_DATASET = ("dataset", "oddity")

Progress = Callable[[str, str], None]


@dataclass
class Loaded:
    """What a load did, for whoever asked: counts per release, the ledger, the file (None: not published)."""

    releases: list[Extracted] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    file: Path | None = None


def default_store() -> publish.Place:
    """The store that `PURSE_STORE` names, or `data/store`."""
    return publish.Place(Path(os.environ.get("PURSE_STORE") or ROOT / "data" / "store"))


def default_sources() -> Path:
    """The folder of descriptions that `PURSE_SOURCES` names, or the bundled one."""
    return Path(os.environ.get("PURSE_SOURCES") or ROOT / "data" / "sources")


def fingerprint(source: Source) -> str:
    """Changes when the source, one of its spreadsheets, the schema or the loaders do."""
    total = hashlib.sha256(SCHEMA.read_bytes())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        total.update(file.read_bytes())
    total.update(source.path.read_bytes())
    for release in source.releases:
        total.update(hashlib.sha256(source.file_of(release).read_bytes()).digest())
    return total.hexdigest()


def stale(place: publish.Place, sources: Sequence[Source]) -> list[Source]:
    """The sources whose dataset the store lacks, or holds as it was before something changed."""
    file = place.current()
    if file is None:
        return list(sources)
    try:
        with duckdb.connect(":memory:") as con:
            publish.attach(con, file, "published")
            known = dict(con.execute("SELECT dataset, fingerprint FROM published.dataset").fetchall())
    except duckdb.Error:
        return list(sources)  # unreadable, or of another schema: build it anew
    return [s for s in sources if known.get(s.dataset) != fingerprint(s)]


def read_all(con: duckdb.DuckDBPyConnection, sources: Iterable[Source], progress: Progress) -> Loaded:
    """Reads and checks every release of the sources into the tables of `con`; publishes nothing."""
    loaded = Loaded()
    for source in sources:
        of_source: list[Result] = []
        for release in source.releases:
            progress(source.dataset, release.release)
            out = extract(con, source, release)
            of_source += check_release(con, out)
            _append(con, "release", release_row(out, publish.now()))
            loaded.releases.append(out)
        failed = [r.sentence for r in of_source if r.verdict == "failed"] + unmet(source, of_source)
        if failed:
            raise CheckError(source.dataset, failed)
        loaded.results += of_source
        _describe(con, source)
    if loaded.results:
        _append(con, "check_result", _ledger(loaded.results))
    for name in ("grid", "marked", "figure"):
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")
    return loaded


def check(sources: Sequence[Source], progress: Progress) -> Loaded:
    """All that a load does but publish. Raises what a load would."""
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        return read_all(con, sources, progress)


def load(place: publish.Place, sources: Sequence[Source], progress: Progress, *, fresh: bool = False) -> Loaded:
    """Loads the sources and publishes them.

    What else the store holds is carried over: the datasets that are not among the sources, and releases of
    those that are but that their description no longer lists. With `fresh` nothing is.
    """
    loaded = Loaded()

    def build(con: duckdb.DuckDBPyConnection) -> None:
        nonlocal loaded
        loaded = read_all(con, sources, progress)
        earlier = place.current()
        if earlier is not None and not fresh:
            _carry_over(con, earlier)
        con.execute("INSERT INTO generation VALUES (?, ?)", [place.next().stem, publish.now()])

    with publish.locked(place):
        loaded.file = publish.publish(place, SCHEMA.read_text(encoding="utf-8"), build)
    return loaded


def _carry_over(con: duckdb.DuckDBPyConnection, earlier: Path) -> None:
    publish.attach(con, earlier, "earlier")
    here, there = publish.tables(con, publish.BUILDING), publish.tables(con, "earlier")
    con.execute("CREATE OR REPLACE TEMP TABLE mine AS SELECT dataset, release FROM release")
    if here != there:
        left = con.execute(
            "SELECT dataset FROM earlier.dataset WHERE dataset NOT IN (SELECT dataset FROM mine)"
        ).fetchall()
        if left:
            raise StoreError(
                f"was written with other tables, so {', '.join(d for (d,) in left)} cannot be carried over",
                where=str(earlier),
                do="Load every source together, or start from nothing with --fresh.",
            )
    else:
        for table in _BY_RELEASE:
            con.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM earlier.main.{table} "
                "WHERE (dataset, release) NOT IN (SELECT (dataset, release) FROM mine)"
            )
        for table in _BY_DATASET:
            con.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM earlier.main.{table} "
                "WHERE dataset NOT IN (SELECT dataset FROM mine)"
            )
    con.execute("DETACH earlier")


def _describe(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    shared = con.execute(
        "SELECT mode(jurisdiction), CASE WHEN count(DISTINCT direction) = 1 THEN mode(direction) END, mode(basis) "
        "FROM entry WHERE dataset = ?",
        [source.dataset],
    ).fetchall()[0]
    row = {
        "dataset": source.dataset,
        "kind": source.kind,
        **dict(zip(("jurisdiction", "direction", "basis"), shared, strict=True)),
        "title": source.title.first,
        "title_fr": source.title.fr,
        "description": source.description.en,
        "description_fr": source.description.fr,
        "publisher": source.publisher.first,
        "publisher_fr": source.publisher.fr,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "landing_page": source.landing_page,
        "access_level": source.access_level,
        "update_frequency": source.update_frequency,
        "hierarchy": source.hierarchy,
        "source_file": source.path.name,
        "fingerprint": fingerprint(source),
    }
    con.execute(f"INSERT INTO dataset ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    for oddity in source.known_oddities:
        con.execute("INSERT INTO oddity VALUES (?, ?, ?)", [source.dataset, in_words(oddity.where), oddity.why])


def _ledger(results: Sequence[Result]) -> pa.Table:
    money = pa.decimal128(38, 2)
    types = {"expected": money, "got": money, "difference": money, "tolerance": money}
    rows = [asdict(r) for r in results]
    return pa.table({n: pa.array([r[n] for r in rows], types.get(n, pa.string())) for n in rows[0]})


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("_rows", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM _rows")
    con.unregister("_rows")

"""A load: sources → entries → checks → the next generation of the store."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders import carried, french, lines, publish, purposes, recipients, releases, sums
from loaders.ahead import Ahead
from loaders.check import Result, check_release, cross_checks, in_words, unmet
from loaders.crosswalk import read_crosswalks
from loaders.errors import CheckError, StoreError
from loaders.extract import Extracted, extract, release_row
from loaders.source import Source
from loaders.staging import let_go

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "data" / "schema.sql"
CODELISTS = ROOT / "data" / "codelists"
WORKBOOKS = ROOT / "data" / "workbooks"

Progress = Callable[[str, str], None]


@dataclass
class Loaded:
    """What a load did, for whoever asked: counts per release, the ledger, sentences on releases that another file
    replaced, the file of the store (None: not published)."""

    releases: list[Extracted] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    file: Path | None = None


def default_store() -> publish.Place:
    """The store that `PURSE_STORE` names, or `data/store`. Raises StoreError where it names an engine: a load is a file."""
    named = os.environ.get("PURSE_STORE", "")
    if "://" in named:
        raise StoreError(
            f"is an engine ({named.partition('://')[0]}), and a store is a folder",
            where="PURSE_STORE",
            do="Name the folder with --store; purse publish --to sends the store on to the engine.",
        )
    return publish.Place(Path(named or ROOT / "data" / "store"))


def default_sources() -> Path:
    """The folder of descriptions that `PURSE_SOURCES` names, or the bundled one."""
    return Path(os.environ.get("PURSE_SOURCES") or ROOT / "data" / "sources")


def fingerprint(source: Source, hashed: Mapping[Path, str] | None = None) -> str:
    """Changes when the source, one of its spreadsheets, the schema, a codelist or the loaders do.

    `hashed` has the SHA-256 of spreadsheets that were read just now.
    """
    total = hashlib.sha256(SCHEMA.read_bytes())
    for file in (*sorted(Path(__file__).parent.rglob("*.py")), *sorted(CODELISTS.rglob("*.yaml"))):
        total.update(file.read_bytes())
    total.update(source.path.read_bytes())
    for file in source.files():
        total.update(bytes.fromhex((hashed or {}).get(file) or _sha256([file])))
    return total.hexdigest()


def _sha256(files: Sequence[Path]) -> str:
    """What `release.sha256` says of a release's spreadsheets: with several, the hash of their hashes."""
    each = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()


def stale(place: publish.Place, sources: Sequence[Source]) -> list[Source]:
    """The sources whose dataset the store lacks, or holds as it was before something changed.

    What a rollback withdrew is not stale: it would only come back. It is again once something changes.
    """
    file = place.current()
    if file is None:
        return list(sources)
    known = _fingerprints(file)
    if known is None:
        return list(sources)  # unreadable, or of another schema: build it anew
    withdrawn = [f for f in map(_fingerprints, place.withdrawn()) if f]
    return [s for s in sources if fingerprint(s) not in {k.get(s.dataset) for k in (known, *withdrawn)}]


def _fingerprints(file: Path) -> dict[str, str] | None:
    try:
        with duckdb.connect(":memory:") as con:
            publish.attach(con, file, "published")
            return dict(con.execute("SELECT dataset, fingerprint FROM published.dataset").fetchall())
    except duckdb.Error:
        return None


def read_all(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Source], progress: Progress, ahead: Ahead | None = None
) -> Loaded:
    """Reads and checks every release of the sources into the tables of `con`; `ahead` has begun to read their files."""
    with ahead or Ahead(sources) as files:
        loaded = _read_each(con, sources, progress, files)
    let_go(con, "placed", "marked", "figure", "class", "aside")
    return loaded


def _read_each(con: duckdb.DuckDBPyConnection, sources: Sequence[Source], progress: Progress, files: Ahead) -> Loaded:
    loaded = Loaded()
    for source in sources:
        of_source: list[Result] = []
        for release in source.present_releases():
            progress(source.dataset, release.release)
            out = extract(con, source, release, files.take())
            of_source += check_release(con, out)
            _append(con, "release", release_row(out, publish.now()))
            loaded.releases.append(out)
        failed = [r.sentence for r in of_source if r.verdict == "failed"] + unmet(source, of_source)
        if failed:
            raise CheckError(source.dataset, failed)
        loaded.results += of_source
        _describe(con, source, {b.path: b.sha256 for out in loaded.releases for b in out.books})
    _write_down(con, loaded.results)
    return loaded


def check(sources: Sequence[Source], progress: Progress) -> Loaded:
    """All that a load does but publish. Raises what a load would."""
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        loaded = read_all(con, sources, progress)
        loaded.results += _across(con, sources)
        return loaded


def _across(con: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> list[Result]:
    """The equalities between datasets, once all of them are there; CheckError where one fails."""
    results = cross_checks(con, sources)
    for source in sources:
        if failed := [r.sentence for r in results if (r.dataset, r.verdict) == (source.dataset, "failed")]:
            raise CheckError(source.dataset, failed)
        con.execute("DELETE FROM check_result WHERE dataset = ? AND check_kind = 'equality'", [source.dataset])
    _write_down(con, results)
    return results


def _write_down(con: duckdb.DuckDBPyConnection, results: Sequence[Result]) -> None:
    if results:
        _append(con, "check_result", _ledger(results))


def load(
    place: publish.Place,
    sources: Sequence[Source],
    progress: Progress,
    *,
    fresh: bool = False,
    replace: bool = False,
    rewritten: bool = False,
) -> Loaded:
    """Loads the sources and publishes them.

    What else the store holds is carried over: the datasets that are not among the sources, and releases of
    those that are but that their description no longer lists. With `fresh` nothing is.

    StoreError where the store holds a release with another file, unless `replace` says that the earlier one was
    never published, or `rewritten` that the bundled workbooks, which we write ourselves, may be written anew.
    """
    loaded = Loaded()

    def build(con: duckdb.DuckDBPyConnection) -> None:
        nonlocal loaded
        # While the first file is being parsed; and a slip in them is told at once.
        crosswalks = read_crosswalks(CODELISTS / "crosswalk")
        mapped = purposes.read_purposes(CODELISTS / "purposes", crosswalks)
        lines.write_organisations(con, crosswalks)
        loaded = read_all(con, sources, progress, ahead)
        earlier = place.current()
        if earlier is not None and not fresh:
            with releases.carried(earlier):
                carried.over(con, earlier)
        loaded.results += _across(con, sources)
        with ThreadPoolExecutor(1) as beside, con.cursor() as other:
            other.execute(f"USE {publish.BUILDING}")
            # Neither side reads what the other writes.
            summed = [beside.submit(write, other) for write in (recipients.write, sums.write)]
            lines.write(con, crosswalks)
            french.write(con, french.read_labels(CODELISTS / "labels"))
            purposes.write(con, mapped, crosswalks)
            for one in summed:
                one.result()
        con.execute("INSERT INTO generation VALUES (?, ?)", [place.next().stem, publish.now()])

    with publish.locked(place), _heap_at_rest():
        others = [] if fresh else releases.other_files(place, _hashes(sources))
        refused = [] if replace else [o for o in others if not (rewritten and _is_bundled(o))]
        if refused:
            raise releases.overwriting(place, refused)
        with Ahead(sources) as ahead:
            loaded.file = publish.publish(place, SCHEMA.read_text(encoding="utf-8"), build)
    loaded.replaced = [o.replaced for o in others]
    return loaded


@contextlib.contextmanager
def _heap_at_rest() -> Iterator[None]:
    """What the process holds by now is no garbage: to look it through in the midst of a load takes a tenth of a load."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _hashes(sources: Sequence[Source]) -> dict[tuple[str, str], tuple[Path, str]]:
    """The first file and the SHA-256 of every release that a load reads."""
    files = {(s.dataset, r.release): s.files_of(r) for s in sources for r in s.present_releases()}
    return {key: (of_release[0], _sha256(of_release)) for key, of_release in files.items()}


def _is_bundled(other: releases.OtherFile) -> bool:
    """Whether both files are the bundled workbook: not where it would push the publisher's own file out."""
    return other.path.resolve().is_relative_to(WORKBOOKS) and other.held_file == other.path.name


def _describe(con: duckdb.DuckDBPyConnection, source: Source, hashed: Mapping[Path, str]) -> None:
    shared = con.execute(
        "WITH n AS (SELECT classification, count(*) AS n FROM posting GROUP BY ALL), "
        "part AS (SELECT * FROM classification JOIN n USING (classification) WHERE dataset = ?) SELECT "
        "(SELECT jurisdiction FROM part GROUP BY ALL ORDER BY sum(n) DESC, 1 LIMIT 1), "
        "(SELECT min(direction) FROM part HAVING count(DISTINCT direction) = 1), "
        "(SELECT basis FROM part GROUP BY ALL ORDER BY sum(n) DESC, 1 LIMIT 1)",
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
        "licence": source.licence.first,
        "licence_fr": source.licence.fr,
        "licence_url": source.licence_url,
        "landing_page": source.landing_page,
        "access_level": source.access_level,
        "update_frequency": source.update_frequency,
        "hierarchy": source.hierarchy,
        "source_file": source.path.name,
        "fingerprint": fingerprint(source, hashed),
    }
    con.execute(f"INSERT INTO dataset ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    for oddity in source.known_oddities:
        said = [source.dataset, in_words(oddity.where), oddity.why.first, oddity.why.fr]
        con.execute("INSERT INTO oddity VALUES (?, ?, ?, ?)", said)


def _ledger(results: Sequence[Result]) -> pa.Table:
    """The verdicts as rows. They were reached exactly; the figures stand there to the cent, a mean's too."""
    money = pa.decimal128(38, 2)
    types = {"expected": money, "got": money, "difference": money, "tolerance": money}
    rows = [{k: round(v, 2) if isinstance(v, Decimal) else v for k, v in asdict(r).items()} for r in results]
    return pa.table({n: pa.array([r[n] for r in rows], types.get(n, pa.string())) for n in rows[0]})


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("_rows", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM _rows")
    con.unregister("_rows")

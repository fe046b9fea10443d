"""The whole store as Parquet in one ZIP, with its dictionary: for whoever wants all of it at once."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard import queries, schema, store
from dashboard.exports import dictionary, files, parquet, parts, rows
from dashboard.exports.dictionary import Table
from dashboard.exports.safety import safe
from dashboard.i18n import Speaker

_ENTRY = "entry"
_PARTS = ("classification", "classification_sum", "posting", "entry_line", "entry_sum")  # `entry` is made of them
_MORE = ("lineage", "path")  # of an entry: they lead to the organisations
_BLOCK = 50_000
_README = """Public Purse: the whole store
=============================

{n} tables as Parquet (zstd), from the generation {generation} of the store at {base}.
dictionary.csv says what each table and column means. LICENCES.txt says who published what, and on which terms: say so
wherever you pass the figures on. SHA256SUMS has the checksum of each file: sha256sum --check SHA256SUMS

Amounts are DECIMAL(18,2) in Canadian dollars, with the sign as published. entry.parquet is sorted by dataset, release,
file, sheet and row. Amounts of two bases must not be added, nor two releases of one year: choose one of each.

"""


def bulk(folder: Path, base: str) -> Path:
    """One finished ZIP in `folder`; `base` is the address of the site. Raises what `store.ask` does."""
    with store.reading() as reading, TemporaryDirectory(dir=folder) as scratch:
        name = folder / f"public-purse-{reading.generation}.zip"
        with files.whole(name) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as package:
            sums = [_added(package, file) for file in _tables(reading, Path(scratch))]
            for member, text in _texts(reading.generation, base).items():
                files.put(package, member, text.encode())
                sums.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {member}")
            files.put(package, "SHA256SUMS", ("\n".join(sums) + "\n").encode())
    return name


def _listed() -> list[Table]:
    """What is in the file: every table, and of the views the entries."""
    known = {t.name: t for t in dictionary.tables() if t.name not in _PARTS}
    say = Speaker("en")
    columns = tuple(dictionary.column(say, name) for name in (*parts.COLUMNS, *_MORE))
    known[_ENTRY] = Table(_ENTRY, known[_ENTRY].definition, columns)
    return list(known.values())


def _tables(reading: store.Reading, scratch: Path) -> Iterable[Path]:
    for table in _listed():
        file = scratch / f"{table.name}.parquet"
        names = [c.name for c in table.columns]
        if table.name == _ENTRY:
            what = rows.plan(reading, parts.Whole(), receipts=True)
            batches = rows.batches(reading, what, _BLOCK, names)
        else:
            t = schema.table(table.name)
            reading.bring(**{table.name: t})
            batches = reading.batches(store.sql(t.select(*names).order_by(*names[:3])), _BLOCK)
        parquet.write(
            batches, {"table": table.name, "definition": table.definition, "generation": reading.generation}, file
        )
        yield file


def _added(package: zipfile.ZipFile, file: Path) -> str:
    """Moves a file into the package; gives its line of SHA256SUMS."""
    with file.open("rb") as content, package.open(file.name, "w", force_zip64=True) as member:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        shutil.copyfileobj(content, member)
    file.unlink()
    return f"{digest}  {file.name}"


def _texts(generation: str, base: str) -> dict[str, str]:
    tables = _listed()
    defined = [(t.name, c.name, c.title, c.type, c.definition) for t in tables for c in t.columns]
    readme = _README.format(n=len(tables), generation=generation, base=base)
    return {
        "README.txt": readme + "\n".join(f"{t.name}.parquet\n    {t.definition}" for t in tables) + "\n",
        "dictionary.csv": _csv([("table", "column", "title", "type", "definition"), *defined]),
        "LICENCES.txt": "\n".join(_licences()),
    }


def _licences() -> Iterable[str]:
    for d in store.ask(queries.datasets).to_pylist():
        yield f"{d['dataset']}: {d['title']}"
        yield f"    published by {d['publisher']}"
        yield f"    terms: {' '.join(t for t in (d['licence'], d['licence_url']) if t)}"
        if d["landing_page"]:
            yield f"    from {d['landing_page']}"


def _csv(table: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in table)
    return text.getvalue()

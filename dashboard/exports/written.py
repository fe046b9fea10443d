"""A slice into a file, in any of the formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard import bounds, store
from dashboard.exports import csv, csvw, json, package, parquet, rows, xlsx
from dashboard.exports.about import describe
from dashboard.exports.files import whole
from dashboard.exports.formats import FORMATS, TooLarge
from dashboard.exports.order import About, Order
from dashboard.i18n import Speaker


@dataclass(frozen=True)
class Written:
    """A finished file, the name to save it by, and what it says of itself."""

    file: Path
    name: str
    media_type: str
    about: About


Writer = Callable[[store.Reading, rows.Plan, About, Path], About]
"""Writes the entries of a plan to a path; gives back what the file says of itself, with the checksum filled in."""
_WRITERS: Mapping[str, Writer] = {
    "csv": csv.to_file,
    "xlsx": xlsx.to_file,
    "parquet": parquet.to_file,
    "json": json.to_file,
    "zip": package.to_file,
}


def write(order: Order, ending: str, folder: Path) -> Written:
    """One finished file in `folder`, of a slice of any size, in memory that does not grow with it.

    The folder then holds the whole file or nothing. `ending` is one of FORMATS. Raises TooLarge, ValueError for a slice
    whose dataset or release the store does not hold, and what `store.ask` does.
    """
    try:
        return _write(order, ending, folder)
    except store.OutgrewItsFile as e:
        say = Speaker(order.lang)
        most = say.number(bounds.read().export_megabytes)
        raise TooLarge(
            say("The file is larger than the {most} MB that this server writes: narrow the slice.", most=most)
        ) from e


def _write(order: Order, ending: str, folder: Path) -> Written:
    name, most = order.of.file_name(ending), bounds.read().export_megabytes * 1_000_000

    def too_large() -> bool:
        return sum(f.stat().st_size for f in folder.iterdir()) > most

    with store.reading(too_large) as reading:
        what = rows.plan(reading, order.of, order.receipts)
        _refuse_too_many(Speaker(order.lang), ending, what)
        about = replace(
            describe(order, what.columns),
            rows=what.rows,
            control_sum=what.control_sum,
            generation=reading.generation,
        )
        with whole(folder / name) as part:
            about = _WRITERS[ending](reading, what, about, part)
            if too_large():  # since the last look of the one who watches
                raise store.OutgrewItsFile("The finished file is too large.")
    return Written(folder / name, name, FORMATS[ending].media_type, about)


def metadata(written: Written) -> bytes:
    """The companion of a CSV: what it says of itself as CSV on the Web, to be saved as `<name>-metadata.json`."""
    return csvw.metadata(written.about, written.name, written.file)


def _refuse_too_many(say: Speaker, ending: str, what: rows.Plan) -> None:
    most = FORMATS[ending].most_rows
    if most is not None and what.rows > most:
        raise TooLarge(
            say(
                "A sheet holds {most} rows, and these are {rows} entries: take the CSV.",
                most=say.number(most),
                rows=say.number(what.rows),
            )
        )
    most = bounds.read().export_rows
    if what.rows > most:
        raise TooLarge(
            say(
                "This server writes files of at most {most} entries, and these are {rows}: narrow the slice.",
                most=say.number(most),
                rows=say.number(what.rows),
            )
        )

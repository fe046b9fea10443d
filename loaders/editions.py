"""Which release a fetched file is: what it is called, and what its figures' years are."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from loaders.errors import SourceError
from loaders.fetched import Record
from loaders.source import Release, Source, fiscal_year

_OURS = re.compile(r"\.\d{4}-\d{2}-\d{2}(\.\d{2})?$")


def release_name(named: str | None, day: str, known: Collection[str]) -> str:
    """What a new file's release is called, so that it sorts behind what it follows.

    The name that the publisher gives it, if that is new. Else the day of its last change (`2025-11-03`), behind
    the name of the release that it restates, if there is one (`2024-25.2025-11-03`) or if the day alone would
    sort before what is known. A second change on a day is counted (`2025-11-03.02`).
    """
    if named is not None and named not in known:
        return named
    newest = max(k for k in known if named is None or k == named or k.startswith(f"{named}."))
    if named is None and day > newest:
        return day
    base = named or _OURS.sub("", newest)
    if not newest.startswith(day) and f"{base}.{day}" > newest:
        return f"{base}.{day}"
    counted = re.fullmatch(r"(.+)\.(\d{2})", newest)
    root, number = (counted[1], int(counted[2])) if counted else (newest, 1)
    return f"{root}.{number + 1:02}"


def as_release(record: Record, known: Source, folder: Path) -> Release:
    """The release that a fetched file is: described as the one that it is, restates or follows.

    What that says of a year is carried on only where the releases' own names are fiscal years; otherwise nobody
    knows but the analyst: SourceError.
    """
    described = {r.release: r for r in known.releases}
    meant = _OURS.sub("", record.release)
    base = described.get(meant) or described[max(described)]
    file = str((folder / record.file).resolve())
    if base.more_files:
        raise _unclear(f"release {base.release!r} has several spreadsheets, and one was fetched", file, known)
    release = base.model_copy(
        update={"release": record.release, "file": file, "published": record.published, "fetched": False}
    )
    told = [] if base.release == meant else _years_told(base)
    if not told:
        return release
    try:
        shift = fiscal_year(record.release) - fiscal_year(base.release)
    except ValueError as e:
        raise _unclear(f"nothing says what {told[0]} is for it, as release {base.release!r} does", file, known) from e
    if further := [t for t in told if t not in ("constants.fiscal_year", "years")]:
        raise _unclear(f"release {base.release!r} gives {further[0]}", file, known)
    year = base.constants.fiscal_year
    constants = base.constants.model_copy(update={"fiscal_year": year + shift}) if year else base.constants
    return release.model_copy(
        update={"constants": constants, "years": {name: y + shift for name, y in base.years.items()}}
    )


def _years_told(release: Release) -> list[str]:
    """Where a release's description names a fiscal year."""
    parts = {
        "constants.fiscal_year": release.constants.fiscal_year,
        "years": release.years,
        "amounts.fiscal_year": [c.fiscal_year for c in release.amounts.values() if c.fiscal_year],
        "tables": release.tables,
    }
    return [name for name, given in parts.items() if given]


def _unclear(what: str, file: str, source: Source) -> SourceError:
    return SourceError(
        f"a new file was fetched, and {what}: {file}",
        where=str(source.path),
        do="Add a release with this file to the description, with what holds for it.",
    )

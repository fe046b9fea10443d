"""The smallest changes to a source's own file: a cent, a row, two labels. Each stops the load, or is shown by `purse diff`."""

from __future__ import annotations

import io
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from loaders import differences, load, publish, readback
from loaders.errors import CheckError, PurseError
from loaders.publish import Place
from loaders.reading import read_source
from loaders.source import Source
from tests.loaders.small import BUNDLED, quiet

from .outcome import Outcome, trying

BUNDLED_DATA = BUNDLED[0].parents[2]
SHEET = "xl/worksheets/sheet1.xml"
UNITS = {"dollars": Decimal(1), "thousands": Decimal(1000), "millions": Decimal(10**6)}
Rows = list[list[str]]  # of cells, each `<c …>…</c>`


@dataclass(frozen=True)
class Kept:
    """A bundled source with one release, loaded: what its store holds, and its sheet."""

    place: Place
    description: Path
    book: Path
    rows: Rows
    entries: list[tuple[int, str, Decimal]]  # row, cell and amount of each
    labels: list[str]  # letters of the columns that the description calls labels
    cent: Decimal


Harm = Callable[[Rows, Kept, random.Random], Rows]


def one_cent(rows: Rows, kept: Kept, rng: random.Random) -> Rows:
    """One amount is a cent more; where the sheet is a list of codes, a code has another end."""
    row, cell, _ = rng.choice(kept.entries)
    place = next(i for i, c in enumerate(rows[row - 1]) if f'r="{cell}"' in c)
    printed = re.search(r"<v>([^<]+)</v>", rows[row - 1][place])
    if printed is None:
        rows[row - 1][place] = rows[row - 1][place].replace("</t>", "7</t>")
        return rows
    rows[row - 1][place] = rows[row - 1][place].replace(printed[0], f"<v>{Decimal(printed[1]) + kept.cent:f}</v>")
    return rows


def a_row_gone(rows: Rows, kept: Kept, rng: random.Random) -> Rows:
    """A row is missing."""
    del rows[_filled(kept, rng) - 1]
    return rows


def a_row_twice(rows: Rows, kept: Kept, rng: random.Random) -> Rows:
    """A row stands there twice."""
    row = _filled(kept, rng)
    return [*rows[:row], rows[row - 1], *rows[row:]]


def labels_swapped(rows: Rows, kept: Kept, rng: random.Random) -> Rows:
    """Two labels have changed places."""
    of_amounts = len({amount for _, _, amount in kept.entries}) > 1  # a list of codes has none
    for _ in range(10_000):
        (a, _, more), (b, _, less) = rng.choice(kept.entries), rng.choice(kept.entries)
        letter = rng.choice(kept.labels)
        one, other = (_place(rows[n - 1], letter) for n in (a, b))
        if one is None or other is None or (of_amounts and more == less):
            continue
        first, second = (_inside(rows[n - 1][i]) for n, i in ((a, one), (b, other)))
        if first.casefold() != second.casefold():
            rows[a - 1][one] = rows[a - 1][one].replace(first, second)
            rows[b - 1][other] = rows[b - 1][other].replace(second, first)
            return rows
    raise AssertionError(f"no two labels differ in {kept.book.name}, columns {kept.labels}")


HARMS: tuple[Harm, ...] = (one_cent, a_row_gone, a_row_twice, labels_swapped)


def _filled(kept: Kept, rng: random.Random) -> int:
    """A row that gives an amount other than zero: without one nothing of it is a figure."""
    return rng.choice([row for row, _, amount in kept.entries if amount])


def _place(row: list[str], letter: str) -> int | None:
    return next((i for i, cell in enumerate(row) if re.match(rf'<c r="{letter}\d', cell) and _inside(cell)), None)


def _inside(cell: str) -> str:
    found = re.search(r"<(?:t|v)(?: [^>]*)?>[^<]+</", cell)
    return found[0] if found else ""


def run(folder: Path, quick: bool) -> Iterator[Outcome]:
    """All faults of this part."""
    chosen = [p for p in BUNDLED if p.stem in ("consolidated-expense", "cofog")] if quick else BUNDLED
    kept = {path: keep(folder / path.stem, path) for path in chosen}
    for harm in HARMS:
        yield harmed(kept, harm, 1 if quick else 3)


def keep(folder: Path, description: Path) -> Kept:
    """Loads a bundled source from copies of its workbooks; the one of its last release will be harmed."""
    text = description.read_text(encoding="utf-8")
    folder.mkdir(parents=True)
    written = folder / "source.yaml"
    written.write_text(text, encoding="utf-8")
    for name in re.findall(r"workbooks/[\w/.-]+", text):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(BUNDLED_DATA / name, folder / name)
    place, source = Place(folder / "store"), read_source(written)
    load.load(place, [source], quiet)
    release = source.present_releases()[-1]
    book = source.file_of(release)
    rows = _rows(book)
    cent = Decimal("0.01") / UNITS[source.sheet.unit]
    return Kept(place, written, book, rows, _entries(place, release.release), _labels(rows, source), cent)


def _rows(book: Path) -> Rows:
    with zipfile.ZipFile(book) as archive:
        text = archive.read(SHEET).decode()
    found = {
        int(n): re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", body)
        for n, body in re.findall(r'<row r="(\d+)"[^>]*>(.*?)</row>', text)
    }
    return [found.get(n, []) for n in range(1, max(found) + 1)]


def _entries(place: Place, release: str) -> list[tuple[int, str, Decimal]]:
    asked = (("cell, amount", "entry"), ("cell, value", "series_value"), ("cell, 1", "code"))
    text = " UNION ALL ".join(f"SELECT {what} FROM {table} WHERE release = $1" for what, table in asked)
    with duckdb.connect(str(place.current()), read_only=True) as con:
        found = con.execute(text, [release]).fetchall()
    return [(int(re.sub(r"\D", "", cell)), cell, Decimal(amount)) for cell, amount in found]


def _labels(rows: Rows, source: Source) -> list[str]:
    """The columns under the headings that the description gives a name, those of amounts and years aside."""
    columns = {str(h): f for f, h in source.columns.items() if f not in ("amount", "value", "fiscal_year")}
    letters = set()
    for row in rows:
        for cell in row:
            text = re.sub(r"<[^>]+>", "", cell)
            if text in columns and (found := re.match(r'<c r="([A-Z]+)', cell)):
                letters.add(found[1])
    return sorted(letters)


def write(kept: Kept, rows: Rows) -> None:
    """The workbook with these rows, each called by its place."""
    body = "".join(
        f'<row r="{n}">' + "".join(re.sub(r'r="([A-Z]+)\d+"', rf'r="\g<1>{n}"', c, count=1) for c in row) + "</row>"
        for n, row in enumerate(rows, 1)
    )
    with zipfile.ZipFile(kept.book) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    text = members[SHEET].decode()
    members[SHEET] = re.sub(
        r"<sheetData>.*</sheetData>", lambda _: f"<sheetData>{body}</sheetData>", text, flags=re.S
    ).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    kept.book.write_bytes(target.getvalue())


def harmed(kept: dict[Path, Kept], harm: Harm, times: int) -> Outcome:
    """One kind of harm, done to every source's sheet."""
    with trying(f"In a bundled source's own sheet: {(harm.__doc__ or '').strip('.').lower()}") as outcome:
        for path, one in kept.items():
            rng = random.Random(f"{harm.__name__} {path.stem}")
            for _ in range(times):
                outcome.tried += 1
                _tell(one, harm([[*row] for row in one.rows], one, rng), f"{path.stem}, {harm.__name__}", outcome)
    return outcome


def _tell(kept: Kept, rows: Rows, told: str, outcome: Outcome) -> None:
    """Loads the harmed sheet beside the store: what caught it. The store as it was still reads back."""
    write(kept, rows)
    place = Place(Path(shutil.copytree(kept.place.folder, kept.place.folder.with_name("tried"), symlinks=True)))
    before = place.current()
    assert before
    whole = _read(before)
    try:
        load.load(place, [read_source(kept.description)], quiet, replace=True)
    except PurseError as e:
        outcome.came["stopped by a check" if isinstance(e, CheckError) else "stopped by what the sheet must be"] += 1
        outcome.expect(place.current() == before, f"{told}: stopped, and yet published")
    else:
        found = differences.of_generations(place, "1", "2")
        shown = bool(found.rows or found.worded or found.only_before or found.only_after)
        outcome.came["shown by `purse diff`"] += shown
        outcome.expect(shown, f"{told}: nothing tells")
    outcome.expect(_read(before) == whole, f"{told}: the earlier store is another")
    shutil.rmtree(place.folder)


def _read(file: Path) -> readback.Contents:
    with duckdb.connect(":memory:") as con:
        publish.attach(con, file, "s")
        return readback.read(con, "s", readback.tables(con, "s"))

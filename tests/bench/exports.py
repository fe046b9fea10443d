"""How fast a slice becomes a file, and in how much memory: against DuckDB's bare COPY, xlsxwriter and Datasette.

    python -m tests.bench.exports [--quick]

measures this part alone and prints it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import requests
import xlsxwriter

from dashboard import exports, queries, store
from dashboard.exports.order import Order
from dashboard.slices import Holding, Slice, of_holding
from loaders import load, publish
from loaders.reading import read_source
from tests.bench import synthetic
from tests.ports import free_port

Work = Callable[[], object]
BASE = "http://127.0.0.1/"
MOST_MEMORY = 300.0  # MB above idle


class Payments:
    """A store of made-up payments of one year, which are one slice, and the same rows where the peers want them."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder = folder / f"exports-{rows}"
        self.folder.mkdir()
        file = synthetic.write_csv(self.folder / "payments.csv", rows, years=1)
        self.place = publish.Place(self.folder / "store")
        load.load(self.place, [read_source(synthetic.describe(self.folder, file))], lambda *_: None, fresh=True)
        file.unlink()
        self.rows = rows
        self.con = duckdb.connect()
        self.con.execute(f"ATTACH '{self.place.path / 'current'}' AS accounts (READ_ONLY)")

    def ours(self, ending: str) -> Work:
        """The whole export: counted, described, written, hashed."""
        os.environ["PURSE_STORE"] = str(self.place.path)
        of = the_slice()

        def work() -> Path:
            os.environ["PURSE_STORE"] = str(self.place.path)
            _forget()
            for before in self.folder.glob(f"bench-*.{ending}"):
                before.unlink()  # a reader's folder has none; to take the place of one, the disk is waited for
            return exports.write(Order(of, "en", BASE), ending, self.folder).file

        return work

    def bare_copy(self) -> Work:
        """DuckDB's own CSV of the same entries: no order, no checksum, no file name, nothing made safe."""
        sql = f"COPY (SELECT * FROM accounts.entry WHERE dataset = 'bench/csv') TO '{self.folder / 'bare.csv'}'"
        return lambda: self.con.execute(sql)

    def xlsxwriter(self) -> Work:
        """xlsxwriter, in constant memory, given the same cells."""
        file = self.ours("csv")()
        assert isinstance(file, Path)
        table = self.con.sql(f"SELECT * FROM read_csv('{file}', header = true)")
        names, rows = table.columns, table.fetchall()
        amounts = names.index("amount")

        def work() -> None:
            book = xlsxwriter.Workbook(
                self.folder / "peer.xlsx", {"constant_memory": True, "strings_to_formulas": False}
            )
            sheet = book.add_worksheet("Data")
            money = book.add_format({"num_format": "#,##0.00"})
            sheet.write_row(0, 0, names)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if column == amounts:
                        sheet.write_number(number, column, value, money)
                    else:
                        sheet.write(number, column, value)
            book.close()

        return work

    @contextmanager
    def datasette(self) -> Iterator[Work]:
        """Datasette over the same rows in SQLite, asked for all of them as CSV, over HTTP."""
        file = self.ours("csv")()
        con = sqlite3.connect(self.folder / "peer.db")
        table = self.con.execute(f"SELECT * FROM read_csv('{file}', header = true, all_varchar = true)")
        names = [d[0] for d in table.description]
        con.execute(f"CREATE TABLE entry ({', '.join(names)})")
        while rows := table.fetchmany(50_000):
            con.executemany(f"INSERT INTO entry VALUES ({', '.join('?' * len(names))})", rows)
        con.commit()
        con.close()
        port = free_port()
        asked = ["serve", str(self.folder / "peer.db"), "--port", str(port)]
        settings = ["--setting", "max_csv_mb", "0", "--setting", "max_returned_rows", "10000"]
        program = Path(sys.executable).with_name("datasette")
        server = subprocess.Popen([program, *asked, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}/peer/entry.csv?_stream=on&_size=max"
            _until_it_answers(f"http://127.0.0.1:{port}/-/versions.json")
            yield lambda: _fetched(address, self.rows)
        finally:
            server.terminate()
            server.wait()

    def memory(self, ending: str) -> float:
        """The most memory that an export takes beyond that of an idle process, in MB; measured in a process of its own."""
        env = {**os.environ, "PURSE_STORE": str(self.place.path)}
        said = subprocess.run(
            [sys.executable, "-m", "tests.bench.exports", "--child", ending], env=env, check=True, capture_output=True
        )
        found = json.loads(said.stdout)
        return float(found["peak"] - found["idle"])


def the_slice() -> Slice:
    """The one slice of a store of payments."""
    [held] = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    return of_holding(held)


def _forget() -> None:
    """No checksum is remembered from an earlier run, and no answer of the store."""
    from dashboard.exports import csv

    csv._known.clear()
    store._answer.cache_clear()


def _until_it_answers(address: str) -> None:
    for _ in range(300):
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("Datasette did not start")


def _fetched(address: str, rows: int) -> None:
    lines = 0
    with requests.get(address, stream=True, timeout=1200) as answer:
        for piece in answer.iter_content(1 << 20):
            lines += piece.count(b"\n")
    if lines != rows + 1:
        raise RuntimeError(f"Datasette gave {lines - 1} of {rows} rows")


def child(ending: str) -> None:
    """Prints the memory of this process, in MB, before and after an export."""
    Path("/proc/self/clear_refs").write_text("5")  # else the most memory is what the process that started this one had
    of = the_slice()
    idle = _most_memory()
    with tempfile.TemporaryDirectory() as folder:
        exports.write(Order(of, "en", BASE), ending, Path(folder))
    print(json.dumps({"idle": idle, "peak": _most_memory()}))


def _most_memory() -> float:
    [line] = [t for t in Path("/proc/self/status").read_text().splitlines() if t.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def measures(folder: Path, quick: bool) -> Iterator[tuple[str, int, Work, str, Work, float, int]]:
    """What is measured: what, rows, ours, the peer's name, the peer's, the goal as a ratio, how many times."""
    big, sheet = (200_000, 20_000) if quick else (1_000_000, 100_000)
    many = Payments(folder, big)
    yield "a slice as CSV", big, many.ours("csv"), "bare COPY", many.bare_copy(), 1.3, 3
    with many.datasette() as stream:
        yield "a slice as CSV", big, many.ours("csv"), "Datasette's CSV stream", stream, 0.1, 1
    few = Payments(folder, sheet)
    yield "a slice as XLSX", sheet, few.ours("xlsx"), "xlsxwriter", few.xlsxwriter(), 0.2, 3
    for ending in ("csv", "parquet", "json", "zip"):
        taken = many.memory(ending)
        yield f"memory above idle, {ending}", big, _number(taken), f"{MOST_MEMORY:.0f} MB", _number(MOST_MEMORY), 1.0, 0
    shutil.rmtree(many.folder)
    shutil.rmtree(few.folder)


def _number(value: float) -> Work:
    return lambda: value


def main() -> None:
    """This part of the bench alone."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--child")
    given = asked.parse_args()
    if given.child:
        return child(given.child)
    from tests.bench import run

    with tempfile.TemporaryDirectory() as folder:
        for m in run.exporting(Path(folder), given.quick):
            print(run.line(m), flush=True)
    return None


if __name__ == "__main__":
    main()

"""Files of every format, read back with other programs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

Read = list[dict[str, Any]]
DECIMAL = {"amount": D}


def csv_pandas(file: Path) -> Read:
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[], encoding="utf-8")
    return [typed(r) for r in frame.to_dict("records")]


def csv_duckdb(file: Path) -> Read:
    """All texts: what is nothing differs from a text without characters."""
    with file.open(encoding="utf-8", newline="") as lines:
        columns = dict.fromkeys(next(csv.reader(lines)), "VARCHAR")
    with duckdb.connect() as con:
        found = con.execute(
            "SELECT * FROM read_csv($1, auto_detect = false, header = true, quote = '\"', "
            "escape = '\"', delim = ',', columns = $2, allow_quoted_nulls = false, max_line_size = 10000000)",
            [str(file), columns],
        )
        names = [d[0] for d in found.description]
        return [typed(dict(zip(names, r, strict=True))) for r in found.fetchall()]


def csv_python(file: Path) -> Read:
    with file.open(encoding="utf-8", newline="") as lines:
        return [typed(r) for r in csv.DictReader(lines, strict=True)]


def csv_in_zip(file: Path) -> Read:
    with zipfile.ZipFile(file) as package:
        [name] = [n for n in package.namelist() if n.endswith(".csv")]
        text = io.StringIO(package.read(name).decode("utf-8"), newline="")
        return [typed(r) for r in csv.DictReader(text, strict=True)]


def xlsx_openpyxl(file: Path) -> Read:
    rows = list(openpyxl.load_workbook(file)["Data"].iter_rows(values_only=True))
    names = [str(n) for n in rows[0]]
    return [typed(dict(zip(names, r, strict=True))) for r in rows[1:]]


def parquet_duckdb(file: Path) -> Read:
    with duckdb.connect() as con:
        found = con.execute("SELECT * FROM read_parquet($1)", [str(file)])
        names = [d[0] for d in found.description]
        return [dict(zip(names, r, strict=True)) for r in found.fetchall()]


def parquet_arrow(file: Path) -> Read:
    return pq.read_table(file).to_pylist()


def json_python(file: Path) -> Read:
    return json.loads(file.read_text(encoding="utf-8"), parse_float=D)["entries"]


READERS: list[tuple[str, Callable[[Path], Read]]] = [
    ("csv", csv_pandas),
    ("csv", csv_duckdb),
    ("csv", csv_python),
    ("zip", csv_in_zip),
    ("xlsx", xlsx_openpyxl),
    ("parquet", parquet_duckdb),
    ("parquet", parquet_arrow),
    ("json", json_python),
]


def typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of texts as the store would have it; a text without characters is nothing."""
    known: dict[str, Callable[[Any], Any]] = {
        "amount": lambda v: D(repr(v) if isinstance(v, float) else v).quantize(D("0.01")),
        "fiscal_year": int,
        "recipient_rollup": lambda v: v if isinstance(v, bool) else {"true": True, "false": False}[v],
    }
    return {n: None if v in ("", None) else known.get(n, lambda x: x)(v) for n, v in row.items()}


def number(shown: str) -> D:
    """An amount as LibreOffice shows it: `50,773,000,000.00`."""
    return D(shown.replace(",", ""))


def office(file: Path, sheet: bool) -> list[list[str]]:
    """A file as LibreOffice opens it, saved again: the rows of its first sheet as texts. Formulas come out as they are
    written, with their equals sign, so that one that was made would be seen."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    saved = file.parent / "office"
    # Separator, quote, UTF-8, from line 1, formulas instead of results, which sheet.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false," + ("1" if sheet else "0")
    as_csv = [] if sheet else ["--infilter=CSV:44,34,76,1,,0,false,false,false"]
    subprocess.run(
        [program, f"-env:UserInstallation=file://{file.parent}/home", "--headless", *as_csv, "--convert-to", form,
         "--outdir", str(saved), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    [out] = saved.glob("*.csv")
    with out.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))

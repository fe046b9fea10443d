"""Every format holds what the store holds, whoever reads it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard import exports, store
from dashboard.exports import csv, parts, rows
from dashboard.exports.safety import safe

from .conftest import order, slices, stored, used
from .readers import READERS, number, office

Write = Callable[..., exports.Written]


@pytest.mark.parametrize(("ending", "read"), READERS, ids=lambda v: getattr(v, "__name__", v))
def test_a_file_is_its_slice_to_the_cent_and_text_by_text(ending: str, read: Any, write: Write) -> None:
    taken = slices()
    assert {of.basis for of in taken} >= {"consolidated", "appropriation", "payments"}
    assert len(taken) > 15
    for of in taken:
        names = used(of)
        wanted = [
            {n: safe(v) if ending in ("csv", "zip") and isinstance(v, str) else v for n, v in r.items()}
            for r in stored(of, names)
        ]
        written = write(of, ending)
        found = read(written.file)
        assert found == wanted, of
        assert tuple(found[0]) == names == tuple(c.name for c in written.about.columns)
        assert sum(r["amount"] for r in found) == written.about.control_sum, of
        assert written.about.rows == len(wanted)


@pytest.mark.parametrize("ending", exports.FORMATS)
def test_without_receipts_only_the_receipt_is_left_out(ending: str, write: Write) -> None:
    read = next(r for e, r in READERS if e == ending)
    of = next(s for s in slices() if s.dataset == "ontario/payments")
    with_cells, without = write(of, ending), used(of, receipts=False)
    cells = read(with_cells.file)
    written = write(of, ending, receipts=False)
    assert read(written.file) == [{n: r[n] for n in without} for r in cells]
    assert without[0] == "entry_id"
    assert set(used(of)) - set(without) == {"sha256", "file", "sheet", "cell", "printed"}
    assert written.about.sha256 != with_cells.about.sha256


@pytest.mark.parametrize("ending", exports.FORMATS)
def test_the_checksum_is_that_of_the_csv_in_every_format(ending: str, write: Write) -> None:
    for of in slices()[::4]:
        as_csv = hashlib.sha256(write(of, "csv").file.read_bytes()).hexdigest()
        assert write(of, ending).about.sha256 == as_csv
        assert write(of, ending, lang="fr").about.sha256 == as_csv, "the language is not part of the figures"


def test_blocks_do_not_show(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [next(s for s in slices() if s.dataset == d) for d in ("ontario/estimates", "ontario/consolidated-expense")]
    before = {of: write(of, "csv").file.read_bytes() for of in taken}
    store._written.cache_clear()
    for module, name, value in ((parts, "_STEP", 3), (csv, "_BLOCK", 20), (rows, "_FEW", 0)):
        monkeypatch.setattr(module, name, value)
        for of in taken:
            again = exports.write(order(of), "csv", tmp_path).file
            assert again.read_bytes() == before[of], name
    store._written.cache_clear()


def test_a_slice_without_entries_has_headings_alone(write: Write) -> None:
    of = slices()[0].narrowed("administrative_1", "nobody")
    assert write(of, "csv").file.read_bytes() == (",".join(parts.COLUMNS) + "\r\n").encode()
    assert json.loads(write(of, "json").file.read_text())["entries"] == []
    assert pq.read_table(write(of, "parquet").file).schema.field("amount").type == pa.decimal128(18, 2)
    assert openpyxl.load_workbook(write(of, "xlsx").file)["Data"].max_row == 1
    assert zipfile.ZipFile(write(of, "zip").file).testzip() is None


def test_csv_is_utf8_without_a_mark_and_ends_its_lines_as_the_rfc_says(write: Write) -> None:
    content = write(slices()[0], "csv").file.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_parquet_says_what_it_is(write: Write) -> None:
    written = write(slices()[0], "parquet", lang="fr")
    file = pq.ParquetFile(written.file)
    assert file.schema_arrow.field("amount").type == pa.decimal128(18, 2)
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    said = json.loads(file.schema_arrow.metadata[b"about"])
    assert said["title"] == written.about.title
    assert said["sha256"] == written.about.sha256
    assert D(said["control_sum"]) == written.about.control_sum


def test_json_prints_amounts_as_the_store_does(write: Write) -> None:
    of = slices()[0]
    written = write(of, "json")
    text = written.file.read_text(encoding="utf-8")
    for row in stored(of, ("entry_id", "amount"))[:50]:
        assert f'"amount":{row["amount"]:.2f}' in text
    said = json.loads(text)
    assert list(said) == ["about", "entries"]
    assert said["about"]["link"] == written.about.link


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_workbook_has_four_sheets_and_opens_where_it_should(lang: str, write: Write) -> None:
    of = next(s for s in slices() if s.dataset == "ontario/ministry-statements")
    written = write(of, "xlsx", lang=lang)
    book = openpyxl.load_workbook(written.file)
    assert book.sheetnames == ["Data", "About", "Definitions", "Sources"]
    data = book["Data"]
    assert data.freeze_panes == "A2"
    assert data.auto_filter.ref == data.dimensions
    at = {c.value: c.column for c in data[1]}
    assert data.cell(2, at["amount"]).number_format == "#,##0.00"
    assert isinstance(data.cell(2, at["fiscal_year"]).value, int)
    said = {r[0].value: r[1].value for r in book["About"].iter_rows()}
    assert written.about.sha256 in said.values()
    assert float(written.about.control_sum) in said.values()
    assert [r[0].value for r in book["Definitions"].iter_rows(min_row=2)] == list(used(of))
    assert {r[9].value for r in book["Sources"].iter_rows(min_row=2)} == {s for _, s in written.about.source.files}


def test_libreoffice_opens_the_workbook_as_it_was_written(write: Write) -> None:
    of = next(s for s in slices() if s.dataset == "ontario/payments")
    found = office(write(of, "xlsx").file, sheet=True)
    names = used(of)
    assert tuple(found[0]) == names
    wanted = stored(of, names)
    assert [r[names.index("recipient")] for r in found[1:]] == [r["recipient"] or "" for r in wanted]
    assert sum(number(r[names.index("amount")]) for r in found[1:]) == sum(r["amount"] for r in wanted)


def test_what_does_not_fit_into_a_sheet_is_refused_with_a_way_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.exports import formats, written

    small = {**formats.FORMATS, "xlsx": exports.Format("XLSX", "x", 10)}
    monkeypatch.setattr(written, "FORMATS", small)
    with pytest.raises(exports.TooLarge, match="take the CSV"):
        exports.write(order(slices()[0]), "xlsx", tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", exports.FORMATS)
def test_a_file_is_there_whole_or_not_at_all(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = slices()[0]
    real = store.Reading.batches

    def breaks(self: store.Reading, text: str, most: int = 100_000) -> pa.RecordBatchReader:
        reader = real(self, text, most)
        if "run_1" in text or (most == 100_000 and "entry_id" in text):
            raise store.QueryFailed("the disk went away")
        return reader

    csv._known.clear()
    monkeypatch.setattr(store.Reading, "batches", breaks)
    with pytest.raises(store.QueryFailed, match="went away"):
        exports.write(order(of), ending, tmp_path)
    assert not list(tmp_path.iterdir())

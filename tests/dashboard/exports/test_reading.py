"""The reading that files are written from touches the store alone, and one generation of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import queries, store


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT content FROM read_text('{file}')",
        "COPY (SELECT 1) TO '{new}'",
        "SELECT * FROM glob('{folder}/*')",
        "ATTACH '{new}' AS other",
    ],
)
def test_no_file_is_read_or_written(text: str, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("a,b\n1,2\n")
    names = {"file": tmp_path / "there.csv", "new": tmp_path / "new.csv", "folder": tmp_path}
    with store.reading() as reading, pytest.raises(store.QueryFailed):
        reading.batches(text.format(**names)).read_all()
    assert [p.name for p in tmp_path.iterdir()] == ["there.csv"]


def test_a_reading_keeps_to_its_generation(store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.reading() as reading:
        before = reading.ask(queries.holdings()).num_rows
        monkeypatch.setenv("PURSE_STORE", str(tmp_path))
        with pytest.raises(store.NoStore):
            store.generation()
        assert reading.ask(queries.holdings()).num_rows == before > 0
        assert reading.generation == "store-000001"


def test_what_a_reading_keeps_is_its_own() -> None:
    with store.reading() as one, store.reading() as other:
        one.keep("mine", "SELECT 1 AS a")
        one.let(part=7)
        assert one.batches("SELECT a + getvariable('part') AS n FROM mine").read_all().to_pylist() == [{"n": 8}]
        with pytest.raises(store.QueryFailed):
            other.batches("SELECT * FROM mine").read_all()
        assert other.batches("SELECT getvariable('part') AS n").read_all().to_pylist() == [{"n": None}]

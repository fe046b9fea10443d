"""`docs/catalogue.md` has every key and word of the catalogue's files, and its example is read."""

import re
from pathlib import Path
from typing import get_args

import pytest

from dashboard.catalogue import entries

from .markdown import fenced, read, tables

TEXT = read("docs/catalogue.md")
KEYS = {name: row["what it says"] for _, rows in tables(TEXT) if "key" in rows[0] for row in rows for name in re.findall(r"`(\w+)`", row["key"])}  # fmt: skip


def test_every_key_is_listed() -> None:
    assert set(KEYS) == set(entries.Entry.model_fields)


@pytest.mark.parametrize(
    ("key", "words"),
    [("access", entries.Access), ("exemption", entries.Exempt), ("update_frequency", entries.Frequency), ("kind", entries.Kind)],
)  # fmt: skip
def test_every_word_of_a_vocabulary_is_listed(key: str, words: object) -> None:
    told = set(re.findall(r"`([\w ]+)`", KEYS[key])) - {"reason", "rationale"}
    assert told == set(get_args(words))


def test_the_example_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "northland.yaml").write_text(fenced(TEXT, "yaml")[0], encoding="utf-8")
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    found = entries.read()
    assert found.problems == ()
    (entry,) = found.entries
    assert entry.exemption
    assert (entry.access, entry.exemption.reason, entry.last_release) == ("restricted", "privacy", "2022-09")

"""The catalogue's files: whole, in both languages, and harmless when one of them is wrong."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from dashboard.catalogue import entries, known
from dashboard.catalogue.entries import Entry
from loaders.load import default_sources
from loaders.reading import read_source

FILES = sorted((entries.DATA / "catalogue").glob("*.yaml"))
SOURCES = [read_source(f) for f in sorted(default_sources().rglob("*.yaml"))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the catalogue's files, in the place of the bundled ones."""
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    return tmp_path


def write(folder: Path, text: str, name: str = "one.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_the_bundled_files_are_read_without_a_problem() -> None:
    read = entries.read()
    assert read.problems == ()
    listed = [row["id"] for f in FILES for row in yaml.safe_load(f.read_text(encoding="utf-8"))["entries"]]
    assert len(listed) == len(set(listed)) == len(read.entries) > 40


def test_every_text_is_in_both_languages() -> None:
    def texts(entry: Entry) -> list[entries.Text]:
        own = [entry.description, entry.publisher, entry.licence, entry.api, entry.note, entry.not_loaded]
        return [t for t in (entry.title, *own, *(p.title for p in entry.parts)) if t]

    halves = [(e.id, t) for e in entries.read().entries for t in texts(e) if bool(t.en) != bool(t.fr)]
    assert halves == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_french_is_set_as_everywhere(file: Path) -> None:
    for found in re.findall(r'fr: "([^"]*)"', file.read_text(encoding="utf-8")):
        assert not re.search(r" [:;?!%»]|« |[^\xa0]:|[a-z]'[a-z]", re.sub(r"https?:", "", found)), found


def test_an_entry_that_is_told_elsewhere_says_nothing_twice() -> None:
    described = {s.dataset for s in SOURCES}
    own = {"title", "publisher", "licence", "licence_url", "page"}
    for entry in entries.read().entries:
        if entry.id in described:
            assert not own & entry.model_fields_set, f"{entry.id}: its description says that"
        else:
            assert entry.title, entry.id
            assert entry.jurisdiction, entry.id


def test_the_head_of_every_description_is_read_as_the_loaders_read_it() -> None:
    read = entries.read().described
    sources = {s.dataset: s for s in SOURCES}
    assert set(read) == set(sources)
    for name, source in sources.items():
        head = read[name]
        assert (head.title.en, head.title.fr) == (source.title.en, source.title.fr)
        assert head.publisher.en == source.publisher.en
        assert head.licence.en == source.licence.en
        assert head.update_frequency == source.update_frequency
        assert head.access_level == source.access_level


def bare(text: str) -> str:
    """Addresses without what differs from one spelling to the next."""
    return re.sub(r"https?://(www\.)?|/en(?=/)|\?_ga=\S*", "", text.lower())


@pytest.mark.shared
def test_every_fact_that_was_gathered_has_its_place(shared: Path) -> None:
    files = [*FILES, *(entries.DATA / "sources").rglob("*.yaml")]
    written = bare("".join(f.read_text(encoding="utf-8") for f in files))
    with (shared / "facts" / "catalogue_entries.csv").open(encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) > 40
    for row in rows:
        if "Detailed Schedule of Payments" in row["title"]:  # known from its publisher by now
            continue
        assert bare(row["url"] or row["source_url"]) in written, row["title"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entries: [", "one.yaml is no YAML"),
        ("entry: []", "one.yaml has no list named “entries”"),
        ("entries: {id: a/b}", "one.yaml has no list named “entries”"),
        ("entries: [{id: a/b, title: T, acess: open}]", "one.yaml, a/b: acess: Extra inputs are not permitted; found 'open'"),
        ("entries: [{id: A B, title: T}]", "one.yaml, A B: id:"),
        ("entries: [{id: a/b, title: T, access: closed}]", "one.yaml, a/b: access:"),
        ("entries: [{id: a/b, title: T, page: 'javascript:alert(1)'}]", "one.yaml, a/b: page:"),
        ("entries: [{id: a/b, title: T, last_release: 2024-13}]", "one.yaml, a/b: last_release:"),
        ("entries: [{id: a/b, title: T, last_release: 2023-02-30}]", "one.yaml, a/b: last_release:"),
        ("entries: [{id: a/b, title: T}, {id: a/b, title: U}]", "one.yaml: a/b stands twice"),
        ("entries: [3]", "one.yaml, entry 1:"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_others_stand(folder: Path, text: str, said: str) -> None:
    write(folder, text)
    write(folder, "entries: [{id: good/one, title: Good}]", "two.yaml")
    read = entries.read()
    assert len(read.problems) == 1
    assert read.problems[0].startswith(said), read.problems
    assert "good/one" in [e.id for e in read.entries]
    assert known.problems() == read.problems


def test_a_change_is_seen_at_the_next_look(folder: Path) -> None:
    write(folder, "entries: [{id: a/b, title: Before}]")
    before = entries.read()
    write(folder, "entries: [{id: a/b, title: After it}]")
    after = entries.read()
    assert [e.title.en for e in (*before.entries, *after.entries) if e.title] == ["Before", "After it"]
    assert before.stamp != after.stamp


def test_years_and_days_stay_texts(folder: Path) -> None:
    write(folder, "entries: [{id: a/b, title: '1', covers: {from: 1996, to: 2017}, last_release: 2024-09-19}]")
    (entry,) = entries.read().entries
    assert entry.covers
    assert (entry.covers.first, entry.covers.last, entry.last_release) == ("1996", "2017", "2024-09-19")

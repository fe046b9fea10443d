"""What docs/releases.md and docs/crosswalk.md say is so: figures, files, the example."""

import csv
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders import reading
from loaders.crosswalk import Crosswalk, Event, Organisation, fold, read_crosswalks
from loaders.differences import of_releases
from loaders.lines import release_year
from loaders.load import CODELISTS, ROOT
from loaders.publish import Place

from .markdown import fenced, read, tables

RELEASES, WHO = read("docs/releases.md"), read("docs/crosswalk.md")
EDITIONS = ("2016-17", "2017-18", "2018-19")


def test_the_counts_of_restated_figures_are_the_stores(store_dir: Path) -> None:
    counts = []
    for before, after in pairwise(EDITIONS):
        found = of_releases(Place(store_dir), "ontario/estimates", before, after)
        counts.append((found.count("restated"), found.count("restated") + found.count("unchanged")))
    whole = tuple(map(sum, zip(*counts, strict=True)))
    said = [tuple(map(int, m)) for m in re.findall(r"(\d+) of (\d+)", RELEASES)]
    assert said[:3] == [whole, *counts]


@pytest.mark.shared
def test_the_count_with_printed_totals_is_that_of_the_facts(shared: Path) -> None:
    ontario = next(c for c in read_crosswalks(CODELISTS / "crosswalk") if c.jurisdiction == "CA-ON")
    with (shared / "facts" / "ontario_estimates_program_summary.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def stated(edition: str, column: str) -> dict[tuple[str, ...], str]:
        found = {}
        for r in (r for r in rows if r["edition"] == edition and r[column]):
            who = ontario.resolve(r["ministry"], None, release_year(edition, None))
            key = (ontario.lineage(str(who)), r["section"], r["row_type"], r["vote"] or fold(r["label"]))
            found[key] = r[column]
        return found

    both = differ = 0
    for before, after in pairwise(EDITIONS):
        old, new = stated(before, "estimates_current"), stated(after, "estimates_prior")
        both += len(old.keys() & new.keys())
        differ += sum(old[k] != new[k] for k in old.keys() & new.keys())
    assert f"{differ} of {both}" in RELEASES


def test_the_example_is_a_crosswalk() -> None:
    example, _ = fenced(WHO, "yaml")
    found = Crosswalk.model_validate(yaml.load(example, Loader=reading._Texts))
    assert [e.type for e in found.events] == ["merge"]
    assert found.years("children-community-and-social-services") == (2020, None)


def test_every_key_is_explained() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", " ".join(str(row) for _, rows in tables(WHO) for row in rows)))
    fields: dict[str, Any] = {**Crosswalk.model_fields, **Event.model_fields, **Organisation.model_fields}
    plain = {"jurisdiction", "events", "from_", "id", "en", "fr", "date", "note"}  # the example says these
    assert fields.keys() - plain - explained == set()


@pytest.mark.parametrize("text", [RELEASES, WHO], ids=["releases", "crosswalk"])
def test_every_file_that_is_named_is_there(text: str) -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]+)`", text)) - {"ontario/estimates"}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []

"""docs/reliability.md says what was measured: its tables are those of the record, and nothing was lost."""

import json
import re

from tests.faults.run import PARTS, _found

from .markdown import ROOT, read, tables

DOC = read("docs/reliability.md")
KEPT = json.loads(read("docs/reliability.json"))


def test_nothing_was_lost() -> None:
    assert KEPT.keys() <= PARTS.keys()
    assert len(KEPT) > 0
    assert [f["fault"] for part in KEPT.values() for f in part["faults"] if f["lost"]] == []


def test_the_tables_are_those_of_the_record() -> None:
    shown = [
        (r["fault"], r["tried"], r["lost"], r["what came of it"])
        for _, rows in tables(DOC)
        for r in rows
        if "tried" in r
    ]
    record = [f for part in KEPT.values() for f in part["faults"]]
    assert shown == [(f["fault"], f"{f['tried']:,}", "0", _found(f)) for f in record]


def test_all_of_it_fits_into_twenty_minutes() -> None:
    assert sum(part["seconds"] for part in KEPT.values()) < 20 * 60


def test_every_file_and_part_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:loaders|docs|dashboard)/[\w./]+)`", DOC)
    assert len(named) >= 2
    assert [name for name in named if not (ROOT / name).exists()] == []
    (parts,) = re.findall(r"tests\.faults\.run ([a-z ]+?) +#", DOC)
    assert set(parts.split()) <= PARTS.keys()

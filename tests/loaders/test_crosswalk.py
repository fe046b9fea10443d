"""What became of organisations: read from YAML, followed from a year to today, and found again in the store."""

from decimal import Decimal as D
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from loaders import lines
from loaders.crosswalk import Crosswalk, Place, fold, read_crosswalk, read_crosswalks
from loaders.errors import SourceError
from loaders.lines import release_year
from loaders.load import CODELISTS

from .small import empty_store, enter

BASE = {"certainty": "certain", "evidence": "page 1", "fiscal_year": "2019-20"}


def crosswalk(*events: dict[str, Any], ids: str = "a b c d", **changes: Any) -> Crosswalk:
    organisations = [{"id": i, "en": i.upper()} for i in ids.split()]
    found = [{**BASE, **e} for e in events]
    return Crosswalk.model_validate(
        {"jurisdiction": "CA-ON", "organisations": organisations, "events": found, **changes}
    )


def places(found: list[Place]) -> list[tuple[str, D, str]]:
    return sorted((p.organisation, p.share, p.way) for p in found)


RENAME, MERGE = {"type": "rename", "from": "a", "to": "b"}, {"type": "merge", "from": ["a", "b"], "to": "c"}
SPLIT = {"type": "split", "from": "a", "to": ["b", "c"]}
SHARED = {"type": "split", "from": "a", "to": {"b": "0.75", "c": "0.25"}}
PART = {"type": "transfer", "from": "a", "to": {"b": "0.1"}}
PROGRAM = {"type": "transfer", "from": "a", "to": "b", "program": {"vote": "3003", "name": "Jobs Program"}}
LATER = {"type": "rename", "from": "b", "to": "d", "fiscal_year": "2021-22", "certainty": "probable"}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], [("a", D(1), "same")]),
        ([RENAME], [("b", D(1), "moved")]),
        ([RENAME, LATER], [("d", D(1), "moved")]),
        ([MERGE], [("c", D(1), "moved")]),
        ([SPLIT], [("a", D(1), "kept apart")]),
        ([SHARED, LATER], [("c", D("0.25"), "moved"), ("d", D("0.75"), "moved")]),
        ([PART], [("a", D("0.9"), "same"), ("b", D("0.1"), "moved")]),
        ([{**PART, "to": "b"}], [("a", D(1), "kept apart")]),
        ([PROGRAM], [("a", D(1), "same")]),
        ([{**RENAME, "certainty": "uncertain"}], [("a", D(1), "same")]),
        ([{"type": "abolished", "from": "a"}], [("a", D(1), "kept apart")]),
        ([{**PART, "to": {"c": "0.5"}}, {**RENAME, "to": "c"}], [("c", D(1), "moved")]),
    ],
)
def test_amounts_move_along_events(events: list[dict[str, Any]], expected: list[tuple[str, D, str]]) -> None:
    found = crosswalk(*events).today("a", 2019)
    assert places(found) == expected
    assert sum(p.share for p in found) == 1


def test_one_program_moves_by_vote_and_name_together() -> None:
    of = crosswalk(PROGRAM)
    assert places(of.today("a", 2019, ("3003", "jobs program"))) == [("b", D(1), "moved")]
    for part in (("3003", "another program"), ("3004", "jobs program")):
        assert places(of.today("a", 2019, part)) == [("a", D(1), "same")]


def test_events_before_the_year_are_in_its_figures() -> None:
    assert places(crosswalk(RENAME).today("a", 2020)) == [("a", D(1), "same")]


def test_the_least_certain_event_on_the_way_counts() -> None:
    (place,) = crosswalk(RENAME, LATER).today("a", 2019)
    assert place.certainty == "probable"


def test_years_follow_from_the_events() -> None:
    of = crosswalk(RENAME, LATER)
    assert [of.years(i) for i in "abd"] == [(None, 2019), (2020, 2021), (2022, None)]
    assert {of.lineage(i) for i in "abd"} == {"d"}


def test_all_but_a_rename_touches_whoever_it_names() -> None:
    of = crosswalk(RENAME, {**MERGE, "from": ["c", "d"], "to": "e"}, ids="a b c d e")
    assert [of.touched(i, 2019) for i in "abcde"] == [False, False, True, True, True]
    assert not of.touched("c", 2020)


def test_names_come_back_and_the_year_says_which_is_meant() -> None:
    again = {"type": "rename", "from": "b", "to": "c", "fiscal_year": "2021-22"}
    named = [{"id": "a", "en": "Housing"}, {"id": "b", "en": "Homes"}, {"id": "c", "en": "Housing"}]
    of = crosswalk(RENAME, again, organisations=named)
    assert [of.resolve("Ministry of HOUSING", None, y) for y in (2019, 2020, 2022)] == ["a", None, "c"]


def test_code_and_label_must_both_agree() -> None:
    of = crosswalk(organisations=[{"id": "a", "en": "Health Canada", "code": "H"}])
    assert [of.resolve("Health Canada", c, 2025) for c in ("H", "AG", None)] == ["a", None, None]
    assert of.resolve("Agriculture Canada", "H", 2025) is None


@pytest.mark.parametrize(
    "label",
    ["Ministry Of Tourism, Culture And Sport", "Tourism, Culture, and Sport", " tourism  culture and SPORT", "Ministry for Tourism, Culture and Sport"],
)  # fmt: skip
def test_editions_vary_case_and_punctuation(label: str) -> None:
    assert fold(label) == "tourism culture and sport"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"events": [{**BASE, **RENAME, "to": "z"}]}, "events name z, which no organisation is"),
        ({"events": [{**BASE, **RENAME, "to": ["b", "c"]}]}, "a rename has one under from and one under to"),
        ({"events": [{**BASE, **MERGE, "from": "a"}]}, "a merge has two or more under from and one under to"),
        ({"events": [{**BASE, **SPLIT, "to": {"b": "0.5", "c": "0.4"}}]}, "the shares of a split add up to 1"),
        ({"events": [{**BASE, **SPLIT, "to": {"b": "1", "c": None}}]}, "the shares of a split add up to 1"),
        ({"events": [{**BASE, **PART, "to": {"b": "1.5"}}]}, "a share lies between 0 and 1"),
        ({"events": [{**BASE, **RENAME, "to": {"b": "0.5"}}]}, "takes all of the amounts along"),
        ({"events": [{**BASE, **RENAME, "program": {"vote": "1", "name": "x"}}]}, "only a transfer"),
        ({"events": [{**BASE, **RENAME}, {**BASE, **SPLIT}]}, "a ends twice, in 2020 and 2020"),
        ({"events": [{**BASE, **RENAME, "evidence": ""}]}, "line 11, events.0.evidence: "),
        ({"events": [{**BASE, **RENAME, "sure": "yes"}]}, "events.0.sure: unknown key"),
        ({"organisations": [{"id": "a", "en": "A"}, {"id": "a", "en": "B"}]}, "organisation a is listed twice"),
        (
            {"organisations": [{"id": "a", "en": "A"}, {"id": "b", "en": "a"}]},
            "a and b are both called 'a' in the same",
        ),
        ({"organisation": []}, "organisation: unknown key"),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    content = {"jurisdiction": "CA-ON", "organisations": [{"id": i, "en": i} for i in "abc"], **wrong}
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_crosswalk(path)
    assert said in str(refused.value)
    assert str(refused.value).startswith(str(path))


def test_two_crosswalks_of_one_jurisdiction_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("jurisdiction: CA-ON\norganisations: []\n", encoding="utf-8")
    with pytest.raises(SourceError, match="CA-ON has another crosswalk already"):
        read_crosswalks(tmp_path)


@pytest.mark.parametrize(
    ("release", "published", "year"),
    [("2016-17", "2016", 2017), ("2016-17-revised", None, 2017), ("2025", None, 2025), ("2016-12", None, 2016),
     ("first", "2024-09", 2024), ("first", None, None)],
)  # fmt: skip
def test_a_release_is_of_a_year(release: str, published: str | None, year: int | None) -> None:
    assert release_year(release, published) == year


def test_every_label_of_the_bundled_datasets_resolves_or_is_listed(store: duckdb.DuckDBPyConnection) -> None:
    jurisdictions = {c.jurisdiction for c in read_crosswalks(CODELISTS / "crosswalk")}
    assert jurisdictions == {"CA", "CA-ON"}
    lost = store.execute(
        "SELECT DISTINCT dataset, release, code, label FROM organisation_label JOIN entry USING (dataset, release) "
        "WHERE organisation IS NULL AND reason IS NULL AND label = administrative_1 AND jurisdiction IN ('CA', 'CA-ON')"
    ).fetchall()
    assert lost == [], "name these in data/codelists/crosswalk, or list them there under unresolved"
    labels = store.execute("SELECT count(*) FROM organisation_label WHERE organisation IS NOT NULL").fetchall()[0][0]
    printed = store.execute(
        "SELECT count(*) FROM (SELECT DISTINCT dataset, release, administrative_1_code, administrative_1 FROM entry "
        "WHERE administrative_1 IS NOT NULL AND jurisdiction IN ('CA', 'CA-ON'))"
    ).fetchall()[0][0]
    assert labels == printed > 400


@pytest.mark.shared
def test_ministries_as_the_accounts_printed_them_resolve_too(shared: Path) -> None:
    """Labels of 2014-15 to 2021-22 that no bundled dataset has."""
    with duckdb.connect() as con:
        file = str(shared / "facts" / "ontario_ministry_spending_as_published.csv")
        printed = con.execute(
            "SELECT DISTINCT fiscal_year, ministry FROM read_csv(?, all_varchar = true)", [file]
        ).fetchall()
    ontario = next(c for c in read_crosswalks(CODELISTS / "crosswalk") if c.jurisdiction == "CA-ON")
    assert [(y, m) for y, m in printed if ontario.resolve(m, None, release_year(y, None)) is None] == []
    assert len(printed) > 60


def test_a_label_that_is_no_organisation_is_listed_with_the_reason() -> None:
    con = empty_store()
    con.execute(
        "INSERT INTO release BY NAME SELECT 'test/x' AS dataset, '2016-17' AS release, 'f' AS file, 'f' AS sha256, 1 AS bytes, "
        "now()::TIMESTAMP AS loaded_at, 1 AS rows_read, 1 AS rows_kept, 0 AS rows_set_aside, 1 AS entries, 0 AS empty_figures"
    )
    for label in ("A", "Nobody", "All ministries"):
        enter(con, administrative_1=label)
    unresolved = [{"dataset": "test/x", "label": "all ministries", "why": "a sum"}]
    lines.write(con, [crosswalk(RENAME, unresolved=unresolved)])
    assert con.execute("SELECT label, organisation, reason FROM organisation_label ORDER BY ALL").fetchall() == [
        ("A", "CA-ON/a", None),
        ("All ministries", None, "a sum"),
        ("Nobody", None, None),
    ]
    assert con.execute("SELECT administrative_1, path, lineage FROM entry_line ORDER BY ALL").fetchall() == [
        ("A", "CA-ON/a@2017", "CA-ON/b"),
        ("All ministries", None, None),
        ("Nobody", None, None),
    ]


def test_every_path_of_the_store_adds_up(store: duckdb.DuckDBPyConnection) -> None:
    wrong = "SELECT path FROM organisation_path GROUP BY path HAVING sum(share) <> 1 OR count(*) FILTER (rest) <> 1"
    assert store.execute(wrong).fetchall() == []
    assert store.execute("SELECT count(*) FROM entry_line WHERE line IS NULL").fetchall() == [(0,)]


def test_one_line_has_one_entry_where_nothing_else_tells_rows_apart(store: duckdb.DuckDBPyConnection) -> None:
    """Votes and labels together tell the lines of the Estimates apart: no two rows fall together."""
    together = (
        "SELECT line FROM entry_line WHERE dataset = 'ontario/estimates' "
        "GROUP BY release, fiscal_year, phase, basis, line HAVING count(*) > 1"
    )
    assert store.execute(together).fetchall() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("2016-17", "Ministry of Aboriginal Affairs"),
            ("2017-18", "Ministry of Indigenous Relations and Reconciliation"),
        ),
        (
            ("2016-17", "Ministry of Municipal Affairs and Housing"),
            ("2017-18", "Ministry of Municipal Affairs / Ministry of Housing"),
        ),
    ],
)
def test_a_renamed_ministry_keeps_its_lines(
    store: duckdb.DuckDBPyConnection, one: tuple[str, str], other: tuple[str, str]
) -> None:
    voted = (
        "SELECT DISTINCT vote, category, line FROM entry_line "
        "WHERE dataset = 'ontario/estimates' AND release = ? AND administrative_1 = ? AND line_type = 'program'"
    )
    first, second = ({(v, c): n for v, c, n in store.execute(voted, side).fetchall()} for side in (one, other))
    common = first.keys() & second.keys()
    assert len(common) >= 2
    assert all(first[k] == second[k] for k in common)

"""The Charter's scores: measured, shown, and changed by nothing but what they measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from dashboard import queries, store
from dashboard.catalogue import charter, charter_words, rules
from dashboard.catalogue.charter import Score
from dashboard.catalogue.entries import Text
from dashboard.catalogue.rules import Facts
from dashboard.i18n import Speaker
from dashboard.places import place_name
from tests.docs.markdown import read, tables

ON = date(2026, 6, 30)
EN = Speaker("en")


def facts(dataset: str) -> Facts:
    return next(f for f in charter.facts(ON) if f.of.id == dataset)


def found(score: Score) -> Mapping[str, Any]:
    return {s.rule.name: s.found for s in score.rules}


def test_every_loaded_dataset_and_no_other_is_scored() -> None:
    assert [s.dataset for s in charter.scores(ON)] == store.ask(queries.datasets)["dataset"].to_pylist()


def test_ministry_statements_rule_by_rule() -> None:
    assert {name: tuple(f) for name, f in found(charter.score(facts("ontario/ministry-statements"))).items()} == {
        "access": ("open", 2),
        "licence-stated": ("yes", 1),
        "landing-page": ("yes", 1),
        "current": ("yes", 1),
        "timely": (275, 1),  # from 31 March to the end of 2025, the year of publication
        "totals": (5, 2),
        "years": (2, 0),
        "machine-readable": ("CSV", 2),
        "licence-open": ("no", 0),  # ontario.ca terms of use
        "languages": ("no", 0),
        "organisations": (Decimal(1), 1),
        "coded": (Decimal(0), 0),
        "cofog": (Decimal(1), 2),
        "releases": (2, 1),
        "plan-and-actual": ("other", 1),  # the Estimates are on the same basis
        "depth": (4, 1),
        "api": ("yes", 1),
        "explained": ("yes", 1),
        "per-person": ("yes", 1),
    }


def test_shares_are_those_of_the_entries(store_dir: Any) -> None:
    with duckdb.connect(str(store_dir / "current"), read_only=True) as con:
        counted = con.execute(
            "SELECT dataset, count(*), count(lineage), count(administrative_1_code) FROM entry_line GROUP BY dataset"
        ).fetchall()
    for dataset, n, resolved, coded in counted:
        of = facts(dataset).classified
        assert of
        assert (of["entries"], of["resolved"], of["coded"]) == (n, resolved, coded)
    authorities = found(charter.score(facts("canada/authorities")))["cofog"].value
    assert authorities == Decimal("0.9997"), "three of 8,676 entries have no purpose"


def test_points_never_pass_what_can_be_had() -> None:
    for score in charter.scores(ON):
        for s in score.rules:
            assert s.found.points is None or 0 <= s.found.points <= s.rule.of
        sums = [score.principle(p) for p in charter.PRINCIPLES]
        assert score.total == (sum(p for p, _ in sums), sum(of for _, of in sums))


def test_what_is_not_known_is_no_part_of_the_sum() -> None:
    of = facts("canada/program-spending")  # nobody knows when it was published
    score = charter.score(of)
    assert tuple(found(score)["timely"]) == (None, None)
    assert score.principle("timely") == (3, 3)
    assert charter_words.measured(EN, next(s for s in score.rules if s.rule.name == "timely")) == "Not known"


def test_a_price_index_has_no_fiscal_year_to_report_on() -> None:
    names = set(found(charter.score(facts("reference/series"))))
    assert names == {r.name for r in rules.OF_ALL}


@pytest.mark.parametrize(
    ("published", "days", "points"),
    [("2024-09-27", 180, 2), ("2024-09-28", 181, 1), ("2025-03-31", 365, 1), ("2025-04-01", 366, 0),
     ("2024-09", 183, 1), ("2024", 275, 1), ("2024-01", -60, 2)],
)  # fmt: skip
def test_timely_counts_days_from_the_end_of_the_year(published: str, days: int, points: int) -> None:
    of = facts("ontario/payments")
    dated = replace(of, of=replace(of.of, releases=tuple({**r, "published": published} for r in of.of.releases)))
    assert tuple(found(charter.score(dated))["timely"]) == (days, points)


def test_a_plan_is_timed_from_its_years_first_day() -> None:
    of = facts("ontario/estimates")
    assert rules.main_phase(of) == "proposed"
    assert rules.days(of) == (date(2018, 12, 31) - date(2018, 4, 1)).days


@pytest.mark.parametrize(
    ("change", "rule", "points"),
    [
        ({"access": "restricted"}, "access", 0),
        ({"access": "being_opened"}, "access", 1),
        ({"access": None}, "access", None),
        ({"licence_url": None}, "licence-stated", 0),
        ({"licence_url": rules.OPEN_LICENCES[0]}, "licence-open", 2),
        ({"page": None}, "landing-page", 0),
        ({"overdue_since": date(2026, 1, 1)}, "current", 0),
        ({"next_expected": None}, "current", None),
        ({"formats": ("PDF", "HTML")}, "machine-readable", 0),
        ({"formats": ("XLSX",)}, "machine-readable", 1),
        ({"formats": ()}, "machine-readable", None),
        ({"languages": ("en", "fr")}, "languages", 1),
        ({"languages": ()}, "languages", None),
        ({"api": Text()}, "api", 0),
        ({"description": Text(en="Only this")}, "explained", 0),
        ({"releases": ()}, "releases", 0),
    ],
)
def test_each_rule_follows_what_it_measures(change: dict[str, Any], rule: str, points: int | None) -> None:
    of = facts("ontario/ministry-statements")
    assert found(charter.score(of))[rule].points != points
    assert found(charter.score(replace(of, of=replace(of.of, **change))))[rule].points == points


def test_a_total_that_is_missed_costs_its_points() -> None:
    of = facts("ontario/ministry-statements")
    assert found(charter.score(replace(of, totals={"met": 4, "missed": 1})))["totals"].points == 0
    assert found(charter.score(replace(of, totals={})))["totals"].points == 0


def test_plan_and_actual_within_beside_or_nowhere() -> None:
    of = facts("ontario/ministry-statements")
    assert tuple(found(charter.score(replace(of, others=[])))["plan-and-actual"]) == ("no", 0)
    assert tuple(found(charter.score(facts("ontario/estimates")))["plan-and-actual"]) == ("own", 2)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_rule_and_principle_has_words(lang: str) -> None:
    say = Speaker(lang)
    assert set(charter_words.rules(say)) == {r.name for r in charter.RULES}
    assert (
        tuple(charter_words.principles(say))
        == charter.PRINCIPLES
        == tuple(dict.fromkeys(r.principle for r in charter.RULES))
    )
    for score in charter.scores(ON):
        for s in score.rules:
            assert charter_words.measured(say, s)
            assert charter_words.points(say, s)


def test_the_document_lists_every_rule_with_its_points() -> None:
    listed = next(rows for _, rows in tables(read("docs/catalogue.md")) if "principle" in rows[0])
    names = charter_words.principles(EN)
    told = Counter(
        (row["principle"], rule.strip()) for row in listed for rule in row["rules, with the most points"].split(",")
    )
    assert told == Counter((names[r.principle], f"`{r.name}` {r.of}") for r in charter.RULES)


def test_places_of_the_catalogue_have_names() -> None:
    assert place_name(EN, "CA-TOR") == "Toronto"

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs

from tests.pages.conftest import Open, text

REVENUE, PAYMENTS = "ontario/revenue-by-source", "ontario/payments"
STATEMENTS, CONSOLIDATED = "ontario/ministry-statements", "ontario/consolidated-expense"


def links(app: object) -> list[dict[str, str]]:
    bodies = "".join(e.proto.body for e in app.get("html") if "pp-link" in e.proto.body)  # type: ignore[attr-defined]
    found = re.findall(r'href="compare\?([^"]*)"', bodies)
    return [{k: v[0] for k, v in parse_qs(html.unescape(f)).items()} for f in found]


def drawn(app: object) -> str:
    return str(app.get("vega_lite_chart")[0].proto.alt)  # type: ignore[attr-defined]


def test_two_years_of_the_same_accounts_by_default(open_page: Open) -> None:
    app = open_page("compare", lang="en")
    said = text(app)
    assert "A, 2024–25: $221.3 billion; B, 2023–24: $200.6 billion. A is 10.3% more than B, by $20.6 billion." in said
    assert "Furthest apart of what both have is Finance: $19.1 billion in A, $13.6 billion in B." in said
    assert "$221,264,301,149.05" in said
    assert "$200,634,829,913" in said
    assert "$20,629,471,236.05" in said, "the difference of the totals"
    assert "−$164,333,192.83" in said, "Education spent less: the sign stays"
    assert drawn(app).startswith("A chart of 24 marks. Largest: Health, 2024–25: $77.9 billion")


def test_ontario_against_canada_is_per_resident(open_page: Open) -> None:
    app = open_page("compare", lang="en", b_jurisdiction="CA")
    said = text(app)
    assert "A, Ontario: $13,723 per resident; B, Canada: $11,491 per resident." in said
    assert "matched by name alone" in said
    assert "Only in A: 32 lines" in said
    assert "Only in B: 131 lines" in said
    assert "A 16,124,116, B 41,288,599" in said
    assert drawn(app).startswith("A chart of 4 marks. Largest: Total, Ontario: $13,723")
    dollars = text(open_page("compare", lang="en", b_jurisdiction="CA", **{"as": "dollars"}))
    assert "A, Ontario: $221.3 billion; B, Canada: $474.4 billion." in dollars


def test_a_ministry_against_itself_under_another_name(open_page: Open) -> None:
    app = open_page(
        "compare", lang="en", a_dataset=STATEMENTS, a_part="CA-ON/indigenous-affairs",
        b_dataset="ontario/estimates", b_fiscal_year="2015", b_part="CA-ON/indigenous-affairs",
    )  # fmt: skip
    said = text(app)
    assert "Indigenous Affairs" in said
    assert "Ministry of Aboriginal Affairs" in said
    assert "$70.6 million" in said


def test_two_bases_are_refused_with_a_way_out_that_works(open_page: Open) -> None:
    app = open_page("compare", lang="en", a_dataset=STATEMENTS, b_dataset=CONSOLIDATED)
    (why,) = [w.value for w in app.warning]
    assert "two bases" in why
    assert not app.get("vega_lite_chart")
    ways = links(app)
    assert {w["b_dataset"] for w in ways} == {STATEMENTS, CONSOLIDATED}
    for way in ways:
        there = open_page("compare", **way)
        assert not there.warning
        assert there.get("vega_lite_chart")


def test_revenue_and_spending_are_refused(open_page: Open) -> None:
    app = open_page("compare", lang="en", a_dataset=REVENUE, b_dataset=PAYMENTS)
    assert "One side is revenue, the other spending" in app.warning[0].value
    assert not app.get("vega_lite_chart")
    assert [w["b_dataset"] for w in links(app)] == [REVENUE]


def test_the_same_slice_twice_is_told(open_page: Open) -> None:
    app = open_page("compare", lang="en", a_fiscal_year="2025", b_fiscal_year="2025")
    assert "Both sides are the same" in app.warning[0].value


def test_sides_of_different_levels_compare_totals_only(open_page: Open) -> None:
    app = open_page("compare", lang="en", a_part="CA-ON/health", b_fiscal_year="2025")
    said = text(app)
    assert "do not divide by the same level" in said
    assert "A, Health: $77.9 billion; B, Everything: $221.3 billion." in said
    assert drawn(app).startswith(
        "A chart of 2 marks. Largest: Total, Everything: $221.3 billion. Smallest: Total, Health: $77.9"
    )


def test_shares_are_of_each_side(open_page: Open) -> None:
    said = text(open_page("compare", lang="en", **{"as": "share"}))
    assert "35.2%" in said, "Health of 221.3 billion"
    assert "36.6%" in said, "Health of 200.6 billion"
    assert "Shares are of each side's own total." in said


def test_a_year_without_population_is_not_offered_per_resident(open_page: Open) -> None:
    app = open_page("compare", lang="en", a_jurisdiction="CA", a_fiscal_year="2029", b_jurisdiction="CA-ON")
    assert "Not per resident" in text(app)


def test_in_french(open_page: Open) -> None:
    said = text(open_page("compare", lang="fr", b_jurisdiction="CA"))
    assert "A, Ontario : 13\xa0723\xa0$ par habitant; B, Canada : 11\xa0491\xa0$ par habitant." in said
    assert "A dépasse B de 19,4\xa0%, soit de 2\xa0232\xa0$." in said


def test_choices_of_the_sides_do_not_touch_other_pages(open_page: Open) -> None:
    app = open_page("compare", lang="en", b_jurisdiction="CA", b_dataset="canada/authorities")
    app.switch_page("pages/spending.py").run()
    assert "All of Ontario" in text(app)

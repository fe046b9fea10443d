from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pyarrow as pa
import pytest

from dashboard import queries, store
from dashboard.i18n import Speaker
from tests.pages.conftest import Open, text

ESTIMATES = {"dataset": "ontario/estimates", "lang": "en"}
HEALTH, INDIGENOUS = "CA-ON/health-and-long-term-care", "CA-ON/indigenous-affairs"


def points(app: Any, line: str = "whole") -> list[dict[str, Any]]:
    proto = app.get("vega_lite_chart")[0].proto  # Streamlit lays named data beside the specification
    marks = pa.ipc.open_stream(proto.datasets[0].data.data).read_all().to_pylist()
    return [m for m in marks if m["what"] == "points" and m["layout"] == "w" and m["line"] == line]


def drawn_lines(app: Any) -> str:
    return str(app.get("vega_lite_chart")[0].proto.alt)


def test_ten_years_of_revenue_with_two_breaks(open_page: Open) -> None:
    app = open_page("trends", lang="en")
    said = text(app)
    assert "Revenue by source, total: from $126.2 billion in 2014–15 to $205.9 billion in 2023–24." in said
    assert "That is 63.2% more, on average 5.6% more a year. 2 breaks lie in between (A and B)" in said
    assert "**A** · 2015–16: Pension accounting" in said
    assert "**B** · 2016–17: Consolidation: from 2016–17 on, hospitals" in said
    assert "Known from: Public Accounts of Ontario" in said
    assert "Not here, for only one year of them is loaded: Payments to organisations." in said
    assert [p["segment"] for p in points(app)] == [1, 2, *[3] * 8], "the line ends at each break and begins again"
    assert "Taxation" in said
    assert "$141,860,000,000" in said


def test_every_total_of_the_table_is_the_store_s(open_page: Open) -> None:
    said, say = text(open_page("trends", lang="en")), Speaker("en")
    rows = store.ask(queries.history, "ontario/revenue-by-source", "revenue", "executed", "consolidated").to_pylist()
    assert len(rows) == 10
    for row in rows:
        assert say.exact(row["amount"]) in said


def test_constant_dollars_with_their_prices(open_page: Open) -> None:
    said = text(open_page("trends", lang="en", measure="constant"))
    assert "total, dollars of 2024–25: from $162.6 billion in 2014–15 to $210.6 billion in 2023–24." in said
    assert "$162,613,335,883" in said, "126,152,000,000 × 161.76 ÷ 125.49"
    assert "125.49" in said
    assert "2024–25 (base)  161.76" in said.replace("   ", "  ")
    assert "Divided by: Consumer prices (2002 = 100); Consumer prices and population" in said
    other = text(open_page("trends", lang="en", measure="constant", base="2015"))
    assert "dollars of 2014–15: from $126.2 billion in 2014–15" in other


def test_per_resident_names_the_years_without_population(open_page: Open) -> None:
    app = open_page("trends", lang="en", jurisdiction="CA", measure="resident")
    said = text(app)
    assert "dollars per resident: from $11,561 in 2020–21 to $11,491 in 2024–25." in said
    assert "$11,490.62" in said, "474,431,419,394.65 ÷ 41,288,599"
    assert "41,288,599" in said
    assert "Left out, because there is nothing to measure them by: 2026–27, 2027–28 and 2028–29." in said
    assert [p["year"] for p in points(app)] == [2021, 2022, 2023, 2024, 2025]


def test_plans_are_dashed_and_joined_to_nothing(open_page: Open) -> None:
    app = open_page("trends", lang="en", jurisdiction="CA")
    said = text(app)
    assert "Planned for 2028–29: $488.4 billion; what is dashed is a plan." in said
    assert "No figures in these accounts: 2025–26." in said
    drawn = points(app)
    assert [p["year"] for p in drawn if p["plan"]] == [2027, 2028, 2029]
    assert {p["segment"] for p in drawn if p["plan"]} & {p["segment"] for p in drawn if not p["plan"]} == set()
    assert "to $474.4 billion in 2024–25" in said, "the change is that of actual years"


def test_shares_and_indexes(open_page: Open) -> None:
    params = {"lang": "en", "lines": "Taxation"}
    share = text(open_page("trends", measure="share", **params))
    assert "from 65.2% in 2014–15 to 68.9% in 2023–24. That is a change of +3.7 percentage points." in share
    assert "Total" not in drawn_lines(open_page("trends", lang="en", measure="share")), "its share is always all"
    index = text(open_page("trends", measure="index", **params))
    assert "Taxation, 2014–15 = 100: from 100.0 in 2014–15 to 172.4 in 2023–24." in index
    assert "not at zero" in index


def test_a_ministry_through_its_renames_and_restatements(open_page: Open) -> None:
    app = open_page("trends", phase="proposed", lines=f"{HEALTH}|{INDIGENOUS}", **ESTIMATES)
    said = text(app)
    assert "One line under several names: Ministry of Aboriginal Affairs (2015–16); Ministry of Indigenous" in said
    assert "2016–17: $81,986,414 in release 2017-18; release 2016-17 printed $76,986,414." in said
    assert "$81,986,414 ◆" in said
    assert "Another edition: from here on the figures are of release 2017-18, before of 2016-17." in said
    assert [p["restated"] for p in points(app, INDIGENOUS)] == [False, True]


def test_a_total_of_other_organisations_is_a_break_of_the_total_only(open_page: Open) -> None:
    app = open_page("trends", lines=f"whole|{HEALTH}", **ESTIMATES)
    said = text(app)
    assert "2015–16, Total: The figures of release 2017-18 are of other organisations." in said
    assert "There for the first time: " in said
    assert [p["segment"] for p in points(app)] == [1, 2, 3, 4, 4]
    assert [p["segment"] for p in points(app, HEALTH)] == [1, 2, 2, 3, 3], "pension accounting, then plans"


def test_a_federal_reorganisation_interrupts_its_departments(open_page: Open) -> None:
    line = "CA/environment-and-climate-change-canada"
    app = open_page("trends", lang="en", jurisdiction="CA", lines=line)
    said = text(app)
    assert "Reorganisation: a part of Environment and Climate Change Canada went to Canada Water Agency." in said
    assert [p["segment"] for p in points(app, line)][:5] == [1, 1, 1, 1, 2]


def test_the_programs_of_one_ministry(open_page: Open) -> None:
    app = open_page("trends", within=HEALTH, **ESTIMATES)
    said = text(app)
    assert "Ministry of Health and Long-Term Care: from $49.4 billion in 2014–15 to $51.4 billion in 2016–17." in said
    assert "Health Insurance" in said


def test_an_unknown_line_is_told_and_the_rest_is_kept(open_page: Open) -> None:
    said = text(open_page("trends", lang="en", lines="Taxation|Magic"))
    assert "Lines, six at most: the address asks for “Magic”" in said
    assert "Taxation: from $82.3 billion" in said


def test_two_years_of_payments_are_not_pretended(open_page: Open) -> None:
    said = text(open_page("trends", lang="en", dataset="ontario/payments"))
    assert "the address asks for “ontario/payments”, which is not among the choices" in said


def test_in_french(open_page: Open) -> None:
    said = text(open_page("trends", lang="fr", jurisdiction="CA"))
    assert (
        "total\xa0: de 439,6\xa0milliards de dollars en 2020-2021 à 474,4\xa0milliards de dollars en 2024-2025." in said
    )
    assert "C’est 7,9\xa0% de plus, soit en moyenne 1,9\xa0% de plus par an." in said
    one = text(open_page("trends", lang="fr", **{k: v for k, v in ESTIMATES.items() if k != "lang"}, lines=HEALTH))
    assert "Il y a 1 rupture entre les deux (A)" in one


@pytest.mark.parametrize(
    "dataset", ["ontario/consolidated-expense", "ontario/ministry-statements", "canada/authorities"]
)
def test_every_other_dataset_opens(open_page: Open, dataset: str) -> None:
    place = "CA" if dataset.startswith("canada") else "CA-ON"
    said, say = text(open_page("trends", lang="en", jurisdiction=place, dataset=dataset)), Speaker("en")
    row = next(d for d in store.ask(queries.datasets).to_pylist() if d["dataset"] == dataset)
    years = store.ask(queries.history, dataset, row["direction"], "executed", row["basis"]).to_pylist()
    assert len(years) > 1
    assert all(say.exact(D(y["amount"])) in said for y in years)

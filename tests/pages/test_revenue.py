from __future__ import annotations

from tests.pages.conftest import Open, chart, text


def test_the_sources_of_2023_24(open_page: Open) -> None:
    app = open_page("revenue", lang="en")
    said = text(app)
    assert "All of Ontario: $205.9 billion in 2023–24." in said
    assert "$205,936,000,000" in said, "the total of the table is the annual report's"
    assert len(chart(app)["datasets"]["tiles"]) == 5


def test_taxes_one_by_one(open_page: Open) -> None:
    said = text(open_page("revenue", lang="en", fiscal_year="2016", economic_1="Taxation"))
    assert "Personal Income Tax" in said
    assert "Taxation: $91.8 billion in 2015–16." in said


def test_where_there_is_none_it_says_so(open_page: Open) -> None:
    app = open_page("revenue", lang="en", jurisdiction="CA")
    assert "No revenue of Canada is loaded" in text(app)
    assert not app.get("vega_lite_chart")

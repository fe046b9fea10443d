"""What changed, as a visitor sees it."""

from __future__ import annotations

from tests.pages.conftest import Open, drawn, text

EDITIONS = {"dataset": "ontario/estimates", "before": "2016-17", "after": "2017-18", "lang": "en"}


def test_what_an_edition_restated(open_page: Open) -> None:
    app = open_page("changes", **EDITIONS)
    said = text(app)
    assert "Of the lines of 2016–17 that releases 2016-17 and 2017-18 both hold (104), 33 were restated: +$650 million in all." in said  # fmt: skip
    for figure in ("$846,533,600", "$1,235,617,600", "+$389,084,000", "+$65,200,000"):
        assert figure in said
    first, *_ = drawn(app)
    assert (first["label"], first["amount"]) == ("Population and Public Health Program", 389084000.0)
    assert "has nothing of their ministry: not every table could be found" in said


def test_the_states_add_up_to_both_releases(open_page: Open) -> None:
    said = text(open_page("changes", **EDITIONS))
    for figure in ("$115,081,568,579", "$114,542,452,017"):
        assert figure in said, "both totals are the store's"


def test_figures_lead_to_the_receipt_of_their_own_release(open_page: Open) -> None:
    app = open_page("changes", **EDITIONS)
    tables = [e.proto.body for e in app.get("html") if "pp-table" in e.proto.body]
    row = next(r for r in tables[0].split("<tr>") if "$846,533,600" in r)
    assert row.index("release=2016-17") < row.index("$846,533,600") < row.index("release=2017-18")
    assert row.count("vote=1406") == 2


def test_releases_that_share_nothing_say_so_and_lead_on(open_page: Open) -> None:
    app = open_page("changes", dataset="ontario/ministry-statements", lang="en")
    said = text(app)
    assert "Releases 2023-24 and 2024-25 have no year and phase in common" in said
    assert "What moved between years" in said
    assert not app.get("vega_lite_chart")


def test_between_years(open_page: Open) -> None:
    app = open_page("changes", part="years", dataset="ontario/ministry-statements", lang="en")
    said = text(app)
    assert "From $200.6 billion in 2023–24 to $221.3 billion in 2024–25: +$20.6 billion (+10.3%)." in said
    assert "+$3,576,267,245" in said
    assert "2023–24 is from release 2023-24, 2024–25 from release 2024-25: no release has both." in said
    for figure in ("$200,634,829,913", "$221,264,301,149.05"):
        assert figure in said, "both totals are the store's"
    assert drawn(app)[0]["label"] == "Transit: Transfer payments"


def test_two_years_of_one_release_and_one_ministry(open_page: Open) -> None:
    app = open_page(
        "changes", part="years", dataset="ontario/estimates", phase="proposed", fiscal_year="2018", since="2017",
        lineage="CA-ON/education", lang="en",
    )  # fmt: skip
    said = text(app)
    assert "Both years are as release 2017-18 has them." in said
    assert "Ministry of Education" in {r["note"].split(" · ")[-2] for r in drawn(app)}


def test_a_government_with_one_release_of_everything(open_page: Open) -> None:
    app = open_page("changes", jurisdiction="CA", lang="fr")
    said = text(app)
    assert "Aucun compte n’est chargé en plus d’une version pour le Canada" in said
    assert "Ce qui a changé d’un exercice à l’autre" in said

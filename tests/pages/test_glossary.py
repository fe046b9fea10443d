from __future__ import annotations

from dashboard import glossary
from dashboard.i18n import Speaker
from tests.pages.conftest import Open, text


def names(app: object) -> list[str]:
    return [e.value.replace("\\", "") for e in app.get("header")]  # type: ignore[attr-defined]


def test_every_term_is_there_with_its_own_anchor(open_page: Open) -> None:
    app = open_page("glossary", lang="en")
    known = glossary.terms(Speaker("en"))
    assert len(known) >= 35
    assert sorted(names(app)) == sorted(t.name for t in known.values())
    assert {e.proto.anchor for e in app.get("header")} == set(known)


def test_the_term_of_the_address_stands_at_the_top(open_page: Open) -> None:
    assert names(open_page("glossary", lang="en", term="vote"))[0] == "Vote"
    assert names(open_page("glossary", lang="fr", term="vote"))[0] == "Crédit"


def test_an_unknown_term_is_told(open_page: Open) -> None:
    app = open_page("glossary", lang="en", term="abracadabra")
    assert "The glossary has no term “abracadabra”." in text(app)
    assert len(names(app)) >= 35


def test_typing_filters_without_accents(open_page: Open) -> None:
    app = open_page("glossary", lang="fr")
    app.text_input[0].set_value("DEFICIT").run()
    assert "Déficit" in names(app)
    assert len(names(app)) < 6
    assert app.query_params["find"] == "DEFICIT"
    app.text_input[0].set_value("zzzz").run()
    assert "Aucun terme ne contient « zzzz »" in text(app).replace("\xa0", " ")


def test_help_leads_to_the_term() -> None:
    help_text = glossary.help_for(Speaker("en"), "basis")
    assert help_text.startswith("The rule for what is counted.")
    assert help_text.endswith("(glossary?lang=en&term=basis)")


def test_figures_and_choices_carry_their_term(open_page: Open) -> None:
    app = open_page("overview", lang="en")
    assert all("glossary?lang=en&term=" in m.help for m in app.metric)
    helps = {s.label: s.help for s in open_page("spending", lang="en", dataset="ontario/estimates").selectbox}
    assert "term=basis" in helps["Accounts"]
    assert "term=phase" in helps["Phase"]

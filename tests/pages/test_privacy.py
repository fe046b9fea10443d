"""The statement of privacy, in both languages, from every page; and what it says of named people is so."""

from __future__ import annotations

import yaml

from tests.pages.conftest import ROOT, Open, text


def test_it_says_what_is_kept_and_who_is_left_out(open_page: Open) -> None:
    said = text(open_page("privacy", lang="en"))
    assert "Employees and office-holders whom the accounts name, with salaries or travel, are left out." in said
    assert "mark that changes each day, and from which your address cannot be found again" in said
    assert "Nothing is written down of what you search for" in said
    assert "ne figurent pas ici" in text(open_page("privacy", lang="fr"))


def test_every_page_leads_to_it(open_page: Open) -> None:
    assert any('href="privacy?lang=en"' in e.proto.body for e in open_page("glossary", lang="en").get("html"))


def test_what_names_employees_is_set_aside_without_its_text() -> None:
    """The accounts that name people say so in their description."""
    source = yaml.safe_load((ROOT / "data" / "sources" / "ontario" / "payments.yaml").read_text(encoding="utf-8"))
    aside = [step["set_aside"] for step in source["steps"] if "set_aside" in step]
    named = [a for a in aside if "name employees" in a["why"]["en"]]
    assert named
    assert all(a["private"] for a in named)

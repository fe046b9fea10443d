"""A report on a figure: kept with its place, seen at the receipt, and a piece of description when it is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dashboard import queries, store
from dashboard.dialogue import linked, moderate, posts, reports
from dashboard.dialogue.moderate import Said
from dashboard.dialogue.words import Refused
from dashboard.questions import receipt as questions
from dashboard.slices import Slice
from dashboard.views.receipt import _slice_of
from loaders.expectations import Oddity
from loaders.reading import read_source as read
from tests.dashboard.dialogue.conftest import NOON

ROOT = Path(__file__).parents[3]
HEALTH = Slice(
    "ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation",
    (("administrative_1", "Health"),),
)  # fmt: skip


def reported(text: str = "The PDF prints another amount.") -> tuple[str, dict[str, object]]:
    first = store.ask(queries.receipts, HEALTH, 1).to_pylist()[0]["entry_id"]
    entry = store.ask(questions.entry, first).to_pylist()[0]
    return reports.submit(_slice_of(entry), entry["amount"], entry, text, "en", "CA-ON", NOON), entry


def test_a_report_has_the_figure_with_its_cell(database: str) -> None:
    id, entry = reported()
    found = reports.figure(id)
    assert found is not None
    for name in ("dataset", "release", "file", "sheet", "cell", "printed", "sha256", "fiscal_year"):
        assert found[name] == entry[name], name
    assert (found["entry"], found["amount"]) == (entry["entry_id"], "36011437985.00")
    view = linked.read((posts.one(id) or {})["view"])
    assert view is not None
    assert view.params["entry"] == entry["entry_id"]


def test_it_is_in_no_list_and_its_words_are_the_moderators_alone(database: str) -> None:
    id, entry = reported("Ask Jane Doe.")
    moderate.do("accept", id, Said("Jane is right."), "secret", NOON)
    assert posts.listed(posts.Wanted(), 99) == []
    known = reports.of_figure(_slice_of(entry), str(entry["entry_id"]))
    assert [(r["state"], r["reason_en"]) for r in known] == [("accepted", "Jane is right.")]
    assert "text" not in known[0]
    heard = posts.heard()
    assert (heard.posts, heard.reports, heard.accepted) == (0, 1, 1)


def test_a_report_is_about_its_figure_and_no_other(database: str) -> None:
    total = store.ask(queries.total, HEALTH).to_pylist()[0]
    id = reports.submit(HEALTH, total["amount"], None, "The sum is wrong.", "en", "CA-ON", NOON)
    assert [r["id"] for r in reports.of_figure(HEALTH, None)] == [id]
    assert reports.of_figure(HEALTH.up_to(0), None) == []
    assert reports.of_figure(HEALTH, "some-entry") == []
    assert (reports.figure(id) or {})["cell"] is None


def test_an_accepted_report_is_an_oddity_that_the_source_takes(database: str, tmp_path: Path) -> None:
    id, entry = reported()
    found = reports.figure(id)
    assert found is not None
    written = reports.oddity(
        found, "printed as 36,011 in the PDF: 'kept' as published.", "imprimé autrement : conservé"
    )
    assert f"cell {entry['cell']}" in written
    given = yaml.safe_load(written)["known_oddities"]
    oddity = Oddity.model_validate(given[0])
    assert oddity.where["administrative_1"] == "Health"
    assert oddity.where["fiscal_year"] == "2025"
    assert (oddity.why.en, oddity.why.fr) == (
        "printed as 36,011 in the PDF: 'kept' as published.",
        "imprimé autrement : conservé",
    )
    # The description with the piece pasted into it is read, and has one oddity more.
    source = ROOT / "data" / "sources" / "ontario" / "ministry-statements.yaml"
    text = source.read_text(encoding="utf-8")
    key = "known_oddities:\n"
    assert text.count(key) == 1
    copy = tmp_path / source.name
    copy.write_text(text.replace(key, written), encoding="utf-8")
    before, after = (read(f).known_oddities for f in (source, copy))
    assert len(after) == len(before) + 1


def test_hostile_reasons_stay_one_text_in_the_description(database: str) -> None:
    id, _ = reported()
    found = reports.figure(id)
    assert found is not None
    written = reports.oddity(found, "x\n  - {where: {}, why: no}\n# y: 'z'", "")
    assert len(yaml.safe_load(written)["known_oddities"]) == 1


def test_a_report_without_words_is_refused(database: str) -> None:
    with pytest.raises(Refused, match="too_short"):
        reported(" ? ")

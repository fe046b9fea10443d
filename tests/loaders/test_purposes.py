"""The mapping of spending to purposes: read strictly, written for every spelling, resolved as the docs say."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from loaders import publish
from loaders.crosswalk import read_crosswalks
from loaders.errors import SourceError
from loaders.load import CODELISTS, ROOT
from loaders.purposes import read_purposes

CROSSWALKS = read_crosswalks(CODELISTS / "crosswalk")


def test_the_bundled_mappings_name_organisations_and_codes_that_there_are(store_dir: Path) -> None:
    mappings = read_purposes(CODELISTS / "purposes", CROSSWALKS)
    assert {m.jurisdiction for m in mappings} == {"CA", "CA-ON"}
    with duckdb.connect(str(publish.Place(store_dir).current()), read_only=True) as con:
        codes = {code for (code,) in con.execute("SELECT code FROM code WHERE dataset = 'reference/cofog'").fetchall()}
    assert {p.code for m in mappings for p in m.purposes} <= codes


@pytest.mark.parametrize("jurisdiction", ["CA", "CA-ON"])
def test_all_newest_spending_has_a_purpose(store_dir: Path, jurisdiction: str) -> None:
    with duckdb.connect(str(publish.Place(store_dir).current()), read_only=True) as con:
        without = con.execute(
            "SELECT DISTINCT lineage FROM entry_line ANTI JOIN purpose USING (lineage) "
            "WHERE jurisdiction = ? AND direction = 'expenditure' AND fiscal_year >= 2024 AND lineage IS NOT NULL "
            "AND amount <> 0",
            [jurisdiction],
        ).fetchall()
    assert without == [], "what has none is shown as such, but in the newest accounts nothing should be left"


def test_a_program_is_found_under_every_spelling(store_dir: Path) -> None:
    with duckdb.connect(str(publish.Place(store_dir).current()), read_only=True) as con:
        spelled = con.execute(
            "SELECT program FROM purpose WHERE lower(program) LIKE 'child care%' ORDER BY 1"
        ).fetchall()
    assert spelled == [("Child Care and Early Years Programs",), ("Child Care and Early Years programs",)]


WRONG = {
    "an organisation that is none": ("[magic]", "the crosswalk of CA-ON has no 'magic'"),
    "a code that is none": ("[health], code: '11'", "String should match pattern"),
    "a certainty that is none": ("[health], certainty: sure", "Input should be 'certain', 'probable' or 'uncertain'"),
    "two about the same": ("[health, health]", "'health' has two purposes"),
    "an unknown key": ("[health], purpose: x", "unknown key"),
}


@pytest.mark.parametrize(("of", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told(tmp_path: Path, of: str, said: str) -> None:
    row = {"code": "'07'", "certainty": "certain", "why": "w"}
    given = ", ".join(f"{k}: {v}" for k, v in row.items() if f"{k}:" not in of)
    file = tmp_path / "ontario.yaml"
    file.write_text(f"jurisdiction: CA-ON\npurposes:\n  - {{of: {of}, {given}}}\n", "utf-8")
    with pytest.raises(SourceError, match=re.escape(said)):
        read_purposes(tmp_path, CROSSWALKS)


def test_the_example_of_the_docs_is_a_mapping(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "crosswalk.md").read_text("utf-8")
    example = text.split("## Purposes")[1].split("```yaml\n")[1].split("```")[0]
    (tmp_path / "ontario.yaml").write_text(example, "utf-8")
    assert len(read_purposes(tmp_path, CROSSWALKS)[0].purposes) == 2

"""From YAML to a description, or to an error that names file, line and key."""

from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from loaders.errors import SourceError
from loaders.reading import read_source, read_sources
from loaders.source import Source

GOOD = """\
dataset: test/small
title: A small one
publisher: Nobody
licence: none
releases:
  - {release: "2016-17", file: book.csv}
constants: {jurisdiction: CA-ON, fiscal_year: 2016-17}
columns:
  administrative_1: Ministry
  amount: Amount
"""


def read(folder: Path, text: str) -> Source:
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return read_source(folder / "small.yaml")


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SourceError) as refused:
        read(folder, text)
    message = str(refused.value)
    assert message.startswith(str(folder / "small.yaml"))
    return message.removeprefix(str(folder / "small.yaml"))


BAD = {
    "unknown key": (GOOD + "colums: {}\n", ": line 11, colums: unknown key; did you mean 'columns'?"),
    "unknown key within": (
        GOOD.replace("fiscal_year", "fiscal_yr"),
        ": line 7, constants.fiscal_yr: unknown key; did you mean 'fiscal_year'?",
    ),
    "unknown key in a list": (
        GOOD.replace("file:", "fil:"),
        ": line 6, releases.0.file: required, and missing\nline 6, releases.0.fil: unknown key; did you mean 'file'?",
    ),
    "unknown key like no other": (GOOD + "zzz: 1\n", ": line 11, zzz: unknown key"),
    "unknown verb": (
        GOOD + "steps:\n  - fill_dwon: [vote]\n",
        ": line 12, steps.0.fill_dwon: unknown key; did you mean 'fill_down'?",
    ),
    "unknown key of a verb": (
        GOOD + "steps:\n  - set_aside:\n      when: {}\n      why: x\n      kin: note\n",
        ": line 15, steps.0.set_aside.kin: unknown key; did you mean 'kind'?",
    ),
    "missing key": (GOOD.replace("licence: none\n", ""), ": licence: required, and missing"),
    "wrong type": (
        GOOD.replace("columns:\n  administrative_1: Ministry\n  amount: Amount\n", "columns: [Ministry]\n"),
        ": line 8, columns: Input should be a valid dictionary; found ['Ministry']",
    ),
    "wrong word": (
        GOOD + "sheet: {unit: dollar}\n",
        ": line 11, sheet.unit: Input should be 'dollars', 'thousands', 'millions' or 'billions'; found 'dollar'",
    ),
    "wrong year": (
        GOOD.replace("fiscal_year: 2016-17", "fiscal_year: 2016-18"),
        ": line 7, constants.fiscal_year: a fiscal year spans two years; found '2016-18'",
    ),
    "wrong amount": (
        GOOD + "control_totals:\n  - {equals: about five}\n",
        ": line 12, control_totals.0.equals: Input should be a valid decimal; found 'about five'",
    ),
    "two verbs in a step": (
        GOOD + "steps:\n  - fill_down: [vote]\n    unify: [vote]\n",
        ": line 12, steps.0: a step is one verb; found ['fill_down', 'unify']",
    ),
    "a tab": (GOOD + "sheet:\n\tname: Data\n", ", line 12: is not YAML: found character '\\t'"),
    "an open bracket": ("dataset: [a\n", ", line 2: is not YAML: expected ',' or ']'"),
    "a list": ("- dataset\n", ": expected keys such as dataset, releases, columns; found none"),
    "nothing": ("", ": expected keys such as dataset, releases, columns; found none"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_a_mistake_is_named_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text).startswith(message)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    message = refusal(tmp_path, GOOD.replace("licence", "license") + "unknown: 1\n")
    assert [line.split(": ")[-2].split(", ")[-1] for line in message.splitlines()] == ["licence", "license", "unknown"]


def test_a_description_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_bytes("title: Québec\n".encode("latin-1"))
    with pytest.raises(SourceError, match="UTF-8"):
        read_source(tmp_path / "small.yaml")


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    assert "amount" in refusal(tmp_path, GOOD + "  amount: Another\n")


def test_a_description_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.yaml: cannot be read: No such file or directory$"):
        read_source(tmp_path / "gone.yaml")


def test_scalars_are_texts_as_a_spreadsheets_are(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        GOOD
        + dedent("""\
            sheet: {nulls: [no, on, off, 001, 1.50, 2024-01-01]}
            steps:
              - set_aside: {when: {vote: 001}, why: yes, private: true}
            control_totals:
              - {where: {vote: 001, administrative_1: on}, equals: 221264301149.05, tolerance: 0.10}
            """),
    )
    assert source.sheet.nulls == ["no", "on", "off", "001", "1.50", "2024-01-01"]
    step = source.steps[0].set_aside
    assert step is not None
    assert (step.when["vote"].any_of, step.why.first, step.private) == (["001"], "yes", True)
    total = source.control_totals[0]
    assert total.where == {"vote": "001", "administrative_1": "on"}
    assert (total.equals, total.tolerance) == (Decimal("221264301149.05"), Decimal("0.10"))
    assert source.constants.fiscal_year == 2017


def test_null_is_nothing(tmp_path: Path) -> None:
    source = read(tmp_path, GOOD + "landing_page: null\n")
    assert source.landing_page is None


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text(GOOD.replace("test/small", f"test/{name}"))
    assert [s.dataset for s in read_sources(tmp_path)] == ["test/a", "test/b"]


def test_two_files_that_describe_one_dataset_are_both_named(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(GOOD)
    with pytest.raises(SourceError) as refused:
        read_sources(tmp_path)
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    assert str(refused.value) == f"{two}: test/small is described in {one} too"


def test_a_folder_without_descriptions_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        read_sources(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path}: holds no source descriptions (*.yaml)\nSet PURSE_SOURCES to a folder that does."
    )

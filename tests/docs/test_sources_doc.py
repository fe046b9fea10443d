"""`docs/sources.md` has every key of the language, says its default, and shows descriptions that are valid."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from loaders import expectations, source, steps
from loaders.load import check
from loaders.reading import read_source
from loaders.source import Header, SheetSpec
from loaders.steps import Model

from .markdown import fenced, read, sections, tables

TEXT = read("docs/sources.md")
SECTIONS = dict(sections(TEXT))
WHOLE, *PARTS = fenced(TEXT, "yaml")
MODELS: dict[str, type[Model]] = {
    name: m
    for module in (source, steps, expectations)
    for name, m in vars(module).items()
    if isinstance(m, type) and issubclass(m, Model) and m is not Model
}


def in_words(field: FieldInfo) -> str:
    """A default as the tables say it."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "–"
    if isinstance(value, Header):
        return f"row {value.row}"
    if isinstance(value, SheetSpec):
        return "see [SheetSpec](#sheetspec)"
    if value in ([], {}, "") or (isinstance(value, BaseModel) and value == type(value)()):
        return "empty"
    return f"`{str(value).lower()}`" if isinstance(value, (bool, Decimal)) else f"`{value}`"


@pytest.mark.parametrize("name", MODELS)
def test_every_key_is_there_with_its_default(name: str) -> None:
    _, keys = next(tables(SECTIONS[name]))
    documented = {row["key"].strip("`"): row["default"] for row in keys}
    assert documented == {key: in_words(field) for key, field in MODELS[name].model_fields.items()}
    assert all(row["meaning"] for row in keys)


@pytest.mark.parametrize("part", PARTS)
def test_an_example_is_part_of_a_valid_description(part: str, tmp_path: Path) -> None:
    content: dict[str, Any] = yaml.load(WHOLE, Loader=yaml.BaseLoader)
    content |= yaml.load(part, Loader=yaml.BaseLoader)
    described = tmp_path / "source.yaml"
    described.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert read_source(described).releases


def test_the_whole_example_loads(tmp_path: Path) -> None:
    (tmp_path / "source.yaml").write_text(WHOLE, encoding="utf-8")
    sheet = "Ministry,Program,Year,Amount\nEducation,Schools,2023-24,1200\nEducation,Libraries,2023-24,50\n"
    (tmp_path / "northland-2023-24.csv").write_text(sheet, encoding="utf-8")
    loaded = check([read_source(tmp_path / "source.yaml")], lambda *_: None)
    assert {r.verdict for r in loaded.results} == {"passed"}
    assert loaded.releases[0].entries == 2

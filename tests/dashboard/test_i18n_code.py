"""Every sentence of the code is one that `make messages` collects; nothing a reader sees is written beside it."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest

from tests.sentences import FILES, ROOT, extracted, written

SHOWN = {
    "title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success", "button",
    "metric", "expander", "selectbox", "multiselect", "text_input", "number_input", "checkbox", "radio", "toggle",
    "page_link", "link_button", "download_button", "segmented_control", "popover", "toast", "spinner",
}  # fmt: skip
"""Streamlit's functions whose first argument, or one of TEXTS, a reader sees."""
TEXTS = {"label", "help", "placeholder", "caption", "body", "delta", "alt", "description"}


def test_each_is_collected_as_it_is_said() -> None:
    """A plural with another `say` within its arguments is collected as half of itself; one in an f-string, on
    Python 3.11, not at all."""
    said, known = list(written()), extracted()
    assert len(said) > 600
    assert [s.where for s in said if s.key is None] == [], "write the sentence out where it is said"
    assert [s.where for s in said if s.in_fstring] == [], "say it before the f-string, and put its name there"
    assert [(s.where, s.key) for s in said if s.key not in known] == [], "say what stands within it on a line before"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_nothing_is_shown_that_was_not_said(file: Path) -> None:
    loose = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWN):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "_log":
            continue  # a log is for whoever runs the server
        shown = [*node.args[:1], *(k.value for k in node.keywords if k.arg in TEXTS)]
        loose += [f"line {a.lineno}: {words}" for a in shown for words in _literal(a) if _are_words(words)]
    assert loose == []


def _literal(value: ast.expr) -> list[str]:
    """The text of a literal, and the fixed parts of an f-string."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]


def _are_words(text: str) -> bool:
    # ":gray[›]" and ":small[…]" are Streamlit's marks; SHA-256 is called so in every language; "pages/…" is a file.
    bare = text.replace(":gray[", "").replace(":small[", "").replace("SHA-256", "")
    return not bare.startswith("pages/") and any(a.isalpha() and b.isalpha() for a, b in itertools.pairwise(bare))

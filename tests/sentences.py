"""The sentences of the code, read from its syntax tree: the tests hold what Babel finds, and what is written, to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract

ROOT = Path(__file__).parents[1]
KEYWORDS = {"say": None, "n": (1, 2), "c": ((1, "c"), 2), "self": None, "ngettext": (1, 2)}
FILES = sorted([*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "streamlit_app.py"])
Key = tuple[str, ...]
"""Context (empty where there is none), then the message, or its singular and plural."""


class Said(NamedTuple):
    """One sentence where it stands; `key` is None where it is not written out there."""

    file: Path
    line: int
    key: Key | None
    in_fstring: bool

    @property
    def where(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}"


def extracted() -> set[Key]:
    """What `make messages` collects."""
    found: set[Key] = set()
    for path in FILES:
        with path.open("rb") as file:
            for _, message, _, context in extract("python", file, keywords=KEYWORDS):
                found.add((context or "", *([message] if isinstance(message, str) else message)))
    return found


def written() -> Iterator[Said]:
    """Every call of a speaker, by the syntax tree."""
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(c) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for c in ast.walk(f)}
        for node in ast.walk(tree):
            count = _texts_of(node) if isinstance(node, ast.Call) else 0
            if isinstance(node, ast.Call) and count:
                texts = [a.value for a in node.args[:count] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                context = [texts.pop(0)] if _called(node) == "c" and texts else [""]
                key = (*context, *texts) if len(texts) + (context != [""]) == count else None
                yield Said(path, node.lineno, key, id(node) in inside)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts_of(call: ast.Call) -> int:
    """How many of the call's arguments are texts to translate: 0 where it is no speaker's."""
    name = _called(call)
    if name == "say":
        return 1
    if name in ("n", "c") and isinstance(call.func, ast.Attribute):
        of = call.func.value
        speaker = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
        return 2 if speaker == "say" else 0
    return 0

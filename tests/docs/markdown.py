"""What the tests of the documents need of Markdown: sections, fenced blocks, tables."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
Table = list[dict[str, str]]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(text: str, level: int = 2) -> Iterator[tuple[str, str]]:
    """Each heading of a level with all that stands under it, up to the next one."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.M)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def fenced(text: str, language: str) -> list[str]:
    """The contents of the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.M | re.S)


def block_after(text: str, words: str) -> str:
    """The contents of the first fenced block after the words."""
    match = re.search(rf"{re.escape(words)}.*?^```\w*\n(.*?)^```$", text, flags=re.M | re.S)
    assert match is not None, f"no fenced block after {words!r}"
    return match[1]


def tables(text: str) -> Iterator[tuple[str, Table]]:
    """Each table with the last line of text before it."""
    caption, lines = "", []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            lines.append([cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif lines:
            headings, _, *body = lines
            yield caption, [dict(zip(headings, row, strict=True)) for row in body]
            lines = []
        elif line.strip():
            caption = line.strip()

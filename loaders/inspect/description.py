"""A description as YAML that people read: short lines, and a comment beside each guess."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from loaders.inspect.guess import Guess

_PLAIN = re.compile(r"[A-Za-z0-9À-ÿ][A-Za-z0-9À-ÿ _./()’–-]*(?<! )")
_NOT_TEXTS = {"true", "false", "null", "Null", "NULL"}


def flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text not in _NOT_TEXTS else json.dumps(text, ensure_ascii=False)


@dataclass
class Text:
    """The lines of a description, as they come."""

    lines: list[str] = field(default_factory=list)

    def say(self, comment: str = "", indent: int = 0) -> None:
        for line in comment.splitlines() or [""]:
            self.lines.append(f"{' ' * indent}# {line}".rstrip() if comment else "")

    def put(self, key: str, value: object, why: Guess[object] | str | None = None, indent: int = 0) -> None:
        """`key: value`, with what was guessed beside it, or above it where that is long."""
        comment = why.comment if isinstance(why, Guess) else why
        line = f"{' ' * indent}{flow(key)}:" + (f" {flow(value)}" if value is not None else "")
        self._add(line, comment, indent)

    def item(self, value: object, why: str | None = None, indent: int = 2) -> None:
        """One entry of a list."""
        self._add(f"{' ' * indent}- {flow(value)}", why, indent)

    def _add(self, line: str, comment: str | None, indent: int) -> None:
        comment = " ".join((comment or "").split())
        if comment and len(line) + len(comment) > 112:
            self.lines.append(f"{' ' * indent}# {comment}")
            comment = ""
        self.lines.append(f"{line}  # {comment}" if comment else line)

    def __str__(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"

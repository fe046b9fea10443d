"""Sums that are called after what they sum: `Total ABC Paving` under the payments to ABC Paving."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.inspect.rows import Lines
from loaders.inspect.sections import Steps

NAMED = "printed_sum"  # a field for the steps alone
_WAYS = (r"(?i)^(sub-?|sous-)?total( (of|for|pour|de))?\s*[:–-]?\s+", r"(?i)\s*[:–-]?\s+(sub-?|sous-)?total$")


def named_sums(out: Steps, lines: Lines, taken: Sequence[str]) -> None:
    """Steps that name such sums and leave them the label of their parts; the labels of the lines are changed alike.

    `taken` are the fields whose sums label rows account for.
    """
    names = [
        f for f in (lines.labels[0] if lines.labels else ()) if f not in taken and not f.endswith(("_fr", "_code"))
    ]
    for name in names:
        for pattern in _WAYS:
            rows = _named(lines, name, pattern)
            if len(rows) > 1:
                alone = rows == _met(lines, name, pattern)
                words = sorted(str(lines.labels[i][name]) for i in rows)
                rule = {"to": "sum", "when": {name: {"matches": pattern} if alone else words}}
                out.add("classify", {"into": NAMED, "rules": [rule]}, "sums that are called after what they sum")
                out.add("strip", {"fields": name, "matches": pattern}, "so that they share the label of their parts")
                for i, row in enumerate(lines.labels):
                    row[NAMED] = "sum" if i in rows else None
                    row[name] = re.sub(pattern, "", row[name] or "") or None
                return


def _named(lines: Lines, name: str, pattern: str) -> set[int]:
    """The sums whose label is that of all their parts, but for the pattern; none if the pattern meets
    a row that is no sum."""
    labels = _filled(lines, name)
    found = set()
    for one in lines.sums:
        text = lines.labels[one.row][name] or ""
        bare = re.sub(pattern, "", text)
        if bare != text and {labels[p] for p in one.parts} == {bare}:
            found.add(one.row)
    return found if _met(lines, name, pattern) <= {s.row for s in lines.sums} else set()


def _met(lines: Lines, name: str, pattern: str) -> set[int]:
    return {i for i, row in enumerate(lines.labels) if re.search(pattern, row[name] or "")}


def _filled(lines: Lines, name: str) -> list[str | None]:
    now: str | None = None
    out = []
    for row in lines.labels:
        now = row[name] or now
        out.append(now)
    return out

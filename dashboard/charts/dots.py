"""One dot for each check, or each step, so that many passed are seen as many, and one that did not is not lost."""

import html
from collections.abc import Mapping, Sequence

SHAPES = ("passed", "accepted", "review", "not_checkable", "failed")
"""Verdicts in the order in which their dots stand; each has a shape of its own beside its colour (style.css)."""


def dots(fields: Sequence[tuple[str, str, Mapping[str, int]]], shapes: Sequence[str] = SHAPES) -> str:
    """HTML: a field of dots beside each name, one a check, by verdict.

    A field is its name, a line of text that says the same as the dots, and how many there are of each verdict.
    `shapes` are the verdicts that there are, in their order. KeyError if a verdict has no shape.
    """
    rows = [
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(line)}"
        f'<span class="pp-dots" role="img" aria-label="{html.escape(line)}">{_marks(counts, shapes)}</span></dd>'
        for name, line, counts in fields
    ]
    return f'<dl class="pp-fields">{"".join(rows)}</dl>'


def _marks(counts: Mapping[str, int], shapes: Sequence[str]) -> str:
    order = {verdict: place for place, verdict in enumerate(shapes)}
    return "".join(f'<i class="pp-{v}"></i>' * counts[v] for v in sorted(counts, key=lambda v: order[v]))

"""The step for rows that are taken away from the others, and what is told of them and of net amounts."""

from __future__ import annotations

from loaders.inspect.deducted import says_less, says_net
from loaders.inspect.look import Look
from loaders.inspect.rows import Lines, condition
from loaders.inspect.sections import Steps, numbers


def taken_away(out: Steps, look: Look, lines: Lines) -> None:
    """Rows that say less, and have no minus, get the sign; what is not certain is told."""
    _signs(out, look, lines)
    plain = [i for i in lines.of("figure") if i not in lines.deducted]
    less = [i for i in plain if says_less(lines.labels[i]) and any(v > 0 for v in lines.cents[i])]
    if less:
        out.warnings.append(
            f"{numbers(look, less)}: by their labels they are taken away, and their figures have no minus; added all the same"
        )
    if net := [i for i in plain if says_net(lines.labels[i])]:
        out.warnings.append(
            f"{numbers(look, net)}: the label says net; if it is worked out of other rows, it is counted twice. It is an entry"
        )


def _signs(out: Steps, look: Look, lines: Lines) -> None:
    rows = lines.deducted
    if not rows:
        return
    others = [i for i in lines.of("figure", "sum", "difference", "empty", "label") if i not in rows]
    when = condition([lines.labels[i] for i in rows], [lines.labels[i] for i in others])
    told = f"{numbers(look, rows)}: by their labels they are taken away"
    if when is None:
        out.warnings.append(f"{told}, and no condition tells them apart: they are added all the same")
        return
    out.add("classify", {"into": "sign", "rules": [{"to": "-", "when": when}]}, told)
    out.warnings.append(f"{told}, and count against the others, though they have no minus")

"""Checks files of commitments, for whoever edits them:

    python -m dashboard.commitments [FILE …]

Without a file, all of the folder. Ends with 1 where there is a mistake, and says file, line, key, expected, found.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dashboard.commitments import reading
from dashboard.commitments.form import Plan
from dashboard.commitments.standing import progress, today


def main(words: list[str]) -> int:
    """Prints a line for each plan, and each mistake; 0 where there is none."""
    plans, problems = _read([Path(w) for w in words]) if words else reading.kept()[:2]
    for plan in plans:
        now = progress(plan.commitments, today())
        print(f"{plan.plan}: {now.commitments} commitment(s), {now.late} late, {now.undated} without a due date")
    for problem in problems:
        print(problem, file=sys.stderr)
    if not plans and not problems:
        print(f"{reading.folder()}: holds no file of commitments (*.yaml)", file=sys.stderr)
    return 0 if plans and not problems else 1


def _read(files: list[Path]) -> tuple[tuple[Plan, ...], tuple[str, ...]]:
    plans: list[Plan] = []
    problems: list[str] = []
    for file in files:
        try:
            plans.append(reading.read(file))
        except reading.NotAPlan as e:
            problems += e.problems
    return tuple(plans), tuple(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

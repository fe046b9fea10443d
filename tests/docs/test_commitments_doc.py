"""What docs/commitments.md shows is so: its file is read, and its mistake is told as shown."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from dashboard.commitments import form, reading
from dashboard.commitments.standing import standing

from .markdown import fenced, read

TEXT = read("docs/commitments.md")
(EXAMPLE,) = fenced(TEXT, "yaml")


def test_the_example_is_read_and_stands_as_the_text_says(tmp_path: Path) -> None:
    file = tmp_path / "northland.yaml"
    file.write_text(EXAMPLE, encoding="utf-8")
    (roads,) = reading.read(file).commitments
    assert standing(roads, date(2030, 9, 30)).late_since is None
    assert standing(roads, date(2030, 10, 1)).late_since == date(2030, 10, 1)
    assert standing(roads, date(2030, 10, 1), roads.milestones[0]).status == "completed"


def test_the_example_has_every_key() -> None:
    models = (form.Plan, form.Figure, form.Commitment, form.Milestone, form.Change, form.Evidence, form.Words)
    keys = {key for model in models for key in model.model_fields}
    assert [key for key in sorted(keys) if f"{key}:" not in EXAMPLE] == []
    assert [status for status in form.STATUSES if f"`{status}`" not in TEXT] == []


def test_the_mistake_is_told_as_shown(tmp_path: Path) -> None:
    (tmp_path / "northland.yaml").write_text(EXAMPLE.replace("    due: 2030-06 ", "    due: soon "), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard.commitments", "northland.yaml"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(form.__file__).rpartition("/dashboard/")[0]},
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == fenced(TEXT, "text")[0].rstrip("\n") + "\n"

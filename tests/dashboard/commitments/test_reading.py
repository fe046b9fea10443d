"""A file of commitments is read whole, or told to be wrong: file, line, key, what was expected and what was found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.commitments import reading
from dashboard.commitments.form import LONGEST, each, first_day, last_day
from dashboard.commitments.reading import NotAPlan

from .conftest import Write

MISTAKES = [
    ("plan: northland-2030", "plan: Northland 2030", "line 1, plan", "hyphens", "Northland 2030"),
    ("jurisdiction: XN", "jurisdiction: Northland", "line 2, jurisdiction", "such as CA-ON", "Northland"),
    (", fr: Le plan de Northland", "", "line 3, title.fr", "expected this key", "none"),
    ("fr: Ce que Northland entend faire.", 'fr: ""', "line 4, about.fr", "a text", "''"),
    ("published: 2029-06", "published: 2029-13", "line 5, published", "2017-05-31", "2029-13"),
    ("published: 2029-06", "published: June 2029", "line 5, published", "2017-05-31", "June 2029"),
    ("https://northland.example/plan", "javascript:alert(1)", "line 6, url", "https://", "javascript:alert(1)"),
    ("owner: {", "ownr: {", "line 11, commitments.0.ownr", "did you mean 'owner'?", "'ownr'"),
    ("due: 2030-06\n", "due: soon\n", "line 13, commitments.0.due", "or unknown", "soon"),
    ("    due: 2030-06\n", "", "line 8, commitments.0.due", "expected this key", "none"),
    ("due: 2030-06\n", "due:\n", "line 13, commitments.0.due", "or unknown", "''"),
    ("due: 2030-06\n", "due: 2029-06\n", "line 8, commitments.0", "due after its start in 2030-01", "2029-06"),
    ("id: site", "id: list", "line 14, commitments.0.milestones", "each id once", "'list'"),
    ("status: under_way", "status: done", "line 21, commitments.0.history.1.status", "one of not_started", "'done'"),
    ("milestone: list", "milestone: lists", "line 8, commitments.0", "a milestone (list, site)", "'lists'"),
    ("date: 2030-05,", "date: 2029-05,", "line 8, commitments.0", "oldest change first", "2029-05 after 2030-03-01"),
    ("Promised.", '"a\\x00b"', "line 18, commitments.0.history.0.what.en", "without control characters", "\\x00"),
    ("Promised.", "x" * (LONGEST + 1), "line 18, commitments.0.history.0.what.en", "at most 4,000", "4,001"),
    ("history:\n", "history: none\n    hist:\n", "line 17, commitments.0.history", "a list", "'none'"),
    ("title: {en: A list, fr: Une liste}", "title: A list", "line 15, commitments.0.milestones.0.title", "en and fr", "A list"),
    ("published: 2029-06", "published: 2029\npublished: 2030", "line 6, published", "each key once", "twice"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "is_now", "where", "expected", "found"), MISTAKES)
def test_a_mistake_names_file_line_key_and_both_sides(
    write: Write, was: str, is_now: str, where: str, expected: str, found: str
) -> None:
    file = write((was, is_now))
    with pytest.raises(NotAPlan) as caught:
        reading.read(file)
    (told, *_) = [p for p in caught.value.problems if where in p] or [str(caught.value)]
    assert told.startswith(f"{file}, {where}: "), told
    assert expected in told
    assert found in told.partition("; found")[2]


def test_what_is_no_yaml_is_told_with_its_line(write: Write) -> None:
    file = write(("title: {en: Northland's plan, fr", "title: [en: Northland's plan, fr"))
    with pytest.raises(NotAPlan, match=r"northland.yaml, line \d+: expected YAML"):
        reading.read(file)
    file.write_bytes("plan: café".encode("latin-1"))
    with pytest.raises(NotAPlan, match="expected UTF-8; found another encoding at byte 9"):
        reading.read(file)
    file.write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(NotAPlan, match="expected keys such as plan"):
        reading.read(file)


def test_every_mistake_of_a_file_is_told_at_once(write: Write) -> None:
    file = write(("jurisdiction: XN", "jurisdiction: N"), ("due: 2030-06\n", "due: soon\n"), ("under_way", "begun"))
    with pytest.raises(NotAPlan) as caught:
        reading.read(file)
    assert len(caught.value.problems) == 3


def test_a_saved_change_is_read_and_a_broken_file_hides_no_other(write: Write, folder: Path) -> None:
    write()
    first = reading.kept()
    assert [p.plan for p in first.plans] == ["northland-2030"]
    write(("northland-2030", "broken"), ("due: 2030-06\n", "due: soon\n"), name="z.yaml")
    broken = reading.kept()
    assert [p.plan for p in broken.plans] == ["northland-2030"]
    assert [p.partition(":")[0] for p in broken.problems] == ["z.yaml, line 13, commitments.0.due"]
    write(name="z.yaml")
    assert reading.kept().problems == (
        "z.yaml, plan: expected an id of its own; found 'northland-2030', as in northland.yaml",
    )
    assert len({first.digest, broken.digest, reading.kept().digest}) == 3


def test_the_bundled_files_are_right_and_in_both_languages() -> None:
    kept = reading.kept()
    assert kept.problems == ()
    ontario, nwt = sorted(kept.plans, key=lambda p: p.jurisdiction, reverse=True)
    assert (ontario.jurisdiction, nwt.jurisdiction) == ("CA-ON", "CA-NT")
    assert [len(c.milestones) for c in ontario.commitments] == [4, 5, 4]
    assert [f.value.en for f in ontario.figures] == ["over 270", "46", "almost 800", "15", "about 100", "3"]
    assert [f.value.en for f in nwt.figures] == ["15", "13"]
    assert {m.due for _, c in each(kept.plans) for m in c.milestones} == {"unknown"}, "none is published"
    both = [(w.title.en, w.title.fr) for _, c in each(kept.plans) for w in (c, *c.milestones)]
    assert not [en for en, fr in both if en == fr]


def test_french_is_set_with_its_spaces(write: Write) -> None:
    plan = reading.read(write(("Ce que Northland entend faire.", '"Northland : « oui », 5 %."')))
    assert plan.about.fr == "Northland\xa0: «\xa0oui\xa0», 5\xa0%."


@pytest.mark.parametrize(
    ("known", "first", "last"),
    [("2017", "2017-01-01", "2017-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2017-05-05",) * 3],
)
def test_a_date_reaches_as_far_as_it_is_known(known: str, first: str, last: str) -> None:
    assert (str(first_day(known)), str(last_day(known))) == (first, last)


def test_the_command_says_what_is_wrong_and_ends_so(write: Write) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dashboard.commitments", *words]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ}, check=False)

    file = write(("2030-06\n", "unknown\n"), ("due: 2030-09, ", "due: unknown, "))
    done = run()
    assert (done.returncode, done.stdout) == (0, "northland-2030: 1 commitment(s), 0 late, 1 without a due date\n")
    write(("due: 2030-06\n", "due: soon\n"))
    done = run(str(file))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}, line 13, commitments.0.due: expected a year, month or day")

"""A folder of commitments that a test may write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]

PLAN = """\
plan: northland-2030
jurisdiction: XN
title: {en: Northland's plan, fr: Le plan de Northland}
about: {en: What Northland means to do., fr: Ce que Northland entend faire.}
published: 2029-06
url: https://northland.example/plan
commitments:
  - id: roads
    title: {en: Publish every road contract, fr: Publier chaque contrat de route}
    about: {en: All of them., fr: Tous.}
    owner: {en: Ministry of Roads, fr: Ministère des Routes}
    start: 2030-01
    due: 2030-06
    milestones:
      - {id: list, title: {en: A list, fr: Une liste}, due: 2030-02}
      - {id: site, title: {en: A site, fr: Un site}, due: unknown}
    history:
      - {date: 2029-06, what: {en: Promised., fr: Promis.}, status: not_started}
      - date: 2030-01-15
        what: {en: Work begins., fr: Le travail commence.}
        status: under_way
        evidence: [{title: {en: News, fr: Nouvelles}, url: "https://northland.example/news"}]
      - {date: 2030-03-01, milestone: list, status: completed, what: {en: The list is out., fr: La liste est publiée.}}
      - {date: 2030-05, due: 2030-09, what: {en: The ministry asks for more time., fr: Le ministère demande un délai.}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the bundled one."""
    place = tmp_path / "commitments"
    place.mkdir()
    monkeypatch.setenv("PURSE_COMMITMENTS", str(place))
    return place


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a plan, with texts of PLAN replaced: `write(("due: 2030-06", "due: soon"))`."""

    def go(*changes: tuple[str, str], name: str = "northland.yaml") -> Path:
        text = PLAN
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return go

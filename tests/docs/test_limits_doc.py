"""Every limit stands in docs/api.md with what it is unless set, and each variable of the server in SECURITY.md."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from dashboard import bounds
from dashboard.bounds import Bounds

ROOT = Path(__file__).parents[2]


def test_every_bound_is_documented() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| ([\d,]+) \| `(PURSE_\w+)` \|", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE
    )
    documented = {name: int(value.replace(",", "")) for value, name in rows}
    assert documented == {bounds.variable(f.name): f.default for f in fields(Bounds)}


def test_every_variable_of_the_server_is_documented() -> None:
    code = (ROOT / "dashboard" / "guard" / "settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r'environment\.get\("(\w+)"', code))
    assert len(named) > 3
    told = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named == told

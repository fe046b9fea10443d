"""`make audit` finds what is known to be weak, and what has no hash, without asking anybody."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", LOCKS, ids=lambda f: f.name)
def test_no_pin_is_known_to_be_weak(audit: ModuleType, lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert len(audit.pins(text)) > 40
    assert audit.weak(text) == []
    assert audit.unhashed(text) == []


def test_a_weak_pin_is_found(audit: ModuleType) -> None:
    lock = "h11==0.14.0 \\\n    --hash=sha256:00\nurllib3==2.10.0 ; python_version > '3'\nrequests==2.32.4+local\n"
    assert audit.weak(lock) == ["h11 0.14.0 has a known weakness; 0.16.0 mends it."]
    assert audit.unhashed(lock) == ["urllib3 is pinned without a hash.", "requests is pinned without a hash."]


def test_the_list_is_of_packages_that_are_pinned(audit: ModuleType) -> None:
    pinned = {name for lock in LOCKS for name in audit.pins(lock.read_text(encoding="utf-8"))}
    assert set(audit.MENDED) <= pinned

"""One visit to a publisher: what the tests of asking and of taking down share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loaders import fetch
from loaders.download import Got, Wanted, download
from loaders.fetch import Client, Limits

from .publisher import (
    File,
    Publisher,
    serving,
)

CSV = b"Ministry,Amount\n" + b"".join(b"Ministry %d,%d\n" % (i, i) for i in range(20_000))
LIMITS = Limits(connect=2, read=2, whole=20)
Take = Callable[..., Got | None]


@pytest.fixture(name="publisher")
def publisher_fixture() -> Iterator[Publisher]:
    with serving() as it:
        it.files["/a.csv"] = File(CSV)
        yield it


@pytest.fixture(name="waits")
def waits_fixture(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time; nobody waits."""
    seen: list[float] = []
    monkeypatch.setattr(fetch, "pause", seen.append)
    return seen


@pytest.fixture(name="take")
def take_fixture(publisher: Publisher, waits: list[float], tmp_path: Path) -> Take:
    def taken(path: str = "/a.csv", limits: Limits = LIMITS, **wanted: object) -> Got | None:
        tell = wanted.pop("tell", lambda *_: None)
        address = path if "://" in path else publisher.url + path
        asked = Wanted(address, **wanted)  # type: ignore[arg-type]
        return download(Client(limits), asked, tmp_path / "a.part", tell)  # type: ignore[arg-type]

    return taken


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())

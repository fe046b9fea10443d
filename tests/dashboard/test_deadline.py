"""Work that takes too long, or grows too large, is stopped; and says so on a page, over HTTP and in a file."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import ibis.expr.types as ir
import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import bounds, deadline, exports, store
from dashboard.api.app import create
from dashboard.exports.order import Order
from dashboard.schema import table
from dashboard.slices import Slice

HEALTH = Slice("ontario/ministry-statements", "2023-24", 2024, "expenditure", "executed", "appropriation")
PATIENCE = 30  # seconds, on a busy machine


def without_end(power: int = 6) -> ir.Table:
    """So many rows that no store could count them."""
    entries = table("entry").select("amount")
    product = entries
    for n in range(power):
        product = product.cross_join(entries.view().select(**{f"again_{n}": "amount"}))
    return product.agg(amount=product.amount.sum())


def test_a_question_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_QUERY_SECONDS", "1")
    began = time.monotonic()
    with pytest.raises(store.TooSlow) as stopped:
        store.ask(without_end)
    assert stopped.value.seconds == 1
    assert 1 <= time.monotonic() - began < PATIENCE
    assert store.ask(_one).num_rows == 1, "and the next one is answered"


def _one() -> ir.Table:
    return table("dataset").limit(1)


def test_a_reading_is_interrupted_between_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_EXPORT_SECONDS", "1")

    def reads() -> None:
        with store.reading() as reading:
            time.sleep(1.5)  # nothing to interrupt now; the next question is
            reading.ask(without_end())

    with pytest.raises(store.TooSlow):
        reads()


def test_what_ends_in_time_is_left_alone() -> None:
    stopped = threading.Event()
    with deadline.within(PATIENCE, stopped.set) as watch:
        pass
    with deadline.within(PATIENCE, stopped.set, lambda: False) as other:
        time.sleep(0.6)
    assert not stopped.is_set()
    assert not watch.stopped
    assert not other.stopped


def test_a_look_that_fails_does_not_end_the_watch() -> None:
    def fails() -> bool:
        raise FileNotFoundError

    stopped = threading.Event()
    with deadline.within(0.6, stopped.set, fails) as watch:
        assert stopped.wait(PATIENCE)
    assert watch.late


def test_a_page_says_that_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_QUERY_SECONDS", "1")

    def script() -> None:
        from dashboard import front, store
        from dashboard.i18n import Speaker
        from tests.dashboard.test_deadline import without_end

        with front.plainly(Speaker("en")):
            store.ask(without_end, 5)

    page = AppTest.from_function(script, default_timeout=PATIENCE).run()
    assert not page.exception
    assert page.error[0].value.startswith("This view was stopped after 1 second,")


def test_the_api_says_that_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_QUERY_SECONDS", "1")
    api = create()
    api.add_api_route("/slow", lambda: store.ask(without_end, 4).num_rows)
    answer = TestClient(api, raise_server_exceptions=False).get("/slow")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert answer.json()["type"].endswith("#too-slow")
    assert "after 1 second," in answer.json()["detail"]


@pytest.mark.parametrize("ending", exports.FORMATS)
def test_a_file_of_too_many_entries_is_not_begun(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_EXPORT_ROWS", "100")
    with pytest.raises(exports.TooLarge, match="at most 100 entries"):
        exports.write(Order(HEALTH, "en", "http://x/"), ending, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", exports.FORMATS)
def test_a_file_that_outgrows_its_bound_is_stopped_and_taken_away(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is looked at while the file is written, and once more before it takes its name."""
    monkeypatch.setenv("PURSE_EXPORT_MEGABYTES", "1")
    (tmp_path / "beside").write_bytes(b"0" * 1_100_000)
    with pytest.raises(exports.TooLarge, match="larger than the 1 MB"):
        exports.write(Order(HEALTH, "en", "http://x/"), ending, tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == ["beside"]


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "1e3", "9" * 40, "²", " 5"])
def test_a_bound_is_a_whole_number(text: str) -> None:
    with pytest.raises(bounds.BadSetting, match="PURSE_SESSIONS is"):
        bounds.read({"PURSE_SESSIONS": text})


def test_what_is_not_set_keeps_its_bound() -> None:
    assert bounds.read({"PURSE_SESSIONS": "7", "PURSE_EXPORTS": ""}) == bounds.Bounds(sessions=7)

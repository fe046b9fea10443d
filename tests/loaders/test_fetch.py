"""Asking a server: each test names a way in which it, or the network, may misbehave."""

import datetime as dt
import email.utils
import io
from pathlib import Path

import pytest
import requests

from loaders.fetch import Client, FetchError, Limits, NotThere, Unreachable
from tests.ports import free_port

from .publisher import (
    File,
    Publisher,
    Turn,
    drips,
    redirect,
    says_nothing,
    status,
)
from .visit import CSV, LIMITS, Take, publisher_fixture, take_fixture, waits_fixture  # noqa: F401


def test_the_client_says_who_it_is_and_asks_for_plain_bytes(
    take: Take, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    take()
    monkeypatch.setenv("PURSE_CONTACT", "accounts@example.org")
    take()
    first, second = (a.headers for a in publisher.of("/a.csv"))
    assert first["User-Agent"].startswith("public-purse/")
    assert second["User-Agent"].endswith(" (+accounts@example.org)")
    assert first["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_and_each_time_later(
    take: Take, publisher: Publisher, waits: list[float], code: int
) -> None:
    publisher.turns["/a.csv"] = [status(code), status(code)]
    assert take() is not None
    assert waits == [1, 2]


@pytest.mark.parametrize("how", ["seconds", "date"])
def test_the_wait_that_a_server_asks_for_is_kept(
    take: Take, publisher: Publisher, waits: list[float], how: str
) -> None:
    then = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    publisher.turns["/a.csv"] = [status(503, Retry_After="30" if how == "seconds" else then)]
    assert take() is not None
    assert len(waits) == 1
    assert 25 < waits[0] <= 30


def test_a_wait_beyond_patience_ends_the_visit(take: Take, publisher: Publisher, waits: list[float]) -> None:
    publisher.turns["/a.csv"] = [status(429, Retry_After="7200")]
    with pytest.raises(Unreachable, match="429 Too Many Requests, and asks to come back in 7,200 s"):
        take()
    assert waits == []


def test_patience_ends(take: Take, publisher: Publisher, waits: list[float]) -> None:
    publisher.turns["/a.csv"] = [status(500)] * 9
    with pytest.raises(Unreachable, match=r"/a\.csv: answers 500 Internal Server Error") as e:
        take()
    assert (e.value.exit_code, len(waits), len(publisher.asked)) == (2, 3, 4)


def test_silence_times_out(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [says_nothing] * 2
    with pytest.raises(Unreachable, match=r"did not answer within 0\.1 s") as e:
        take(limits=Limits(read=0.1, attempts=2))
    assert e.value.exit_code == 2
    assert len(publisher.asked) == 2


def test_a_server_that_drips_is_left_and_what_came_is_kept(take: Take, publisher: Publisher, tmp_path: Path) -> None:
    publisher.turns["/a.csv"] = [drips(File(CSV), every=0.05)]
    with pytest.raises(Unreachable, match=r"was not through after 0\.3 s"):
        take(limits=Limits(read=2, whole=0.3, attempts=1))
    assert (tmp_path / "a.part").stat().st_size > 0


def test_nobody_there_is_unreachable(take: Take) -> None:
    with pytest.raises(Unreachable, match=r"cannot be reached: .*Connection refused"):
        take(f"http://127.0.0.1:{free_port()}/a.csv")


def test_a_server_without_tls_is_not_asked_in_the_clear_nor_again(
    take: Take, publisher: Publisher, waits: list[float]
) -> None:
    with pytest.raises(Unreachable, match="has no certificate that can be trusted"):
        take(publisher.url.replace("http:", "https:") + "/a.csv")
    assert (publisher.asked, waits) == ([], [])


@pytest.mark.parametrize(("code", "error"), [(404, NotThere), (410, NotThere), (403, FetchError), (401, FetchError)])
def test_a_refusal_is_not_asked_again(
    take: Take, publisher: Publisher, waits: list[float], code: int, error: type[FetchError]
) -> None:
    publisher.turns["/a.csv"] = [status(code)]
    with pytest.raises(error, match=str(code)) as e:
        take()
    assert (e.value.exit_code, waits, len(publisher.asked)) == (1, [], 1)


def test_a_redirect_is_followed(take: Take, publisher: Publisher) -> None:
    publisher.turns["/old.csv"] = [redirect("/a.csv")]
    assert take("/old.csv") is not None


def test_a_redirect_to_an_address_with_accents_is_followed(take: Take, publisher: Publisher) -> None:
    publisher.turns["/old.csv"] = [redirect("/données.csv".encode().decode("latin-1"))]
    publisher.files["/donn%C3%A9es.csv"] = File(CSV)
    assert take("/old.csv") is not None


def test_a_redirect_never_leaves_https(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = requests.Response()
    moved.status_code, moved.raw = 302, io.BytesIO()
    moved.headers["Location"] = "http://example.org/a.csv"
    monkeypatch.setattr(requests.Session, "get", lambda *_, **__: moved)
    with pytest.raises(FetchError, match=r"redirects from https to http://example\.org/a\.csv"):
        Client(LIMITS).get("https://example.org/a.csv")


def test_unchanged_is_no_answer_to_a_plain_question(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [status(304)]
    with pytest.raises(FetchError, match="answers 304"):
        take()


def test_a_redirect_loop_ends(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [redirect("/a.csv")] * 50
    with pytest.raises(FetchError, match="redirects more than 5 times") as e:
        take()
    assert (e.value.exit_code, len(publisher.asked)) == (1, 6)


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/a.csv", "http://me:secret@127.0.0.1/a.csv"])
def test_a_redirect_leads_only_to_the_web(take: Take, publisher: Publisher, to: str) -> None:
    publisher.turns["/a.csv"] = [redirect(to)]
    with pytest.raises(FetchError, match=r"redirects to '(file|ftp|http)"):
        take()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a.csv", "https://", "http://[x/a.csv"])
def test_only_the_web_is_asked(take: Take, url: str) -> None:
    with pytest.raises(FetchError, match="no address to fetch from"):
        take(url)


@pytest.mark.parametrize(
    ("turn", "error", "said"),
    [
        (status(200), FetchError, "did not answer in JSON"),
        (lambda h: h.answer(200, b"<html>"), FetchError, "did not answer in JSON"),
        (lambda h: h.answer(200, b"[" * 100_000), FetchError, "did not answer in JSON"),
    ],
    ids=["nothing", "a page", "nested too deep"],
)
def test_a_catalogue_that_speaks_no_json_is_told(
    publisher: Publisher, turn: Turn, error: type[FetchError], said: str
) -> None:
    publisher.turns["/api"] = [turn]
    with pytest.raises(error, match=said):
        Client(LIMITS).json(f"{publisher.url}/api")

"""`ideas.json`: what moderators have published, and nothing that waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard.dialogue import keep, moderate, posts, supports
from tests.dashboard.dialogue.conftest import NOON, draft, published


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(keep.ENV, f"sqlite:///{tmp_path}/dialogue.db")
    yield
    keep.forget()


def test_published_ones_with_their_supports_in_pages(client: TestClient) -> None:
    posts.submit(draft("It waits"), NOON)
    ids = [published(f"Idea {n}", kind="idea", view="http://x/spending?fiscal_year=2024") for n in range(5)]
    for _ in range(3):
        supports.cast(posts.SUPPORT, ids[2], supports.new_token(), NOON)
    moderate.do("answer", ids[2], moderate.Said("So it is.", "", "done"), "a@example.org", NOON)
    first = client.get("ideas.json?limit=2&lang=fr").json()
    assert (first["total"], len(first["items"])) == (5, 2)
    found = first["items"] + client.get(first["next"]).json()["items"]
    assert len({i["id"] for i in found}) == 4
    best = found[0]
    assert (best["title"], best["supports"], best["answer_en"], best["outcome"]) == ("Idea 2", 3, "So it is.", "done")
    assert best["created"] == "2026-03-10T17:00:00Z"
    assert best["view"] == "http://testserver/spending?fiscal_year=2024&lang=fr"
    assert best["page"] == f"http://testserver/ideas?lang=fr&post={ids[2]}"
    assert [i["id"] for i in client.get("ideas.json?state=answered").json()["items"]] == [ids[2]]
    assert client.get("ideas.json?kind=question").json()["items"] == []
    assert "a@example.org" not in client.get("ideas.json").text


def test_a_support_makes_another_answer_of_it(client: TestClient) -> None:
    id = published()
    first = client.get("ideas.json")
    asked = {"If-None-Match": first.headers["etag"]}
    assert client.get("ideas.json", headers=asked).status_code == 304
    supports.cast(posts.SUPPORT, id, supports.new_token(), NOON)
    again = client.get("ideas.json", headers=asked)
    assert (again.status_code, again.json()["items"][0]["supports"]) == (200, 1)


def test_a_hostile_text_is_a_text_in_the_answer(client: TestClient) -> None:
    title = '<script>alert("x")</script> \u2028 $5M'
    published(title, text="</script><img src=x onerror=alert(1)>\x00\u202e")
    answer = client.get("ideas.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    item = answer.json()["items"][0]
    assert item["title"] == '<script>alert("x")</script> $5M'
    assert item["text"] == "</script><img src=x onerror=alert(1)>"


def test_where_there_is_no_dialogue_it_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keep.ENV, "off")
    answer = client.get("ideas.json?lang=fr")
    assert answer.status_code == 503
    assert "questions" in answer.json()["detail"]

"""The catalogue over HTTP says what the pages say, in each of its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, RDF
from starlette.testclient import TestClient

from dashboard import queries, store
from dashboard.catalogue import charter, known

from .test_lists import every


def test_every_dataset_loaded_ones_first(client: TestClient) -> None:
    found = every(client, "catalogue?limit=7")
    assert {d["id"] for d in found} == {k.id for k in known.everything()}
    loaded = [d for d in found if d["state"] == "loaded"]
    assert found[: len(loaded)] == loaded
    assert {d["id"] for d in loaded} == set(store.ask(queries.datasets)["dataset"].to_pylist())
    statements = next(d for d in loaded if d["id"] == "ontario/ministry-statements")
    assert (statements["checks"], statements["passed"], statements["releases"]) == (7, 7, 2)
    assert (statements["last_release"], statements["next_expected"]) == ("2025", "2026")
    assert statements["page"] == "http://testserver/data?lang=en&id=ontario%2Fministry-statements"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("access_level=being_opened", {"canada/volume-2-ministry-summary", "canada/volume-2-revenues"}),
        ("jurisdiction=CA-NT&q=portail", {"northwest-territories/open-data-portal"}),
        ("state=loaded&q=estimates", {"ontario/estimates"}),
        ("q=zzzz", set()),
    ],
)
def test_it_can_be_narrowed(client: TestClient, query: str, ids: set[str]) -> None:
    assert {d["id"] for d in every(client, f"catalogue?{query}")} == ids


def test_overdue_ones_say_since_when(client: TestClient) -> None:
    late = every(client, "catalogue?state=overdue")
    assert {d["id"] for d in late} == {k.id for k in known.everything() if k.overdue_since}
    assert next(d for d in late if d["id"] == "ontario/estimates")["overdue_since"] == "2020-01-01"


def test_dcat_is_json_ld_with_its_context(client: TestClient) -> None:
    answer = client.get("catalogue.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert isinstance(answer.json()["@context"], dict), "nothing to fetch"
    found = Graph().parse(data=answer.text, format="json-ld")
    portals = sum(k.kind == "portal" for k in known.everything())
    assert len(set(found.subjects(RDF.type, DCAT.Dataset))) == len(known.everything()) - portals
    files = [str(o) for o in found.objects(None, DCAT.downloadURL) if "canada/authorities" in str(o)]
    assert files
    assert client.get(files[0].removeprefix("http://testserver/api/v1/")).status_code == 200


def test_packages_as_ckan_has_them(client: TestClient) -> None:
    names = client.get("3/action/package_list").json()
    assert names["success"] is True
    assert sorted(names["result"]) == sorted(k.anchor for k in known.everything())
    for name in ("ontario-payments", "ontario/payments"):
        package = client.get(f"3/action/package_show?id={name}").json()["result"]
        assert (package["id"], package["name"]) == ("ontario/payments", "ontario-payments")
    assert package["num_resources"] == len(package["resources"]) == 2, "its publisher's page, and the CSV of one year"
    assert package["access_level"] == "open"
    assert package["organization"]["name"] == "treasury-board-secretariat-ontario"
    mine = next(r for r in package["resources"] if r["format"] == "CSV" and "slice.csv" in r["url"])
    assert client.get(mine["url"].removeprefix("http://testserver/api/v1/")).status_code == 200


def test_ckans_search(client: TestClient) -> None:
    everything = client.get("3/action/package_search?q=*:*&rows=1000").json()["result"]
    assert everything["count"] == len(everything["results"]) == len(known.everything())
    some = client.get("3/action/package_search?fq=access_level:open jurisdiction:CA-ON&rows=2&start=1").json()["result"]
    assert len(some["results"]) == 2
    assert some["count"] == sum(k.access == "open" and k.jurisdiction == "CA-ON" for k in known.everything())
    french = client.get("3/action/package_search?q=budget des dépenses&lang=fr").json()["result"]["results"]
    assert "Budget des dépenses : sommaires des programmes des ministères" in [
        r["title"].replace("\xa0", " ") for r in french
    ]


def test_a_package_that_there_is_not_is_a_problem_that_names_those_there_are(client: TestClient) -> None:
    answer = client.get("3/action/package_show?id=nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ontario-payments" in str(answer.json()) or answer.json()["allowed_count"] == len(known.everything())
    assert client.get("3/action/package_search?fq=owner_org:x").status_code == 400


def test_the_scores_are_those_of_the_page(client: TestClient) -> None:
    found = client.get("charter").json()["items"]
    assert {(s["dataset"], s["points"], s["of"]) for s in found} == {(s.dataset, *s.total) for s in charter.scores()}
    for score in found:
        assert score["points"] == sum(p["points"] for p in score["principles"])
        for principle in score["principles"]:
            measured = [r for r in principle["rules"] if r["points"] is not None]
            assert principle["points"] == sum(r["points"] for r in measured)
            assert principle["of"] == sum(r["of"] for r in measured)
    (one,) = client.get("charter?dataset=ontario/estimates&lang=fr").json()["items"]
    assert one["principles"][0]["title"] == "Ouvertes par défaut"
    assert client.get("charter?dataset=ontario/bonds").status_code == 404, "it is not loaded"


def test_an_answer_holds_until_a_file_or_the_day_changes(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    file = tmp_path / "a.yaml"
    file.write_text("entries: [{id: a/b, title: Before}]", encoding="utf-8")
    first = client.get("catalogue.jsonld")
    asked = {"If-None-Match": first.headers["etag"]}
    assert client.get("catalogue.jsonld", headers=asked).status_code == 304
    file.write_text("entries: [{id: a/b, title: After it}]", encoding="utf-8")
    after = client.get("catalogue.jsonld", headers=asked)
    assert after.status_code == 200
    assert "After it" in json.dumps(after.json())
    tomorrow = known.today().replace(year=known.today().year + 1)
    monkeypatch.setattr(known, "today", lambda: tomorrow)
    assert client.get("catalogue.jsonld", headers={"If-None-Match": after.headers["etag"]}).status_code == 200

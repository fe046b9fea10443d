"""Lists, search and receipts say what the pages say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal as D
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import queries, store
from dashboard.api.exact import written
from dashboard.questions import ledger
from dashboard.schema import columns


def every(client: TestClient, address: str) -> list[dict[str, Any]]:
    """All items of a list, by following `next`."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        page = client.get(following).json(parse_float=D)
        found += page["items"]
        following = page["next"]
        assert page["total"] >= len(found)
    assert len(found) == page["total"]
    return found


def test_every_dataset_and_what_can_be_cut_from_it(client: TestClient) -> None:
    found = every(client, "datasets?limit=4")
    assert [d["dataset"] for d in found] == store.ask(queries.datasets)["dataset"].to_pylist()
    held = [{"dataset": d["dataset"], **h} for d in found for h in d["holdings"]]
    key = sorted
    assert key(tuple(map(str, h.values())) for h in held) == key(
        tuple(map(str, h.values())) for h in store.ask(queries.holdings).to_pylist()
    )
    assert set(columns("dataset")) - {"source_file", "fingerprint"} <= set(found[0])
    assert every(client, "datasets?dataset=reference/cofog")[0]["holdings"] == []


def test_every_release_with_its_files(client: TestClient) -> None:
    found = every(client, "releases?limit=5")
    expected = store.ask(queries.releases).to_pylist()
    assert [(r["dataset"], r["release"], r["sha256"]) for r in found] == [
        (r["dataset"], r["release"], r["sha256"]) for r in expected
    ]
    for release in found:
        assert release["sha256"] in [f["sha256"] for f in release["files"]]
        assert release["loaded_at"].endswith("Z"), "times say that they are UTC"
    only = every(client, "releases?dataset=ontario/estimates")
    assert [r["release"] for r in only] == ["2018-19", "2017-18", "2016-17"]


def test_the_whole_ledger_in_pages(client: TestClient) -> None:
    found = every(client, "checks?limit=250")
    standing = store.ask(ledger.standing).to_pylist()
    assert len(found) == sum(s["checks"] for s in standing)
    assert len({tuple(c.values()) for c in found}) == len(
        {tuple(c.values()) for c in every(client, "checks?limit=999")}
    )
    passed = every(client, "checks?dataset=ontario/estimates&verdict=passed&limit=1000")
    assert len(passed) == next(s["passed"] for s in standing if s["dataset"] == "ontario/estimates")
    for check in passed:
        if check["got"] is not None and check["expected"] is not None:
            assert D(check["got"]) - D(check["expected"]) == D(check["difference"])


def test_past_the_end_there_is_nothing_more(client: TestClient) -> None:
    page = client.get("datasets?offset=500").json(parse_float=D)
    assert (page["items"], page["next"]) == ([], None)


@pytest.mark.parametrize("query", ["health", "Santé", "HEALHT"])
def test_a_name_is_found_in_both_languages_and_with_a_slip(client: TestClient, query: str) -> None:
    found = client.get("search", params={"q": query, "lang": "en"}).json(parse_float=D)
    assert "Health" in [o["name"] for o in found["organisations"]]
    first = next(o for o in found["organisations"] if o["name"] == "Health")
    assert client.get(first["slice"]).json(parse_float=D)["amount"] == first["amount"], "its address leads to its sum"


def test_what_is_found_leads_to_its_sum(client: TestClient) -> None:
    for kind, query in (("programs", "health"), ("recipients", "hospital")):
        for hit in client.get(f"search?q={query}&limit=3").json(parse_float=D)[kind]:
            assert client.get(hit["slice"]).json(parse_float=D)["amount"] == hit["amount"], hit
    assert client.get("search?q=ontario&limit=1").json(parse_float=D)["recipients"]
    datasets = client.get("search?q=Estimates").json(parse_float=D)["datasets"]
    assert [d["page"] for d in datasets if "id=ontario%2Festimates" in d["page"]]


def test_a_text_without_letters_finds_nothing(client: TestClient) -> None:
    found = client.get("search", params={"q": "?!' OR 1=1"}).json(parse_float=D)
    nothing = client.get("search", params={"q": "…"}).json(parse_float=D)
    assert nothing == {"q": "…", "organisations": [], "programs": [], "recipients": [], "datasets": []}
    assert set(found) == set(nothing)


def test_a_receipt_is_whole_and_names_the_same_line_elsewhere(client: TestClient) -> None:
    # The Estimates print the same year in three editions.
    of = {"dataset": "ontario/estimates", "fiscal_year": "2017", "phase": "proposed", "release": "2016-17"}
    lines = client.get("slice.csv", params=of).text.splitlines()
    at = lines[0].split(",").index("entry_id")
    ids = [line.split(",")[at] for line in lines[1:40]]
    receipts = [client.get(f"receipt/{i}").json(parse_float=D) for i in ids]
    for entry_id, receipt in zip(ids, receipts, strict=True):
        entry = receipt["entry"]
        assert entry["entry_id"] == entry_id
        assert entry["file"] == "estimates-2016-17.xlsx"
        assert all(entry[c] for c in ("sheet", "cell", "printed", "sha256", "release"))
        assert (entry_id, entry["amount"]) in [(s["entry_id"], s["amount"]) for s in receipt["same_line"]]
    both = next(r for r in receipts if len({s["release"] for s in r["same_line"]}) > 1)
    other = client.get(both["same_line"][-1]["receipt"]).json(parse_float=D)
    assert other["same_line"] == both["same_line"]
    assert both["page"].startswith("http://testserver/receipt?")


def test_amounts_are_numbers_to_the_cent(client: TestClient) -> None:
    page = client.get("checks?limit=1000").json(parse_float=D, parse_int=str)["items"]
    amounts = [c["expected"] for c in page if c["expected"] is not None]
    assert all(isinstance(a, D) and a.as_tuple().exponent == -2 for a in amounts)


def test_no_amount_is_ever_a_float() -> None:
    exact = {"amount": D("90071992547409930.01"), "small": D("-0.10"), "none": None, "text": '\x00\u2028é"</script>'}
    assert written(exact).startswith('{"amount":90071992547409930.01,"small":-0.10,"none":null,')
    assert json.loads(written(exact), parse_float=D) == exact
    assert written([datetime(2026, 1, 2, 3, tzinfo=UTC), True, 3]) == '["2026-01-02T03:00:00Z",true,3]'

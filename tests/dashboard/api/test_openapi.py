"""The OpenAPI document is whole, and every answer keeps to it, whatever is asked.

`PURSE_FUZZ` says how many requests of a kind each address gets; a few unless given, so that the suite stays quick.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dashboard import exports, queries, store
from dashboard.api.problem import STATUS
from dashboard.feeds import FEEDS
from dashboard.schema import vocabulary
from dashboard.slices import FILTERS, Slice

from .conftest import mounted

TIMES = int(os.environ.get("PURSE_FUZZ", "6"))
QUICKLY = settings(
    max_examples=TIMES,
    deadline=None,
    database=None,
    derandomize="PURSE_FUZZ" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
SLICES = ["/slice", "/slice.csv-metadata.json", *(f"/slice.{ending}" for ending in exports.FORMATS)]
FOLLOWED = ["/commitments.json", "/commitments.csv", *(f"/feeds/{name}.atom" for name in FEEDS)]
CATALOGUE = [
    "/catalogue",
    "/catalogue.jsonld",
    "/charter",
    *(f"/3/action/package_{what}" for what in ("list", "show", "search")),
]
PATHS = [
    "/datasets", "/releases", "/checks", "/search", "/receipt/{entry_id}", "/bulk.zip", "/ideas.json", *CATALOGUE, *FOLLOWED,
    *SLICES
]  # fmt: skip
ODD = ["", " ", "'", '"', "%", "=1+1", "../../etc/passwd", "' OR 1=1 --", "\u202e", "é", "𝔸", "{}", "<b>", "a" * 500]


@cache
def document() -> Any:
    found = schemathesis.openapi.from_asgi("/api/v1/openapi.json", mounted())
    found.validate()
    return found


def described(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("openapi.json").json()
    return found


def parameters(client: TestClient, path: str) -> dict[str, Mapping[str, Any]]:
    return {p["name"]: p for p in described(client)["paths"][path]["get"]["parameters"]}


def test_it_is_openapi_3_1_and_valid(client: TestClient) -> None:
    assert described(client)["openapi"].startswith("3.1")
    assert sorted(described(client)["paths"]) == sorted(PATHS)
    assert {op.ok().path for op in document().get_all_operations()} == set(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_every_address_parameter_and_problem_is_described(client: TestClient, path: str) -> None:
    whole = described(client)["paths"][path]
    assert list(whole) == ["get"]
    operation = whole["get"]
    assert operation["summary"]
    assert operation["description"]
    assert {str(s) for s in STATUS.values()} - {"405"} <= set(operation["responses"])
    assert "422" not in operation["responses"]
    for parameter in operation["parameters"]:
        assert parameter["schema"].get("description") or parameter.get("description"), parameter["name"]
        assert "anyOf" not in parameter["schema"], "no parameter is null"
        if parameter["schema"]["type"] == "string":
            assert {"maxLength", "enum"} & set(parameter["schema"]), f"{parameter['name']} has no bound"
        if parameter["schema"]["type"] == "integer":
            assert {"minimum", "maximum"} <= set(parameter["schema"])


@pytest.mark.parametrize("path", SLICES)
def test_the_parameters_of_a_slice_are_those_of_its_address_on_the_site(client: TestClient, path: str) -> None:
    of = Slice("d", "r", 2024, "expenditure", "executed", "cash", tuple((c, "x") for c in FILTERS))
    found = parameters(client, path)
    assert set(found) == set(of.to_params()) | {"lang", "receipts"}
    assert [name for name, p in found.items() if p["required"]] == ["dataset", "fiscal_year"]


def test_fixed_vocabularies_are_those_of_the_schema(client: TestClient) -> None:
    found = {**parameters(client, "/slice"), **parameters(client, "/checks")}
    for name, table in (("direction", "classification"), ("phase", "classification"), ("basis", "classification"),
                        ("check_kind", "check_result"), ("verdict", "check_result")):  # fmt: skip
        assert tuple(found[name]["schema"]["enum"]) == vocabulary(table, name)
    assert found["lang"]["schema"]["enum"] == ["en", "fr"]


def tried(case: Any) -> None:
    """Asks, and holds the answer to the document: status, type of content, schema, headers; never a server's error."""
    case.call_and_validate()


@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_the_answer_is_as_described(path: str, mode: str) -> None:
    cases = document()[path]["GET"].as_strategy(generation_mode=schemathesis.GenerationMode[mode])
    QUICKLY(given(cases)(lambda case: tried(case)))()


@pytest.mark.parametrize("path", SLICES)
def test_slices_of_what_is_held_are_as_described(path: str) -> None:
    """Of what the store holds, narrowed by true labels and by odd ones: other than at random, most have entries."""
    held = store.ask(queries.holdings).to_pylist()
    cases = document()[path]["GET"].as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    names = ["dataset", "release", "fiscal_year", "direction", "phase", "basis"]

    @QUICKLY
    @given(cases, st.data())
    def try_one(case: Any, data: Any) -> None:
        holding = data.draw(st.sampled_from(held))
        of = Slice(**{n: holding[n] for n in names})
        case.query = {k: v for k, v in case.query.items() if k not in FILTERS}
        case.query |= {
            n: holding[n] for n in ["dataset", "fiscal_year", *data.draw(st.sets(st.sampled_from(names[1:])))]
        }
        for column in data.draw(st.sets(st.sampled_from(FILTERS), max_size=2)):
            true = [row["label"] or "" for row in store.ask(queries.children, of, column, None).to_pylist()]
            case.query[column] = data.draw(st.sampled_from(true) | st.sampled_from(ODD))
        tried(case)

    try_one()

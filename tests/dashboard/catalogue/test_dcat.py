"""The catalogue as DCAT 3: read without a network, valid by its shapes, and the same as what the pages show."""

from __future__ import annotations

import json
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from dashboard import queries, store
from dashboard.catalogue import dcat
from dashboard.catalogue.known import everything

ON = date(2026, 6, 30)
BASE = "https://purse.example/"
SHAPES = Graph().parse(Path(__file__).with_name("shapes.ttl"))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing may be fetched to read the document")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def document() -> dict[str, Any]:
    return dcat.document(everything(ON), store.ask(queries.holdings).to_pylist(), BASE)


def graph(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(document), format="json-ld")


def complaints(document: dict[str, Any]) -> str:
    valid, _, text = validate(graph(document), shacl_graph=SHAPES)
    return "" if valid else str(text)


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert complaints(document) == ""


def test_every_dataset_is_in_it_with_both_titles(document: dict[str, Any]) -> None:
    found, known = graph(document), {k.id: k for k in everything(ON)}
    ids = {str(o) for o in found.objects(None, DCTERMS.identifier)} - {"CA", "CA-ON", "CA-NT", "CA-TOR"}
    assert ids == set(known)
    for name, k in known.items():
        of = URIRef(dcat.page(BASE, name))
        assert (of, RDF.type, DCAT.Catalog if k.kind == "portal" else DCAT.Dataset) in found
        for text, lang in ((k.title.en, "en"), (k.title.fr, "fr")):
            assert not text or (of, DCTERMS.title, Literal(text, lang=lang)) in found
    assert len(list(found.objects(None, DCAT.servesDataset))) == store.ask(queries.datasets).num_rows


def test_every_holding_has_its_file(document: dict[str, Any]) -> None:
    files = [str(o) for o in graph(document).objects(None, DCAT.downloadURL)]
    held = store.ask(queries.holdings).num_rows
    slices = {f for f in files if f.startswith(f"{BASE}api/v1/slice.csv?")}
    assert len(slices) == held
    assert f"{BASE}api/v1/bulk.zip" in files, "series and codes are there whole"


def test_dates_say_how_exactly_they_are_known(document: dict[str, Any]) -> None:
    found = graph(document)

    def modified(name: str) -> Any:
        return found.value(URIRef(dcat.page(BASE, name)), DCTERMS.modified)

    assert modified("ontario/estimates") == Literal("2018", datatype=XSD.gYear)
    assert modified("ontario/data-inventory") == Literal("2017-09-01", datatype=XSD.date)
    period = found.value(URIRef(dcat.page(BASE, "ontario/payments")), DCTERMS.temporal)
    assert found.value(period, DCAT.startDate) == Literal("2023-04-01", datatype=XSD.date)
    assert found.value(period, DCAT.endDate) == Literal("2024-03-31", datatype=XSD.date)


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("dct:title", "catalogue"), ("dct:publisher", "catalogue"), ("dct:description", "dataset"),
        ("dct:title", "dataset"), ("dct:identifier", "dataset"), ("dcat:accessURL", "distribution"),
    ],
)  # fmt: skip
def test_the_shapes_miss_nothing_that_has_to_be_said(document: dict[str, Any], name: str, of: str) -> None:
    dataset = next(d for d in document["dcat:dataset"] if d.get("dcat:distribution"))
    del {"catalogue": document, "dataset": dataset, "distribution": dataset["dcat:distribution"][0]}[of][name]
    assert complaints(document)


def test_the_shapes_hold_words_to_their_vocabulary(document: dict[str, Any]) -> None:
    document["dcat:dataset"][0]["purse:accessLevel"] = "closed"
    assert "accessLevel" in complaints(document)


def test_what_is_kept_back_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(
        "entries: [{id: a/b, title: Held, jurisdiction: CA-ON, access: restricted, "
        "exemption: {reason: privacy, rationale: {en: It names people., fr: On y nomme des gens.}}}]",
        encoding="utf-8",
    )
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    (kept,) = [k for k in everything(ON) if k.id == "a/b"]
    node = dcat.dataset(kept, [], BASE)
    assert node["dct:accessRights"].endswith("/RESTRICTED")
    assert node["purse:exemption"] == "privacy"
    assert {t["@language"]: t["@value"] for t in node["purse:exemptionRationale"]}["fr"] == "On y nomme des gens."

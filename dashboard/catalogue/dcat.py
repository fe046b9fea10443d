"""The catalogue as DCAT 3 in JSON-LD. The context stands in the document: nothing has to be fetched to read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dashboard.api import PREFIX
from dashboard.catalogue import dates
from dashboard.catalogue.entries import Text
from dashboard.catalogue.known import Known
from dashboard.i18n import Speaker, languages

Node = dict[str, Any]
Row = Mapping[str, Any]
_EU = "http://publications.europa.eu/resource/authority/"
CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "purse": "urn:public-purse:catalogue#",
    "id": "@id",
    "type": "@type",
    **{
        name: {"@id": name, "@type": "@id"}
        for name in (
            "dcat:accessURL", "dcat:downloadURL", "dcat:landingPage", "dcat:endpointURL", "dcat:endpointDescription",
            "dcat:mediaType", "dct:accessRights", "dct:accrualPeriodicity", "dct:language", "foaf:homepage",
            "dcat:servesDataset",
        )
    },
}  # fmt: skip
_RIGHTS = {"open": "PUBLIC", "being_opened": "NON_PUBLIC", "under_review": "NON_PUBLIC", "restricted": "RESTRICTED"}
_FREQUENCY = {
    "daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "quarterly": "QUARTERLY", "twice a year": "ANNUAL_2",
    "yearly": "ANNUAL", "once": "NEVER", "irregular": "IRREG",
}  # fmt: skip
_LANGUAGE = {"en": "ENG", "fr": "FRA"}
_MEDIA = "https://www.iana.org/assignments/media-types/"


def document(known: Sequence[Known], held: Sequence[Row], base: str) -> Node:
    """All of the catalogue. `held` are rows of `queries.holdings`, `base` the site's address with a slash at its end."""
    catalogue: Node = {
        "@context": CONTEXT,
        "id": f"{base}data",
        "type": "dcat:Catalog",
        "dct:title": _said(lambda say: say("Public Purse: the catalogue")),
        "dct:description": _said(lambda say: say("Every dataset on public money that is known here, loaded or not.")),
        "dct:publisher": {"id": base, "type": "foaf:Agent", "foaf:name": "Public Purse"},
        "dct:language": [_EU + "language/" + code for code in _LANGUAGE.values()],
        "foaf:homepage": f"{base}data",
        "dcat:dataset": [dataset(k, held, base) for k in known if k.kind != "portal"],
        "dcat:catalog": [dataset(k, held, base) for k in known if k.kind == "portal"],
        "dcat:service": _service(known, base),
    }
    return {name: value for name, value in catalogue.items() if value != []}


def dataset(of: Known, held: Sequence[Row], base: str) -> Node:
    """One dataset, with where it can be had."""
    node: Node = {
        "id": page(base, of.id),
        "type": "dcat:Catalog" if of.kind == "portal" else "dcat:Dataset",
        "dct:identifier": of.id,
        "dct:title": _texts(of.title),
        "dct:description": _texts(of.description) or _texts(of.note) or _texts(of.title),
        "dct:publisher": _publisher(of.publisher),
        "dct:accessRights": _EU + "access-right/" + _RIGHTS[of.access] if of.access else None,
        "purse:accessLevel": of.access,
        "purse:exemption": of.exemption and of.exemption.reason,
        "purse:exemptionRationale": of.exemption and _texts(of.exemption.rationale),
        "purse:state": of.state,
        "dct:accrualPeriodicity": _frequency(of.update_frequency),
        "dct:language": [_EU + "language/" + _LANGUAGE[code] for code in of.languages],
        "dct:spatial": of.jurisdiction and {"type": "dct:Location", "dct:identifier": of.jurisdiction},
        "dct:temporal": _period(of),
        "dct:modified": of.last_release and _date(of.last_release),
        "purse:nextExpected": of.next_expected and _date(of.next_expected),
        "purse:overdueSince": of.overdue_since and _date(of.overdue_since.isoformat()),
        "dcat:landingPage": of.page,
        "dcat:distribution": distributions(of, held, base),
    }
    return {name: value for name, value in node.items() if value}


def page(base: str, dataset: str) -> str:
    """The address of a dataset's page on the site, in either language."""
    return f"{base}data?{urlencode({'id': dataset}, safe='/')}"


def distributions(of: Known, held: Sequence[Row], base: str) -> list[Node]:
    """Where the publisher offers it, then its files here: a CSV of each release, year, phase, direction and basis."""
    offered = [_offered(of, p, Text()) for p in filter(None, [of.page])]
    offered += [_offered(of, part.page, part.title) for part in of.parts]
    mine = [h for h in held if h["dataset"] == of.id]
    return (
        offered + [_slice(of, h, base) for h in mine] + ([_bulk(of, base)] if of.state == "loaded" and not mine else [])
    )


def _offered(of: Known, address: str, title: Text) -> Node:
    node: Node = {
        "type": "dcat:Distribution",
        "dct:title": _texts(title),
        "dcat:accessURL": address,
        "dct:format": list(of.formats),
        "dct:license": _licence(of),
    }
    return {name: value for name, value in node.items() if value}


def _slice(of: Known, held: Row, base: str) -> Node:
    names = ("release", "fiscal_year", "direction", "phase", "basis")
    query = urlencode({"dataset": of.id, **{n: held[n] for n in names}}, safe="/")
    address = f"{base}{PREFIX.strip('/')}/slice"
    node: Node = {
        "type": "dcat:Distribution",
        "dct:title": f"{of.id}, {', '.join(str(held[n]) for n in names)}",
        "dcat:accessURL": f"{address}?{query}",
        "dcat:downloadURL": f"{address}.csv?{query}",
        "dct:format": "CSV",
        "dcat:mediaType": _MEDIA + "text/csv",
        "dct:license": _licence(of),
    }
    return {name: value for name, value in node.items() if value}


def _bulk(of: Known, base: str) -> Node:
    address = f"{base}{PREFIX.strip('/')}/bulk.zip"
    return {
        "type": "dcat:Distribution",
        "dct:title": _said(lambda say: say("The whole store, as Parquet in a ZIP file")),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": _MEDIA + "application/zip",
        **({"dct:license": _licence(of)} if of.licence_url else {}),
    }


def _service(known: Sequence[Known], base: str) -> Node:
    api = f"{base}{PREFIX.strip('/')}/"
    return {
        "id": api,
        "type": "dcat:DataService",
        "dct:title": _said(lambda say: say("Public Purse over HTTP")),
        "dcat:endpointURL": api,
        "dcat:endpointDescription": f"{api}openapi.json",
        "dcat:servesDataset": [page(base, k.id) for k in known if k.state == "loaded"],
    }


def _said(what: Callable[[Speaker], str]) -> list[Node]:
    return [{"@value": what(Speaker(code)), "@language": code} for code in languages()]


def _texts(of: Text) -> list[Node]:
    return [{"@value": text, "@language": code} for code, text in (("en", of.en), ("fr", of.fr)) if text]


def _publisher(of: Text) -> Node | None:
    return {"type": "foaf:Agent", "foaf:name": _texts(of)} if of.en or of.fr else None


def _licence(of: Known) -> Node | None:
    if not of.licence_url:
        return None
    return {"id": of.licence_url, "type": "dct:LicenseDocument", "dct:title": _texts(of.licence)}


def _frequency(value: str | None) -> str | None:
    return _EU + "frequency/" + _FREQUENCY[value] if value in _FREQUENCY else None


def _date(iso: str) -> Node:
    return {"@value": iso, "@type": {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(iso), "xsd:date")}


def _period(of: Known) -> Node | None:
    ends: Sequence[tuple[str, str | None, Callable[[dates.Span], Any]]] = (
        ("dcat:startDate", of.first, lambda span: span[0]),
        ("dcat:endDate", of.last, lambda span: span[1]),
    )
    found = {name: _date(day(dates.period(of.jurisdiction, year)).isoformat()) for name, year, day in ends if year}
    return {"type": "dct:PeriodOfTime", **found} if found else None

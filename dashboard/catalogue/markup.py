"""The catalogue for search engines: schema.org's `Dataset`, as JSON-LD that stands in the head of the data page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from dashboard.api import PREFIX
from dashboard.catalogue import dates, words
from dashboard.catalogue.known import Known, everything
from dashboard.i18n import Speaker

Node = dict[str, Any]


def script(lang: str, dataset: str, base: str) -> str:
    """A `script` element that no browser runs: one dataset where there is one of that id, else all of the catalogue.

    `base` is the site's address with a slash at its end. Raises what `store.ask` does.
    """
    say, every = Speaker(lang), everything()
    one = next((k for k in every if k.id == dataset), None)
    told = {"@context": "https://schema.org", **(described(say, one, base) if one else _whole(say, every, base))}
    # Text that could end the element, or begin another, cannot stand in it.
    safe = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'


def _whole(say: Speaker, every: tuple[Known, ...], base: str) -> Node:
    return {
        "@type": "DataCatalog",
        "name": say("Public Purse: the catalogue"),
        "url": f"{base}data?lang={say.code}",
        "inLanguage": say.code,
        "dataset": [described(say, k, base) for k in every if k.kind != "portal"],
    }


def described(say: Speaker, of: Known, base: str) -> Node:
    """One dataset."""
    title, publisher = words.text(say, of.title), words.text(say, of.publisher)
    node: Node = {
        "@type": "Dataset",
        "name": title,
        "description": words.text(say, of.description) or words.text(say, of.note) or title,
        "identifier": of.id,
        "url": f"{base}data?{urlencode({'lang': say.code, 'id': of.id}, safe='/')}",
        "sameAs": of.page,
        "license": of.licence_url,
        "creator": {"@type": "Organization", "name": publisher} if publisher else None,
        "inLanguage": list(of.languages),
        "isAccessibleForFree": True if of.access == "open" else None,
        "dateModified": of.last_release,
        "temporalCoverage": _covered(of),
        "spatialCoverage": of.jurisdiction,
        "distribution": _files(of, base),
    }
    return {name: value for name, value in node.items() if value}


def _covered(of: Known) -> str | None:
    if not of.first:
        return None
    first, last = dates.period(of.jurisdiction, of.first)[0], of.last and dates.period(of.jurisdiction, of.last)[1]
    return f"{first.isoformat()}/{last.isoformat() if last else '..'}"


def _files(of: Known, base: str) -> list[Node]:
    if of.state != "loaded":
        return []
    whole = f"{base}{PREFIX.strip('/')}/bulk.zip"
    return [{"@type": "DataDownload", "contentUrl": whole, "encodingFormat": "application/zip"}]

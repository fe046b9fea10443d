"""The catalogue in the form of CKAN's packages, with the fields of an Ontario inventory beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dashboard.catalogue import dcat, words
from dashboard.catalogue.known import Known
from dashboard.i18n import Speaker

Node = dict[str, Any]


def name(of: Known) -> str:
    """A dataset's name in CKAN, which has no slash: `ontario-estimates`."""
    return of.anchor


def package(say: Speaker, of: Known, held: Sequence[dcat.Row], base: str) -> Node:
    """One dataset; texts in the reader's language where there are two. Fields: those of `api.ckan.Package`."""
    publisher = words.text(say, of.publisher)
    return {
        "id": of.id,
        "name": name(of),
        "title": words.text(say, of.title),
        "notes": words.text(say, of.description) or words.text(say, of.note) or None,
        "url": of.page,
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": None if of.access is None else of.access == "open",
        "license_title": words.text(say, of.licence) or None,
        "license_url": of.licence_url,
        "organization": {"name": _slug(of.publisher.en or of.publisher.fr or ""), "title": publisher}
        if publisher
        else None,
        "access_level": of.access,
        "exemption": of.exemption.reason if of.exemption else None,
        "exemption_rationale": words.text(say, of.exemption.rationale) if of.exemption else None,
        "update_frequency": of.update_frequency,
        "jurisdiction": of.jurisdiction,
        "data_range_start": of.first,
        "data_range_end": of.last,
        "metadata_modified": of.last_release,
        "next_expected": of.next_expected,
        "overdue_since": of.overdue_since.isoformat() if of.overdue_since else None,
        "loaded": of.state,
        "num_resources": len(resources := _resources(say, of, held, base)),
        "resources": resources,
    }


def _resources(say: Speaker, of: Known, held: Sequence[dcat.Row], base: str) -> list[Node]:
    found = []
    for i, node in enumerate(dcat.distributions(of, held, base)):
        title = node.get("dct:title") or ""
        if isinstance(title, list):
            told = {each["@language"]: each["@value"] for each in title}
            title = told.get(say.code) or next(iter(told.values()), "")
        formats = node.get("dct:format", [])
        found.append(
            {
                "id": f"{name(of)}-{i}",
                "package_id": of.id,
                "name": title or words.text(say, of.title),
                "url": node.get("dcat:downloadURL") or node["dcat:accessURL"],
                "format": formats if isinstance(formats, str) else ", ".join(formats),
            }
        )
    return found


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")

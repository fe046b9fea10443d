"""Where a publisher offers a source's files: an address, or a package of a CKAN catalogue.

    origin: {url: "https://example.gov/accounts-{release}.xlsx"}
    origin: {ckan: data.example.gov, package: public-accounts, resource: "Payments {release}*", format: xlsx}

`{release}` stands for a release's name: a fiscal year, a year or a day.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from loaders.arrival import SUFFIXES, published_digest
from loaders.errors import SourceError
from loaders.fetch import Client, FetchError, NotThere
from loaders.source import Source

FORMATS = tuple(s.lstrip(".") for s in SUFFIXES)
_SLOT = "{release}"
_NAMED = r"(?<!\d)(?P<release>\d{4}-\d{2}-\d{2}|\d{4}\s*[-–/]\s*\d{4}|\d{4}\s*[-–/]\s*\d{2}|\d{4})(?!\d)"


class Origin(BaseModel):
    """The keys of `origin`. Either `url`, or `ckan` and `package` with what chooses a resource among several."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = None
    ckan: str | None = None
    package: str | None = None
    resource: str | None = None
    format: str | None = None

    @field_validator("url", "ckan")
    @classmethod
    def _address(cls, value: str, info: Any) -> str:
        if info.field_name == "ckan" and "://" not in value:
            value = f"https://{value}"
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise ValueError("expected an http:// or https:// address, without a name or password")
        if info.field_name == "ckan":
            return value.rstrip("/")
        if unknown := set(re.findall(r"\{[^}]*\}", value)) - {_SLOT}:
            raise ValueError(f"knows {_SLOT} alone, not {', '.join(sorted(unknown))}")
        return value

    @field_validator("format")
    @classmethod
    def _form(cls, value: str) -> str:
        if value.lower().lstrip(".") not in FORMATS:
            raise ValueError(f"expected one of {', '.join(FORMATS)}")
        return value.lower().lstrip(".")

    @field_validator("resource")
    @classmethod
    def _one_slot(cls, value: str) -> str:
        if value.count(_SLOT) > 1:
            raise ValueError(f"has {_SLOT} more than once")
        return value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.url is None) == (self.ckan is None) or (self.ckan is None) != (self.package is None):
            raise ValueError("is either {url: …} or {ckan: …, package: …}")
        if self.url is not None and self.resource is not None:
            raise ValueError("resource chooses within a CKAN package; it means nothing beside url")
        return self

    @classmethod
    def of(cls, source: Source) -> Origin:
        """The source's origin; SourceError names the file and the key that is wrong."""
        try:
            return cls.model_validate(dict(source.origin))
        except ValidationError as e:
            raise SourceError("\n".join(_sentence(p) for p in e.errors()), where=str(source.path)) from e


def _sentence(problem: Any) -> str:
    key = ".".join(["origin", *(str(part) for part in problem["loc"])])
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(problem["loc"][-1]), list(Origin.model_fields), n=1)
        return f"{key}: unknown key" + (f"; did you mean {near[0]!r}?" if near else "")
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{key}: {message}" + (f"; found {problem['input']!r}" if problem["loc"] else "")


@dataclass(frozen=True)
class Offer:
    """One file that the publisher offers. `key` is by what it is known again at the next visit."""

    key: str
    url: str
    name: str = ""
    format: str | None = None
    modified: str | None = None  # as the catalogue has it, ISO 8601
    checksum: tuple[str, str] | None = None
    release: str | None = None  # that the name or the address says it is
    may_be_missing: bool = False  # the release after the newest: perhaps not out yet


class _Resource(BaseModel):
    """What is read of a resource in CKAN's `package_show`; what else it says is left alone."""

    id: str
    url: str = ""
    name: str | None = None
    format: str | None = None
    created: str | None = None
    last_modified: str | None = None
    hash: str | None = None
    state: str | None = None

    @property
    def form(self) -> str:
        said = (self.format or "").lower().lstrip(".")
        return said if said in FORMATS else urlsplit(self.url).path.rpartition(".")[2].lower()

    @property
    def time(self) -> str:
        return self.last_modified or self.created or ""


def offers(origin: Origin, known: Collection[str], client: Client) -> list[Offer]:
    """What the publisher offers of the releases that are known, and of later ones, oldest first.

    Without `{release}` that is one file: the newest.
    """
    if origin.url is None:
        return _of_package(origin, known, client)
    if _SLOT not in origin.url:
        return [Offer(key=origin.url, url=origin.url, format=origin.format)]
    named = sorted(r for r in known if re.fullmatch(_NAMED, r))
    after = following(named[-1]) if named else None
    urls = {r: origin.url.replace(_SLOT, quote(r, safe="")) for r in [*named, *([after] if after else [])]}
    return [Offer(key=u, url=u, format=origin.format, release=r, may_be_missing=r == after) for r, u in urls.items()]


def following(release: str) -> str | None:
    """The release after one that is named by a fiscal year or a year: 2025-26 after 2024-25. After a day, None."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}|\d{4}))?", release)
    if match is None:
        return None
    first = int(match[1]) + 1
    return f"{first}-{str(first + 1)[-len(match[2]) :]}" if match[2] else str(first)


def _of_package(origin: Origin, known: Collection[str], client: Client) -> list[Offer]:
    resources = _resources(origin, client)
    pattern = _pattern(origin.resource or "*")
    forms = [origin.format] if origin.format else FORMATS
    found = [(r, pattern.fullmatch((r.name or "").strip())) for r in resources if r.form in forms]
    fitting = [(r, m) for r, m in found if m]
    if not fitting:
        there = ", ".join(f"{r.name!r} ({r.format or 'no format'})" for r in resources) or "nothing"
        raise NotThere(
            f"package {origin.package} has no spreadsheet that fits origin.resource; it has {there}",
            where=str(origin.ckan),
        )
    if origin.resource is None or _SLOT not in origin.resource:
        if origin.resource is None and len(fitting) > 1:
            _ambiguous(origin, [r for r, _ in fitting], "several spreadsheets", "Choose with origin.resource")
        _one_form(origin, [r for r, _ in fitting])
        newest = max((r for r, _ in fitting), key=lambda r: r.time)
        return [_offer(origin, newest, None)]
    written = {_canonical(r): r for r in known}
    by_release: dict[str, list[_Resource]] = {}
    for resource, match in fitting:
        release = _canonical(match["release"])
        by_release.setdefault(written.get(release, release), []).append(resource)
    kept = {r: found for r, found in by_release.items() if r in known or r > max(known)}
    for release, several in kept.items():
        if len(several) > 1:
            _ambiguous(
                origin, several, f"several spreadsheets for {release}", "Narrow origin.resource or origin.format"
            )
    return [_offer(origin, kept[release][0], release) for release in sorted(kept)]


def _resources(origin: Origin, client: Client) -> list[_Resource]:
    url = f"{origin.ckan}/api/3/action/package_show?id={quote(str(origin.package), safe='')}"
    answer = client.json(url)
    try:
        resources = [_Resource.model_validate(r) for r in answer["result"]["resources"]]
    except (KeyError, TypeError, ValidationError) as e:
        raise FetchError(
            "did not answer as CKAN does: no list of resources", where=url, do="Is it the address of a CKAN site?"
        ) from e
    return [r for r in resources if r.url and r.state in (None, "active")]


def _pattern(glob: str) -> re.Pattern[str]:
    """`*` is anything, `?` one character, `{release}` a release's name; letter case does not matter."""
    parts = re.split(r"(\{release\}|\*|\?)", glob)
    meant = {_SLOT: _NAMED, "*": ".*?", "?": "."}
    return re.compile("".join(meant.get(part, re.escape(part)) for part in parts), re.I | re.S)


def _canonical(release: str) -> str:
    """The project's way to write it: `2024 - 2025` is 2024-25."""
    match = re.fullmatch(r"(\d{4})\s*[-–/]\s*(?:\d{2})?(\d{2})", release)
    return f"{match[1]}-{match[2]}" if match else release


def _one_form(origin: Origin, resources: list[_Resource]) -> None:
    if len({r.form for r in resources}) > 1:
        _ambiguous(origin, resources, "spreadsheets of several formats", "Choose with origin.format")


def _ambiguous(origin: Origin, resources: list[_Resource], what: str, do: str) -> None:
    names = ", ".join(f"{r.name!r} ({r.form})" for r in resources)
    raise FetchError(
        f"package {origin.package} has {what} that fit: {names}", where=str(origin.ckan), do=f"{do} in the description."
    )


def _offer(origin: Origin, resource: _Resource, release: str | None) -> Offer:
    return Offer(
        key=f"ckan:{resource.id}",
        url=urljoin(f"{origin.ckan}/", resource.url),
        name=resource.name or "",
        format=resource.form,
        modified=resource.time or None,
        checksum=published_digest(resource.hash),
        release=release,
    )

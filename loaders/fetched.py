"""What was fetched, and which of it are releases: `data/fetched/<dataset>/`, or under the folder `PURSE_FILES` names.

    2025-11-03-payments.xlsx        a file as it came; never written to again
    2025-11-03-payments.xlsx.json   where it came from, when, and its SHA-256
    releases.yaml                   the fetched files that were loaded and published, in the words of a description
    .asked.json                     what the publisher answered last, so that the next question can be short

An analyst's description is never edited: `with_fetched` reads `releases.yaml` beside it. A file that is not
listed there did not load yet; every refresh tries it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from loaders.arrival import sha256
from loaders.download import Got, Validators
from loaders.errors import SourceError
from loaders.origin import Offer
from loaders.source import Release, Source

_LIST = "releases.yaml"
_ASKED = ".asked.json"
_HEAD = "# Written by `purse refresh`: fetched files that were loaded. May be corrected by hand.\n"


def default_files() -> Path:
    """The folder of fetched files that `PURSE_FILES` names, the first if it names several, or `data/fetched`."""
    named = [p for p in os.environ.get("PURSE_FILES", "").split(os.pathsep) if p]
    return Path(named[0] if named else Path(__file__).parents[1] / "data" / "fetched")


class Record(BaseModel):
    """The small JSON file beside a fetched one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    release: str
    published: str | None = None  # a day, where the publisher gives one
    key: str  # of the offer that it was
    name: str = ""  # the publisher's
    url: str
    etag: str | None = None
    last_modified: str | None = None
    sha256: str
    bytes: int
    fetched_at: str


class Asked(BaseModel):
    """What the publisher answered about one offer the last time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    etag: str | None = None
    last_modified: str | None = None
    modified: str | None = None  # the catalogue's
    sha256: str


class Shelf:
    """The folder of one dataset's fetched files."""

    def __init__(self, files: Path, dataset: str) -> None:
        self.dataset = dataset
        self.folder = files / dataset

    def part(self, key: str) -> Path:
        """Where an offer is taken down to, the same at every visit."""
        return self.folder / f".{re.sub(r'[^a-z0-9]+', '-', key.lower())[-60:]}-{_short(key)}.part"

    def records(self) -> list[Record]:
        """All that was fetched, in the order in which it came."""
        files = [p for p in self.folder.glob("*.json") if not p.name.startswith(".")]
        return sorted((_read(Record, p) for p in files), key=lambda r: r.fetched_at)

    def keep(self, got: Got, offer: Offer, release: str, published: str | None) -> Record:
        """Moves what came to its own name, which nothing had before, and writes its record."""
        name = f"{_harmless(release)}-{got.stem}{got.suffix}"
        if (self.folder / name).exists() and sha256(self.folder / name) != got.sha256:
            name = f"{_harmless(release)}-{got.stem}-{got.sha256[:8]}{got.suffix}"
        record = Record(
            file=name,
            release=release,
            published=published,
            key=offer.key,
            name=offer.name,
            url=offer.url,
            **vars(got.validators),
            sha256=got.sha256,
            bytes=got.bytes,
            fetched_at=dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"),
        )
        got.keep(self.folder / name)
        _write(self.folder / f"{name}.json", record.model_dump_json(indent=2) + "\n")
        return record

    def asked(self) -> dict[str, Asked]:
        """What was answered last, by the offer's key; nothing where that cannot be read: then all is asked anew."""
        try:
            content = json.loads((self.folder / _ASKED).read_text(encoding="utf-8"))
            return {key: Asked.model_validate(value) for key, value in content.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def remember(self, offer: Offer, validators: Validators, digest: str) -> None:
        answer = Asked(**vars(validators), modified=offer.modified, sha256=digest)
        known = {**self.asked(), offer.key: answer}
        content = {key: value.model_dump() for key, value in sorted(known.items())}
        _write(self.folder / _ASKED, json.dumps(content, indent=2) + "\n")

    def listed(self) -> list[Release]:
        """The releases in `releases.yaml`, each with the whole path of its file."""
        path = self.folder / _LIST
        if not path.exists():
            return []
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
            releases = [Release.model_validate(one) for one in (content or {}).get("releases") or []]
        except (OSError, ValueError, AttributeError, yaml.YAMLError) as e:
            raise SourceError(f"cannot be read: {e}", where=str(path)) from e
        for release in releases:
            if not (self.folder / release.file).is_file():
                raise SourceError(f"names a file that is not there: {release.file}", where=str(path))
        return [r.model_copy(update={"file": str((self.folder / r.file).resolve())}) for r in releases]

    def accept(self, releases: Sequence[Release]) -> None:
        """Adds releases that were published to `releases.yaml`: from now on the source has them."""
        mine = [r.model_copy(update={"file": Path(r.file).name}) for r in (*self.listed(), *releases)]
        given = [r.model_dump(mode="json", exclude_unset=True, exclude_none=True, exclude={"fetched"}) for r in mine]
        _write(self.folder / _LIST, _HEAD + yaml.safe_dump({"releases": given}, allow_unicode=True, sort_keys=False))

    def pending(self, known: Source) -> list[Record]:
        """The fetched files that are none of the source's releases yet."""
        ids = {r.release for r in known.present_releases()}
        unknown = [r for r in self.records() if r.release not in ids and (self.folder / r.file).is_file()]
        here = digests(known) if unknown else {}
        return [r for r in unknown if r.sha256 not in here]


def digests(source: Source) -> dict[str, str]:
    """SHA-256 → release, of every spreadsheet of the source that is here."""
    return {sha256(file): r.release for r in source.present_releases() for file in source.files_of(r)}


def with_fetched(source: Source, files: Path | None = None) -> Source:
    """The source with the releases that were fetched for it.

    A release that the description lists itself, and whose file is here, is the description's; so is a file that
    it names, whatever the release is called here.
    """
    listed = Shelf(files or default_files(), source.dataset).listed()
    if not listed:
        return source
    mine, here = {r.release for r in source.present_releases()}, digests(source)
    return appended(source, [r for r in listed if r.release not in mine and sha256(Path(r.file)) not in here])


def appended(source: Source, releases: Sequence[Release]) -> Source:
    """The source with further releases, in the place of those of that name whose file was not here."""
    names = {r.release for r in releases}
    kept = [r for r in source.releases if r.release not in names]
    return source.model_copy(update={"releases": [*kept, *releases]}) if releases else source


def _harmless(release: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", release).strip(".-")


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _read(model: type[Record], path: Path) -> Record:
    try:
        return model.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError, ValueError) as e:
        raise SourceError(f"is no record of a fetched file: {e}", where=str(path), do="Remove it.") from e


def _write(path: Path, text: str) -> None:
    """Writes a small file at once: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name.lstrip('.')}.next")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)

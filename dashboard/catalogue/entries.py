"""The catalogue's own files: one YAML file a government under `data/catalogue`, kept by an analyst.

An entry says what neither the store nor a description says. A file that cannot be read takes nothing else down with it:
it is told in one sentence, and the others stand.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from dashboard.catalogue.dates import span

DATA = Path(__file__).parents[2] / "data"
Access = Literal["open", "being_opened", "under_review", "restricted"]
Exempt = Literal["privacy", "confidentiality", "security", "legal", "commercial"]
Frequency = Literal["daily", "weekly", "monthly", "quarterly", "twice a year", "yearly", "once", "irregular"]
Kind = Literal["dataset", "inventory", "portal"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar is a text: a year is no number, and a day no date of Python's."""


class Model(BaseModel):
    """What no entry may add to."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Model):
    """A text in English, French or both. In YAML a bare text is English."""

    en: str | None = None
    fr: str | None = None


def _bilingual(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


def _day(iso: str) -> str:
    span(iso)  # ValueError where the calendar has no such month or day
    return iso


Bilingual = Annotated[Text, BeforeValidator(_bilingual)]
Address = Annotated[str, Field(pattern=r"^https?://[^\s\"<>]+$")]
Day = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"), AfterValidator(_day)]
Place = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,3})?$")]
Period = Annotated[str, Field(pattern=r"^\d{4}(-\d{2})?$")]


class Exemption(Model):
    """Why a dataset is kept back, all of it or in part."""

    reason: Exempt
    rationale: Bilingual


class Covers(Model):
    """The first and the last year that it is about: a fiscal year (`2015-16`) or a calendar year (`2015`)."""

    first: Period | None = Field(None, alias="from")
    last: Period | None = Field(None, alias="to")


class Part(Model):
    """One of several places where a dataset stands: an edition, a table."""

    title: Bilingual
    page: Address


class Entry(Model):
    """A dataset as the catalogue's files know it. docs/catalogue.md says what each key means."""

    id: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    kind: Kind = "dataset"
    jurisdiction: Place | None = None
    title: Bilingual | None = None
    description: Bilingual = Text()
    publisher: Bilingual = Text()
    licence: Bilingual = Text()
    licence_url: Address | None = None
    access: Access | None = None
    exemption: Exemption | None = None
    update_frequency: Frequency | None = None
    covers: Covers | None = None
    formats: tuple[str, ...] = ()
    languages: tuple[Literal["en", "fr"], ...] = ()
    api: Bilingual = Text()
    last_release: Day | None = None
    page: Address | None = None
    seen_at: Address | None = None
    parts: tuple[Part, ...] = ()
    note: Bilingual = Text()
    not_loaded: Bilingual = Text()


class Described(Model):
    """What a description under `data/sources` says of its dataset: its first keys, not how its sheets are read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    dataset: str
    kind: str = "entries"
    title: Bilingual
    description: Bilingual = Text()
    publisher: Bilingual = Text()
    licence: Bilingual = Text()
    licence_url: str | None = None
    landing_page: str | None = None
    access_level: Access = "open"
    update_frequency: str | None = None
    constants: dict[str, Any] = Field(default_factory=dict)
    releases: tuple[dict[str, Any], ...] = ()

    @property
    def published(self) -> str | None:
        """When its newest release was published, as far as the description knows."""
        return max((str(r["published"]) for r in self.releases if r.get("published")), default=None)


class Read(NamedTuple):
    """What the files hold: entries, descriptions by dataset, and a sentence for each file that cannot be read."""

    entries: tuple[Entry, ...]
    described: dict[str, Described]
    problems: tuple[str, ...]
    stamp: str


def read() -> Read:
    """The catalogue's files (`PURSE_CATALOGUE`, else `data/catalogue`) and the heads of the descriptions
    (`PURSE_SOURCES`, else `data/sources`), as they are now. `stamp` is the checksum of them all."""
    return _read(_state("PURSE_CATALOGUE", "catalogue"), _state("PURSE_SOURCES", "sources"))


_State = tuple[tuple[str, int, int], ...]


def _state(variable: str, name: str) -> _State:
    folder = Path(os.environ.get(variable) or DATA / name)
    found = sorted(folder.rglob("*.yaml"))
    return tuple((str(f), s.st_mtime_ns, s.st_size) for f in found for s in [f.stat()])


@lru_cache(maxsize=4)
def _read(catalogue: _State, sources: _State) -> Read:
    problems: list[str] = []
    entries: dict[str, Entry] = {}
    for name, *_ in catalogue:
        for entry in _entries(Path(name), problems):
            if entry.id in entries:
                problems.append(f"{Path(name).name}: {entry.id} stands twice. Keep one of the two.")
            entries.setdefault(entry.id, entry)
    described = {d.dataset: d for d in (_description(Path(name)) for name, *_ in sources) if d}
    whole = hashlib.sha256()
    for name, *_ in (*catalogue, *sources):
        whole.update(Path(name).read_bytes())
    return Read(tuple(entries.values()), described, tuple(problems), whole.hexdigest()[:16])


def _entries(file: Path, problems: list[str]) -> Iterator[Entry]:
    try:
        listed = yaml.load(file.read_text(encoding="utf-8"), Loader=_TEXTS)
        rows = listed["entries"]
        if not isinstance(rows, list):
            raise TypeError
    except (yaml.YAMLError, UnicodeDecodeError) as e:
        problems.append(f"{file.name} is no YAML: {_one_line(e)}. Nothing of it is shown.")
        return
    except (TypeError, KeyError):
        problems.append(f"{file.name} has no list named “entries”. Nothing of it is shown.")
        return
    for i, row in enumerate(rows, start=1):
        try:
            yield Entry.model_validate(row)
        except ValidationError as e:
            first = e.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the entry"
            who = row.get("id", f"entry {i}") if isinstance(row, dict) else f"entry {i}"
            problems.append(
                f"{file.name}, {who}: {where}: {first['msg']}; found {str(first['input'])[:80]!r}. It is left out."
            )


def _description(file: Path) -> Described | None:
    # What is wrong with a description, the loaders say: it is theirs.
    try:
        return TypeAdapter(Described).validate_python(yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER))
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError):
        return None


def _one_line(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error))[:200]

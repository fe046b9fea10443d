"""Takes down one file: conditionally, into a `.part` beside its place, and from where it broke off."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from loaders import arrival
from loaders.errors import PurseError
from loaders.fetch import BROKEN_OFF, Client, Damaged, FetchError, Unreachable, refuse_size

Tell = Callable[[int, int | None], None]  # bytes that are here, bytes in all where that is known
_HEAD = 512  # bytes that tell a kind of file
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True)
class Validators:
    """By what a server knows a version of a file again."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, response: requests.Response) -> Validators:
        return cls(response.headers.get("ETag"), response.headers.get("Last-Modified"))

    @property
    def unless_same(self) -> dict[str, str]:
        """Headers that ask for the file unless it is still this version."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}

    @property
    def if_same(self) -> str | None:
        """For If-Range. A weak ETag is none: bytes of two versions may hide behind it."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True)
class Wanted:
    """A file to take down, and what the catalogue says of it."""

    url: str
    name: str = ""
    format: str | None = None
    checksum: tuple[str, str] | None = None
    seen: Validators = Validators()  # of the version that is here already


@dataclass(frozen=True)
class Got:
    """A file that came whole; it still is a `.part`."""

    part: Path
    stem: str
    suffix: str
    sha256: str
    bytes: int
    validators: Validators

    def keep(self, at: Path) -> None:
        """Moves it to its own place."""
        os.replace(self.part, at)
        _Kept(self.part).drop()

    def discard(self) -> None:
        """Throws it away: it is here already."""
        _Kept(self.part).drop()


@dataclass(frozen=True)
class _Kept:
    """What an earlier attempt left: a `.part`, and in a small file beside it the version it is of."""

    path: Path
    validators: Validators = Validators()
    size: int = 0

    @property
    def note(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    @classmethod
    def at(cls, path: Path) -> _Kept:
        """The part, if it is of a version that the server can be held to; an empty one otherwise."""
        kept = cls(path)
        try:
            validators = Validators(**json.loads(kept.note.read_text(encoding="utf-8")))
            size = path.stat().st_size
        except (OSError, ValueError, TypeError):
            return kept
        return cls(path, validators, size) if size and validators.if_same else kept

    def begin(self, validators: Validators) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"")
        self.note.write_text(json.dumps(asdict(validators)), encoding="utf-8")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def differs(client: Client, wanted: Wanted) -> tuple[Validators, int | None] | None:
    """Asks, and takes nothing down: None if the file is still the version seen, else its validators and length."""
    with client.get(wanted.url, wanted.seen.unless_same) as response:
        if response.status_code == 304:
            return None
        arrival.refuse_type(response.headers.get("Content-Type", ""), wanted.url)
        arrival.named(response.headers, response.url, wanted.name, wanted.format)
        length = _length(response)
        refuse_size(length or 0, client.limits.most_bytes, wanted.url)
        return Validators.of(response), length


def download(client: Client, wanted: Wanted, part: Path, tell: Tell) -> Got | None:
    """The file, whole and as published, at `part`; None if it is still the version seen.

    What broke off stays at `part`, for the next attempt or the next visit to go on from.
    """
    attempt = 0
    while True:
        attempt += 1
        kept = _Kept.at(part)
        try:
            with client.get(wanted.url, _headers(kept, wanted)) as response:
                if response.status_code == 304:
                    return None
                if not _goes_on(response, kept):
                    kept.drop()
                    if response.status_code != 200:
                        client.rest(attempt, Unreachable("sends other bytes than asked for", where=wanted.url))
                        continue
                return _taken(client, response, wanted, part, tell)
        except BROKEN_OFF as e:
            size = part.stat().st_size if part.exists() else 0
            trouble = Unreachable(
                f"broke off after {size:,} bytes ({type(e).__name__})",
                where=wanted.url,
                do="What came is kept: the next refresh goes on from there.",
            )
            client.rest(attempt, trouble)
        except OSError as e:
            raise FetchError(f"cannot be written: {e.strerror}", where=str(part), do="Is the disk full?") from e


def _headers(kept: _Kept, wanted: Wanted) -> dict[str, str]:
    if not kept.size:
        return wanted.seen.unless_same
    return {"Range": f"bytes={kept.size}-", "If-Range": kept.validators.if_same or ""}


def _goes_on(response: requests.Response, kept: _Kept) -> bool:
    """Whether the answer begins where the part ends, in the same version."""
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status_code != 206 or match is None or int(match[1]) != kept.size:
        return False
    now = Validators.of(response)
    return not (now.etag and kept.validators.etag) or now.etag == kept.validators.etag


def _packed(response: requests.Response) -> bool:
    return response.headers.get("Content-Encoding", "identity") != "identity"


def _length(response: requests.Response) -> int | None:
    """How long the whole file is, where the server says it."""
    if _packed(response):
        return None
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    text = match[2] if match else response.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() else None


def _taken(client: Client, response: requests.Response, wanted: Wanted, part: Path, tell: Tell) -> Got:
    """Writes the body behind what the part holds, then looks at the whole. A file that will not do is dropped."""
    kept = _Kept.at(part)
    resumed = response.status_code == 206
    try:
        arrival.refuse_type(response.headers.get("Content-Type", ""), wanted.url)
        stem, suffix = arrival.named(response.headers, response.url, wanted.name, wanted.format)
        length = _length(response)
        refuse_size(length or 0, client.limits.most_bytes, wanted.url)
        if not resumed:  # a packed answer is written unpacked: a range of it would be of other bytes
            kept.begin(Validators() if _packed(response) else Validators.of(response))
        _write(client, response, wanted, part, tell)
        size = part.stat().st_size
        if length is not None and size != length:
            raise Damaged(f"has {size:,} bytes, not the {length:,} announced", where=wanted.url, do="Try again later.")
        arrival.refuse_damaged(part, wanted.checksum, response.headers, wanted.url)
    except Unreachable:
        raise
    except PurseError:
        with contextlib.suppress(OSError):
            kept.drop()
        raise
    now = Validators.of(response)
    validators = Validators(now.etag or kept.validators.etag, now.last_modified or kept.validators.last_modified)
    return Got(part, stem, suffix, arrival.sha256(part), size, validators)


def _write(client: Client, response: requests.Response, wanted: Wanted, part: Path, tell: Tell) -> None:
    """Adds the body to the part. The first bytes are looked at before the rest is waited for."""
    length, size = _length(response), part.stat().st_size
    suffix = arrival.named(response.headers, response.url, wanted.name, wanted.format)[1]
    with part.open("r+b") as file:
        head = file.read(_HEAD)
        file.seek(0, 2)
        for chunk in client.chunks(response, client.limits.most_bytes, wanted.url, size):
            file.write(chunk)
            size += len(chunk)
            if len(head) < _HEAD:
                head += chunk[:_HEAD]
                if len(head) >= _HEAD:
                    arrival.refuse_bytes(head, suffix, wanted.url)
            tell(size, length)
        file.flush()
        os.fsync(file.fileno())  # a record must not outlive the bytes that it vouches for
    if not size:
        raise Damaged("is empty", where=wanted.url, do="Look at it in a browser.")
    arrival.refuse_bytes(head, suffix, wanted.url)

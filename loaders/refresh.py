"""A refresh: ask each source's publisher, keep what is new beside what is there, load it, publish it.

What one source's publisher or file does wrong is told, and stops neither the other sources nor what was
published before.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loaders import load as loading
from loaders import publish
from loaders.changes import Change, changes
from loaders.download import Got, Validators, Wanted, differs, download
from loaders.editions import as_release, release_name
from loaders.errors import BusyError, PurseError
from loaders.fetch import Client, FetchError, NotThere
from loaders.fetched import Shelf, appended, digests, with_fetched
from loaders.origin import Offer, Origin, offers
from loaders.source import Release, Source

_WORST_FIRST = (1, 75, 2, 0)
Tell = Callable[[str, int, int | None], None]  # what is taken down, bytes that are here, bytes in all


@dataclass
class Found:
    """What a visit to one source's publisher gave, and what became of it."""

    source: Source  # with all releases that it had before
    shelf: Shelf
    fresh: list[Release] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[PurseError] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    published: Path | None = None

    @property
    def exit_code(self) -> int:
        return worst([p.exit_code for p in self.problems])


def worst(codes: Sequence[int]) -> int:
    """What a refresh ends with: 1 beats 75 (another load is at work), which beats 2 (unreachable), which beats 0."""
    return next(code for code in _WORST_FIRST if code in (*codes, 0))


def refresh(
    sources: Sequence[Source], place: publish.Place, files: Path, client: Client, tell: Tell, progress: loading.Progress
) -> list[Found]:
    """Fetches, loads and publishes what is new of the sources. Raises BusyError if another refresh is at work."""
    with publish.locked(publish.Place(files)):
        found = [look(source, files, client, tell) for source in sources]
        _publish([f for f in found if f.fresh], place, progress)
    return found


def preview(sources: Sequence[Source], files: Path, client: Client) -> list[Found]:
    """Asks as a refresh would, and says what it would do. Writes nothing."""
    return [look(source, files, client, None) for source in sources]


def look(source: Source, files: Path, client: Client, tell: Tell | None) -> Found:
    """Asks the publisher, and takes down what is new; without `tell` only says what that would be."""
    found = Found(source, Shelf(files, source.dataset))
    with _contained(found):
        found.source = with_fetched(source, files)
        with _contained(found):
            for offer in offers(Origin.of(source), [r.release for r in found.source.releases], client):
                with _contained(found):
                    if tell is None:
                        _would(found, offer, client)
                    else:
                        _take(found, offer, client, tell)
        _line_up(found)  # what is here already does not wait for a publisher who is away
    return found


@contextlib.contextmanager
def _contained(found: Found) -> Iterator[None]:
    """Notes what goes wrong, so that what comes next is still tried."""
    try:
        yield
    except Exception as e:
        found.problems.append(_told(e, found.source))


def _told(e: Exception, source: Source) -> PurseError:
    """Any error as one for people. What is not foreseen is told with its place in the code, and stops no other source."""
    if isinstance(e, PurseError):
        return e
    if isinstance(e, OSError):
        return FetchError(f"cannot be read or written: {e.strerror or e}", where=str(e.filename or source.dataset))
    at = traceback.extract_tb(e.__traceback__)[-1]
    return PurseError(
        f"{type(e).__name__}: {e} (at {Path(at.filename).name}, line {at.lineno})",
        where=source.dataset,
        do="This is not the publisher's fault: please report it.",
    )


def _digests(found: Found) -> dict[str, str]:
    """SHA-256 → release, of every file that is here."""
    return {r.sha256: r.release for r in found.shelf.pending(found.source)} | digests(found.source)


def _wanted(found: Found, offer: Offer, here: dict[str, str]) -> Wanted:
    """The question about an offer: conditional if the file that was seen last is still here."""
    seen = found.shelf.asked().get(offer.key)
    known = seen is not None and seen.sha256 in here
    validators = Validators(seen.etag, seen.last_modified) if seen and known else Validators()
    return Wanted(offer.url, offer.name, offer.format, offer.checksum, validators)


def _same_in_catalogue(found: Found, offer: Offer, here: dict[str, str]) -> bool:
    """Whether the catalogue's date stands where it stood, for a server that knows no conditional questions."""
    seen = found.shelf.asked().get(offer.key)
    if seen is None or seen.sha256 not in here or seen.etag or seen.last_modified:
        return False
    return offer.modified is not None and offer.modified == seen.modified


def _would(found: Found, offer: Offer, client: Client) -> None:
    here = _digests(found)
    if _same_in_catalogue(found, offer, here):
        return
    try:
        answer = differs(client, _wanted(found, offer, here))
    except NotThere:
        if not offer.may_be_missing:
            raise
        return
    if answer is not None:
        validators, length = answer
        size = f"{length:,} bytes" if length is not None else "of unknown length"
        since = f", last changed {_day(offer, validators)}" if _day(offer, validators) else ""
        found.notes.append(f"would fetch {offer.url} ({size}{since}) and compare it with what is here")


def _take(found: Found, offer: Offer, client: Client, tell: Tell) -> None:
    """Takes down an offer if it may be new; keeps it if it is."""
    here = _digests(found)
    if _same_in_catalogue(found, offer, here):
        return
    part = found.shelf.part(offer.key)
    label = f"{found.source.dataset} {offer.name or offer.url.rpartition('/')[2]}"
    try:
        got = download(client, _wanted(found, offer, here), part, lambda size, whole: tell(label, size, whole))
    except NotThere:
        if not offer.may_be_missing:
            raise
        return
    if got is None:
        return
    if got.sha256 in here:
        got.discard()
        newest = max(r.release for r in found.source.present_releases())
        if offer.release is None and here[got.sha256] < newest:
            found.notes.append(f"the publisher offers the file of release {here[got.sha256]} again, not {newest}'s")
    else:
        _keep(found, offer, got)
    found.shelf.remember(offer, got.validators, got.sha256)


def _keep(found: Found, offer: Offer, got: Got) -> None:
    here = {r.release for r in found.source.present_releases()} | {r.release for r in found.shelf.pending(found.source)}
    described = max(r.release for r in found.source.releases)
    day = _day(offer, got.validators)
    # A newest release that is described, and was never here, is what the publisher offers without a name.
    named = offer.release or (described if described not in here else None)
    name = release_name(named, day or dt.datetime.now(dt.UTC).date().isoformat(), here)
    record = found.shelf.keep(got, offer, name, day)
    found.notes.append(f"fetched {offer.url} ({got.bytes:,} bytes) as {found.shelf.folder / record.file}")


def _day(offer: Offer, validators: Validators) -> str | None:
    """The day of the last change, by the catalogue or else by the server."""
    if offer.modified:
        try:
            return dt.datetime.fromisoformat(offer.modified).date().isoformat()
        except ValueError:
            pass
    try:
        return email.utils.parsedate_to_datetime(validators.last_modified or "").date().isoformat()
    except ValueError:
        return None


def _line_up(found: Found) -> None:
    """Makes releases of the files that were fetched and not loaded yet.

    Of several each is tried by itself first, so that one bad file does not hold up another for ever.
    """
    pending = found.shelf.pending(found.source)
    last = {record.key: record for record in pending}
    for record in pending:
        so_far = appended(found.source, found.fresh)
        try:
            release = as_release(record, so_far, found.shelf.folder)
            if len(pending) > 1:
                loading.check([appended(so_far, [release])], lambda *_: None)
            found.fresh.append(release)
        except PurseError as e:
            if last[record.key] is record:
                found.problems.append(e)
            else:
                found.notes.append(f"left out {record.file}, which the publisher has replaced since: {e.what}")


def _publish(found: Sequence[Found], place: publish.Place, progress: loading.Progress) -> None:
    """Publishes all in one generation; if one of them does not load, each by itself."""
    if not found:
        return
    try:
        loaded = loading.load(place, [appended(f.source, f.fresh) for f in found], progress)
        for one in found:
            one.published = loaded.file
            one.shelf.accept(one.fresh)
            if loaded.file is not None:
                one.changes = changes(place, loaded.file, one.source.dataset, one.fresh)
    except BusyError as e:
        for one in found:
            one.problems.append(e)
    except Exception as e:
        if len(found) == 1:
            found[0].problems.append(_told(e, found[0].source))
            return
        for one in found:
            _publish([one], place, progress)

"""A feed as Atom (RFC 4287). What is text stays text, whatever stands in it.

Ids are `tag:` URIs (RFC 4151) of the entry's key and language. They hold nothing of the address that a site has today,
so that they outlive a move, and the same entry on two sites is one. The name in them is one that nobody can ever own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlencode

from feedgenerator import Atom1Feed

from dashboard.exports.safety import CONTROL
from dashboard.feeds.entry import Asked, Entry, Feed

MEDIA_TYPE = "application/atom+xml"
TAG = "tag:public-purse.invalid,2026:"
LONGEST_TITLE = 300
_NOT_XML = re.compile("[\\ud800-\\udfff\ufffe\uffff]")


class _Written(Atom1Feed):  # type: ignore[misc]
    """Atom whose time is that of its news, and never that of the request."""

    def latest_post_date(self) -> datetime:
        """When its newest entry happened; where it has none, the time that it was given."""
        found: datetime = max((item["updateddate"] for item in self.items), default=self.feed["empty_at"])
        return found


def identity(*parts: str) -> str:
    """The id of an entry or a feed: `tag:…:fr/release/ontario/estimates/2017-18`."""
    return TAG + quote("/".join(parts), safe="/-._~@:", errors="replace")


def shown(text: str) -> str:
    """A text without what XML cannot hold, and without what hides how a text reads."""
    return re.sub(CONTROL, "", _NOT_XML.sub("", text))


def written(feed: Feed, asked: Asked, entries: Iterable[Entry], title: str, *, site: str, own: str, empty_at: datetime) -> bytes:  # fmt: skip
    """The feed, newest entry first. `site` is the site's address with a slash at its end, `own` the feed's.

    `empty_at` is its time where it has no entries; it has to be a time of the data.
    """
    say, place = asked.say, asked.jurisdiction
    to = {"lang": say.code, **({"jurisdiction": place} if place else {})}
    out = _Written(
        title=shown(title),
        link=f"{site}{feed.page}?{urlencode(to)}",
        description=shown(feed.about(say)),
        language=say.code,
        author_name="Public Purse",
        feed_url=own,
        feed_guid=identity(say.code, "feed", feed.name, *([place] if place else [])),
        empty_at=empty_at,
    )
    for entry in sorted(entries, key=lambda e: (-e.at.timestamp(), e.key)):
        out.add_item(
            title=_cut(shown(entry.title)),
            link=_address(entry, site, say.code),
            # A summary is HTML to those who read it, so a text is written as HTML that shows it.
            description="".join(f"<p>{html.escape(shown(p))}</p>" for p in entry.text),
            author_name=shown(entry.author),
            unique_id=identity(say.code, entry.key),
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return str(out.writeString("utf-8")).encode()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"


def _address(entry: Entry, site: str, lang: str) -> str:
    query = urlencode({"lang": lang, **entry.params}, safe="/@,", errors="replace")
    return f"{site}{entry.page}?{query}" + (f"#{quote(entry.anchor, errors='replace')}" if entry.anchor else "")

"""Atom feeds: what is new in the store and among the commitments, in each language, for each government.

A feed is a `Feed`, listed here; the API serves it as `feeds/NAME.atom` and pages offer it. No Streamlit in it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from dashboard.api import PREFIX
from dashboard.feeds import answered, promised, releases, restated
from dashboard.feeds.entry import Feed

FEEDS: dict[str, Feed] = {feed.name: feed for feed in (releases.FEED, restated.FEED, promised.FEED, answered.FEED)}
"""Every feed by its name."""


def address(name: str, **chosen: str) -> str:
    """A feed's address, relative to a page: `api/v1/feeds/releases.atom?lang=fr&jurisdiction=CA-ON`."""
    return f"{PREFIX.strip('/')}/feeds/{name}.atom?{urlencode(chosen)}"

"""Whether the HTTP API stands beside the pages: files are then links to it, else buttons that write them.

`dashboard.server` says so when it mounts the API. Under `streamlit run` nobody does, and there is none.
"""

from __future__ import annotations

PREFIX = "api/v1/"
"""Of the API's addresses, relative to every page."""

_beside_the_pages = False


def say_so(there: bool = True) -> None:
    """Remembers for this process that the API answers under `PREFIX`."""
    global _beside_the_pages
    _beside_the_pages = there


def with_api() -> bool:
    """Whether a link to the API leads somewhere."""
    return _beside_the_pages

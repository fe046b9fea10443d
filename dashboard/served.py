"""Whether the HTTP API stands beside the pages: files are then links to it, else buttons that write them.

`dashboard.server` says so where it mounts the API. Under `streamlit run` nobody does, and there is none.
"""

from __future__ import annotations

_beside_the_pages = False


def say_so() -> None:
    """Remembers for this process that the API answers beside the pages."""
    global _beside_the_pages
    _beside_the_pages = True


def with_api() -> bool:
    """Whether a link to the API leads somewhere."""
    return _beside_the_pages

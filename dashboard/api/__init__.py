"""The same figures over HTTP, under `/api/v1`: lists, search, receipts, and slices as files. No Streamlit in it."""

from __future__ import annotations

import re

from starlette.routing import Mount
from starlette.types import ASGIApp

PREFIX = "/api/v1"
"""Where the API stands on the site."""


def mount(app: ASGIApp) -> Mount:
    """The route by which an app answers whatever begins with PREFIX."""
    route = Mount(PREFIX, app)
    # As Starlette has it, a line break in an address leads past it, and to the pages.
    route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)
    return route

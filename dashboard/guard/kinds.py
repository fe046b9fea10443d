"""Which part of the server an address belongs to: that decides its headers, and what is counted and noted of it."""

from __future__ import annotations

from dashboard.api import PREFIX

_PLACES = (
    (f"{PREFIX}/slice.", "file"),
    (f"{PREFIX}/bulk.", "file"),
    (PREFIX, "api"),
    ("/healthz", "health"),
    ("/readyz", "health"),
    ("/_stcore/", "stream"),
    ("/static/", "asset"),
    ("/app/static/", "asset"),
    ("/component/", "asset"),
    ("/media/", "asset"),
)


def kind(path: str) -> str:
    """file, api, health, stream, asset, or page: whatever is none of them shows the app."""
    return next((name for start, name in _PLACES if path.startswith(start)), "page")

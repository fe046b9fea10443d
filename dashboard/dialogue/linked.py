"""The view that a post is about, as an address relative to any page: of this site alone, and of nothing but choices."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard.dialogue.words import Refused, clean

_PAGES = Path(__file__).parents[2] / "pages"
_NOT_VIEWS = {"ideas", "moderation"}
_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,60}")
_LONGEST, _MOST = 2500, 60


class View(NamedTuple):
    """A page and the choices of its view."""

    page: str
    params: dict[str, str]

    def address(self, lang: str) -> str:
        """The address of the view in a language, relative to any page."""
        page = "./" if self.page == "overview" else self.page
        return f"{page}?{urlencode({**self.params, 'lang': lang}, safe='/@,')}"


def read(address: str) -> View | None:
    """The view that an address names, whole or relative; None where it names none of this site's pages."""
    if not address or len(address) > 2 * _LONGEST:
        return None
    try:
        parts = urlsplit(address)
        given = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        return None
    page = parts.path.rpartition("/")[2] or "overview"
    if page not in _views():
        return None
    try:
        params = {name: clean(value, 500).replace("\n", " ") for name, value in given if _NAME.fullmatch(name)}
    except Refused:
        return None
    view = View(page, {name: value for name, value in params.items() if name != "lang"})
    return view if len(view.address("en")) <= _LONGEST else None


@cache  # every view asks, for the link under it
def _views() -> frozenset[str]:
    """The pages that show a view."""
    return frozenset(file.stem for file in _PAGES.glob("*.py")) - _NOT_VIEWS


def written(view: View) -> str:
    """A view as it is kept: `read` reads it."""
    return f"{view.page}?{urlencode(view.params, safe='/@,')}"

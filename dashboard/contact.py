"""Whom a reader can write to: whoever serves the pages names an address, `PURSE_CONTACT`, of e-mail or of a page."""

from __future__ import annotations

import os
import re

from dashboard.page import plain

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_PAGE = re.compile(r"https://[^\s<>()\[\]\"'`]+")
_OPEN, _SHUT = "\ue000", "\ue001"  # around an address in a text, until that is Markdown


def address() -> str:
    """The address that is set; empty where none is, or what is set is neither of the two."""
    said = os.environ.get("PURSE_CONTACT", "").strip()
    return said if is_address(said) else ""


def is_address(text: str) -> bool:
    """Whether a text is an address of e-mail, or of a page that is reached by https."""
    return bool(_MAIL.fullmatch(text) or _PAGE.fullmatch(text))


def link() -> str:
    """The address, for a sentence that `kept` makes Markdown of; empty where there is none."""
    return f"{_OPEN}{address()}{_SHUT}" if address() else ""


def kept(sentence: str) -> str:
    """A sentence as Markdown: nothing in it is markup, but the address is a link."""
    before, found, rest = sentence.partition(_OPEN)
    if not found:
        return plain(sentence)
    to, _, after = rest.partition(_SHUT)
    scheme = "" if to.startswith("https://") else "mailto:"
    return f"{plain(before)}[{plain(to)}]({scheme}{to}){plain(after)}"

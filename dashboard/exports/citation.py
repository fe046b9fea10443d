"""A slice as a reader cites it: a sentence or two in plain text, and an entry for BibTeX."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from dashboard.exports.order import Source
from dashboard.i18n import Speaker
from dashboard.slices import Slice

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGE = {"en": "english", "fr": "french"}
# Braces are counted by BibTeX even behind a backslash: so they are named.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{c: f"\\{c}" for c in "%&$_#"},
}  # fmt: skip
_TEX_TABLE = str.maketrans(_TEX)


@dataclass(frozen=True)
class Cited:
    """What is cited.

    Attributes:
        what: the figures in words, without their source: "Health, 2024–25, actual, ministry appropriations".
        amount: the sum of the slice, in units of currency.
        entries: how many it sums.
        link: the whole address that shows it.
        on: the day on which it was looked up.
    """

    of: Slice
    source: Source
    what: str
    amount: Decimal
    entries: int
    link: str
    on: date


def text(say: Speaker, cited: Cited) -> str:
    """The citation as plain text."""
    return say(
        "{publisher}. {title}, {release}. {what}: {sum}. Taken from Public Purse on {day}: {link}",
        publisher=cited.source.publisher.rstrip("."),
        title=cited.source.title.rstrip("."),
        release=_release(say, cited.source),
        what=cited.what,
        sum=_sum(say, cited),
        day=say.date(cited.on.isoformat()),
        link=cited.link,
    )


def _release(say: Speaker, source: Source) -> str:
    if source.published is None:
        return say("release {release}", release=source.release)
    return say("release {release} (published {day})", release=source.release, day=say.date(source.published))


def _sum(say: Speaker, cited: Cited) -> str:
    if not cited.entries:
        return say("no entry")
    return say.n(
        "{amount}, one entry", "{amount}, the sum of {n} entries", cited.entries, amount=say.exact(cited.amount)
    )


def bibtex(say: Speaker, cited: Cited) -> str:
    """The citation as an entry for BibTeX and BibLaTeX, in UTF-8. The key is the same for the same slice, always."""
    year, month = _published(cited.source.published)
    title = f"{cited.source.title} – {cited.what}"
    note = ". ".join(said[:1].upper() + said[1:] for said in (_release(say, cited.source), _sum(say, cited)))
    fields = {
        "author": f"{{{{{_tex(cited.source.publisher)}}}}}",  # in braces: a name that is not to be taken apart
        "title": f"{{{{{_tex(title)}}}}}",
        "year": f"{{{year}}}" if year else "",
        "month": month,
        "note": f"{{{_tex(note)}. Public Purse}}",
        "url": f"{{{_address(cited.link)}}}",
        "urldate": f"{{{cited.on.isoformat()}}}",
        "language": f"{{{_LANGUAGE.get(say.code, say.code)}}}",
    }
    lines = [f"  {name:<8} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key(cited.of)},", *lines, "}"])


def key(of: Slice) -> str:
    """A slice's key in a bibliography: dataset, release, year and phase, and a mark of all that it is."""
    readable = f"{of.dataset}-{of.release}-{of.fiscal_year}-{of.phase}".lower()
    mark = hashlib.sha256(urlencode(of.to_params()).encode()).hexdigest()[:8]
    return re.sub(r"[^a-z0-9]+", "-", f"{readable}-{mark}").strip("-")


def _published(iso: str | None) -> tuple[str, str]:
    """Year and BibTeX's name of the month; empty as far as they are not known."""
    parts = (iso or "").split("-")
    return parts[0], _MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""


def _tex(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in words).translate(_TEX_TABLE)


def _address(link: str) -> str:
    # Taken as it stands by \url and by BibLaTeX: nothing is escaped, and what would end the field is not in an address.
    return link.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")

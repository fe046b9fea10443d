"""Superscripts in the texts of an .xlsx, as the signs that Unicode has for them.

Parsers give a text of several runs as one: a figure of 850 with a raised 2 behind it, a footnote, would be 8502. As `850²`
it is no figure, and a heading or a label shows what its cell shows. Parsers do not tell either in which cells such texts
stand: so a copy of the workbook says them in other signs, and is parsed in its place.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from xml.sax.saxutils import escape

WORD = b"superscript"
"""What stands in a part of the workbook that has any."""
_ORDINALS = {"st", "nd", "rd", "th", "er", "ers", "re", "res", "ère", "ème", "eme", "nde"}
_ON_THE_LINE = "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ"
_SIGNS = dict(zip(_ON_THE_LINE, _RAISED, strict=True))
# From a run's property to the text of that run, with no other text or run between. Everything in it is bounded.
_RUN = re.compile(
    rb"(<(?:\w{1,20}:)?vertAlign\s[^<>]{0,200}superscript[^<>]{0,200}>"
    rb"(?:[^<]{0,200}<(?!/?(?:\w{1,20}:)?(?:r|t|vertAlign)[\s>/])[^<>]{0,1000}>){0,40}"
    rb"[^<]{0,200}<(?:\w{1,20}:)?t(?:\s[^<>]{0,200})?>)([^<]+)"
)


def is_of_texts(part: str) -> bool:
    """Whether a part of a workbook holds the texts that its sheets share."""
    return part.lower().endswith("/sharedstrings.xml")


def raised(text: str) -> str:
    """A text in superscript signs. What has none, and an ordinal's letters (`1st`, `1er`), stays."""
    return text if text.strip().lower() in _ORDINALS else "".join(map(_sign, text))


def _sign(letter: str) -> str:
    digit = unicodedata.digit(letter, None)  # those of other scripts too
    return _SIGNS.get(letter, letter) if digit is None else _RAISED[digit]


def workbook(content: bytes, part: str) -> bytes:
    """An .xlsx with its superscripts as signs, of as many of its parts as it takes to read the sheet in `part`."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as told:
        for name in dict.fromkeys(archive.namelist()):
            same = name.lower() == part.lower()  # parsers find a member whatever the case of its name
            if not (same or name.endswith((".xml", ".rels"))) or ("worksheets/" in name and not same):
                continue
            xml = archive.read(name)
            if same or is_of_texts(name):
                xml = _RUN.sub(_in_signs, xml) if WORD in xml else xml
            told.writestr(zipfile.ZipInfo(name), xml, zipfile.ZIP_DEFLATED, 1)
    return copy.getvalue()


def _in_signs(run: re.Match[bytes]) -> bytes:
    text = html.unescape(run[2].decode("utf-8", "replace"))
    return run[1] + escape(raised(text)).encode()

"""A made-up third language: every sentence of the code, wrapped, accented and 40 % longer, in a catalogue of its own.

What a page then says in plain letters did not come through the catalogue, or is data.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

FRENCH = Path(__file__).parents[1] / "dashboard" / "locale" / "fr" / "LC_MESSAGES" / "messages.po"
CODE = "pl"  # a language whose numbers and whose three plural forms are neither English nor French
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "àƀçđéƒğĥîĵķļɱñöþǫŕšţûṽŵẋýžÀƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_KEPT = re.compile(r"(\{[^{}]*\})")


def pseudo(text: str) -> str:
    """`Spent in {year}` → `⟦Šþéñţ îñ {year} ~~~⟧`: placeholders stay, every letter is another one."""
    parts = _KEPT.split(text)
    said = "".join(p if _KEPT.fullmatch(p) else p.translate(_ACCENTED) for p in parts)
    return f"⟦{said}{' ~' * max(1, len(text) // 5)}⟧"


def write_catalogue(folder: Path) -> None:
    """The catalogue of the made-up language under `folder`, from the sentences that the French one translates."""
    with FRENCH.open("rb") as file:
        french = read_po(file, locale="fr")
    made = Catalog(locale=CODE)
    for message in french:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            said = [pseudo(i) for i in ids]
            # A form for each way in which the language counts: none of the code knows how many there are.
            forms = said[0] if len(ids) == 1 else (said[0], *[said[-1]] * (made.num_plurals - 1))
            made.add(message.id, forms, context=message.context)
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.po").open("wb") as file:
        write_po(file, made)

"""English and French: sentences, numbers, amounts and fiscal years.

Sentences are gettext messages; their French is in `locale/fr/LC_MESSAGES/messages.po`. A language is added by
adding one such file. Numbers follow the language's own rules (Unicode CLDR, through Babel).
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

FOLDER = Path(__file__).parent / "locale"
_SOURCE = "en"
_BILLION, _MILLION = Decimal(10) ** 9, Decimal(10) ** 6
_PLURAL = Decimal("1.95")
_ROUNDS_UP = Decimal("0.9995")  # 999.6 million reads better as 1.0 billion


class Label(str):
    """A text of the data that is not in the reader's language; `lang` says which it is in ("en", "fr")."""

    lang: str

    def __new__(cls, text: str, lang: str) -> Label:
        """A text that knows its language. Everything else about it is `str`."""
        made = super().__new__(cls, text)
        made.lang = lang
        return made


def lang_of(text: object) -> str:
    """The language of a text where it is not the reader's; empty where it is."""
    return getattr(text, "lang", "")


def together(separator: str, parts: Iterable[str]) -> str:
    """Parts that are no sentence, with a separator between them. Where all are in another language, so is the whole."""
    each = [part for part in parts if part]
    said, known = separator.join(each), {lang_of(part) for part in each}
    return Label(said, known.pop()) if len(known) == 1 and "" not in known else said


def languages() -> dict[str, str]:
    """Code → own name of each language there is a catalogue for; English first, for it needs none."""
    return dict(_languages(FOLDER))


@cache  # asked several times a page
def _languages(folder: Path) -> dict[str, str]:
    codes = [_SOURCE, *sorted(p.name for p in folder.iterdir() if (p / "LC_MESSAGES" / "messages.po").is_file())]
    return {code: (Locale.parse(code).get_display_name() or code).capitalize() for code in codes}


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    file = FOLDER / code / "LC_MESSAGES" / "messages.po"
    if code == _SOURCE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


# A page says the same few hundred numbers at every run, and working out a number's text is dear.
@lru_cache(maxsize=1 << 14)
def _decimal(value: Decimal | int | float, pattern: str | None, locale: Locale) -> str:
    return str(format_decimal(value, pattern, locale=locale))


@lru_cache(maxsize=1 << 14)
def _percent(share: Decimal | float, locale: Locale) -> str:
    base = locale.percent_formats[None].pattern  # where the sign stands, with which space
    return str(format_percent(share, base.replace("#,##0", "#,##0.0"), locale=locale))


class Speaker:
    """Says things in one language. `say("Spent in {year}", year=…)` fills in, then nothing is left to glue."""

    def __init__(self, code: str) -> None:
        self.code = code if code in languages() else _SOURCE
        try:
            self._locale = Locale.parse(f"{self.code}_CA")
        except UnknownLocaleError:
            self._locale = Locale.parse(self.code)
        self._catalogue = _catalogue(self.code)

    def __call__(self, message: str, /, **values: object) -> str:
        return self._catalogue.gettext(message).format(**values)

    def c(self, context: str, message: str, /) -> str:
        """A message that is said differently in a context: a country's name within a sentence, for one."""
        return self._catalogue.pgettext(context, message)

    def n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """A sentence with a count in it: `{n}` is the count, written as the language writes it."""
        return self._catalogue.ngettext(one, many, count).format(n=self.number(count), **values)

    def label(self, label: str | None, french: str | None) -> str:
        """A label of the data in this language, or a `Label` in the other where it has none; said so where it has neither."""
        texts = {"en": label, "fr": french}
        own = texts.pop(self.code, None)
        other = next(((text, lang) for lang, text in texts.items() if text), None)
        return own or (Label(*other) if other else self("not named"))

    def number(self, value: Decimal | int | float, places: int | None = None) -> str:
        """1234.5 → `1,234.5`; with `places`, just as many decimals. A true minus sign for negatives."""
        pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
        return _decimal(value, pattern, self._locale).replace("-", "−")

    def percent(self, share: Decimal | float, *, signed: bool = False) -> str:
        """0.0512 → `5.1%`; `signed` puts a plus sign before a gain."""
        if 0 < share < 0.0005 or -0.0005 < share < 0:
            # Not "0.0%": it is there, if small.
            return ("<" if share > 0 else ">−") + self.percent(Decimal("0.001"))
        return ("+" if signed and share > 0 else "") + _percent(share, self._locale).replace("-", "−")

    def exact(self, amount: Decimal) -> str:
        """An amount to the cent where it has cents: `$200,634,829,913`, `$1,234.50`."""
        places = 0 if amount == amount.to_integral_value() else 2
        return self._signed(amount, lambda size: self("${n}", n=self.number(size, places)))

    def money(self, amount: Decimal) -> str:
        """An amount rounded for reading, in words: `$82.9 billion`."""
        return self._signed(amount, self._in_words)

    def short(self, amount: Decimal) -> str:
        """An amount rounded for a tight place: `$82.9B`."""
        return self._signed(amount, self._in_letters)

    def listed(self, items: Iterable[str]) -> str:
        """Items of a sentence: `A, B and C`."""
        return str(format_list(list(items), locale=self._locale))

    def year(self, fiscal_year: int) -> str:
        """2016 → `2015–16`, the way fiscal years are written in the language."""
        return self("{start}–{end_short}", start=fiscal_year - 1, end=fiscal_year, end_short=f"{fiscal_year % 100:02d}")

    def date(self, iso: str) -> str:
        """A year, month or day (ISO 8601) as far as it goes: `2025`, `September 2025`, `22 September 2025`."""
        parts = [int(p) for p in iso.split("-")]
        day = date(*[*parts, 1, 1][:3])
        text = str(format_date(day, ("y", "MMMM y", "d MMMM y")[len(parts) - 1], locale=self._locale))
        # French counts the first of a month; CLDR's pattern does not know.
        return f"1er{text[1:]}" if self.code == "fr" and len(parts) == 3 and day.day == 1 else text

    def _signed(self, amount: Decimal, write: Callable[[Decimal], str]) -> str:
        return "−" + write(-amount) if amount < 0 else write(amount)

    def _in_words(self, size: Decimal) -> str:
        # The plural follows the number as it is written: French says 1,9 milliard, 2,0 milliards.
        if size >= _ROUNDS_UP * _BILLION:
            scaled = size / _BILLION
            text = self._catalogue.ngettext("${n} billion", "${n} billion", 2 if scaled >= _PLURAL else 1)
            return text.format(n=self.number(scaled, 1))
        if size >= _ROUNDS_UP * _MILLION:
            scaled = size / _MILLION
            text = self._catalogue.ngettext("${n} million", "${n} million", 2 if scaled >= _PLURAL else 1)
            return text.format(n=self.number(scaled, 0 if scaled >= 100 else 1))
        return self("${n}", n=self.number(size, 0))

    def _in_letters(self, size: Decimal) -> str:
        if size >= _ROUNDS_UP * _BILLION:
            return self("${n}B", n=self.number(size / _BILLION, 1))
        if size >= _ROUNDS_UP * _MILLION:
            return self("${n}M", n=self.number(size / _MILLION, 1 if size < 100 * _MILLION else 0))
        return self("${n}", n=self.number(size, 0))

"""What a text most likely is: a figure, a year, a unit, a word for "no value". Guesses say why, and how sure.

Nothing here reads a file or knows a sheet: a text or a few go in, a guess comes out.
"""

from __future__ import annotations

import contextlib
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Generic, Literal, TypeVar

from loaders.source import fiscal_year

T_co = TypeVar("T_co", covariant=True)
Sure = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Guess(Generic[T_co]):
    """Something guessed, with the reason and how sure it is."""

    value: T_co
    why: str
    sure: Sure = "medium"

    @property
    def comment(self) -> str:
        return f"guess, {self.sure}: {self.why}"


_POINT = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d*)?|\.\d+"
_COMMA = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:,\d*)?|,\d+"
_SIGNED = r"\([$£€]?(?:{0})[$£€]?\)|-?[$£€]?-?(?:{0})[$£€]?(?:[eE][-+]?\d+)?"
_FIGURE = {False: re.compile(_SIGNED.format(_POINT)), True: re.compile(_SIGNED.format(_COMMA))}
_PLAIN = {False: re.compile(r"-?\d+(?:\.\d+)?"), True: re.compile(r"-?\d+")}
_DIGIT = re.compile(r"\d")
_AROUND = re.compile(r" ?([$£€()-]) ?")
_APOSTROPHE = re.compile(r"(?<=\d)['’](?=\d{3}(?!\d))")  # between thousands, as the Swiss print them
_BEHIND = re.compile(r"(?<=[\d)]) ?(?:CR|DR|[crd]|-)$", re.I)  # marks of a ledger: credit, debit, minus
_ONLY_COMMA = re.compile(r"[(-]?\$?(?:\d{1,3}(?:[ .]\d{3})+,\d{1,2}|\d+,\d{1,2})\s?\$?\)?")
_ONLY_POINT = re.compile(r"[(-]?\$?(?:\d{1,3}(?:[ ,]\d{3})+\.\d+|\d+\.\d+|\d{1,3}(?:,\d{3})+)\s?\$?\)?")
_THOUSANDS = re.compile(r"\( ?[$£€]? ?0{3,} ?\)|[$£€] ?0{3,}")  # a unit under a heading, and no amount of nothing
DASHES = frozenset("-–—−")
_DASH = re.compile(r"\$? ?[-–—−]+ ?\$?")
_MARKS = (r"\*+", r"[†‡§]+", r"[¹²³⁴⁵⁶⁷⁸⁹]+", r"\([a-z]\)", r"\(\d\)", r"\[\d{1,2}\]")
_MARKED = re.compile(rf"(?<=[\d)$])\s*(?:{'|'.join(_MARKS)})$")


def squeeze(text: str | None) -> str:
    """A text with single plain spaces."""
    return " ".join(text.split()) if text else ""  # split() knows no-break spaces


def fold(text: str | None) -> str:
    """A text for looking up words: no accents, no case, `fscl_yr` and `FiscalYear` as separate words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text or "")
    plain = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9%$]+", " ", plain.lower()).strip()


@functools.lru_cache(maxsize=1 << 18)
def figure(text: str | None, comma: bool = False) -> Decimal | None:
    """The amount that a cell prints, footnote marks aside, or None; with `comma`, a comma parts the decimals."""
    if not text or not _DIGIT.search(text):
        return None
    if _PLAIN[comma].fullmatch(text):
        return Decimal(text)
    if _THOUSANDS.fullmatch(squeeze(text)):
        return None
    tidy = _AROUND.sub(r"\1", _APOSTROPHE.sub("", squeeze(text)).replace("−", "-"))
    mark = _BEHIND.search(tidy)
    if mark:
        plain = figure(tidy[: mark.start()], comma)
        # A credit may have a minus as well: it is told twice, and not taken back.
        return plain if plain is None or plain < 0 or mark[0].strip().upper() in ("DR", "D") else -plain
    if not _FIGURE[comma].fullmatch(tidy):
        bare = _MARKED.sub("", tidy)
        return figure(bare, comma) if bare != tidy else None
    digits = tidy.replace(".", "").replace(",", ".") if comma else tidy.replace(",", "")
    negative = "(" in digits or "-" in digits.split("e")[0].split("E")[0]
    try:
        value = Decimal(re.sub(r"[^0-9.eE+]|(?<![eE])-", "", digits))
    except InvalidOperation:
        return None
    return -value if negative else value


def is_dash(text: str) -> bool:
    """True for a lone dash, as it is printed in place of a figure: `-`, `$ -`."""
    return bool(_DASH.fullmatch(text))


def ledger_marks(texts: Iterable[str], comma: bool = False) -> set[str]:
    """The marks of a ledger that stand behind figures: `CR`, `DR`, `-`."""
    found = (squeeze(text).replace("−", "-") for text in texts)
    marked = ((text, m) for text in found if (m := _BEHIND.search(text)))
    return {m[0].strip() for text, m in marked if figure(text[: m.start()], comma) is not None}


def marked_negative(texts: Iterable[str], comma: bool = False) -> set[str]:
    """The marks of a ledger of which every figure is negative without them: `(500.00) CR`."""
    signs: dict[str, set[bool]] = {}
    for text in (squeeze(t).replace("−", "-") for t in texts):
        if (m := _BEHIND.search(text)) and (plain := figure(text[: m.start()], comma)) is not None:
            signs.setdefault(m[0].strip(), set()).add(plain < 0)
    return {mark for mark, negative in signs.items() if negative == {True}}


def footnote_marks(texts: Iterable[str], comma: bool = False) -> list[str]:
    """Patterns for the footnote marks that follow the figures among some texts."""
    found = {
        m[0].strip() for t in texts if not t[-1:].isdecimal() and (m := _MARKED.search(squeeze(t))) and figure(t, comma)
    }
    return [p for p in _MARKS if any(re.fullmatch(p, mark) for mark in found)]


def decimal_comma(texts: Iterable[str]) -> bool:
    """True where figures are printed as `1 234,50`, and none as `1,234.50`."""
    commas = points = 0
    for text in texts:
        tidy = squeeze(text)
        commas += bool(_ONLY_COMMA.fullmatch(tidy))
        points += bool(_ONLY_POINT.fullmatch(tidy))
    return commas > 0 and points == 0


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:(?P<gap> ?[-–/] ?)(\d{4}|\d{2})(?!\d))?(?!\d)")
_SHORT_YEAR = re.compile(r"\bFY ?\d{2}(?:[-–/]\d{2})?(?![\d/–-])", re.I)
_RELATIVE = re.compile(
    r"(?<![A-Za-z])((?:[A-Za-z]+_)*(?:last|prior|previous|current|next|planning|in)_year(?:_\d+)?)(?![0-9])", re.I
)


@dataclass(frozen=True)
class YearIn:
    """A fiscal year in a heading: the text it is printed as, and the year that it ends in."""

    token: str
    year: int

    def pattern(self, heading: str) -> str | None:
        """The heading with `{fiscal_year}` in the year's place; None where it is printed with spaces in it."""
        return None if " " in self.token else heading.replace(self.token, "{fiscal_year}", 1)


def year_in(text: str | None) -> YearIn | None:
    """The fiscal year that a text names: `Actual 2014-15`, `FY2015`, `31 March 2024`; None for none or for two."""
    found = []
    for match in _YEAR.finditer(squeeze(text)):
        first, second = int(match[1]), match[3]
        if second is None:
            found.append(YearIn(match[1], first))
        elif int(second) % 100 == (first + 1) % 100:
            found.append(YearIn(match[0], first + 1))
    for match in _SHORT_YEAR.finditer(squeeze(text)):
        with contextlib.suppress(ValueError):
            found.append(YearIn(match[0], fiscal_year(match[0])))
    return found[0] if len({f.year for f in found}) == 1 else None


def is_year(text: str | None) -> bool:
    """True for a cell that holds a fiscal year and nothing else."""
    found = year_in(text)
    return found is not None and found.token == re.sub(r"^FY ?(?=\d{4})", "", squeeze(text), flags=re.I)


def relative_year(text: str | None) -> str | None:
    """The relative year in a heading: `pa_last_year_2` of `pa_last_year_2_exp`."""
    match = _RELATIVE.search(squeeze(text))
    return match[1] if match else None


NULL_WORDS = frozenset(
    [
        "no value",
        "n/a",
        "na",
        "n.a.",
        "nil",
        "null",
        "none",
        "not available",
        "not applicable",
        "*",
        "**",
        "***",
        "..",
        "...",
        "x",
        "s.o.",
        "s/o",
        "n.d.",
        "nd",
        "sans objet",
        "non disponible",
        "#n/a",
        "tbd",
        "à venir",
        "-9999",
    ]
)
_SHORTHAND = re.compile(r"\[(?:[a-z]|low|r|er)\]|\([a-z]\)", re.I)  # `[x]` not available, `[z]` not applicable
_SAFE_IN_LABELS = frozenset(
    ["no value", "n/a", "null", "#n/a", "s.o.", "n.d.", "not available", "not applicable", "sans objet"]
)


def nulls(figures: Iterable[str], labels: Iterable[str]) -> list[str]:
    """Words that stand for "no value": of the words among figures those that are known, or that are signs alone.

    Among labels only words that can name nothing: a payee may be called NA.
    """
    found: dict[str, None] = {}
    for text in figures:
        word = squeeze(text)
        if (
            word.lower() in NULL_WORDS
            or _SHORTHAND.fullmatch(word)
            or (word and not is_dash(word) and not re.search(r"[\w$%]", word))
        ):
            found[word] = None
    for text in labels:
        word = squeeze(text)
        if word.lower() in _SAFE_IN_LABELS:
            found[word] = None
    return list(found)


_NOTE = re.compile(
    r"^(notes?|sources?|footnotes?|remarques?|nota|see also|voir|numbers may not|totals may not|\*+|[¹²³⁴†‡]|\(\d\)|\[\d\]|\d\) )\b|"
    r"^[*¹²³⁴†‡]|^\(\d\) |^\d[.)] \D",
    re.I,
)


def is_note(text: str) -> bool:
    """True for a text that reads like a note or a source line."""
    return bool(_NOTE.search(squeeze(text))) or len(squeeze(text)) > 140


_TOTAL = re.compile(
    r"\b(sub ?-?totals?|totals?|sous ?-?total|totaux|total partiel|grand total|sum|somme|ensemble|subtotal|totale|totali|"
    r"totaa?l|subtota(?:le|al)|zwischensumme|gesamtsumme|summe|insgesamt|suma|"
    r"all of the above)\b",
    re.I,
)
_SUM = re.compile(
    r"(sub-?total|(grand )?totals?|sous-total|totaux|(sub)?totale|totali|(sub)?totaal|(zwischen|gesamt)?summe)\b.{0,40}$|"
    r"(sum|somme|suma|ensemble|insgesamt)(( of| de[rs]?| du| d')\b.{0,40}|\W*)$",
    re.I,
)


def says_total(text: str | None) -> bool:
    """True where the label reads like a sum. Only a hint: a supplier may be called Total Fire Safety Inc."""
    return bool(text and _TOTAL.search(text))


def begins_as_total(text: str) -> bool:
    """True where the label begins as that of a sum does, and is no longer than one: `Sum of above`, `Ensemble`."""
    return bool(_SUM.match(text))

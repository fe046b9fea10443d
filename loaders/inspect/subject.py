"""What a file is about, as far as its name, its folder and its titles say: who, which year, what kind of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from loaders.inspect.guess import Guess, fold, squeeze
from loaders.inspect.spans import last_of_several, stated

_PLACES = {
    "CA-ON": r"ontario|toronto|ottawa",
    "CA-QC": r"quebec|montreal",
    "CA-BC": r"british columbia|colombie britannique|vancouver",
    "CA-AB": r"alberta|calgary|edmonton",
    "CA-MB": r"manitoba|winnipeg",
    "CA-SK": r"saskatchewan",
    "CA-NS": r"nova scotia|nouvelle ecosse|halifax",
    "CA-NB": r"new brunswick|nouveau brunswick",
    "CA-NL": r"newfoundland|terre neuve",
    "CA-PE": r"prince edward island|ile du prince edouard",
    "CA-NT": r"northwest territories|territoires du nord ouest|nwt",
    "CA-YT": r"yukon",
    "CA-NU": r"nunavut",
    "CA": r"canada|federal|government of canada|infobase",
}
_FUND = re.compile(r"consolidated revenue fund|fonds consolidé du revenu|trésor", re.I)  # says nothing of either
UNKNOWN = "XX"  # kept free in ISO 3166 for whoever needs a code that stands for no country
_BASES = (
    ("consolidated", r"\b(consolidated|consolide\w*|annual report|rapport annuel)\b"),
    ("payments", r"\b(payments|paiements|payees?|suppliers?|vendors?)\b"),
    ("cash", r"\b(cash|caisse)\b"),
)


def jurisdiction(texts: Sequence[str], path: Path) -> Guess[str]:
    """Who publishes: named in a title, in the file's name, or by its folder."""
    folders = [p.name for p in list(path.resolve().parents)[:1]]
    for sure, found_in in (("medium", texts), ("low", folders)):
        for code, pattern in _PLACES.items():
            for text in found_in:
                if match := re.search(rf"\b({pattern})\b", fold(text)):
                    return Guess(code, f"{squeeze(text)!r} has {match[0]!r}", sure)  # type: ignore[arg-type]
    return Guess(UNKNOWN, "nothing in the file says whose it is; XX stands for nobody: put the ISO 3166-2 code", "low")


def direction(texts: Sequence[str]) -> Guess[str]:
    """Revenue or expenditure, by the words of titles and headings."""
    texts = [re.sub(_FUND, " ", text) for text in texts]
    for text in texts:
        folded = fold(text)
        if re.search(r"\b(revenues?|revenus?|recettes?|receipts)\b", folded) and not re.search(
            r"\b(expen\w+|depenses?|charges|spending)\b", folded
        ):
            return Guess("revenue", f"{squeeze(text)!r} speaks of revenue", "medium")
    for text in texts:
        if match := re.search(r"\b(expen\w+|depenses?|charges|spending|payments?|paiements?)\b", fold(text)):
            return Guess("expenditure", f"{squeeze(text)!r} has {match[0]!r}", "medium")
    return Guess("expenditure", "nothing says revenue", "low")


def basis(texts: Sequence[str], has_recipients: bool) -> Guess[str]:
    """On which basis the amounts are kept."""
    for name, pattern in _BASES:
        for text in (re.sub(_FUND, " ", t) for t in texts):
            if match := re.search(pattern, fold(text)):
                return Guess(name, f"{squeeze(text)!r} has {match[0]!r}", "low")
    if has_recipients:
        return Guess("payments", "it names recipients", "medium")
    return Guess("appropriation", "nothing says consolidated, payments or cash", "low")


def fiscal_year(texts: Sequence[str]) -> Guess[int]:
    """The one year that a whole file speaks of."""
    told = [(found, text) for text in texts if (found := stated(text.replace("_", " ")))]
    for first, text in told:
        # A name may say 2024 for what a title calls 2024-25.
        spans = ((f, t) for f, t in told if f.token != str(f.year) and first.year in (f.year, f.year - 1))
        found, said = next(spans, (first, text)) if first.token == str(first.year) else (first, text)
        return Guess(found.year, f"{squeeze(said)!r} has {found.token!r}", "medium")
    several = ((last, text) for text in texts if (last := last_of_several(text)))
    for last, text in several:
        return Guess(last, f"{squeeze(text)!r} names several years, and the last one is taken", "low")
    return Guess(2025, "nothing names the year", "low")


def label_of_year(year: int) -> str:
    """A fiscal year as people write it: `2023-24`."""
    return f"{year - 1}-{year % 100:02d}"


def slug(text: str) -> str:
    """A name for a dataset: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60].strip("-") or "unnamed"


_PERSON = re.compile(r"^[A-ZÀ-Ý][\w'’-]+, (?:[A-ZÀ-Ý][\w'’.-]*)(?: [A-ZÀ-Ý][\w'’.-]*){0,2}$")


def people(recipients: Sequence[str]) -> int:
    """How many recipients look like people's names: `Barry, Tara`."""
    return sum(bool(_PERSON.match(r)) and not re.search(r"\b(Inc|Ltd|Ltée|LLP|City|Town)\b", r) for r in recipients)


ROLLUP = r"^(Accounts|Recipients|Payments|Transfer payments|Other payments) ([Uu]nder|[Ll]ess than) \$|\([0-9,]+ recipients?\)$"

"""In which currency a sheet says its figures are. The store's amounts are dollars: any other has to be told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loaders.inspect.guess import squeeze

_CURRENCIES = {
    "euros": r"€|\bEUR\b|\b[Ee]uros?\b|\bT€|\bTEUR\b",
    "pounds": r"£|\bGBP\b|\bpounds? sterling\b",
    "rupees": r"₹|\bRs\b|\bINR\b|\b[Rr]upees?\b|रुपए",
    "rand": r"\bR ?(?:thousand|million|billion|'?000)\b|\bZAR\b|\b[Rr]ands?\b",
    "francs": r"\bCHF\b|\bSFr\b|\bFranken\b|\bfrancs? suisses?\b|\b(?:F ?CFA|XOF|XAF)\b",
    "yen or yuan": r"[¥￥]|\bJPY\b|\bCNY\b|\bRMB\b|\b[Yy]en\b|\b[Yy]uan\b|円",
    "reais": r"R\$|\bBRL\b|\b[Rr]eais\b",
    "pesos": r"\b[Pp]esos?\b|\bMXN\b|\bARS\b",
    "shillings": r"\b[KUT]?[Ss]hs?\b\.?|\b(?:KES|UGX|TZS)\b|\b[Ss]hillings?\b",
    "kronor, kroner or krónur": r"\b(?:SEK|NOK|DKK|ISK)\b|\bkron(?:or|er|ur)\b|\bkr\b",
    "dinars": r"\b[Dd]inars?\b|دينار",
    "naira": r"₦|\bNGN\b|\b[Nn]aira\b",
    "roubles": r"₽|\bRUB\b|руб",
    "won": r"₩|\bKRW\b",
    "shekels": r"₪|\bILS\b",
    "złoty": r"\bPLN\b|\bzł",
}
_LARGE = {
    "crores": (r"\bcrores?\b|करोड़", "ten million"),
    "lakhs": (r"\bla(?:kh|c)s?\b|लाख", "a hundred thousand"),
    "tens or hundreds": (
        r"\b(?:hundreds|centaines|tens|dizaines) (?:of|de) (?:thousands|millions|dollars|milliers|euros)\b|"
        r"\bin (?:hundreds|tens) of\b",
        "ten or a hundred times another",
    ),
    "億": (r"億|亿", "a hundred million"),
    "万": (r"[万萬]", "ten thousand"),
}


def currency(texts: Iterable[str]) -> tuple[str, str] | None:
    """The currency that a title, a heading or a figure names, unless it is dollars; and the text that says so."""
    for text in texts:
        for name, pattern in _CURRENCIES.items():
            if len(text) < 200 and re.search(pattern, text):
                return name, squeeze(text)
    return None


def large_unit(texts: Iterable[str]) -> tuple[str, str, str] | None:
    """A unit that no description can say, such as crores: its name, how much it is, and the text that says so."""
    for text in texts:
        for name, (pattern, much) in _LARGE.items():
            if len(text) < 200 and re.search(pattern, text, re.I):
                return name, much, squeeze(text)
    return None

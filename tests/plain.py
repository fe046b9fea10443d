"""How hard a text is to read, counted: by school grade in English, by a scale from 0 (hard) to 100 (easy) in French.

English: the Flesch-Kincaid grade (1975). French: the Kandel-Moles scale (1958), Flesch's with the weights of French.
Syllables are counted by groups of vowels: near enough for a bound, not for a verdict on one sentence.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_ENGLISH, _FRENCH = re.compile(r"[aeiouy]+"), re.compile(r"[aeiouyàâäéèêëîïôöûùüœ]+")


def _counted(text: str, syllables: int) -> tuple[float, float]:
    """Words a sentence, syllables a word."""
    words = _WORD.findall(text)
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    return len(words) / sentences, syllables / max(1, len(words))


def grade(text: str) -> float:
    """The school grade that an English text is written for."""
    count = 0
    for word in _WORD.findall(text.lower()):
        silent = len(word) > 3 and word.endswith("e") and not word.endswith("le")
        past = len(word) > 3 and word.endswith("ed") and word[-3] not in "td"
        count += max(1, len(_ENGLISH.findall(word)) - (silent or past))
    long, heavy = _counted(text, count)
    return 0.39 * long + 11.8 * heavy - 15.59


def ease(text: str) -> float:
    """How easy a French text is to read: above 60 is plain language."""
    count = 0
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        mute = len(word) > 2 and word.endswith(("e", "es", "ent")) and len(_FRENCH.findall(word)) > 1
        count += max(1, len(_FRENCH.findall(word)) - mute)
    long, heavy = _counted(text, count)
    return 207 - 1.015 * long - 73.6 * heavy

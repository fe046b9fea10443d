"""What the relative years in headings mean: `pa_last_year_2`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from loaders.inspect.guess import Guess, year_in
from loaders.source import fiscal_year


def relative_years(tokens: Sequence[str], path: Path) -> dict[str, Guess[int]]:
    """What relative years mean: what a YAML file beside the spreadsheet says, else counted from a guess."""
    known = _told_beside(path)
    base = max((y.year for y in known.values() if y), default=None) if known else None
    found: dict[str, Guess[int]] = {}
    for token in dict.fromkeys(tokens):
        for name in (token, token.removesuffix("_1")):
            if name in known:
                found[token] = Guess(known[name].year, f"{known[name].token} by the YAML file beside it", "high")
                break
        else:
            found[token] = _counted(token, path, base)
    return found


def _told_beside(path: Path) -> dict[str, _Told]:
    """Relative years that YAML files in the same folder explain."""
    known: dict[str, _Told] = {}
    for file in sorted([*path.parent.glob("*.yaml"), *path.parent.glob("*.yml")])[:20]:
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.stat().st_size < 200_000 else None
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue
        for key, value in content.items() if isinstance(content, dict) else ():
            text = str(value.get("en") if isinstance(value, dict) else value)
            try:
                known.setdefault(str(key), _Told(fiscal_year(text), file.name))
            except ValueError:
                continue
    return known


@dataclass(frozen=True)
class _Told:
    year: int
    token: str


def _counted(token: str, path: Path, base: int | None) -> Guess[int]:
    named = year_in(path.stem)
    last = named.year if named else base if base else 2025
    number = int(m[1]) if (m := re.search(r"_(\d+)$", token)) else 1
    ahead = bool(re.search(r"next|planning", token))
    year = last + number if ahead else last + (1 if re.search(r"current|in_year", token) else 1 - number)
    return Guess(year, "no file beside it says which year this is: counted from a guess", "low")

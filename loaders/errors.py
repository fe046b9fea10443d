"""What can go wrong on the way from a spreadsheet to the store, told so that a person can act on it.

PurseError
├── SourceError      the description (YAML) is not one
├── SheetError       the spreadsheet is not as described
│   └── CellError    … down to the cell
├── CheckError       it was read, but does not add up to what the publisher printed
└── StoreError       the store cannot be read or written
    └── BusyError    another load is at work
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class PurseError(Exception):
    """Says what is wrong, where, and what to do.

    `exit_code` is what the command line ends with: 1 for everything a person must put right,
    75 ("try again later", as sysexits.h has it) where waiting is enough.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__("\n".join(line for line in (f"{where}: {what}" if where else what, do) if line))


class SourceError(PurseError):
    """The description of a source is not valid: unknown key, wrong type, missing file."""


class SheetError(PurseError):
    """A sheet, heading or row that the description names is not in the spreadsheet."""

    def __init__(self, what: str, *, file: Path | str, sheet: str = "", cell: str = "", do: str = "") -> None:
        self.file, self.sheet, self.cell = str(file), sheet, cell
        place = [Path(file).name, f"sheet {sheet!r}" if sheet else "", f"cell {cell}" if cell else ""]
        super().__init__(what, where=", ".join(p for p in place if p), do=do)


class CellError(SheetError):
    """Cells that should hold an amount or a fiscal year hold something else."""


class CheckError(PurseError):
    """Control totals that were missed. `lines` has one sentence for each."""

    def __init__(self, dataset: str, lines: Sequence[str]) -> None:
        self.dataset, self.lines = dataset, tuple(lines)
        shown = "\n".join(f"  {line}" for line in self.lines[:20])
        more = f"\n  … and {len(self.lines) - 20} more" if len(self.lines) > 20 else ""
        super().__init__(
            f"{len(self.lines)} check(s) failed:\n{shown}{more}",
            where=dataset,
            do="Nothing was published. Correct the file or its description; if the publisher's own figures "
            "disagree, list the difference with its reason under known_oddities.",
        )


class StoreError(PurseError):
    """The store cannot be written, or what was written does not read back as it was."""


class BusyError(StoreError):
    """Another load holds the store."""

    exit_code = 75

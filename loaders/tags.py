"""Where the tags of a piece of XML begin. They are found once: most of what is asked of a worksheet is how many of one name
there are, and between which others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
_PADDING = b"\0" * 16  # more than the longest name: what is looked at behind the last tag is none


class Tags:
    """The tags of a text."""

    def __init__(self, text: bytes) -> None:
        self._bytes = np.frombuffer(text + _PADDING, dtype=np.uint8)
        self._at = np.flatnonzero(self._bytes == ord("<"))
        self._first = self._bytes[self._at + 1]

    def beginning_with(self, letter: bytes) -> int:
        """How many tags begin with a letter."""
        return int(np.count_nonzero(self._first == letter[0]))

    def of(self, name: bytes) -> Places:
        """Where `<` and then `name` stand, in their order: `row` finds `<row r="1">`, `v>` finds `<v>` alone."""
        found: Places = self._at[self._first == name[0]]
        for behind, letter in enumerate(name[1:], 2):
            found = found[self._bytes[found + behind] == letter]
        return found


def counted(found: Places, between: Places) -> Places:
    """How many of `found` stand before the first of `between`, then behind each of these."""
    return np.bincount(np.searchsorted(between, found, side="right"), minlength=len(between) + 1)

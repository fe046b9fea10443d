"""What a parser gives as empty cells of a grid: errors, formulas without a value, values that it passed over."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from openpyxl.utils import column_index_from_string

from loaders.preflight import NO_VALUE


def lacks(grid: pa.Table, values: dict[int, int], unreadable: dict[str, str]) -> bool:
    """Whether a row of a grid holds fewer values than the same row of its XML."""
    held = np.zeros(grid.num_rows, dtype=np.int64)
    for column in grid.columns[1:]:
        held += column.is_valid().to_numpy()
    for cell, text in unreadable.items():
        if text == NO_VALUE:  # it stands in the grid all the same, for who reads it to see
            held[int(re.sub(r"\D", "", cell)) - 1] -= 1
    rows, counts = np.array(list(values), dtype=np.int64), np.array(list(values.values()), dtype=np.int64)
    there = (rows > 0) & (rows <= grid.num_rows)
    return bool(counts[~there].any() or (held[rows[there] - 1] < counts[there]).any())


def with_errors(grid: pa.Table, unreadable: dict[str, str]) -> pa.Table:
    """The grid with what stands in cells that the parser gives as empty: `#REF!`, a formula without a value.

    Left empty, a broken sum would count as a figure that was not published.
    """
    rows_needed = max((int(re.sub(r"\D", "", cell)) for cell in unreadable), default=0)
    if rows_needed > grid.num_rows:
        more = {"row": pa.array(range(grid.num_rows + 1, rows_needed + 1), pa.int32())}
        grid = pa.concat_tables([grid, pa.table(more)], promote_options="default")
    places: dict[int, dict[int, str]] = {}
    for cell, text in unreadable.items():
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
        places.setdefault(column_index_from_string(letters), {})[int(row)] = text
    for column, rows in places.items():
        name = f"c{column}"
        if name not in grid.column_names:
            continue
        values = grid[name].to_pylist()
        for row, text in rows.items():
            if row <= len(values) and values[row - 1] is None:
                values[row - 1] = text
        grid = grid.set_column(grid.column_names.index(name), name, pa.array(values, pa.string()))
    return grid

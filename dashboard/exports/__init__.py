"""Figures as files that say what they are: CSV, XLSX, Parquet, JSON and data packages, of a slice of any size."""

from dashboard.exports.formats import FORMATS, Format, TooLarge
from dashboard.exports.safety import safe
from dashboard.exports.tables import to_csv, to_xlsx, used_columns
from dashboard.exports.written import Written, metadata, write

__all__ = [
    "FORMATS",
    "Format",
    "TooLarge",
    "Written",
    "metadata",
    "safe",
    "to_csv",
    "to_xlsx",
    "used_columns",
    "write",
]

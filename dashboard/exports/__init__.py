"""Figures as files that say what they are: CSV, XLSX, Parquet, JSON and data packages, of a slice of any size."""

from dashboard.exports.formats import FORMATS, Format, TooLarge
from dashboard.exports.safety import safe
from dashboard.exports.written import Written, write

__all__ = ["FORMATS", "Format", "TooLarge", "Written", "safe", "write"]

"""Figures as files that say what they are: CSV, XLSX, Parquet, JSON and data packages, of a slice of any size."""

from dashboard.exports.bulk import bulk
from dashboard.exports.formats import FORMATS, Format, TooLarge
from dashboard.exports.safety import safe
from dashboard.exports.whole import whole_dataset
from dashboard.exports.written import Written, metadata, write

__all__ = ["FORMATS", "Format", "TooLarge", "Written", "bulk", "metadata", "safe", "whole_dataset", "write"]

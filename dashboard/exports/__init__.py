"""Figures as files that say what they are: CSV, XLSX, Parquet, JSON and data packages."""

from dashboard.exports.tables import safe, to_csv, to_xlsx, used_columns

__all__ = ["safe", "to_csv", "to_xlsx", "used_columns"]

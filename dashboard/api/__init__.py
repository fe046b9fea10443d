"""The same figures over HTTP, under `/api/v1`: lists, search, receipts, and slices as files. No Streamlit in it."""

PREFIX = "/api/v1"
"""Where the API stands on the site."""

"""Readers say which dataset should be opened, or loaded, next."""

from __future__ import annotations

from dashboard.catalogue.known import Known
from dashboard.page import Here


def show(here: Here, of: Known) -> None:
    """The control for a dataset that is not loaded; nothing for one that is."""

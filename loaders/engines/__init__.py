"""The store's tables on an engine for more data than one machine holds: the current generation, at once or not at all.

What the tables are there is in `data/schema.sql` and `data/engine_views.sql`.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from loaders.errors import StoreError
from loaders.publish import Place

POSTGRES = ("postgres", "postgresql")
FOLDER = ("", "file", "parquet", "spark", "sc")  # Spark reads the same folder


def send(place: Place, to: str, reader: str | None) -> str:
    """Publishes the current generation to the engine or folder `to`; says in a sentence where it is now.

    `reader` is a role of PostgreSQL that may read it. Raises StoreError where there is nothing to send, where it cannot
    be written or does not read back as sent, and BusyError while another is sending.
    """
    current = place.current()
    if current is None:
        raise StoreError("holds nothing yet", where=str(place.path), do="Load a store with: purse load")
    parts = urlsplit(to)
    if parts.scheme in POSTGRES:
        from loaders.engines import postgres

        return postgres.send(current, to, reader)
    if reader:
        raise StoreError("has no roles", where=to, do="Leave out --reader: whoever may read the folder may read it.")
    folder = unquote(parts.path) if parts.scheme else to
    if parts.scheme not in FOLDER or folder in ("", "/"):
        known = "postgresql://HOST/DATABASE, a folder, or spark://HOST:PORT/FOLDER"
        raise StoreError("is no engine that can be published to", where=to, do=f"Say one of: {known}.")
    from loaders.engines import parquet

    return parquet.send(current, folder)

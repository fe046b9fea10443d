"""The database's schema, made and brought up to date by numbered steps: each is done once, whole, and in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import text as statement

FOLDER = Path(__file__).with_name("steps")
_LOCK = 7_305_419_216_033_117  # of PostgreSQL, so that of several servers that start at once one makes the schema


class TooNew(Exception):
    """The database was brought up to date by a newer version of this program."""


class Step(NamedTuple):
    """One step: its number, its name, and its statements."""

    number: int
    name: str
    statements: tuple[str, ...]


def steps() -> list[Step]:
    """Every step there is, in order."""
    return [_read(file) for file in sorted(FOLDER.glob("*.sql"))]


def _read(file: Path) -> Step:
    number, _, name = file.stem.partition("_")
    lines = file.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line.partition("--")[0].rstrip() for line in lines)
    return Step(int(number), name, tuple(s.strip() for s in text.split(";") if s.strip()))


def upgrade(con: sa.Connection, now: datetime, up_to: int | None = None) -> list[int]:
    """Does the steps that are missing, within the connection's transaction; gives their numbers.

    Raises TooNew where the database has a step that this version does not know.
    """
    if con.dialect.name == "postgresql":
        con.execute(statement("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    con.execute(statement("CREATE TABLE IF NOT EXISTS schema_step (number INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL, at TIMESTAMP NOT NULL)"))  # fmt: skip
    done = set(con.execute(statement("SELECT number FROM schema_step")).scalars())
    known = steps()
    if unknown := sorted(done - {s.number for s in known}):
        raise TooNew(
            f"The dialogue's database has step {unknown[-1]}, and this version knows {known[-1].number} steps: "
            "it was upgraded by a newer version. Run that one, or restore the copy from before."
        )
    return list(_do(con, [s for s in known if s.number not in done and s.number <= (up_to or s.number)], now))


def _do(con: sa.Connection, missing: list[Step], now: datetime) -> Iterator[int]:
    remember = statement("INSERT INTO schema_step VALUES (:number, :name, :at)").bindparams(
        sa.bindparam("at", type_=sa.DateTime)
    )
    for step in missing:
        for each in step.statements:
            con.execute(statement(each))
        con.execute(remember, {"number": step.number, "name": step.name, "at": now})
        yield step.number

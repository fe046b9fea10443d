"""What the commands share: where they print, how they end on an error, the option that names a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from loaders import load as loading
from loaders.errors import PurseError
from loaders.publish import Place

# What is not a terminal has no width: nothing that goes into a log is cut.
out, err = Console(highlight=False), Console(stderr=True, highlight=False)
if not out.is_terminal:
    out.width = 160

StoreOption = Annotated[
    Path | None, typer.Option("--store", help="A folder of generations, or one .duckdb file. [PURSE_STORE]")
]


def place_of(store: Path | None) -> Place:
    """The store that a command names, else the default one."""
    return Place(store) if store else loading.default_store()


@contextmanager
def told() -> Iterator[None]:
    """Ends with an error's own exit code, after printing what is wrong and what to do."""
    try:
        yield
    except PurseError as e:
        err.print(f"[bold red]error[/] {plain(str(e))}", soft_wrap=True)
        raise typer.Exit(e.exit_code) from e
    except OSError as e:
        where = f"{e.filename}: " if e.filename else ""
        err.print(f"[bold red]error[/] {plain(f'{where}{e.strerror or e}')}", soft_wrap=True)
        raise typer.Exit(1) from e
    except (duckdb.ProgrammingError, duckdb.IntegrityError):
        raise  # a slip of ours, not of the store
    except duckdb.Error as e:
        said = f"the store cannot be read: {str(e).splitlines()[0]}\nSee purse releases for the generations that can."
        err.print(f"[bold red]error[/] {plain(said)}", soft_wrap=True)
        raise typer.Exit(1) from e


def plain(text: str) -> str:
    """A text whose brackets are brackets."""
    return text.replace("[", r"\[")


def say(text: str) -> None:
    """Prints a line as it is, whole."""
    out.print(text, soft_wrap=True, markup=False)

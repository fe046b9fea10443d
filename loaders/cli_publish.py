"""The command that sends a store on: `purse publish --to`."""

from __future__ import annotations

from typing import Annotated

import typer

from loaders import engines
from loaders.console import StoreOption, place_of, say, told

To = Annotated[
    str,
    typer.Option(
        "--to", metavar="URL|FOLDER", help="postgresql://…, a folder for Parquet, or spark://HOST:PORT/FOLDER."
    ),
]
Reader = Annotated[str | None, typer.Option("--reader", help="A role of PostgreSQL that may read it, and no more.")]


def register(app: typer.Typer) -> None:
    """Adds the command to the command line."""
    app.command()(publish)


def publish(to: To, store: StoreOption = None, reader: Reader = None) -> None:
    """Copy the current generation to an engine for more data than one machine holds; readers see all of it or none."""
    with told():
        say(engines.send(place_of(store), to, reader))

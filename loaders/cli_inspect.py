"""`purse inspect`: looks at an unknown spreadsheet, says what it saw, drafts its description and tries the draft."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from loaders.console import out, told
from loaders.errors import StoreError
from loaders.inspect.draft import Draft, draft
from loaders.inspect.look import Look, look
from loaders.inspect.report import show_look, show_trial
from loaders.inspect.trial import Trial, check_file, try_description

__all__ = ["check_file", "inspect", "register", "show_check"]


def inspect(
    file: Annotated[Path, typer.Argument(help="A spreadsheet: .xlsx, .xls, .ods, .csv and what else `load` reads.")],
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="The sheet to draft; the likeliest if none is named.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the drafted description goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a description that is there.")] = False,
) -> None:
    """Look at an unknown spreadsheet, and draft a source description that loads.

    Ends with 1 where the draft does not load yet: it is written all the same, with the reason at its top.
    """
    with told():
        if output and output.exists() and not force:
            raise StoreError(
                "is there already", where=str(output), do="Name another file, or write over it with --force."
            )
        found = look(file, sheet)
        made, trial = drafted(found, output)
        show_look(out, found)
        show_trial(out, trial, made.careful)
        out.print(
            f"Wrote {output}" if output else "Nothing was written: -o FILE keeps the draft.",
            soft_wrap=True,
            markup=False,
        )
    if not trial.loads:
        raise typer.Exit(1)


def drafted(found: Look, output: Path | None) -> tuple[Draft, Trial]:
    """The draft, tried where it will stand; written there if a place is named."""
    folder = output.resolve().parent if output else None
    if folder and not folder.is_dir():
        raise StoreError("there is no such folder", where=str(folder), do="Make it first, or name another.")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".draft-") as place:
        made = draft(found, output or Path(place) / "draft.yaml")
        tried = Path(place) / (output.name if output else "draft.yaml")
        tried.write_text(made.text, encoding="utf-8")
        trial = try_description(tried)
        if output:
            tried.write_text(_with_outcome(made.text, trial, str(tried)), encoding="utf-8")
            os.replace(tried, output)
    return made, trial


def _with_outcome(text: str, trial: Trial, path: str) -> str:
    """The draft with what came of trying it at its top."""
    if trial.loads:
        years = {t.fiscal_year for t in trial.totals if t.fiscal_year}
        span = f", fiscal years {min(years)} to {max(years)}" if len(years) > 1 else ""
        return f"# Loads: {trial.entries:,} entries{span}.\n{text}"
    said = str(trial.error or "it gave no entry").replace(path, "this file")
    return "".join(f"# {line}\n" for line in ["DOES NOT LOAD YET:", *said.splitlines()]) + text


def show_check(file: Path, source: Path) -> None:
    """`purse check FILE --source S`: the first entries and the checks of a spreadsheet, read by a description."""
    with told():
        trial = check_file(file, source)
        if trial.error:
            raise trial.error
        show_trial(out, trial, [], rows=True)
    if not trial.loads:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Adds `inspect` to the command line."""
    app.command()(inspect)

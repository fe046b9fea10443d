"""The command line: `purse load`, `check`, `inspect`, `refresh`, `releases`, `rollback`, `verify`, `diff`, `publish`.

Ends with 0 when all is well, 1 when something must be put right (the message says what and where),
2 when the command was not understood, 75 when another load is at work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column, Table

from loaders import cli_inspect, cli_publish, cli_refresh, cli_releases
from loaders import load as loading
from loaders.check import Result
from loaders.console import StoreOption, err, out, place_of, say, told
from loaders.errors import SourceError
from loaders.fetched import with_fetched
from loaders.reading import read_source, read_sources
from loaders.source import Source
from loaders.workbook import SPREADSHEETS

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=__doc__, rich_markup_mode=None, pretty_exceptions_enable=False
)

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]…", help="Dataset ids, or YAML files; all when none is named."),
]
Files = Annotated[list[Path] | None, typer.Option("--source", help="A source description outside the sources folder.")]
IfNeeded = Annotated[
    bool, typer.Option("--if-needed", help="Load only what the store lacks or holds from before a change.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Start from nothing: keep no dataset that is not loaded now.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="A release that the store holds from another file was never published.")
]


@app.callback()
def main() -> None:
    """Spreadsheets of public accounts, loaded, checked and published."""


@app.command()
def load(
    names: Names = None,
    source: Files = None,
    store: StoreOption = None,
    if_needed: IfNeeded = False,
    fresh: Fresh = False,
    replace: Replace = False,
) -> None:
    """Load sources, check them, and publish a new generation of the store."""
    with told():
        place = place_of(store)
        sources = _chosen(names, source)
        if if_needed:
            sources = loading.stale(place, sources)
            if not sources:
                say(f"The store is up to date: {place.current()}")
                return
        with _progress(sources) as progress:
            loaded = loading.load(place, sources, progress, fresh=fresh, replace=replace, rewritten=if_needed)
        _report(loaded)
        for sentence in (*loaded.replaced, *_absent(sources)):
            say(sentence)
        say(f"Published {loaded.file}")


@app.command()
def check(names: Names = None, source: Files = None) -> None:
    """Read and check sources without touching the store; print the ledger.

    `purse check FILE --source YAML` reads a spreadsheet as a description says, and shows its first entries.
    """
    if source and len(source) == 1 and names and len(names) == 1 and Path(names[0]).suffix.lower() in SPREADSHEETS:
        cli_inspect.show_check(Path(names[0]), source[0])
        return
    with told():
        sources = _chosen(names, source)
        with _progress(sources) as progress:
            loaded = loading.check(sources, progress)
        _report(loaded)
        for result in loaded.results:
            if result.verdict != "passed":
                say(f"  {result.verdict}: {result.dataset} {result.sentence}\n    {result.reason}")
        for sentence in _absent(sources):
            say(sentence)


def _absent(sources: Sequence[Source]) -> list[str]:
    """A sentence for each source some of whose releases are not there yet."""
    sentences = []
    for source in sources:
        here = {r.release for r in source.present_releases()}
        if left := [r.release for r in source.releases if r.release not in here]:
            sentences.append(
                f"{source.dataset}: {', '.join(left)} not here yet: put the file in data/fetched or in a folder that PURSE_FILES names"
            )
    return sentences


def _chosen(names: Sequence[str] | None, files: Sequence[Path] | None) -> list[Source]:
    """The sources that the command names; all of the folder when it names none."""
    described = [with_fetched(read_source(path)) for path in files or []]
    described += [with_fetched(read_source(Path(n))) for n in names or [] if n.endswith((".yaml", ".yml"))]
    wanted = [n for n in names or [] if not n.endswith((".yaml", ".yml"))]
    if described and not wanted:
        return list({s.dataset: s for s in described}.values())
    known = {s.dataset: s for s in read_sources(loading.default_sources())}
    if unknown := [n for n in wanted if n not in known]:
        raise SourceError(f"no source describes {', '.join(unknown)}", do=f"Known datasets: {', '.join(known)}.")
    chosen = described + ([known[n] for n in wanted] if wanted else list(known.values()))
    return list({s.dataset: s for s in chosen}.values())


@contextmanager
def _progress(sources: Sequence[Source]) -> Iterator[loading.Progress]:
    """A bar over the releases on a terminal; nothing elsewhere, so that a log stays readable."""
    total = sum(len(s.present_releases()) for s in sources)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=total)
        done = -1

        def tell(dataset: str, release: str) -> None:
            nonlocal done
            done += 1
            bar.update(task, completed=done, description=f"{dataset} {release}")

        yield tell


def _report(loaded: loading.Loaded) -> None:
    table = Table(
        Column("dataset", no_wrap=True),
        Column("release", no_wrap=True),
        *(Column(h, justify="right", no_wrap=True) for h in ("rows", "entries", "aside", "empty", "checks")),
        box=None,
        pad_edge=False,
    )
    for one in loaded.releases:
        here = [r for r in loaded.results if (r.dataset, r.release) == (one.source.dataset, one.release.release)]
        numbers = (one.rows_in_sheet, one.entries, one.rows_set_aside, one.empty_figures)
        table.add_row(one.source.dataset, one.release.release, *(f"{n:,}" for n in numbers), _verdicts(here))
    out.print(table)


def _verdicts(results: Sequence[Result]) -> str:
    counts = Counter(r.verdict for r in results)
    return ", ".join(f"{n:,} {verdict}" for verdict, n in sorted(counts.items(), reverse=True))


for commands in (cli_inspect, cli_refresh, cli_releases, cli_publish):
    commands.register(app)

"""The command `purse refresh`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from loaders import load as loading
from loaders.console import StoreOption, err, place_of, plain, say
from loaders.errors import PurseError, SourceError
from loaders.fetch import Client, Limits
from loaders.fetched import default_files
from loaders.reading import read_source
from loaders.refresh import Found, Tell, preview, refresh, worst
from loaders.source import Source

_SHOWN = 12  # lines of what changed, per release

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]…", help="Dataset ids, or YAML files; all that have an origin when none is named."),
]
Files = Annotated[list[Path] | None, typer.Option("--source", help="A source description outside the sources folder.")]
Kept = Annotated[
    Path | None, typer.Option("--files", help="Where fetched files are kept. [PURSE_FILES, else data/fetched]")
]
Timeout = Annotated[float, typer.Option(help="Seconds to wait for an answer.", min=0.01)]
Attempts = Annotated[int, typer.Option(help="How often a busy server is asked.", min=1, max=20)]
MaxSize = Annotated[float, typer.Option(help="Largest file to fetch, in megabytes.", min=0.001)]


def register(app: typer.Typer) -> None:
    """Adds `refresh` to the command line."""
    app.command("refresh")(refresh_command)


def refresh_command(
    names: Names = None,
    source: Files = None,
    store: StoreOption = None,
    files: Kept = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask, show what would be done, change nothing.")] = False,
    timeout: Timeout = Limits.read,
    attempts: Attempts = Limits.attempts,
    max_size: MaxSize = Limits.most_bytes / 10**6,
) -> None:
    """Ask the publishers for new files; fetch, load and publish them.

    Ends with 0 when all is published or unchanged, 1 when something must be put right, 2 when a publisher could
    not be reached, 75 when another load is at work: of several sources, 1 before 75 before 2.
    """
    limits = Limits(
        connect=min(Limits.connect, timeout), read=timeout, attempts=attempts, most_bytes=round(max_size * 1e6)
    )
    chosen, problems = _chosen(names or [], source or [])
    kept = files or default_files()
    found: list[Found] = []
    try:
        if dry_run:
            found = preview(chosen, kept, Client(limits))
        elif chosen:
            with _progress() as bar:
                found = refresh(chosen, place_of(store), kept, Client(limits), _bytes_on(bar), _releases_on(bar))
    except PurseError as e:
        problems.append(e)
    for one in found:
        _report(one, dry_run=dry_run)
    problems += [p for one in found for p in one.problems]
    for problem in dict.fromkeys(map(str, problems)):
        err.print(f"[bold red]error[/] {plain(problem)}", soft_wrap=True)
    if not found and not problems:
        say("No source has an origin to ask.")
    if code := worst([p.exit_code for p in problems]):
        raise typer.Exit(code)


def _chosen(names: Sequence[str], files: Sequence[Path]) -> tuple[list[Source], list[PurseError]]:
    """The sources to ask for, and what is wrong with descriptions: one that cannot be read stops no other."""
    paths = [p.resolve() for p in (*files, *(Path(n) for n in names if n.endswith((".yaml", ".yml"))))]
    wanted = [n for n in names if not n.endswith((".yaml", ".yml"))]
    everything = not paths and not wanted
    named, problems = _read(paths)
    folder, unreadable = _read(sorted(loading.default_sources().rglob("*.yaml")) if wanted or everything else [])
    missing = [d for d in wanted if d not in named | folder]
    problems += [SourceError(f"no source describes {d}", do=f"Known: {', '.join(folder)}.") for d in missing]
    problems += unreadable if everything or missing else []
    chosen = folder if everything else named | {d: s for d, s in folder.items() if d in wanted and d not in named}
    without = [] if everything else [s for s in chosen.values() if not s.origin]
    problems += [SourceError("has no origin: nothing says where to ask", where=str(s.path)) for s in without]
    return [s for s in chosen.values() if s.origin], problems


def _read(paths: Sequence[Path]) -> tuple[dict[str, Source], list[PurseError]]:
    read: dict[str, Source] = {}
    problems: list[PurseError] = []
    for path in dict.fromkeys(paths):
        try:
            source = read_source(path)
            if source.dataset in read:
                other = read[source.dataset].path
                raise SourceError(f"{source.dataset} is described in {other} too", where=str(path))
            read[source.dataset] = source
        except PurseError as e:
            problems.append(e)
    return read, problems


def _report(found: Found, *, dry_run: bool) -> None:
    """One line for a source, and under it what was fetched and what changed."""
    names = ", ".join(release.release for release in found.fresh)
    if found.published is not None:
        state = f"published {names}"
    elif dry_run and not found.problems:
        state = f"would load {names}" if names else ("may be new" if found.notes else "unchanged")
    else:
        state = "failed: what was published stays" if found.problems else "unchanged"
    lines = [f"{found.source.dataset}  {state}", *(f"  {note}" for note in found.notes)]
    for change in found.changes:
        beside = f"beside {change.earlier}" if change.earlier else "the first"
        counted = f"totals by year, direction, phase and basis: {change.same:,} alike, {len(change.lines):,} different"
        lines.append(f"  {change.release}, {beside}: {counted}")
        lines += [f"    {line}" for line in change.lines[:_SHOWN]]
        if len(change.lines) > _SHOWN:
            lines.append(f"    … and {len(change.lines) - _SHOWN:,} more")
        lines += [f"  {change.restated}"] if change.restated else []
    if found.published is not None:
        lines.append(f"  Published {found.published}")
    say("\n".join(lines))


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield bar


def _bytes_on(bar: Progress) -> Tell:
    """Shows the bytes of each file on a bar of its own."""
    tasks: dict[str, TaskID] = {}

    def tell(label: str, here: int, whole: int | None) -> None:
        if label not in tasks:
            tasks[label] = bar.add_task(plain(label), total=whole)
        bar.update(tasks[label], completed=here, total=whole)

    return tell


def _releases_on(bar: Progress) -> loading.Progress:
    """Shows which release is being loaded."""
    task: TaskID | None = None

    def tell(dataset: str, release: str) -> None:
        nonlocal task
        if task is None:
            task = bar.add_task("", total=None)
        bar.update(task, description=plain(f"loading {dataset} {release}"))

    return tell

"""What was seen in a spreadsheet, and what came of its draft, as a person reads it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from rich.console import Console
from rich.table import Column as Head
from rich.table import Table
from rich.text import Text

from loaders.inspect import bilingual, unseen
from loaders.inspect.look import Look
from loaders.inspect.roles import SHEET, Column
from loaders.inspect.trial import Trial
from loaders.workbook import letter

_MOST_SHEETS, _MOST_SUMS = 60, 12


def show_look(out: Console, look: Look) -> None:
    """The sheets, the headings, the columns and the rows of a file."""
    size = len(look.book.content)
    _line(
        out, f"{look.book.path.name}, {size / 1e6:.1f} MB" if size > 1e5 else f"{look.book.path.name}, {size:,} bytes"
    )
    if not look.book.is_text:
        _sheets(out, look)
    rows = (
        f"row {look.headers.first}"
        if look.headers.first == look.headers.last
        else f"rows {look.headers.first} to {look.headers.last}"
    )
    _line(out, f"\nHeadings: {rows} ({look.headers.said.sure}: {look.headers.said.why})")
    for title in look.headers.titles[:6]:
        _line(out, f"  above them: {title[:140]}")
    _columns(out, look)
    _facts(out, look)
    _rows(out, look)
    for note in unseen.notes(look):
        _line(out, note)


def _line(out: Console, text: str) -> None:
    out.print(Text(text), soft_wrap=True)


def _table(*heads: str, right: tuple[str, ...] = ()) -> Table:
    columns = [Head(h, justify="right" if h in right else "left", overflow="fold") for h in heads]
    return Table(*columns, box=None, pad_edge=False)


def _sheets(out: Console, look: Look) -> None:
    table = _table("", "sheet", "rows", "columns", "headings", "figures", right=("rows", "columns", "figures"))
    read = {cells.sheet for cells, _ in look.alike}
    for seen in look.sheets[:_MOST_SHEETS]:
        rows, columns = seen.cells.extent
        phantom = " (+ empty)" if seen.cells.declared != seen.cells.extent else ""
        heads = f"row {seen.headers.first}" if seen.headers else seen.trouble or "none"
        mark = "→" if seen.sheet in read else ""
        name = f"{seen.sheet} (hidden)" if seen.sheet in look.book.hidden_sheets else seen.sheet
        table.add_row(mark, Text(name), f"{rows:,}", f"{columns:,}", Text(heads + phantom), f"{seen.figures:,}")
    out.print(table)
    if len(look.sheets) > _MOST_SHEETS:
        _line(out, f"… and {len(look.sheets) - _MOST_SHEETS} more sheets")


def _columns(out: Console, look: Look) -> None:
    names = {g.value.place: f for f, g in look.fields.named.items()}
    read = {a.column.place: a for a in look.figures.read}
    table = _table("", "heading", "is", "becomes", "filled", "for example", "because", right=("filled",))
    for column in look.columns:
        role = look.roles[column.place]
        if role.value == "empty" and not column.heading:
            continue
        becomes = names.get(column.place) or (_figure(look, column) if column.place in read else "–")
        share = f"{len(column.filled) / max(len(column.cells), 1):.0%}"
        place = "" if column.place == SHEET else letter(bilingual.source_of(column.place))
        cells = (
            place,
            column.heading[:60],
            role.value,
            becomes,
            share,
            _example(column),
            f"{role.sure}: {role.why}"[:90],
        )
        table.add_row(*map(Text, cells))
    out.print(table)


def _figure(look: Look, column: Column) -> str:
    amount = next(a for a in look.figures.read if a.column.place == column.place)
    if look.kind == "series":
        return "value"
    return " ".join(str(p) for p in ("amount", amount.year, amount.phase.value if amount.phase else None) if p)


def _example(column: Column) -> str:
    return " | ".join(dict.fromkeys(c[:28] for c in column.filled[:2]))


def _facts(out: Console, look: Look) -> None:
    unit = f"{look.unit.value} ({look.unit.sure}: {look.unit.why})" if look.unit else "dollars (nothing says otherwise)"
    if look.kind == "entries":
        _line(out, f"Unit: {unit}")
    if look.nulls:
        _line(out, f"No value: {', '.join(map(repr, look.nulls))}")
    if look.numbers.value != "en":
        _line(out, f"Numbers: {look.numbers.value} ({look.numbers.sure}: {look.numbers.why})")
    for token, year in look.figures.years.items():
        _line(out, f"Year: {token} is {year.value} ({year.sure}: {year.why})")


def _rows(out: Console, look: Look) -> None:
    names = {"figure": "with figures", "sum": "sums", "difference": "differences of sums", "count": "counts of people", "ratio": "ratios", "label": "labels", "note": "notes", "heading": "headings again", "words": "with words for figures",
             "empty": "without a figure", "blank": "blank"}  # fmt: skip
    counts = Counter(look.lines.kinds)
    _line(out, "Rows: " + ", ".join(f"{counts[k]:,} {said}" for k, said in names.items() if counts[k]))
    for found in look.lines.sums[:_MOST_SUMS]:
        label = " | ".join(v for v in look.lines.labels[found.row].values() if v) or "no label"
        first, last = look.first_row(min(found.parts)), look.first_row(max(found.parts))
        _line(
            out,
            f"  row {look.first_row(found.row)} is the sum of {len(found.parts)} in rows {first} to {last}: {label[:100]}",
        )
    if len(look.lines.sums) > _MOST_SUMS:
        _line(out, f"  … and {len(look.lines.sums) - _MOST_SUMS} more sums")


def show_trial(out: Console, trial: Trial, careful: list[str], *, rows: bool = False) -> None:
    """What a description gave: totals, checks, and what to look at."""
    if rows and trial.rows:
        table = _table(*trial.heads, right=("amount", "value"))
        for row in trial.rows:
            table.add_row(*(Text(_cell(v)) for v in row))
        out.print(table)
    if trial.error:
        _line(out, f"\nThe draft does not load yet: {trial.error}")
    elif not trial.entries:
        _line(out, "\nIt gives no entry.")
    else:
        aside = ", ".join(f"{n:,} {kind}" for kind, n in trial.aside.items())
        _line(
            out, f"\nLoads: {trial.entries:,} entries; set aside: {aside or 'nothing'}; empty figures: {trial.empty:,}"
        )
        _totals(out, trial)
        _checks(out, trial)
    for warning in careful:
        _line(out, f"Careful: {warning}")


def _totals(out: Console, trial: Trial) -> None:
    table = _table("year", "direction", "phase", "entries", "total", right=("entries", "total"))
    for total in trial.totals[:40]:
        if total.amount is not None:
            count, amount = f"{total.entries:,}", _cell(total.amount)
            table.add_row(*map(Text, (str(total.fiscal_year), total.direction, total.phase, count, amount)))
    if table.row_count:
        out.print(table)


def _checks(out: Console, trial: Trial) -> None:
    counts = Counter((r.check_kind, r.verdict) for r in trial.results)
    for (kind, verdict), n in sorted(counts.items()):
        _line(out, f"Check: {kind}: {n:,} {verdict}")
    for result in trial.results:
        if result.verdict not in ("passed",):
            _line(out, f"  {result.verdict}: {result.sentence}")


def _cell(value: object) -> str:
    """An amount with commas; a year, a label or a place as it is."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, Decimal) else str(value)

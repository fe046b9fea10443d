"""How long questions take on each engine, with the same made-up payments: .venv/bin/python -m tests.bench.engines [ROWS]

Prints Markdown, which docs/scale.md holds. It starts a PostgreSQL and a Spark cluster on 127.0.0.1 and wants the machine
for itself. The answers are compared: a fast wrong one would not count.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pyarrow as pa

from dashboard import queries, store
from dashboard.pins import NONE
from dashboard.questions import payments, search
from dashboard.questions.payments import ANY, fold, words_of
from dashboard.slices import Holding, of_holding
from loaders import engines, load
from loaders.publish import Place
from loaders.reading import read_source
from tests.bench import synthetic
from tests.distributed import servers
from tests.distributed.conftest import SMALL

TIMES = 3
Asked = tuple[str, store.Question, tuple[object, ...]]


def main() -> None:
    """Loads, publishes, asks, prints."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="purse-bench-")))
        folder.chmod(0o755)
        place = Place(folder / "store")
        source = synthetic.describe(folder, synthetic.write_csv(folder / "payments.csv", rows))
        load.load(place, [read_source(source)], lambda *_: None)
        current = place.current()
        assert current is not None
        parquet = folder / "parquet"
        owner = stack.enter_context(servers.postgres())
        sent = {"Parquet": _timed(lambda: engines.send(place, str(parquet), None))}
        sent["PostgreSQL"] = _timed(lambda: engines.send(place, owner, None))
        sizes = {
            "DuckDB": current.stat().st_size,
            "Parquet": _size(parquet / "current"),
            "PostgreSQL": _database(owner),
        }
        addresses = {
            "DuckDB": str(place.path),
            "DuckDB over Parquet": f"parquet://{parquet}",
            "PostgreSQL": owner,
            "Spark": f"{stack.enter_context(servers.spark())}{parquet}?{SMALL}",
        }
        print(f"{rows:,} payments.\n\n| | bytes a payment | payments a second |\n|---|--:|--:|")
        for name, size in sizes.items():
            speed = f"{rows / sent[name]:,.0f}" if name in sent else ""
            print(f"| {name} | {size / rows:,.0f} | {speed} |")
        _print(addresses)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.resolve().rglob("*") if f.is_file())


def _database(url: str) -> int:
    with psycopg.connect(url) as con:
        found = con.execute("SELECT pg_database_size(current_database())").fetchone()
        empty = con.execute("SELECT pg_database_size('template1')").fetchone()
    return int(found[0]) - int(empty[0]) if found and empty else 0


def _questions() -> Iterator[Asked]:
    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    of = of_holding(max(held, key=lambda h: h.entries))
    one = store.ask(payments.ranked, of, (), ANY, 1, 100).to_pylist()[0]["recipient"]
    ministry = of.narrowed("administrative_1", "Ministry of 3")
    spoken = (of.dataset, of.direction, of.phase, of.basis)
    yield "what there is", queries.holdings, ()
    yield "a year's total", queries.total, (of,)
    yield "by ministry", queries.children, (of, "administrative_1", None)
    yield "by ministry and category", queries.lines, (of, "administrative_1", "economic_1")
    yield "fifteen years", queries.history, spoken
    yield "largest recipients", payments.ranked, (of, (), ANY, 50)
    yield "recipients that hold a word", payments.ranked, (of, words_of("health"), ANY, 50)
    yield "recipients of one ministry", payments.ranked, (ministry, (), ANY, 50)
    yield "one recipient's years", payments.paid_by, (of, one, ((of.fiscal_year, of.release),), 50)
    yield "a mistyped word", payments.near_words, (of.dataset, fold("helth"), 5)
    yield "search for a name", search.recipients, ("health centre", False, 20)
    yield "the largest cells", queries.receipts, (ministry, 20)


def _print(addresses: Mapping[str, str]) -> None:
    """Milliseconds, the median of some, after one that does not count."""
    os.environ["PURSE_STORE"] = addresses["DuckDB"]
    print("\n| question |" + "".join(f" {name} |" for name in addresses) + "\n|---|" + "--:|" * len(addresses))
    asked = list(_questions())
    took: dict[str, list[float]] = {what: [] for what, *_ in asked}
    answers: dict[str, pa.Table] = {}
    for place in addresses.values():
        os.environ["PURSE_STORE"] = place
        for what, question, args in asked:
            once = _once(question, args)
            answer = once()
            assert _rows(answer) == _rows(answers.setdefault(what, answer)), f"{what}: {place}"
            took[what].append(statistics.median(_timed(once) for _ in range(TIMES)))
            print(f"{place.partition(':')[0]}: {what}: {took[what][-1] * 1000:,.0f} ms", file=sys.stderr, flush=True)
    for what, each in took.items():
        print(f"| {what} |" + "".join(f" {seconds * 1000:,.0f} ms |" for seconds in each))


def _once(question: store.Question, args: tuple[object, ...]) -> Callable[[], pa.Table]:
    """A question as a page asks it the first time: compiled, run, brought back; nothing remembered."""
    if there := store.engine():
        return lambda: store._answer_of.__wrapped__(there, there.generation(), NONE, question, args)
    file = store.generation()
    return lambda: store._answer.__wrapped__(file, file.stat().st_mtime_ns, NONE, question, args)


def _rows(answer: pa.Table) -> list[str]:
    return sorted(map(repr, answer.to_pylist()))


if __name__ == "__main__":
    main()

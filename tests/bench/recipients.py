"""How fast the store answers who was paid: our questions against plain SQL over names that were prepared by hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb

from dashboard import queries, store
from dashboard.pins import NONE
from dashboard.questions import payments
from dashboard.questions.payments import ANY, words_of
from dashboard.slices import Holding, Slice, of_holding

Work = Callable[[], object]


class Payments:
    """A store of made-up payments, and beside it a table `name` of its distinct recipients, folded by hand."""

    def __init__(self, place: Path) -> None:
        os.environ["PURSE_STORE"] = str(place)
        held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
        largest = max(held, key=lambda h: h.entries)
        self.of: Slice = of_holding(largest)
        # Neither the largest, who got a third of the made-up payments, nor one of a single payment.
        self.one: str = store.ask(payments.ranked, self.of, (), ANY, 1, 100).to_pylist()[0]["recipient"]
        self.con = duckdb.connect()
        self.con.execute(f"ATTACH '{place / 'current'}' AS accounts (READ_ONLY)")
        self.con.execute(
            "CREATE TABLE name AS SELECT DISTINCT recipient, strip_accents(lower(recipient)) AS folded FROM accounts.entry"
        )

    def asked(self, question: store.Question, *args: object) -> Work:
        """A question as a page asks it the first time: compiled, run, brought back; nothing remembered."""
        return lambda: store._answer.__wrapped__(store.generation(), _changed(), NONE, question, args)

    def plain(self, sql: str) -> Work:
        """SQL on DuckDB itself."""
        return lambda: self.con.execute(sql).fetchall()

    def health(self) -> Work:
        """The largest recipients of a year with “health” in their name."""
        return self.asked(payments.ranked, self.of, words_of("health"), ANY, 50)

    def works(self) -> list[tuple[str, Work, str, Work]]:
        """What is measured, ours, the peer's name, the peer's."""
        of, folded = self.of, payments.fold(self.one)
        scan = self.plain("SELECT recipient FROM name WHERE contains(folded, 'health')")
        summed = self.plain(
            f"SELECT recipient, sum(amount) FROM accounts.entry WHERE fiscal_year = {of.fiscal_year} "
            "GROUP BY recipient ORDER BY 2 DESC LIMIT 50"
        )
        mine = self.plain(f"SELECT sum(amount) FROM accounts.entry WHERE recipient = '{self.one}'")
        near = self.plain(
            "SELECT recipient FROM name ORDER BY jaro_winkler_similarity(folded, 'helth centre') DESC LIMIT 8"
        )
        ministry = of.narrowed("administrative_1", "Ministry of 3")
        editions = ((of.fiscal_year, of.release),)
        bare = "bare contains over distinct names"
        return [
            ("search “health”", self.health(), bare, scan),
            ("a typo, “helth”", self.asked(payments.near_words, of.dataset, "helth", 4), "jaro_winkler over names", near),
            ("top recipients of a year", self.asked(payments.ranked, of, (), ANY, 50), "bare sum of entries", summed),
            ("the same at least $1 million", self.asked(payments.ranked, of, (), Decimal(10**6), 50), "bare sum of entries", summed),
            ("top recipients of a ministry", self.asked(payments.ranked, ministry, (), ANY, 50), "bare sum of entries", summed),
            ("how much the largest take", self.asked(payments.concentration, of, (1, 10, 100)), "bare sum of entries", summed),
            ("a recipient's rows", self.asked(payments.paid_by, of, self.one, editions, 300), "bare filter of entries", mine),
            ("names like one", self.asked(payments.written_alike, of.dataset, folded, 8), "jaro_winkler over names", near),
        ]  # fmt: skip


def _changed() -> int:
    return store.generation().stat().st_mtime_ns

"""Who was paid, as Ibis expressions: ranked, searched for, one recipient.

`recipient` has every recipient's sum in a slice (`loaders/recipients.py`). Where a slice is narrowed, to a ministry
for one, the entries are summed. A roll-up is many payees on one line: it is in every total, and never ranked.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from dashboard.queries import count, entries, summed, within
from dashboard.questions.search import jaro_winkler_similarity
from dashboard.schema import table
from dashboard.slices import Slice

Words = tuple[tuple[str, ...], ...]
"""What a name has to hold: of each word one of its spellings, folded, anywhere in the folded name."""

Editions = tuple[tuple[int, str], ...]
"""Which release speaks for which fiscal year."""

ANY = Decimal(0)
"""As the smallest amount: recipients of every amount, recoveries too."""

_EXACT = "decimal(38, 2)"
_LIKE = 0.84  # Jaro-Winkler: 'helth' is 0.96 like 'health', 'kollege' 0.90 like 'college'
_ALIKE = 0.93


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def damerau_levenshtein(one: str, other: str) -> int:  # type: ignore[empty-body]
    """How many letters differ, a swap of two neighbours counting as one."""


def fold(text: str) -> str:
    """A text as `recipient.folded` has it: no case, accents, ligatures or punctuation; one space between words."""
    bare = unicodedata.normalize("NFD", text.lower()).replace("œ", "oe").replace("æ", "ae")
    bare = "".join(c for c in bare if not unicodedata.combining(c) and c not in "'’")
    return re.sub(r"[\W_]+", " ", bare).strip()


def words_of(text: str) -> Words:
    """What a reader typed, as words to find."""
    return tuple((word,) for word in dict.fromkeys(fold(text).split()))


def datasets(recipient: str | None = None) -> ir.Table:
    """Datasets that say who was paid in the end, or only those that paid one recipient: dataset, years (count)."""
    t = table("recipient")
    rows = t.filter(t.basis == "payments", t.phase == "executed")
    if recipient is not None:
        rows = rows.filter(rows.recipient == recipient)
    return rows.group_by("dataset").agg(years=rows.fiscal_year.nunique()).order_by("dataset")


def _known(of: Slice) -> ir.Table:
    return within(table("recipient"), of)


def _named(rows: ir.Table, words: Words) -> ir.Table:
    for spellings in words:
        rows = rows.filter(ibis.or_(*(rows.folded.contains(s) for s in spellings)))
    return rows


def _paid(of: Slice) -> ir.Table:
    """Each recipient of a slice: recipient, rollup, entries, amount."""
    if not of.where:
        return _known(of).select("recipient", "rollup", "entries", "amount")
    rows = entries(of)
    rows = rows.filter(rows.recipient.notnull())
    return rows.group_by("recipient", rollup=rows.recipient_rollup.fill_null(False)).agg(
        entries=rows.count(), amount=rows.amount.sum().cast(_EXACT)
    )


def _wanted(of: Slice, words: Words, least: Decimal) -> ir.Table:
    rows = _paid(of)
    rows = rows.filter(~rows.rollup)
    if least != ANY:
        rows = rows.filter(rows.amount >= ibis.literal(least, _EXACT))
    return rows.semi_join(_named(_known(of), words), "recipient") if words else rows


def ranked(of: Slice, words: Words, least: Decimal, limit: int, offset: int = 0) -> ir.Table:
    """Named recipients of a slice, largest first: recipient, entries, amount.

    `words` narrows to names that hold them, `least` to those who got at least so much (`ANY`: to none). From the row
    `offset` (from 0), at most `limit` of them.
    """
    rows = _wanted(of, words, least)
    return rows.order_by(rows.amount.desc(), rows.recipient).drop("rollup").limit(limit, offset=offset)


def found(of: Slice, words: Words, least: Decimal) -> ir.Table:
    """One row on those whom `ranked` lists: recipients (count), amount (NULL where there are none)."""
    rows = _wanted(of, words, least)
    return rows.agg(recipients=rows.count(), amount=rows.amount.sum().cast(_EXACT))


def parts(of: Slice) -> ir.Table:
    """What a slice is made of: part, recipients (distinct names), amount.

    `part` is `named`, `rollup`, or `nobody` for entries that name no recipient. They add up to the slice.
    """
    paid = _paid(of)
    some = paid.group_by(part=ibis.ifelse(paid.rollup, "rollup", "named")).agg(
        recipients=paid.count(), amount=paid.amount.sum().cast(_EXACT)
    )
    return ibis.union(some, _nobody(of, paid)).order_by("part")


def _nobody(of: Slice, paid: ir.Table) -> ir.Table:
    """The row on entries that name no recipient: what the slice has beyond those that were paid; none, no row."""
    rows = summed(of)
    whole = rows.agg(entries=count(rows), amount=rows.amount.sum().fill_null(0))
    known = paid.agg(known=paid.entries.sum().fill_null(0), theirs=paid.amount.sum().fill_null(0))
    rest = whole.cross_join(known).filter(lambda r: r.entries > r.known)
    amount = (rest.amount - rest.theirs).cast(_EXACT)
    return rest.select(part=ibis.literal("nobody"), recipients=ibis.literal(0, "int64"), amount=amount)


def rollups(of: Slice, limit: int) -> ir.Table:
    """Lines that stand for many payees, largest first: recipient, entries, amount."""
    rows = _paid(of)
    rows = rows.filter(rows.rollup)
    return rows.order_by(rows.amount.desc(), rows.recipient).drop("rollup").limit(limit)


def concentration(of: Slice, ranks: tuple[int, ...]) -> ir.Table:
    """What the largest recipients got together: rank, amount of all down to that rank; for `ranks` and the last."""
    rows = _wanted(of, (), ANY)
    down = ibis.window(order_by=[rows.amount.desc(), rows.recipient], rows=(None, 0))
    summed = rows.mutate(rank=rows.count().over(down), together=rows.amount.sum().over(down), last=rows.count().over())
    kept = summed.filter(summed.rank.isin(ranks) | (summed.rank == summed["last"]))
    return kept.select("rank", amount=kept.together.cast(_EXACT)).order_by("rank")


def near_words(dataset: str, word: str, limit: int) -> ir.Table:
    """Words of recipients' names that are written nearly like `word` (folded): word, recipients, distance.

    Nearest first, then the commonest; the distance is in letters.
    """
    t = table("recipient_word")
    t = t.filter(t.dataset == dataset)  # apart from the likeness: not every engine can tell that itself
    like = t.filter(jaro_winkler_similarity(t.word, ibis.literal(word)) >= _LIKE)
    near = like.select("word", "recipients", distance=damerau_levenshtein(like.word, ibis.literal(word)))
    return (
        near.filter(near.distance <= max(1, len(word) // 3)).order_by("distance", near.recipients.desc()).limit(limit)
    )


def elsewhere(of: Slice, words: Words, limit: int) -> ir.Table:
    """Names of the dataset that hold the words but are not in the slice's year: recipient, first_year, last_year."""
    t = table("recipient")
    rows = _named(t.filter(t.dataset == of.dataset, t.phase == of.phase, ~t.rollup), words)
    rows = rows.anti_join(_known(of), "recipient")
    by = rows.group_by("recipient").agg(first_year=rows.fiscal_year.min(), last_year=rows.fiscal_year.max())
    return by.order_by(by.last_year.desc(), by.recipient).limit(limit)


def over_the_years(of: Slice, recipient: str, editions: Editions) -> ir.Table:
    """What a recipient got in each year: fiscal_year, release, rollup, entries, amount, total (of all recipients)."""
    t = table("recipient")
    rows = t.filter(t.dataset == of.dataset, t.direction == of.direction, t.phase == of.phase, t.basis == of.basis)
    rows = _editions(rows, editions)
    mine = rows.recipient == recipient
    by = rows.group_by("fiscal_year", "release").agg(
        rollup=rows.rollup.any(where=mine),
        entries=rows.entries.sum(where=mine).cast("int64"),
        amount=rows.amount.sum(where=mine).cast(_EXACT),
        total=rows.amount.sum().cast(_EXACT),
    )
    return by.filter(by.amount.notnull()).order_by("fiscal_year")


def _editions(rows: ir.Table, editions: Editions) -> ir.Table:
    each = [(rows.fiscal_year == year) & (rows.release == release) for year, release in editions]
    return rows.filter(ibis.or_(*each))


def paid_by(of: Slice, recipient: str, editions: Editions, limit: int) -> ir.Table:
    """Who paid a recipient for what in each year, newest year and largest amount first.

    Columns: fiscal_year, release, administrative_1, administrative_1_fr, economic_1, economic_1_fr, lineage (NULL
    where the crosswalk does not know the organisation), entries, amount.
    """
    t = table("entry")
    rows = t.filter(t.dataset == of.dataset, t.direction == of.direction, t.phase == of.phase, t.basis == of.basis)
    rows = _editions(rows.filter(rows.recipient == recipient), editions)
    keys = ("fiscal_year", "release", "administrative_1", "economic_1")
    by = rows.group_by(*keys).agg(
        administrative_1_fr=rows.administrative_1_fr.max(),
        economic_1_fr=rows.economic_1_fr.max(),
        entries=rows.count(),
        amount=rows.amount.sum().cast(_EXACT),
    )
    lineages = _lineages(of.dataset)
    by = by.left_join(lineages, by.administrative_1 == lineages.label).drop("label")
    return by.order_by(by.fiscal_year.desc(), by.amount.desc(), by.administrative_1, by.economic_1).limit(limit)


def _lineages(dataset: str) -> ir.Table:
    """What a dataset's labels of organisations have come to be called: label, lineage."""
    labels = table("organisation_label")
    named = labels.filter(labels.dataset == dataset).inner_join(table("organisation"), "organisation")
    return named.group_by("label").agg(lineage=named.lineage.max())


def larger(of: Slice, amount: Decimal) -> ir.Table:
    """One row: how many named recipients of a slice got more than `amount` (recipients)."""
    rows = _wanted(of, (), ANY)
    return rows.agg(recipients=(rows.amount > ibis.literal(amount, _EXACT)).sum().fill_null(0).cast("int64"))


def written_alike(dataset: str, recipient: str, limit: int) -> ir.Table:
    """Other names of the dataset that look like one: recipient, same, first_year, last_year; likest first.

    `same` is true where only case, accents or punctuation differ. Names with other numbers in them are others.
    """
    t = table("recipient")
    rows, folded = t.filter(t.dataset == dataset, ~t.rollup, t.recipient != recipient), fold(recipient)
    alike = jaro_winkler_similarity(rows.folded, ibis.literal(folded))
    rows = rows.mutate(alike=alike).filter(alike >= _ALIKE)
    digits = "".join(re.findall(r"\d", folded))
    rows = rows.filter(rows.folded.re_replace(r"[^0-9]", "") == digits)
    by = rows.group_by("recipient", same=rows.folded == folded).agg(
        first_year=rows.fiscal_year.min(), last_year=rows.fiscal_year.max(), alike=rows.alike.max()
    )
    return by.order_by(by.same.desc(), by.alike.desc(), by.recipient).drop("alike").limit(limit)


def unified(dataset: str, recipient: str) -> ir.Table:
    """Spellings in the sheets that the load brought to a recipient's name: release, published, rows."""
    t = table("unified")
    rows = t.filter(t.dataset == dataset, t.field == "recipient", t.stored == recipient)
    return rows.select("release", "published", "rows").order_by("release", "published")

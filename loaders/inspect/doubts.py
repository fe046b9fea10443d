"""What a person has to look at before a draft is used: what was guessed, what was left, what no description can say."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.inspect import subject
from loaders.inspect.apart import to_date
from loaders.inspect.currency import currency, large_unit
from loaders.inspect.figures import part_of_year
from loaders.inspect.guess import squeeze
from loaders.inspect.look import Look
from loaders.inspect.measures import named
from loaders.inspect.phases import changes, early, stages
from loaders.inspect.series import Dated
from loaders.inspect.spoilt import spoilt


def careful(look: Look, dates: Dated) -> Iterator[str]:
    """The doubts about a draft, in the order in which they weigh."""
    if look.kind == "entries":
        yield from _money(look)
        yield from _phases(look)
        yield from _beside(look)
    yield from spoilt(look)
    yield from _guesses(look, dates)


def _money(look: Look) -> Iterator[str]:
    """Units and currencies that the store has no word for, or that are not those of the cells."""
    if look.unit is not None and "number format" in look.unit.why:
        yield f"{look.unit.why}: read as {look.unit.value}. Hold a total against the sheet"
    yield from look.units.doubts
    headings = [c.heading for c in look.figures.columns]
    labels = [
        t for c in look.columns if c.folded in ("unit", "unite", "uom", "einheit", "currency") for t in c.distinct
    ]
    texts = [*headings, *look.headers.titles, *look.first_texts, *look.units.notes, *labels]
    if (large := large_unit(texts)) is not None:
        name, much, said = large
        yield (
            f"{said!r} speaks of {name}: no unit of a description is {much}, and the figures are read as "
            f"{look.unit.value if look.unit else 'dollars'}. Multiply them in the sheet first"
        )
    printed = [t for c in look.figures.columns for t in c.filled[:50]]
    if (found := currency([*texts, *printed])) is not None:
        name, said = found
        yield f"{said!r} speaks of {name}: the amounts of the store are dollars, and pages would show these as dollars"


def _phases(look: Look) -> Iterator[str]:
    """Actuals that are none yet, and stages of one amount under each other."""
    read = [a.column.heading for a in look.figures.read if a.phase and a.phase.value == "executed"]
    for heading in early(read):
        yield (
            f"{heading!r} was estimated before the year had ended: read as executed; put phase: adjusted, unless the "
            "accounts came to the same"
        )
    for heading in changes([c.heading for c in look.figures.columns]):
        yield f"{heading!r} holds changes alone: as adjusted figures they lack the budget that they change"
    yield from _to_date(look)
    for column in look.columns:
        if len(words := stages(sorted(column.distinct)[:40])) > 1 and len(column.distinct) <= 8:
            told = ", ".join(map(repr, words[:4]))
            yield (
                f"{squeeze(column.heading)!r} has {told}: if they are stages of the same amounts, each is counted once per "
                "stage; classify them into phase, or set aside all but one"
            )


def _to_date(look: Look) -> Iterator[str]:
    """Figures that count from the start of the year, under each other for several periods of it."""
    so_far = [c for c in look.figures.columns if to_date(c.heading)]
    for column in look.columns if so_far else ():
        if column not in look.figures.columns and len(column.distinct) > 1 and all(map(part_of_year, column.distinct)):
            yield (
                f"{named(so_far)} counts from the start of the year, and {squeeze(column.heading)!r} names several "
                "periods: each holds those before it. Set aside all but the last"
            )


def _beside(look: Look) -> Iterator[str]:
    """Columns that say more of figures than the draft reads, and halves that are read as two tables."""
    if look.right:
        first = next(iter(look.right))
        left, right = (squeeze(look.headers.headings[place]) for place in (first, look.right[first]))
        said = f"the headings from {left!r} stand twice" if left == right else f"{left!r} stands beside {right!r}"
        yield f"{said}: two halves side by side, read as two tables. Hold the letters of their columns against the sheet"
    for column in look.columns:
        role = look.roles[column.place]
        if role.value in ("cents", "side") and column not in (look.cents, look.side):
            yield f"{named([column])} {role.why}, and is not read: the figures beside it lack it"
    if look.side is not None:
        yield f"{named([look.side])} {look.roles[look.side.place].why}: what is a credit there counts against the others"


def _guesses(look: Look, dates: Dated) -> Iterator[str]:
    """Headings, names of people, jurisdictions and series that are guessed or missing."""
    if look.numbers.sure == "low":
        yield (
            f"{look.numbers.why}: read as thousands, by numbers: {look.numbers.value}. If they are decimals, say "
            "numbers: en"
        )
    if look.headers.said.sure != "high":
        yield f"the headings are a guess of {look.headers.said.sure} certainty: hold the columns against the sheet"
    paid = look.fields.named.get("recipient")
    if paid and (some := subject.people(sorted(paid.value.distinct))):
        yield f"{some:,} recipients look like people's names: set them aside with private: true unless they may be shown"
    if subject.jurisdiction(look.texts, look.book.path).value == subject.UNKNOWN and look.kind == "entries":
        yield "nothing says whose accounts these are: the jurisdiction is XX until you put the right one"
    if look.kind == "series" and "series" in dates.columns:
        column = next(c for c in look.columns if look.reference(c) == dates.columns["series"][0])
        if look.figures.wide and len(column.distinct) < len(column.filled):
            yield f"the series named by {column.heading!r} have several values for one year"

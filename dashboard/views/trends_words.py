"""A trend's values as texts: in a sentence, in the table, at the scale of the chart."""

from __future__ import annotations

import re
from decimal import Decimal

from dashboard import measures
from dashboard.i18n import Speaker
from dashboard.page import Here
from dashboard.views.trends_story import Story


def text(say: Speaker, measure: str, value: Decimal) -> str:
    """A value rounded for reading, in its measure."""
    if measure == measures.RESIDENT:
        return say.exact(value.quantize(Decimal(1)))
    if measure == measures.SHARE:
        return say.percent(value)
    return say.number(value, 1) if measure == measures.INDEX else say.money(value)


def exact(say: Speaker, measure: str, value: Decimal) -> str:
    """A value as the table prints it: dollars to the dollar, or to the cent where they are published so."""
    if measure == measures.DOLLARS:
        return say.exact(value)
    return (
        say.exact(value.quantize(Decimal("0.01")))
        if measure == measures.RESIDENT
        else (say.exact(value.quantize(Decimal(1))) if measure == measures.CONSTANT else text(say, measure, value))
    )


def tick(say: Speaker, measure: str, value: float) -> str:
    """A value at the chart's scale."""
    number = Decimal(str(value))
    if measure == measures.RESIDENT:
        return say.exact(number.quantize(Decimal(1)))
    if measure == measures.SHARE:
        return re.sub(r"[.,]0(?!\d)", "", say.percent(number))
    # At a scale "$50B" is enough: every tick is round.
    return say.number(number, 0) if measure == measures.INDEX else re.sub(r"[.,]0(?!\d)", "", say.short(number))


def unit(say: Speaker, story: Story) -> str:
    """What the values are, within a sentence and over the chart."""
    asked = story.asked
    years = {"year": say.year(asked.base or story.first or 0)}
    return {
        measures.DOLLARS: say("dollars, as published"),
        measures.CONSTANT: say("dollars of {year}", **years),
        measures.RESIDENT: say("dollars per resident"),
        measures.SHARE: say("share of the total of these accounts"),
        measures.INDEX: say("{year} = 100", **years),
    }[asked.measure]


def below(say: Speaker, measure: str) -> str:
    """What amounts are divided by, at the head of a column."""
    return say("Consumer prices (2002 = 100)") if measure == measures.CONSTANT else say("Residents on 1 July")


def divided_by(here: Here, story: Story) -> str:
    """The series that amounts were divided by, with its source; empty where they were not."""
    if not story.series:
        return ""
    say, row = here.say, story.series[-1]
    of = here.dataset(row["dataset"])
    return say(
        "Divided by: {series}; {title}, {publisher}, release {release}.",
        series=below(say, story.asked.measure),
        title=here.title(row["dataset"]),
        publisher=say.label(of["publisher"], of["publisher_fr"]),
        release=row["release"],
    )

"""Who spends: every organisation of a government, and a page for each."""

from dashboard import aloud, page
from dashboard.views import (
    ministry,
    ministry_history,
    ministry_list,
    ministry_parts,
    ministry_plan,
    ministry_sources,
)

here = page.begin()
of = ministry.chosen(here)

if of is None:
    ministry_list.show(here)
else:
    ministry.head(here, of)
    if of.newest:
        found = ministry.standing(here, of.newest)
        terms = ("basis", "appropriation", "consolidated")
        aloud.sentence(ministry.sentence(here, of, found), of.name, terms=terms)
        ministry.figures(here, of.newest, found)
    ministry_history.show(here, of)
    shown = [
        *ministry_parts.programs(here, of),
        *ministry_parts.accounts(here, of),
        *ministry_plan.show(here, of),
        *ministry_parts.recipients(here, of),
    ]
    ministry_sources.restated(here, of)
    ministry_sources.datasets(here, of)
    ministry_sources.evidence_of(here, of, shown)

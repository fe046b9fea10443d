"""What changed: what a publisher restated from one release to the next, and what moved between years."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import changes, changes_tables, follow

here = page.begin()
st.title(here.say("What changed"))
part = changes.choose_part(here)
sides, chosen = None, None

with st.container(horizontal=True, vertical_alignment="bottom", key="slice"):
    if part == changes.RELEASES and (released := changes.released(here)):
        chosen = changes.choose_releases(here, released)
        sides = changes.choose_shared(here, *chosen)
    if part == changes.YEARS and (spanning := changes.spanning(here)):
        sides = changes.choose_years(here, spanning)
    if sides:
        sides = changes.choose_whose(here, sides)

if sides:
    change = changes.ask(here, part, *sides)
    said = changes.sentence(here, change)
    aloud.sentence(said, here.title(sides[0].dataset), terms=("restatement", "release"))
    if part == changes.YEARS:
        changes.which_releases(here, change)
    changes_tables.draw(here, change)
    changes_tables.why_apart(here, change)
    changes_tables.lines(here, change)
    changes_tables.adds_up(here, change)
    words = change.pair.words
    evidence.receipts(here, dict(zip((words.before, words.after), sides, strict=True)))
    evidence.cite(here, *sides)
    take.offer(here, *sides, part=part)
elif chosen:
    changes.nothing_shared(here, *chosen)
elif part == changes.RELEASES:
    changes.no_releases(here)
else:
    changes.no_years(here)
follow.offer(here, "restatements")

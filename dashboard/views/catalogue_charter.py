"""The Open Data Charter: what each loaded dataset scores, and the rules that the scores come from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import evidence
from dashboard.catalogue import charter, charter_words, words
from dashboard.catalogue.charter import Score
from dashboard.catalogue.known import Known, everything
from dashboard.page import Here
from dashboard.views import catalogue


def of_all(here: Here) -> None:
    """Every loaded dataset by principle, and behind one press the rules."""
    say = here.say
    st.header(say("Scores on the Open Data Charter"), anchor="charter")
    st.markdown(
        say(
            "The Charter has six principles. Each is measured here by rules, from what is published and what the store holds. Nobody gives points by hand, and what is not known is left out of the sum."
        )
    )
    titles = {k.id: words.text(say, k.title) for k in everything()}
    found = charter.scores()
    names = charter_words.principles(say)
    rows = [
        {
            say("Dataset"): titles[score.dataset],
            **{title: charter_words.of(say, score.principle(name)) for name, title in names.items()},
            say("Together"): charter_words.of(say, score.total),
        }
        for score in found
    ]
    links = [catalogue.link_to(say, score.dataset) + "#charter" for score in found]
    evidence.show_table(pd.DataFrame(rows, dtype=object), links, caption=say("Points by principle"))
    with st.expander(say("The rules"), icon=":material/rule:", key="charter-rules"):
        known = charter_words.rules(say)
        lines = [
            {say("Principle"): names[r.principle], say("Rule"): known[r.name].asks, say("Points"): known[r.name].gives}
            for r in charter.RULES
        ]
        evidence.show_table(pd.DataFrame(lines, dtype=object))


def of_one(here: Here, of: Known) -> None:
    """One dataset under each rule: what is asked, what was found, the points. Nothing where it is not loaded."""
    found = next((s for s in charter.scores() if s.dataset == of.id), None)
    if found is None:
        return
    say = here.say
    st.header(say("Scores on the Open Data Charter"), anchor="charter")
    got, all_of = found.total
    st.markdown(say("{points} of the {all} points that could be measured.", points=say.number(got), all=all_of))
    with st.container(key="charter-rules"):
        evidence.show_table(_rules(here, found), caption=say("Rule by rule"))


def _rules(here: Here, found: Score) -> pd.DataFrame:
    say = here.say
    names, rules = charter_words.principles(say), charter_words.rules(say)
    rows = []
    for scored in found.rules:
        asks, gives = rules[scored.rule.name]
        rows.append(
            {
                say("Rule"): asks,
                say("Principle"): names[scored.rule.principle],
                say("Found"): charter_words.measured(say, scored),
                say("Points"): charter_words.points(say, scored),
                say("How points are given"): gives,
            }
        )
    return pd.DataFrame(rows)

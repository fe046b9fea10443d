"""Headings of ratios: so much for each head, for each case, of a hundred. They stand beside amounts, and are none."""

from __future__ import annotations

import re

from loaders.inspect.roles import Column

_RATIO = re.compile(
    r"\b(ratios?|averages?|avg|moyenne?s?|percent|percentage|pct|pourcentage|pro kopf|je einwohner|por habitante|"
    r"per (capita|cases?|units?|persons?|heads?|inhabitants?|residents?|students?|pupils?|households?|clients?|users?|"
    r"visits?|fte|employees?|child|members?|patients?|beds?|km|hours?|days?|taxpayers?|cent|100|1 ?000)|"
    r"par (habitants?|personne|eleves?|etudiants?|menages?|cas|unites?|tete|employes?|jour|heure)|"
    r"(cost|cout|spending) (per|par) (?!(annum|year|month|quarter|an|annee|mois)\b))"
)
# The federal share of a grant is money, and so are business rates: these are ratios where the figures are small.
_OF_A_HUNDRED = re.compile(r"\b(shares?|rates?|parts?|taux|quote part|anteil|growth|croissance|evolution)\b")
# Percent for Art is a program, and so are per capita grants.
_LABEL = re.compile(
    r"^(%|percent(age)?\b(?! for)|per cent\b|pour ?cent(age)?\b)|\(%\)$|"
    r"(^|\b(spending|costs?|expenditures?|expenses?|revenues?|debt|dépenses?|recettes?) |\()(per capita|par habitant)\)?$|"
    r"\b(change|variation|growth|croissance|évolution) (in |en )?%",
    re.I,
)


def is_ratio_label(label: str) -> bool:
    """True for the label of a row that holds a ratio: `% change`, `Growth (%)`."""
    return bool(_LABEL.search(label))


def is_ratio(column: Column) -> bool:
    """True for a column that holds a ratio, by its heading; where the heading may name an amount, by its figures too."""
    if _RATIO.search(column.folded):
        return True
    figures = [f for f in column.figures if f is not None]
    return bool(_OF_A_HUNDRED.search(column.folded)) and all(-100 <= f <= 100 for f in figures)

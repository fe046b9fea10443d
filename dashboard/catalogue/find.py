"""What of the catalogue answers to a search and to facets, and how many each value of a facet has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.catalogue.known import STATES, Known
from dashboard.questions.search import fold

ACCESS = ("open", "being_opened", "under_review", "restricted", "not_stated")
OVERDUE = "overdue"
STATE = (*STATES, OVERDUE)


@dataclass(frozen=True)
class Asked:
    """What is looked for; an empty text asks for nothing. `state` is one of STATE, `access` one of ACCESS."""

    text: str = ""
    access: str = ""
    jurisdiction: str = ""
    publisher: str = ""
    state: str = ""

    def without(self, facet: str) -> Asked:
        """The same, whatever the facet."""
        return Asked(**{**vars(self), facet: ""})


FACETS = ("state", "access", "jurisdiction", "publisher")


def values(of: Known, facet: str) -> Sequence[str]:
    """The values that a dataset has of a facet. A publisher is told by its English name."""
    match facet:
        case "state":
            return (of.state, OVERDUE) if of.overdue_since else (of.state,)
        case "access":
            return (of.access or "not_stated",)
        case "jurisdiction":
            return (of.jurisdiction or "",)
    return (of.publisher.en or of.publisher.fr or "",)


def found(known: Iterable[Known], asked: Asked) -> list[Known]:
    """The datasets that answer to all that is asked: loaded ones first, then by id."""
    words = fold(asked.text).split()
    wanted: Mapping[str, str] = {facet: getattr(asked, facet) for facet in FACETS}
    fit = [
        k
        for k in known
        if all(not value or value in values(k, facet) for facet, value in wanted.items())
        and all(word in _text(k) for word in words)
    ]
    return sorted(fit, key=lambda k: (STATES.index(k.state), k.id))


def counts(known: Sequence[Known], asked: Asked, facet: str) -> dict[str, int]:
    """Each value of a facet that any dataset has, with how many of those that answer to everything else have it.

    A fixed vocabulary is in its own order, another by size.
    """
    here = Counter(v for k in found(known, asked.without(facet)) for v in values(k, facet) if v)
    every = Counter(v for k in known for v in values(k, facet) if v)
    fixed = {"state": STATE, "access": ACCESS}.get(facet)
    order = [v for v in fixed if every[v]] if fixed else sorted(every, key=lambda v: (-every[v], v))
    return {v: here[v] for v in order}


def _text(of: Known) -> str:
    said = (of.title, of.description, of.publisher, of.note, *(p.title for p in of.parts))
    return fold(" ".join([of.id, *of.formats, *(t or "" for text in said for t in (text.en, text.fr))]))

"""What cannot be answered, as problem details (RFC 9457): which parameter, what was given, what there is instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dashboard.i18n import Speaker

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "missing-parameter": 400,
    "unknown-parameter": 400,
    "repeated-parameter": 400,
    "invalid-value": 400,
    "not-held": 404,
    "empty-slice": 404,
    "no-such-address": 404,
    "method": 405,
    "too-large": 413,
    "too-many": 429,
    "error": 500,
    "busy": 503,
    "too-slow": 503,
    "no-store": 503,
    "unreadable": 503,
}
"""The kinds of problems, and the status of each."""
_MOST_ALLOWED = 40
_LONGEST = 200
_RETRY = {"busy": "5", "too-many": "1", "too-slow": "60", "no-store": "30"}


def titles(say: Speaker) -> dict[str, str]:
    """What each kind of problem is called."""
    return {
        "missing-parameter": say("A parameter is missing"),
        "unknown-parameter": say("There is no such parameter"),
        "repeated-parameter": say("A parameter is given twice"),
        "invalid-value": say("A value cannot be read"),
        "not-held": say("The store does not hold it"),
        "empty-slice": say("Nothing answers to these filters"),
        "no-such-address": say("There is no such address"),
        "method": say("This address is only read"),
        "too-large": say("Too large"),
        "too-many": say("Too many requests"),
        "error": say("Something broke"),
        "busy": say("Too many files are being written"),
        "too-slow": say("It takes too long"),
        "no-store": say("The store cannot be asked"),
        "unreadable": say("A file of this site cannot be read"),
    }


class Problem(Exception):
    """An answer that is a problem. `kind` is one of STATUS; `detail` is a sentence in the language asked for."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        parameter: str | None = None,
        given: object = None,
        allowed: Sequence[object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.parameter, self.given, self.allowed = kind, detail, parameter, given, allowed

    @property
    def status(self) -> int:
        return STATUS[self.kind]

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's headers say beside: when to ask again."""
        return {"Retry-After": _RETRY[self.kind]} if self.kind in _RETRY else {}

    def body(self, say: Speaker, about: str) -> dict[str, Any]:
        """The members of the answer; `about` is the address of the page that explains kinds of problems."""
        found: dict[str, Any] = {
            "type": f"{about}#{self.kind}",
            "title": titles(say)[self.kind],
            "status": self.status,
            "detail": self.detail,
        }
        if self.parameter is not None:
            found["parameter"] = self.parameter
        if self.given is not None:
            found["given"] = str(self.given)[:_LONGEST]
        if self.allowed is not None:
            found["allowed"] = [str(a) for a in self.allowed[:_MOST_ALLOWED]]
            found["allowed_count"] = len(self.allowed)
        return found


class ProblemDetails(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(title="Problem", extra="forbid")

    type: str = Field(description="Which kind of problem, as an address that explains it.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.", ge=400, le=599)
    detail: str = Field(description="What was expected, what was found, and what to do, in the language asked for.")
    parameter: str = Field("", description="The parameter that it is about.")
    given: str = Field("", description="What was given for it, at most its first 200 characters.")
    allowed: list[str] = Field([], description="What can be given instead, at most 40 of it.", max_length=_MOST_ALLOWED)
    allowed_count: int = Field(0, description="How many values can be given instead.", ge=0)


def of_validation(say: Speaker, errors: Sequence[Mapping[str, Any]], known: Sequence[str]) -> Problem:
    """The first of FastAPI's findings as a problem. `known` are the parameters that the address takes."""
    first = errors[0]
    name, given = str(first["loc"][-1]), first.get("input")
    if first["type"] == "missing":
        detail = say("The parameter “{name}” has to be given.", name=name)
        return Problem("missing-parameter", detail, parameter=name)
    if first["type"] == "extra_forbidden":
        detail = say("This address takes no parameter “{name}”.", name=name[:_LONGEST])
        return Problem("unknown-parameter", detail, parameter=name[:_LONGEST], allowed=known)
    allowed = first.get("ctx", {}).get("allowed")
    return Problem("invalid-value", _sentence(say, name, first), parameter=name, given=given, allowed=allowed)


def _sentence(say: Speaker, name: str, error: Mapping[str, Any]) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "vocabulary":
            return say("“{name}” has fixed values; this is none of them.", name=name)
        case "string_too_long":
            return say("“{name}” may have at most {n} characters.", name=name, n=limits["max_length"])
        case "string_too_short":
            return say("“{name}” is empty; give it at least one character.", name=name)
        case "string_pattern_mismatch":
            return say("“{name}” holds characters that it cannot have.", name=name)
        case "greater_than_equal" | "less_than_equal":
            return say("“{name}” is out of its range.", name=name)
        case "bool_parsing" | "bool_type":
            return say("“{name}” is true or false.", name=name)
    return say("“{name}” is a whole number.", name=name)

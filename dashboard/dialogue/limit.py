"""How often one browser, one address and everybody may write: kept in memory alone, and under a mark, not an address.

The mark is made with a key of this process, which nobody knows and which goes away with it.
"""

from __future__ import annotations

import hmac
import secrets

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_KEY = secrets.token_bytes(32)
RULES: dict[str, dict[str, RateLimitItem]] = {
    "post": {"browser": parse("5/10 minutes"), "address": parse("60/10 minutes"), "all": parse("600/hour")},
    "support": {"browser": parse("60/10 minutes"), "address": parse("600/10 minutes"), "all": parse("20000/hour")},
    "sign in": {"address": parse("5/15 minutes"), "all": parse("200/hour")},
    "browser": {"address": parse("120/10 minutes"), "all": parse("5000/hour")},
}
"""Of each thing that is done: how often from one browser, from one address, and in all, in this process."""

_limiter = MovingWindowRateLimiter(MemoryStorage())


def passes(what: str, *, browser: str = "", address: str = "") -> bool:
    """Counts one more of `what`; False where it is more than any of its limits allows. Then it is not counted."""
    marks = {"browser": browser, "address": address or "local", "all": "all"}
    items = [(rule, (what, scope, _mark(marks[scope]))) for scope, rule in RULES[what].items()]
    return all(_limiter.test(rule, *names) for rule, names in items) and all(
        _limiter.hit(rule, *names) for rule, names in items
    )


def begin_anew() -> None:
    """Forgets everything that was counted."""
    _limiter.storage.reset()


def _mark(text: str) -> str:
    return hmac.new(_KEY, text.encode(), "sha256").hexdigest()

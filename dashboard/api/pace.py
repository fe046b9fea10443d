"""How much one client may ask: so many answers a minute, and so many at once. Beyond that, 429 with when to ask again."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.api import site
from dashboard.api.problem import Problem
from dashboard.bounds import FILE_POINTS, Bounds
from dashboard.guard import client, metrics
from dashboard.guard.kinds import kind

Said = Callable[[Request, Problem, dict[str, str]], Response]


class Paced:
    """Middleware: counts what each client asks. `said` makes the answer of a problem. This machine is not counted."""

    def __init__(self, app: ASGIApp, bounds: Bounds, said: Said) -> None:
        self._app, self._bounds, self._said = app, bounds, said
        self._window = RateLimitItemPerMinute(bounds.api_per_minute)
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._at_work: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = client.mark(scope) if scope["type"] == "http" else None
        if who is None:
            await self._app(scope, receive, send)
            return
        if (wait := self._wait(scope, who)) is not None:
            metrics.refused("rate")
            request = Request(scope)
            say = site.speaker(request)
            detail = say(
                "One client may ask for {n} answers a minute, of which a file counts as {file}, and for {k} at once. Ask again in {seconds} s.",
                n=say.number(self._bounds.api_per_minute),
                file=say.number(FILE_POINTS),
                k=say.number(self._bounds.api_at_once),
                seconds=say.number(wait),
            )
            await self._said(request, Problem("too-many", detail), {"Retry-After": str(wait)})(scope, receive, send)
            return
        self._at_work[who] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._at_work[who] -= 1
            self._at_work += Counter()  # forgets who has nothing under way

    def _wait(self, scope: Scope, who: str) -> int | None:
        """Seconds until this client may ask again; None: now."""
        if self._at_work[who] >= self._bounds.api_at_once:
            return 1
        points = FILE_POINTS if kind(scope["path"]) == "file" else 1
        if self._counted.hit(self._window, who, cost=points):
            return None
        return max(1, math.ceil(self._counted.get_window_stats(self._window, who).reset_time - time.time()))

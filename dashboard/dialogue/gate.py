"""Who may moderate: whoever signs in with an address that is on the list, or knows the secret of this server."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dashboard.dialogue import limit

ENV: Final = "PURSE_MODERATION_SECRET"
SHORTEST: Final = 16


@dataclass(frozen=True)
class Gate:
    """How this server lets moderators in.

    Attributes:
        secret: what a moderator has to know; empty where that is no way in.
        moderators: addresses that may moderate once signed in, in small letters.
        signs_in: whether the server can sign anyone in (OpenID Connect).
        too_short: a secret was set that is too short to be one.
    """

    secret: str = ""
    moderators: frozenset[str] = frozenset()
    signs_in: bool = False
    too_short: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is any way in."""
        return bool(self.secret or (self.signs_in and self.moderators))

    def knows(self, given: str) -> bool:
        """Whether what was given is the secret; the time that it takes says nothing of how near it was."""
        return bool(self.secret) and hmac.compare_digest(given.encode(), self.secret.encode())

    def admits(self, user: Mapping[str, Any]) -> str:
        """The address under which a signed-in user may moderate; empty where the user may not.

        An address that the provider says it has not verified counts for nothing.
        """
        address = str(user.get("email") or "").strip().lower()
        verified = user.get("email_verified", True) not in (False, "false")
        signed_in = self.signs_in and bool(user.get("is_logged_in"))
        return address if signed_in and verified and address in self.moderators else ""


def gate(environment: Mapping[str, str], secrets: Mapping[str, Any]) -> Gate:
    """The gate that an environment and a secrets file describe.

    The environment's `PURSE_MODERATION_SECRET`, else `[moderation] secret`; `[moderation] moderators`; `[auth]`.
    """
    section = secrets.get("moderation", {})
    listed = section if isinstance(section, Mapping) else {}
    secret = str(environment.get(ENV) or listed.get("secret") or "")
    known = listed.get("moderators") or []
    moderators = frozenset(str(m).strip().lower() for m in ([known] if isinstance(known, str) else known))
    fits = len(secret) >= SHORTEST
    return Gate(secret if fits else "", moderators, "auth" in secrets, bool(secret) and not fits)


def try_secret(at: Gate, given: str, address: str) -> bool | None:
    """Whether the secret is right; None where there were too many tries from this address, or in all."""
    return at.knows(given[:1000]) if limit.passes("sign in", address=address) else None

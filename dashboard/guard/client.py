"""Who asks, as far as limits need to know: a mark that cannot be turned back into an address."""

from __future__ import annotations

import secrets
import time
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

_DAY = 86_400


class _Salt:
    """A secret of this process, another each day: a mark of today says nothing of one of tomorrow."""

    def __init__(self) -> None:
        self.day, self.value = -1, b""

    def today(self) -> bytes:
        day = int(time.time() // _DAY)
        if day != self.day:
            self.day, self.value = day, secrets.token_bytes(32)
        return self.value


_salt = _Salt()


def mark(scope: Scope) -> str | None:
    """The same for the same client on one day. None for this machine: whoever runs the server is not bounded.

    An IPv6 client is its network of 64 bits, since it may take any address in it.
    """
    host = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return _hashed(host)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return None
    is_six = isinstance(address, IPv6Address)
    return _hashed(str(ip_network((address, 64), strict=False)) if is_six else str(address))


def _hashed(text: str) -> str:
    return blake2b(text.encode(), key=_salt.today(), digest_size=6).hexdigest()

"""A page's way to its reader: what is said within a few milliseconds goes out in one piece.

Streamlit sends some sixty messages a page. uvicorn compresses each and hands it to the system by itself, and each time
Python's lock is given away: a thread that draws a page takes it, and the loop waits until it gets it back. So messages
are gathered, and only what is large is compressed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.typing import ExtensionParameter

GATHERED = 0.002
"""Seconds for which messages are gathered."""
MOST = 1 << 16
"""Bytes that are gathered at most."""
LARGE = 1 << 10
"""Bytes from which on a message is compressed."""


class Sparing(PerMessageDeflate):
    """Compression (RFC 7692) of large messages alone: the standard leaves it open for each."""

    def encode(self, frame: Frame) -> Frame:
        """The frame as it goes out."""
        return super().encode(frame) if len(frame.data) >= LARGE else frame


class SparingFactory(ServerPerMessageDeflateFactory):
    """Agrees on compression with a browser as uvicorn would."""

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """What is answered, and the compression of one connection."""
        answer, agreed = super().process_request_params(params, accepted_extensions)
        sparing = Sparing(
            agreed.remote_no_context_takeover,
            agreed.local_no_context_takeover,
            agreed.remote_max_window_bits,
            agreed.local_max_window_bits,
            agreed.compress_settings,
        )
        return answer, sparing


class Gathering:
    """A transport whose writes go out together, in their order. Everything else is the transport's own."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self._bytes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Sends in a moment, or now if that is much."""
        if not self._parts:
            self._loop.call_later(GATHERED, self.flush)
        self._parts.append(data)
        self._bytes += len(data)
        if self._bytes >= MOST:
            self.flush()

    def flush(self) -> None:
        """Sends what was gathered."""
        if self._parts:
            gathered = b"".join(self._parts)
            self._parts, self._bytes = [], 0
            self._transport.write(gathered)

    def close(self) -> None:
        """Closes once what was gathered is sent."""
        self.flush()
        self._transport.close()


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's websocket over a transport that gathers."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.conn.available_extensions:
            self.conn.available_extensions = [
                SparingFactory(
                    server_max_window_bits=12, client_max_window_bits=12, compress_settings={"memLevel": 5, "level": 1}
                )
            ]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins with the transport of the request that became a websocket."""
        gathering = Gathering(cast("asyncio.Transport", transport), self.loop)
        super().connection_made(cast("asyncio.Transport", gathering))

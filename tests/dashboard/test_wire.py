"""What goes out to a reader: together, in order, whole; and large messages alone compressed."""

from __future__ import annotations

import asyncio
import base64
import os
import zlib
from types import SimpleNamespace
from typing import Any, cast

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from dashboard import wire


class Sent:
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.pieces.append(data)

    def close(self) -> None:
        self.closed = True

    def get_extra_info(self, name: str, default: object = None) -> object:
        return {"sockname": ("127.0.0.1", 1), "peername": ("127.0.0.1", 2)}.get(name, default)

    def is_closing(self) -> bool:
        return self.closed


def gathering(sent: Sent) -> wire.Gathering:
    return wire.Gathering(cast("asyncio.Transport", sent), asyncio.get_running_loop())


def test_what_is_written_within_a_moment_goes_out_in_one_piece() -> None:
    async def writes() -> Sent:
        sent = Sent()
        to = gathering(sent)
        for n in range(60):
            to.write(b"%d," % n)
            await asyncio.sleep(0)  # as Streamlit does after each element
        assert len(sent.pieces) < 10
        await asyncio.sleep(wire.GATHERED * 20)
        return sent

    sent = asyncio.run(writes())
    assert b"".join(sent.pieces) == b"".join(b"%d," % n for n in range(60))


def test_much_does_not_wait() -> None:
    async def writes() -> list[bytes]:
        sent = Sent()
        gathering(sent).write(bytes(wire.MOST))
        return sent.pieces

    assert asyncio.run(writes()) == [bytes(wire.MOST)]


def test_nothing_is_lost_where_it_is_closed() -> None:
    async def writes() -> Sent:
        sent = Sent()
        to = gathering(sent)
        to.write(b"last")
        to.close()
        await asyncio.sleep(wire.GATHERED * 5)
        return sent

    sent = asyncio.run(writes())
    assert (sent.pieces, sent.closed) == ([b"last"], True)


def compression() -> PerMessageDeflate:
    factory = wire.SparingFactory(server_max_window_bits=12, client_max_window_bits=12)
    answer, agreed = factory.process_request_params([("client_max_window_bits", None)], [])
    assert dict(answer)["server_max_window_bits"] == "12"
    return agreed


@pytest.mark.parametrize("size", [0, 1, wire.LARGE - 1, wire.LARGE, 100 * wire.LARGE])
def test_large_messages_alone_are_compressed(size: int) -> None:
    ours, reads = compression(), zlib.decompressobj(wbits=-12)
    for _ in range(3):  # one after the other: what was compressed before is referred to
        sent = ours.encode(Frame(Opcode.BINARY, b"a" * size))
        assert sent.rsv1 == (size >= wire.LARGE)
        whole = reads.decompress(bytes(sent.data) + b"\x00\x00\xff\xff") if sent.rsv1 else bytes(sent.data)
        assert whole == b"a" * size


def opened(headers: str) -> bytes:
    """What a browser is answered that asks for a websocket with these headers."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": b"small"})
        await send({"type": "websocket.close"})

    async def asks() -> bytes:
        config, sent = Config(app, ws_ping_interval=None), Sent()
        config.load()
        socket = wire.Socket(config=config, server_state=ServerState(), app_state={})
        socket.connection_made(
            cast("asyncio.Transport", SimpleNamespace(**{n: getattr(sent, n) for n in dir(sent) if n[0] != "_"}))
        )
        key = base64.b64encode(os.urandom(16)).decode()
        socket.data_received(
            f"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\n{headers}\r\n".encode()
        )
        await asyncio.sleep(0.2)
        return b"".join(sent.pieces)

    return asyncio.run(asks())


def test_a_browser_that_can_is_offered_compression_and_one_that_cannot_is_not() -> None:
    can = opened("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
    cannot = opened("")
    assert b"101 Switching Protocols" in can
    assert b"permessage-deflate" in can
    assert b"permessage-deflate" not in cannot
    assert b"small" in can, "too small to be compressed"
    assert b"small" in cannot

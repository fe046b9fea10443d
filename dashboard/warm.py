"""What the first visitor would wait for, done before: imports, questions, charts; and less housekeeping afterwards.

Once the port answers, the server opens every page itself, for every government in every language, as a guest without a
browser. It does so again when a new generation of the store is published. `/readyz` says when it is done.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import streamlit as st
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import queries, store
from dashboard.i18n import languages
from dashboard.navigation import FOLDER
from dashboard.page import jurisdictions

_COLLECTING = "runner.postScriptGC"
_PATIENCE = 120.0  # seconds for one page, on a machine that has other things to do
_LOOKS = 5.0  # seconds between two looks for a new generation
_AFTER = 2.0  # seconds that a visitor who has been waiting for the port has the process alone

_warm_for: str | None = None
_log = logging.getLogger(__name__)


def is_warm() -> bool:
    """Whether every page has been opened over the current generation."""
    try:
        return _warm_for == store.current().name
    except store.NoStore:
        return False


def collector() -> str:
    """What the operator should know of Streamlit's collecting of garbage after every run; "" where it is off.

    It takes most of the time of a run once the process is large. The option that turns it off is not documented, so
    a later Streamlit may be without it: pages are right then all the same, only slower.
    """
    try:
        collects = st.get_option(_COLLECTING)
    except RuntimeError:
        return f"This version of Streamlit has no option {_COLLECTING}: many readers at once may find pages slow."
    return f"{_COLLECTING} is on: many readers at once will find pages slow." if collects else ""


async def keep_warm(first: Callable[[], object]) -> None:
    """Does `first` once, then opens every page over each new generation, until cancelled. After the first time what is
    there stays for good, and Python need not look through it for garbage again."""
    global _warm_for
    await asyncio.sleep(_AFTER)
    try:
        await asyncio.to_thread(first)
    except Exception:  # whoever asks for it is told; the pages are another matter
        _log.log(logging.ERROR, "What was to be put together ahead of visitors could not be.", exc_info=True)
    frozen = False
    while True:
        if not is_warm():
            try:
                found = await asyncio.to_thread(lambda: (store.current().name, list(_views())))
                for view in found[1]:
                    await _open(*view)
                _warm_for = found[0]
            except (store.NoStore, store.QueryFailed):
                pass  # the page says what to do
            except TimeoutError:
                print("Opening every page ahead of visitors took too long; it is tried again.", file=sys.stderr)
            if not frozen and is_warm():
                gc.collect()
                gc.freeze()
                frozen = True
        await asyncio.sleep(_LOOKS)


def _views() -> Iterator[tuple[str, str]]:
    """Every page's name and the rest of its address, for each government and language; the first page first."""
    places = jurisdictions(store.ask(queries.datasets).to_pylist())
    names = sorted((file.stem for file in FOLDER.glob("*.py")), key=lambda name: (name != "overview", name))
    for lang in languages():
        for place in places:
            for name in names:
                yield "" if name == "overview" else name, urlencode({"lang": lang, "jurisdiction": place})


class _Guest(runtime.SessionClient):
    """A visitor of whom nothing is seen: what the server sends is dropped, but for the word that a run has ended."""

    def __init__(self) -> None:
        self.finished = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.finished.set()


async def _open(name: str, query: str) -> None:
    """One page, in a session of its own that ends with it. Raises TimeoutError."""
    server, guest, asked = runtime.get_instance(), _Guest(), BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = name, query
    session = server.connect_session(guest, {})
    try:
        server.handle_backmsg(session, asked)
        await asyncio.wait_for(guest.finished.wait(), _PATIENCE)
    finally:
        server.close_session(session)

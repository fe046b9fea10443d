"""The app with its own routes, for `make run`: the API, readiness, warm-up, compression, and the address printed.

    python -m dashboard.server --port 8501

`streamlit run streamlit_app.py` serves the same pages without them.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import queries, served, store
from dashboard.api import PREFIX, mount, shelf
from dashboard.api.encoding import AsTheyAre
from dashboard.dialogue import browser
from dashboard.document import DatasetsInHead, DocumentLanguage, FeedsInHead

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"


async def healthz(_: Request) -> Response:
    """200 while the process answers."""
    return JSONResponse({"ok": True})


async def readyz(_: Request) -> Response:
    """200 with the store's generation once it can be asked; 503 with the reason before."""
    try:
        store.ask(queries.datasets)
        return JSONResponse({"ok": True, "generation": store.current().name})
    except (store.NoStore, store.QueryFailed) as e:
        return JSONResponse({"ok": False, "error": str(e)}, status_code=503)


@cache
def _put_together() -> ASGIApp:
    from dashboard.api.app import create as create_api

    return create_api()


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    """The API. Its packages take a third of a second to import, which nobody who wants a page should wait for."""
    app = await run_in_threadpool(_put_together)
    await app(scope, receive, send)


async def api_itself(request: Request) -> Response:
    """The API's address without its last slash."""
    return RedirectResponse(request.url.replace(path=f"{request.url.path}/"))


@asynccontextmanager
async def _warm(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Asks the first questions and compiles the charts before the first visitor does."""
    from dashboard.views import breakdown, overview  # noqa: F401  (imported for what they import: Altair, pandas)

    try:
        for question in (queries.datasets, queries.holdings, queries.releases, queries.checks):
            store.ask(question)
    except (store.NoStore, store.QueryFailed):
        pass  # the page says what to do
    asyncio.get_running_loop().run_in_executor(None, _put_together)
    try:
        yield {}
    finally:
        shelf.files.close()


def create() -> st.App:
    """The ASGI application: the pages, and the API beside them."""
    served.say_so()
    return st.App(
        ROOT / "streamlit_app.py",
        lifespan=_warm,
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route(PREFIX, api_itself),
            mount(api),
            browser.route(),
        ],
        middleware=[
            Middleware(AsTheyAre),
            Middleware(GZipMiddleware, minimum_size=2048, compresslevel=5),
            Middleware(DocumentLanguage),
            Middleware(FeedsInHead),
            Middleware(DatasetsInHead),
        ],
    )


def main() -> None:
    """Serves on 127.0.0.1 until interrupted."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--port", type=int, default=8501)
    port = asked.parse_args().port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as e:
            reason = "is in use" if e.errno == errno.EADDRINUSE else f"cannot be had ({e.strerror})"
            sys.exit(f"Port {port} {reason}. Choose another: make run PORT={port + 1}")
    os.chdir(ROOT)  # Streamlit finds its configuration and static files from here
    print(f"\n  Public Purse: http://{HOST}:{port}\n  Stop with Ctrl+C\n", flush=True)
    # A proxy's word for how visitors came (X-Forwarded-Proto) is taken only where it is said which proxy: addresses
    # in answers and files follow it.
    trusted = "FORWARDED_ALLOW_IPS" in os.environ
    uvicorn.run(create(), host=HOST, port=port, log_level="warning", access_log=False, proxy_headers=trusted)


if __name__ == "__main__":
    main()

"""The app with its own routes, for `make run`: the API, readiness, warm-up, compression, and the address printed.

    python -m dashboard.server --port 8501

What stands around every answer is `dashboard/guard/`. `streamlit run streamlit_app.py` serves the same pages without
all this, for whoever works on them.
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
from functools import cache, partial
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
from streamlit import config
from streamlit.logger import update_formatter

from dashboard import bounds, queries, served, store, warm
from dashboard.api import PREFIX, mount, shelf
from dashboard.api.encoding import AsTheyAre
from dashboard.dialogue import browser
from dashboard.document import DatasetsInHead, DocumentLanguage, FeedsInHead
from dashboard.guard import door, headers, log, metrics, settings

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"


async def healthz(_: Request) -> Response:
    """200 while the process answers."""
    return JSONResponse({"ok": True})


def readyz(request: Request) -> Response:
    """200 with the store's generation once it can be asked, and whether every page is warm; 503 with the reason before.

    `/readyz?warm` is 503 until then too: for a proxy that has other servers to send visitors to. Where newer generations
    are damaged, `damaged` names them; the log says how. Each is read whole once.
    """
    try:
        store.examine()
        store.ask(queries.datasets)
        state = {"ok": True, "generation": store.current().name, "warm": warm.is_warm()}
        if damaged := list(store.passed_over()):
            state["damaged"] = damaged
        waits = "warm" in request.query_params and not warm.is_warm()
        return JSONResponse(state, status_code=503 if waits else 200)
    except (store.NoStore, store.QueryFailed) as e:
        log.failure("the store did not answer", e)
        return JSONResponse({"ok": False, "error": "The store cannot be asked. The log says why."}, status_code=503)


@cache
def _put_together() -> ASGIApp:
    import dashboard.entire  # noqa: F401  (the door for every thread)
    from dashboard.api.app import create as create_api

    return create_api(bounds.read())


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    """The API. Its packages take a third of a second to import, which nobody who wants a page should wait for."""
    app = await run_in_threadpool(_put_together)
    await app(scope, receive, send)


async def api_itself(request: Request) -> Response:
    """The API's address without its last slash."""
    return RedirectResponse(request.url.replace(path=f"{request.url.path}/"))


@asynccontextmanager
async def _warm(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Imports what pages need and asks the first questions before the port answers; every page is opened once it does."""
    import dashboard.entire  # noqa: F401

    try:
        for question in (queries.datasets, queries.holdings, queries.releases, queries.checks):
            store.ask(question)
    except (store.NoStore, store.QueryFailed):
        pass  # the page says what to do
    warming = asyncio.create_task(warm.keep_warm(_put_together))
    try:
        yield {}
    finally:
        warming.cancel()
        shelf.files.close()


def _broke(_: Exception) -> bool:
    """A page that broke, in a sentence. Streamlit has logged it; what it would show is left out."""
    from dashboard import front

    metrics.page_failed()
    front.broken()
    return True


def create(run: settings.Settings) -> st.App:
    """The ASGI application: the pages, and the API beside them."""
    served.say_so()
    headers.prepare()
    shelf.files.writers = run.bounds.exports
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
            Middleware(metrics.Noted),
            Middleware(headers.Bounding),
            Middleware(door.Door, hosts=run.hosts, bounds=run.bounds),
            Middleware(AsTheyAre),
            Middleware(GZipMiddleware, minimum_size=2048, compresslevel=5),
            Middleware(DocumentLanguage),
            Middleware(FeedsInHead),
            Middleware(DatasetsInHead),
        ],
        on_script_error=_broke,
    )


def _asked() -> tuple[str, int]:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--host", default=HOST, help="address to listen on; other machines reach all but 127.0.0.1")
    asked.add_argument("--port", type=int, default=8501)
    found = asked.parse_args()
    return found.host, found.port


def _prepared(host: str) -> settings.Settings:
    """The settings, with the log and Streamlit set up after them. Ends the process with a sentence where they will not do."""
    os.chdir(ROOT)  # Streamlit finds its configuration and static files from here
    try:
        run = settings.read(host, os.environ, config.get_option)
        if run.metrics_port:
            metrics.serve(run.metrics_port)
    except bounds.BadSetting as e:
        sys.exit(str(e))
    except OSError as e:
        sys.exit(f"The metrics cannot be served at the port of PURSE_METRICS_PORT: {e.strerror}. Choose another.")
    log.set_up(run.as_json)
    # What Streamlit logs goes through the same hands: it has a handler of its own for each of its loggers.
    config.set_option("logger.messageFormat", "%(message)s")
    config.set_option("logger.enableRich", False)
    config.set_option("server.allowedHosts", [*(h.strip("[]") for h in door.LOCAL), *run.hosts])
    update_formatter()
    return run


def main() -> None:
    """Serves until interrupted, on 127.0.0.1 unless told otherwise."""
    host, port = _asked()
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as e:
            reason = "is in use" if e.errno == errno.EADDRINUSE else f"cannot be had ({e.strerror})"
            sys.exit(f"Port {port} {reason}. Choose another: make run PORT={port + 1}")
    run = _prepared(host)
    print(f"\n  Public Purse: http://{host}:{port}\n  Stop with Ctrl+C\n", flush=True)
    if said := warm.collector():
        print(said, file=sys.stderr, flush=True)
    serve = partial(uvicorn.run, server_header=False, http="h11", log_config=None, access_log=False)
    # A proxy's word for who asks and how (X-Forwarded-For, X-Forwarded-Proto) is taken only where it is said which
    # proxy: limits and addresses in answers follow it.
    serve(
        create(run),
        host=host,
        port=port,
        loop="dashboard.loop:Loop",
        ws="dashboard.wire:Socket",
        proxy_headers=run.is_behind_proxy,
        log_level="info" if run.as_json else "warning",
        ws_max_size=run.bounds.message_kilobytes * 1024,
        limit_concurrency=run.bounds.sessions * 8 + 200,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()

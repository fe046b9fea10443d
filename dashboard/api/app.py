"""The API, put together: routes, what every answer has in common, and what happens when one cannot be given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import store
from dashboard.api import catalogue, ckan, cut, entry, feeds, found, ideas, lists, page, problem, promised, site
from dashboard.api.caching import NotModified
from dashboard.api.pace import Paced
from dashboard.api.problem import Problem, ProblemDetails
from dashboard.bounds import Bounds
from dashboard.guard import log

_EXPOSED = ("ETag", "Content-Location", "Content-Disposition", "Link", "Retry-After")
_ABOUT = """The accounts of governments, each figure down to the cell that it was printed in.

Amounts are in units of currency, signed as published, and exact to the cent. Read-only, no key, no cookie.
"""


class Open:
    """Middleware: any page may read the answers, and no browser guesses their type."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = ", ".join(_EXPOSED)
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, with_headers)


def once(request: Request) -> None:
    """A dependency: refuses a parameter that is given twice, whose first or last would be taken without a word."""
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := [n for n in dict.fromkeys(names) if names.count(n) > 1]:
        detail = site.speaker(request)("“{name}” is given more than once; give it once.", name=twice[0][:200])
        raise Problem("repeated-parameter", detail, parameter=twice[0][:200])


def create(bounds: Bounds | None = None) -> FastAPI:
    """The API as an ASGI application, to be mounted at `dashboard.api.PREFIX`. Without bounds nobody is counted."""
    app = FastAPI(
        title="Public Purse",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(once)],
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    if bounds:
        app.add_middleware(Paced, bounds, _said)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"], allow_headers=["*"])
    app.add_middleware(Open)
    for each in (lists, found, entry, catalogue, ckan, cut, ideas, promised, feeds, page):
        app.include_router(each.router, responses=_problems())
        app.include_router(_heads(each.router))
    _answer_problems(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _heads(router: APIRouter) -> APIRouter:
    """The same addresses for HEAD, which FastAPI does not answer by itself."""
    found = APIRouter()
    for route in [r for r in router.routes if isinstance(r, APIRoute)]:
        found.add_api_route(
            route.path, route.endpoint, methods=["HEAD"], include_in_schema=False, dependencies=route.dependencies,
            response_model=route.response_model, response_class=route.response_class,
        )  # fmt: skip
    return found


def _answer_problems(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    def _(request: Request, e: Problem) -> Response:
        return _said(request, e)

    @app.exception_handler(RequestValidationError)
    def _(request: Request, e: RequestValidationError) -> Response:
        return _said(request, problem.of_validation(site.speaker(request), e.errors(), _known(request)))

    @app.exception_handler(HTTPException)
    def _(request: Request, e: HTTPException) -> Response:
        say = site.speaker(request)
        if e.status_code == 405:
            return _said(request, Problem("method", say("Ask with GET or HEAD.")), {"Allow": "GET, HEAD"})
        address = site.api(request)
        return _said(request, Problem("no-such-address", say("What there is stands at {address}.", address=address)))

    @app.exception_handler(store.TooSlow)
    def _(request: Request, e: store.TooSlow) -> Response:
        say = site.speaker(request)
        detail = say.n(
            "The work was stopped after {n} second, which is as long as this server gives to one request. Ask for less at once, or again later.",
            "The work was stopped after {n} seconds, which is as long as this server gives to one request. Ask for less at once, or again later.",
            e.seconds,
        )
        return _said(request, Problem("too-slow", detail))

    @app.exception_handler(store.NoStore)
    @app.exception_handler(store.QueryFailed)
    def _(request: Request, e: Exception) -> Response:
        log.failure("the store did not answer", e)
        say = site.speaker(request)
        detail = say("There is no store, or it does not answer. It may be about to be loaded: ask again in a moment.")
        return _said(request, Problem("no-store", detail))

    @app.exception_handler(Exception)
    def _(request: Request, e: Exception) -> Response:
        log.failure("a request failed", e)
        say = site.speaker(request)
        return _said(
            request, Problem("error", say("The request was understood, and failed all the same. It is logged."))
        )

    @app.exception_handler(NotModified)
    def _(_: Request, e: NotModified) -> Response:
        return Response(status_code=304, headers=e.headers)


def _said(request: Request, what: Problem, headers: dict[str, str] | None = None) -> Response:
    try:
        about = site.api(request)
    except Problem:  # it is the Host header that is wrong
        about = ""
    return JSONResponse(
        what.body(site.speaker(request), about),
        what.status,
        {**what.headers, **(headers or {}), "Cache-Control": "no-store"},
        problem.MEDIA_TYPE,
    )


def _known(request: Request) -> Sequence[str]:
    """The parameters that the address takes."""
    route = request.scope.get("route")
    fields = [p.field_info.annotation for p in route.dependant.query_params] if isinstance(route, APIRoute) else []
    return [name for model in fields for name in getattr(model, "model_fields", {})]


def _problems() -> dict[int | str, dict[str, Any]]:
    schema = {"$ref": "#/components/schemas/Problem"}
    words = {
        400: "A parameter is missing, unknown, given twice, or cannot be read.",
        404: "The store does not hold it, or nothing answers to the filters.",
        413: "Too large for the format, or for this server.",
        429: "This client asked for too much at once, or in a minute: see Retry-After.",
        500: "Something broke.",
        503: "The store cannot be asked now, took too long, or too many files are being written: see Retry-After.",
    }
    described: dict[int | str, dict[str, Any]] = {
        s: {"description": w, "content": {problem.MEDIA_TYPE: {"schema": schema}}} for s, w in words.items()
    }
    return {304: {"description": "What you have still holds."}, **described}


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document. FastAPI's own answer to what it cannot read is taken out: there is none here."""
    if not app.openapi_schema:
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes,
            summary="Governments' accounts with a receipt for every figure", servers=[{"url": "/api/v1"}],
        )  # fmt: skip
        for path in found["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        schemas = found["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["Problem"] = ProblemDetails.model_json_schema()
        app.openapi_schema = found
    return app.openapi_schema

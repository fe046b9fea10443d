"""The page that explains the API: HTML without scripts, in the look of the site, nothing from another host."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from dashboard import bounds
from dashboard.api import params, problem, site
from dashboard.api.caching import tags
from dashboard.api.examples import examples
from dashboard.api.words import addresses, files, filters, fixed, licence, limits
from dashboard.i18n import Speaker, languages

router = APIRouter()
_CSS = Path(__file__).with_name("page.css")


@router.get("/", include_in_schema=False, response_class=HTMLResponse)
def explained(request: Request, asked: Annotated[params.Query, Query()]) -> Response:
    """The page, in the language asked for."""
    headers = tags(request, site.api(request, "", lang=asked.lang))
    return HTMLResponse(_page(request, site.speaker(request)), headers=headers)


@router.get("/page.css", include_in_schema=False)
def look(_: Annotated[params.Nothing, Query()]) -> Response:
    """How the page looks."""
    return Response(_css(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@cache
def _css() -> str:
    return _CSS.read_text(encoding="utf-8")


def _page(request: Request, say: Speaker) -> str:
    title = say("Public Purse over HTTP")
    others = "".join(
        f'<a href="?lang={code}" lang="{code}" hreflang="{code}">{html.escape(name)}</a>'
        for code, name in languages().items()
        if code != say.code
    )
    skip = html.escape(say("To the content"))
    whose = html.escape(say("Public Purse is not a publication of any government."))
    return f"""<!doctype html>
<html lang="{say.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<link rel="stylesheet" href="page.css">
<link rel="icon" href="../../app/static/favicon.svg">
</head>
<body>
<a class="skip" href="#content">{skip}</a>
<header><a href="{html.escape(site.page(request, ""))}">Public Purse</a><nav>{others}</nav></header>
<main id="content">
<h1>{html.escape(title)}</h1>
{"".join(_sections(request, say))}
</main>
<footer>{whose}</footer>
</body>
</html>
"""


def _sections(request: Request, say: Speaker) -> Iterable[str]:
    yield _text(
        say(
            "The figures of the site, for programs: the same slices, each entry with the file, sheet and cell that it "
            "was read from. Nothing is asked of you, no key and no name; the API only reads, and sets no cookie."
        ),
        say(
            "Amounts are in units of currency, signed as published, and exact to the cent. In JSON they are numbers; "
            "a program that adds up many of them should read those as decimals."
        ),
    )
    yield _heading(say("Examples"), "examples") + "".join(
        (f"<h3>{html.escape(e.name)}</h3>" if e.name else "")
        + f'<pre tabindex="0"><code>{html.escape(e.text)}</code></pre>'
        for e in examples(site.base(request))
    )
    described = site.api(request, "openapi.json")
    yield _heading(say("Addresses"), "addresses") + _table((say("Address"), say("What it gives")), addresses(say))
    yield _text(say("The same for programs, as an OpenAPI document:")) + f"<p>{_link(described)}</p>"
    yield _heading(say("Files of a slice"), "files") + _table((say("Format"), say("What it is")), files(say))
    yield _heading(say("Parameters of a slice"), "parameters") + _text(
        say(
            "Only dataset and fiscal_year have to be given. What is left out is filled in, and the answer says with what: the header Content-Location has the whole address, which names the release."
        )
    )
    yield _table((say("Parameter"), say("What it means"), say("Unless given")), fixed(say))
    yield _text(
        say(
            "Any of these narrows the slice to the entries that have exactly this label. An empty value selects those that have none."
        )
    ) + _table((say("Parameter"), say("What it means")), filters(say))
    yield _heading(say("Limits"), "limits") + _text(*limits(say, bounds.read()))
    yield _heading(say("Terms"), "terms") + _text(*licence(say))
    yield _heading(say("Problems"), "problems") + _text(
        say(
            "What cannot be answered is told as problem details (RFC 9457): which parameter it is about, what was given, and what can be given instead."
        )
    )
    yield _problems(say)


def _problems(say: Speaker) -> str:
    titles = problem.titles(say)
    body = "".join(
        f'<tr id="{kind}"><th scope="row"><code>{kind}</code></th><td>{status}</td><td>{html.escape(titles[kind])}</td></tr>'
        for kind, status in problem.STATUS.items()
    )
    return _framed(say("Problems"), (say("Kind"), say("Status"), say("What it says")), body)


def _heading(text: str, anchor: str) -> str:
    return f'<h2 id="{anchor}">{html.escape(text)}</h2>'


def _text(*paragraphs: str) -> str:
    return "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)


def _link(address: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(address)}</a>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts; the first of each is code."""
    body = "".join(
        f'<tr><th scope="row"><code>{html.escape(first)}</code></th>'
        + "".join(f"<td>{html.escape(c)}</td>" for c in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return _framed(heads[0], heads, body)


def _framed(name: str, heads: Sequence[str], body: str) -> str:
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{html.escape(name)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )

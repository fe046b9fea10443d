"""Whatever a publisher prints is shown as it is printed: no name is markup, runs, or has the browser ask elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests import hostile
from tests.e2e.conftest import ROOT, serving, settled

LOOK = """() => {
  const words = [...document.querySelectorAll('body *')]
    .filter(e => !e.closest('pre, option, svg') && !e.children.length)
    .map(e => e.textContent.trim())
    .filter(t => /^qq[a-z]+$/.test(t));
  const addresses = [...document.querySelectorAll('[href], [src], [action], [data]')]
    .flatMap(e => ['href', 'src', 'action', 'data'].map(a => e.getAttribute(a)).filter(Boolean));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), turned = [];
  while (texts.nextNode()) {
    const within = texts.currentNode.parentElement;
    if (/[\u202a-\u202e\u2066-\u2069]/.test(texts.currentNode.data) && !within.closest('bdi, td, th, pre, svg, style, script'))
      turned.push(within.outerHTML.slice(0, 200));
  }
  return {
    turned,
    ran: window.ran ?? 0,
    words,
    formulas: document.querySelectorAll('.katex').length,
    away: addresses.filter(a => /^\\s*javascript:/i.test(a) || /^(https?:)?\\/\\/[^/]*beacon/i.test(a)),
    handlers: [...document.querySelectorAll('body *')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length,
    pictures: [...document.images].map(i => i.src).filter(s => !s.startsWith(location.origin) && !/^(data|blob):/.test(s)),
    scripts: [...document.scripts].map(s => s.src).filter(s => s && !s.startsWith(location.origin)),
    errors: document.querySelectorAll('[data-testid="stException"]').length,
    text: document.body.innerText,
    links: [...document.querySelectorAll('main a[href], [data-testid=stMain] a[href]')].map(a => a.href),
  };
}"""
MOST = 34
UNSEEN = dict.fromkeys((0x202E, 0x202C, 0x2067, 0x200B, 0xFEFF, 0x2060))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(hostile.store(tmp_path_factory.mktemp("hostile"))) as found:
        yield found


def kind_of(link: str) -> tuple[object, ...]:
    """Links to the same page with the same parameters show the same things."""
    parts = urlsplit(link)
    return parts.path, tuple(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))


def looked_at(page: Page, link: str, errors: list[str]) -> dict[str, Any]:
    page.goto(link)
    settled(page)
    page.locator("[data-testid=stMain] details:not([open]) > summary").evaluate_all(
        "all => all.forEach(e => e.click())"
    )
    page.wait_for_timeout(800)
    found: dict[str, Any] = page.evaluate(LOOK)
    where = re.sub("x{50,}", "x…", link)[:200]
    assert found["ran"] == 0, where
    assert found["words"] == [], f"{where}: taken for markup"
    assert found["formulas"] == 0, f"{where}: dollars became a formula"
    assert (found["away"], found["pictures"], found["scripts"]) == ([], [], []), where
    assert found["handlers"] == 0, where
    assert found["turned"] == [], f"{where}: what follows is turned too"
    assert found["errors"] == 0, where
    assert not errors, (where, errors)
    return found


def test_no_name_is_more_than_a_text_on_any_page(browser: Browser, address: str) -> None:
    """Every page, then the links of each, one of a kind."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else errors.append(r.url))
    here = {"jurisdiction": hostile.PLACE, "lang": "en"}
    pages = ["" if p.stem == "overview" else p.stem for p in (ROOT / "pages").glob("*.py")]
    asked = [f"{address}/{p}?{urlencode(here)}" for p in pages]
    views = [{"view": v} for v in ("icicle", "bars", "table")] + [{"by": "what"}]
    asked += [f"{address}/spending?{urlencode({**here, **view})}" for view in views]
    asked += [
        f"{address}/payments?{urlencode({**here, 'recipient': name})}" for name in (hostile.MARKUP[2], hostile.LONG)
    ]
    asked += [f"{address}/?{urlencode({**here, 'q': word, 'lang': 'fr'})}" for word in ("qq", "<script>")]
    seen, shown = {kind_of(a) for a in asked}, ""
    while asked and len(seen) <= MOST + len(pages):
        found = looked_at(page, asked.pop(0), errors)
        shown += found["text"]
        for link in found["links"]:
            if link.startswith(address) and "/api/" not in link and kind_of(link) not in seen and len(seen) < MOST:
                seen.add(kind_of(link))
                asked.append(link)
    missed = [name for name in hostile.MARKUP if name.translate(UNSEEN) not in shown.translate(UNSEEN)]
    assert not missed, "not shown as it is printed on any page"
    page.close()

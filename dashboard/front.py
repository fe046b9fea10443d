"""What stands around every page: style, language and place, and the plain word when something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard import aloud, evidence, glossary, navigation, page, picture, queries, store
from dashboard.guard import log
from dashboard.i18n import Speaker, languages
from dashboard.navigation import address
from dashboard.places import place_name
from dashboard.summaries import summaries
from dashboard.views import newer


def style() -> None:
    """The few rules that Streamlit's theme cannot express."""
    st.html(_style())


class _AsItIs(str):
    """HTML that Streamlit takes as it is: it would look for margins to take away from a text, line by line."""

    def _repr_html_(self) -> str:
        return self


@cache  # Streamlit would read the file at every run
def _style() -> _AsItIs:
    return _AsItIs(f"<style>{Path(__file__).with_name('style.css').read_text(encoding='utf-8')}</style>")


def logo() -> None:
    """The mark beside the pages' names."""
    st.logo(navigation.icon(), size="large")


def room() -> AbstractContextManager[object]:
    """Where the page stands: in sight, or out of it where the address asks for one chart alone."""
    # Folded away, not only styled away: a browser that is slow to load the style would show it until then.
    return st.expander(aloud.APP, key="whole-page") if picture.alone() else nullcontext()


def language() -> Speaker:
    """The reader's language, kept for the pages that follow."""
    say = page.speaker()
    st.session_state["kept:lang"] = say.code
    return say


def choices(say: Speaker, shown: st.Page) -> None:
    """Place and language, at the top of every page, and what the page shows."""
    aloud.begin(say, shown.title)
    if twice := [name for name in st.query_params if len(st.query_params.get_all(name)) > 1]:
        said = say("The address gives “{name}” more than once: the last one counts.", name=page.plain(twice[0][:80]))
        st.info(said, icon=":material/info:")
    _earlier(say)
    places = page.jurisdictions(store.ask(queries.datasets).to_pylist())
    if not places:
        raise store.NoStore(say("There is a store, and it is empty: {file}.", file=store.current().name))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
        page.choose("jurisdiction", say("Government"), places, lambda j: place_name(say, j), width=160, quiet=True)
        known = languages()
        if len(known) > 1:
            codes = [say.code, *(c for c in known if c != say.code)]
            page.choose("lang", say("Language"), codes, lambda c: known[c], width=140, quiet=True)
        _summary(say, shown.url_path or "overview")


def _earlier(say: Speaker) -> None:
    """That the newest load is damaged and an earlier one is shown."""
    if store.passed_over():
        (built,) = store.ask(queries.built)["built_at"].to_pylist()
        st.warning(
            say(
                "The newest load of the accounts is damaged. You see the figures of an earlier one, of {date}.",
                date=say.date(built.date().isoformat()),
            )
        )


def _summary(say: Speaker, name: str) -> None:
    """Behind one press: what the page shows in plain words, and the words that it takes to read it."""
    known, words = summaries(say).get(name), glossary.terms(say)
    if known is None:
        return
    with st.popover(say("What this page shows"), icon=":material/help:", type="tertiary"):
        st.markdown(page.plain(known.text))
        if known.terms:
            links = (f"[{page.plain(words[k].name)}]({address(say, 'glossary', term=k)})" for k in known.terms)
            st.markdown(say("Words to know: {words}.", words=", ".join(links)))


@contextmanager
def as_linked(say: Speaker) -> Iterator[None]:
    """The page as of the releases that the address pins; above it, what newer ones change."""
    pinned = newer.pinned(say)
    above = newer.room(say, pinned)
    with store.viewing(pinned) as view:
        yield
    newer.show(say, view, above)


@contextmanager
def plainly(say: Speaker) -> Iterator[None]:
    """A missing store or a failed question as a sentence and a way on, not as a traceback."""
    try:
        yield
    except store.NoStore as e:
        st.title(say("No accounts are loaded yet"))
        st.markdown(
            say(
                "Public Purse shows what a store holds, and there is none. Load the accounts that come with it, then reload this page:"
            )
        )
        evidence.copyable(say, "purse load")
        st.caption(page.plain(str(e)))
    except store.TooSlow as e:
        st.error(
            say.n(
                "This view was stopped after {n} second, which is as long as one question may take. Choose less at once, or try again in a minute.",
                "This view was stopped after {n} seconds, which is as long as one question may take. Choose less at once, or try again in a minute.",
                e.seconds,
            )
        )
        evidence.link(evidence.Link(say("Back to the overview"), address(say, "./")))
    except store.QueryFailed as e:
        log.failure("the store did not answer", e)
        st.error(
            say(
                "This question could not be answered. The figures are safe; the view is at fault. Try another view, or reload."
            )
        )
        st.page_link("pages/overview.py", label=say("Back to the overview"), icon=":material/arrow_back:")


def broken() -> None:
    """What a reader sees where a page breaks."""
    say = page.speaker()
    st.error(say("Something broke on this page. The figures are safe, and it is logged. Try another view, or reload."))


def footer(say: Speaker) -> None:
    """The line under every page; the chart and its source where the address asks for one alone."""
    if picture.alone():
        picture.finish(say)
        return
    about = say("Public Purse shows published figures with their sources; it is not a publication of any government.")
    access = say("Accessibility: for every reader, and what falls short")
    evidence.stack(
        evidence.note_html(about),
        evidence.link_html(evidence.Link(access, address(say, "accessibility"))),
        evidence.link_html(evidence.Link(say("Privacy: what is kept of your visit"), address(say, "privacy"))),
    )

"""Where a page tells how to follow what it shows: the addresses of its feed, for a feed reader."""

from __future__ import annotations

import streamlit as st

from dashboard import evidence, served
from dashboard.feeds import FEEDS, address
from dashboard.page import Here, plain
from dashboard.permalink import whole_site
from dashboard.places import place_name


def offer(here: Here, name: str) -> None:
    """Behind one press the addresses of a feed, of the chosen government and of all; nothing where no API serves them."""
    if not served.with_api():
        return
    say, feed = here.say, FEEDS[name]
    with st.expander(say("Follow: an address for your feed reader"), icon=":material/rss_feed:", key="follow"):
        st.markdown(plain(feed.about(say)))
        st.caption(
            say("Put an address into a feed reader, and it tells you what is new. It takes no account and no e-mail.")
        )
        own, every = place_name(say, here.jurisdiction), say("All governments")
        for place, chosen in ((own, {"jurisdiction": here.jurisdiction}), (every, {})):
            st.caption(plain(place))
            evidence.copyable(say, whole_site() + address(name, lang=say.code, **chosen))

"""What this site keeps of a visitor, and what it does not; `SECURITY.md` says how that is made sure."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import contact
from dashboard.i18n import Speaker
from dashboard.page import Here
from dashboard.views import statements
from dashboard.views.statements import Parts


def show(here: Here) -> None:
    """The statement: one heading for each question."""
    say = here.say
    lead = say(
        "You can look at everything here without a name, an account or a cookie that follows you. Nobody is told which figures you look at."
    )
    statements.show(say("Privacy"), lead, _statement(say))


def _statement(say: Speaker) -> Parts:
    return (
        (say("What is kept of a visit"), _kept(say)),
        (say("What is not kept"), _not_kept(say)),
        (say("Who is named in the accounts"), _named(say)),
        (say("What this page cannot promise"), _beyond(say)),
    )  # fmt: skip


def _kept(say: Speaker) -> Sequence[str]:
    return [
        say("For each request the log has the hour, the kind of page, how long it took and whether it went well. In place of your address on the network it has a mark that changes each day, and from which your address cannot be found again."),
        say("What you choose or enter on a page is kept in its address, in your browser, and in the server’s memory until a few minutes after you close it. A link that you pass on tells it: on “Your share” that may be what you earn."),
        say("One cookie tells the server that a message comes from its own page. It ends with your visit and says nothing of you. Your browser also remembers whether you chose light or dark."),
        say("Where you write something, such as an idea, that page says beforehand what is kept and who sees it. When you first support one, a second cookie gives your browser a number, so that it counts once."),
    ]  # fmt: skip


def _not_kept(say: Speaker) -> Sequence[str]:
    return [
        say("Nothing is written down of what you search for, of the views that you open, of your own address on the network, or of your browser."),
        say("Statistics about visitors: none are gathered, and no other company’s script, font or picture is on these pages."),
    ]  # fmt: skip


def _named(say: Speaker) -> Sequence[str]:
    return [
        say("Employees and office-holders whom the accounts name, with salaries or travel, are left out. Their sums stay in the totals of the accounts that include them."),
        say("Who was paid by a government for anything else is named as the government published it."),
    ]  # fmt: skip


def _beyond(say: Speaker) -> Sequence[str]:
    to = contact.link()
    return [
        say("The network between you and this site, and whoever serves it, may keep records of their own."),
        say("Ask {contact} about them.", contact=to) if to else statements.nobody(say),
    ]  # fmt: skip

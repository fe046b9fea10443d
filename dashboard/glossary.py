"""The field's words in plain ones: what each means here, and which standard or document it comes from.

The definitions are our own. `help_for` puts one beside a figure or a choice.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dashboard.i18n import Speaker

FDP, GFS, COFOG = "Fiscal Data Package", "GFSM 2014", "COFOG 1999"


class Term(NamedTuple):
    """One word: its key in the address, its name, what it means, and where the field uses it so."""

    key: str
    name: str
    meaning: str
    source: str


def terms(say: Speaker) -> dict[str, Term]:
    """Every term by its key, in the order in which one explains the next."""
    return _terms(say.code)


def help_for(say: Speaker, key: str) -> str:
    """A term's meaning with a link to its place in the glossary, for `help=` of a figure or a choice."""
    from dashboard.navigation import address  # of Streamlit's pages: who only reads the words needs none

    term, more = terms(say)[key], say("More in the glossary")
    return f"{term.meaning} [{more}]({address(say, 'glossary', term=key)})"


def helps(say: Speaker, *keys: str) -> str:
    """Several terms one under the other, each with its name and a link, for `help=` of a choice among them."""
    return "\n\n".join(f"**{terms(say)[key].name}**  \n{help_for(say, key)}" for key in keys)


def linked(say: Speaker, markdown: str, *keys: str) -> str:
    """A sentence in Markdown in which each of these terms, where it first stands, is a link to the glossary.

    A term is found by its name or another of its forms, whatever the case; what stands in a link already is left alone.
    """
    from dashboard.navigation import address

    if not keys:
        return markdown
    wanted = {form.lower(): key for key in keys for form in (terms(say)[key].name, *_forms(say).get(key, ()))}
    names = "|".join(re.escape(name) for name in sorted(wanted, key=len, reverse=True))
    led: set[str] = set()

    def lead(found: re.Match[str]) -> str:
        key = wanted.get((found[1] or "").lower())
        if key is None or key in led:
            return found[0]
        led.add(key)
        return f"[{found[1]}]({address(say, 'glossary', term=key)})"

    # In one pass, so that no address which it writes is read for terms.
    return re.sub(rf"\[[^\]]*\]\([^)]*\)|(?<!\w)({names})(?!\w)", lead, markdown, flags=re.IGNORECASE)


def _forms(say: Speaker) -> dict[str, list[str]]:
    """What terms are called within a sentence, where that is not their name."""
    words = {
        "appropriation": say.c("forms of a term, with | between them", "ministry appropriations"),
        "consolidated": say.c("forms of a term, with | between them", "consolidated"),
        "payments": say.c("forms of a term, with | between them", "payments made"),
        "proposed": say.c("forms of a term, with | between them", "planned|first plan|plan"),
        "executed": say.c("forms of a term, with | between them", "actual"),
        "lapsed": say.c("forms of a term, with | between them", "unspent|lapsed"),
        "release": say.c("forms of a term, with | between them", "releases"),
        "restatement": say.c("forms of a term, with | between them", "restated"),
        "recipient": say.c("forms of a term, with | between them", "recipients"),
        "share": say.c("forms of a term, with | between them", "as a share"),
    }
    return {key: forms.split("|") for key, forms in words.items()}


def headings(say: Speaker) -> dict[str, str]:
    """The name of each term with its address, for the headings of a table."""
    from dashboard.navigation import address

    return {term.name: address(say, "glossary", term=key) for key, term in terms(say).items()}


@cache
def _terms(code: str) -> dict[str, Term]:
    say = Speaker(code)
    parts = (_figures, _bases, _phases, _parliament, _lines, _people, _groups, _evidence, _results, _measures)
    return {term.key: term for part in (*parts, _documents) for term in part(say)}


def _figures(say: Speaker) -> list[Term]:
    return [
        Term("entry", say("Entry"),
             say("One amount in one cell of a published spreadsheet, with the labels that say what it is."), FDP),
        Term("fiscal_year", say("Fiscal year"),
             say("The twelve months that accounts cover: 1 April to 31 March for Canada and its provinces. "
                 "2023–24 ended on 31 March 2024."), say("Public Accounts")),
        Term("revenue", say("Revenue"),
             say("Money that a government takes in for good, such as taxes and fees. Borrowed money is not revenue."),
             GFS),
        Term("expense", say("Expense"),
             say("The cost of what a government used up or gave in a year, whether or not it was paid in that year."),
             GFS),
    ]  # fmt: skip


def _bases(say: Speaker) -> list[Term]:
    return [
        Term("basis", say("Basis"),
             say("The rule for what is counted. Two amounts on different bases measure different things, so they are "
                 "never added or compared here."), "IPSAS 24"),
        Term("consolidated", say("Consolidated basis"),
             say("The government and the bodies that it controls, such as hospitals and school boards, counted as one. "
                 "What they pay each other is taken out."), say("Public Accounts")),
        Term("appropriation", say("Appropriation basis"),
             say("What each ministry may spend and did spend under its own legal permission, before consolidation."),
             say("Estimates")),
        Term("payments", say("Payments basis"),
             say("Money paid to a person or an organisation in the year, as listed by name."), say("Public Accounts")),
        Term("cash", say("Cash basis"),
             say("Money counted on the day it comes in or goes out, not when it is earned or owed."), "IPSAS"),
        Term("consolidation", say("Consolidation"),
             say("Adding up a government and the bodies that it controls as if they were one, and leaving out what "
                 "they pay each other."), GFS),
        Term("consolidation_adjustment", say("Consolidation adjustment"),
             say("A line that leads from a ministry's own figure to the consolidated one. It can be negative."),
             say("Estimates")),
    ]  # fmt: skip


def _phases(say: Speaker) -> list[Term]:
    return [
        Term("phase", say("Phase"),
             say("How far an amount has come: planned, approved, changed during the year, or spent."), FDP),
        Term("proposed", say("Plan (proposed)"),
             say("What the government asks for before the year begins, as in the Estimates or a plan."), FDP),
        Term("approved", say("Approved"), say("What the legislature has voted for the year."), FDP),
        Term("adjusted", say("Authorities (adjusted)"),
             say("All that may be spent by the end of the year, after every change that was made during it."), FDP),
        Term("executed", say("Actual (executed)"), say("What was really taken in or spent, known after the year."),
             FDP),
        Term("carried_forward", say("Available for later years"),
             say("Permission to spend that was not used and stays open for the years that follow."),
             say("Public Accounts of Canada")),
    ]  # fmt: skip


def _parliament(say: Speaker) -> list[Term]:
    return [
        Term("vote", say("Vote"),
             say("A block of spending that the legislature approves as one; in Ontario, usually a program."),
             say("Estimates")),
        Term("item", say("Item"), say("A part of a vote, such as one activity of a program."), say("Estimates")),
        Term("statutory", say("Statutory appropriation"),
             say("Spending that a law already allows, such as interest on debt, so that no yearly vote is needed."),
             say("Estimates")),
        Term("authority", say("Authority"),
             say("Permission by law to spend up to an amount for a purpose."), say("Public Accounts of Canada")),
        Term("lapsed", say("Lapsed"),
             say("Permission to spend that was not used and ended with the year. It is not money that was left over "
                 "in a bank."), say("Public Accounts of Canada")),
    ]  # fmt: skip


def _lines(say: Speaker) -> list[Term]:
    return [
        Term("standard_account", say("Standard account"),
             say("What the money was spent on, in Ontario's own list: salaries, services, supplies and so on."),
             say("Estimates")),
        Term("standard_object", say("Standard object"),
             say("What the money was spent on, in the list that Canada's federal government uses."),
             say("Public Accounts of Canada")),
        Term("transfer_payment", say("Transfer payment"),
             say("Money given to a person, an organisation or another government, with no goods or services in "
                 "return."), GFS),
        Term("recovery", say("Recovery"),
             say("Money that comes back to a ministry for costs that it bore. It is a negative line, because it "
                 "lowers spending."), say("Estimates")),
    ]  # fmt: skip


def _people(say: Speaker) -> list[Term]:
    return [
        Term("recipient", say("Recipient"),
             say("The person or organisation that was paid, named as the publisher names it."), FDP),
        Term("rollup", say("Roll-up"),
             say("Many payees on one line, such as “Accounts under $50,000”. Who they are is not published."),
             say("Public Accounts")),
    ]  # fmt: skip


def _groups(say: Speaker) -> list[Term]:
    return [
        Term("administrative", say("Administrative classification"),
             say("Who spends: the ministry, then its programs and activities."), FDP),
        Term("economic", say("Economic classification"),
             say("On what the money is spent, such as pay, rent or grants; or from which source it comes."), FDP),
        Term("functional", say("Functional classification"),
             say("For which purpose the money is spent, such as health or education, whichever ministry spends it."),
             FDP),
        Term("cofog", say("COFOG"),
             say("The United Nations' list of the purposes of government spending. It lets countries be compared."),
             COFOG),
    ]  # fmt: skip


def _evidence(say: Speaker) -> list[Term]:
    return [
        Term("dataset", say("Dataset"),
             say("One publication over all of its years, such as the ministry statements."), "DCAT"),
        Term("release", say("Release"),
             say("One dated version of a dataset. Later ones stand beside it; none takes its place."), "DCAT"),
        Term("restatement", say("Restatement"),
             say("The publisher printed another amount for the same year in a later release, for a new rule or to "
                 "mend a mistake."), say("Public Accounts")),
        Term("control_total", say("Control total"),
             say("A total that the publisher prints. What is loaded must add up to it, or nothing is shown."),
             say("Our own word")),
        Term("receipt", say("Receipt"),
             say("The proof of a figure: the file, the sheet, the cell, and what is printed there."),
             say("Our own word")),
    ]  # fmt: skip


def _results(say: Speaker) -> list[Term]:
    return [
        Term("deficit", say("Deficit"),
             say("Expense was higher than revenue in a year. The gap is covered mostly by borrowing."),
             say("Public Accounts")),
        Term("surplus", say("Surplus"), say("Revenue was higher than expense in a year."), say("Public Accounts")),
        Term("net_debt", say("Net debt"),
             say("All that a government owes, less the money and other financial assets that it could pay with. It is "
                 "a total over all years; a deficit is of one year."), say("Public Accounts")),
    ]  # fmt: skip


def _measures(say: Speaker) -> list[Term]:
    return [
        Term("nominal", say("Nominal dollars"),
             say("Dollars as they were counted in their own year. Prices rise, so the same sum buys less later."),
             GFS),
        Term("constant_dollars", say("Constant dollars"),
             say("Amounts of several years in the prices of one year, so that they can be compared."), GFS),
        Term("cpi", say("Consumer price index (CPI)"),
             say("How the price of what households usually buy has moved. It turns nominal into constant dollars."),
             say("Statistics Canada")),
        Term("per_resident", say("Per resident"),
             say("An amount divided by the number of people who lived there on 1 July of the fiscal year. It is an "
                 "average, not what anyone paid or got."), say("Statistics Canada")),
        Term("share", say("Share of the total"),
             say("An amount as a part of its whole, in per cent. It can fall although the amount rises."),
             say("Our own word")),
        Term("index", say("Index"),
             say("An amount as a percentage of what it was in the first year, which counts as 100. It lets lines of "
                 "different size be compared."), say("Statistics Canada")),
        Term("change_on_the_year", say("Change on the year"),
             say("How much more or less an amount is than the same amount one year before, in per cent."),
             say("Our own word")),
    ]  # fmt: skip


def _documents(say: Speaker) -> list[Term]:
    return [
        Term("budget", say("Budget"),
             say("The government's plan for the year ahead: what it wants to take in, to spend and to borrow."),
             say("Budget")),
        Term("estimates", say("Estimates"),
             say("The detailed request, by ministry and vote, that the legislature is asked to approve."),
             say("Estimates")),
        Term("supplementary_estimates", say("Supplementary Estimates"),
             say("A later request for more, or other, spending in the same year."), say("Estimates")),
        Term("commitment", say("Commitment"),
             say("Something that a government has promised in public, with an owner and, if it says so, a due date."),
             say("Open Government Partnership")),
        Term("milestone", say("Milestone"),
             say("A step on the way to a commitment, which can be seen to be done or not."),
             say("Open Government Partnership")),
        Term("public_accounts", say("Public Accounts"),
             say("The report after the year: what was taken in and spent, checked by the auditor general."),
             say("Public Accounts")),
    ]  # fmt: skip

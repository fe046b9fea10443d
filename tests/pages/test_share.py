from __future__ import annotations

import re
from decimal import Decimal as D

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, text

SPENT, PEOPLE, GAP = D(206_583_000_000), D(15_623_207), D(647_000_000)
CENT = D("0.01")


def till(app: AppTest) -> list[tuple[str, D]]:
    """Name and the reader's dollars of each line of the receipt, the total last."""
    (body,) = [e.proto.body for e in app.get("html") if "<caption>" in e.proto.body]
    cells = re.findall(r'<th role="rowheader"[^>]*>(?:<a[^>]*>)?(.*?)(?:</a>)?</th><td[^>]*>[$]?([\d,.]+)', body)
    return [(name, D(amount.replace(",", ""))) for name, amount in cells]


def test_a_resident_s_receipt_adds_up_to_expense_by_residents(open_page: Open) -> None:
    app = open_page("share", lang="en", fiscal_year="2024")
    *lines, (_, total) = till(app)
    assert total == (SPENT / PEOPLE).quantize(CENT) == sum(amount for _, amount in lines)
    assert lines[0] == ("Health", D("5305.89"))
    assert "for each of its 15,623,207 residents: $5,305.89 of it, or 40.1%, by Health." in text(app)
    borrowed = (total * GAP / SPENT).quantize(CENT)
    assert f"${borrowed} of it, 0.3%, was borrowed." in text(app)


def test_what_was_paid_is_split_and_stays_in_the_address(open_page: Open) -> None:
    app = open_page("share", lang="en", by="paid", paid="8000", fiscal_year="2024")
    *lines, (_, total) = till(app)
    assert total == D(8000) == sum(amount for _, amount in lines)
    assert f"${(8000 * GAP / (SPENT - GAP)).quantize(CENT)} borrowed" in text(app)
    app.number_input[0].set_value(120.5).run()
    assert app.query_params["paid"] == "120.50"
    assert till(app)[-1][1] == D("120.50")


def test_without_an_amount_it_is_of_a_hundred_dollars(open_page: Open) -> None:
    app = open_page("share", lang="en", by="paid", fiscal_year="2024")
    assert "Of each $100.00 that Ontario spent in 2023–24, $40.13 was spent by Health." in text(app)
    assert till(app)[-1][1] == D(100)


def test_an_amount_that_is_none_is_told(open_page: Open) -> None:
    for paid in ("lots", "-5", "1e99", "NaN"):
        app = open_page("share", lang="en", by="paid", paid=paid)
        assert f"The address asks for a payment of “{paid}”, which is no amount." in text(app)
        assert till(app)[-1][1] == D(100)


def test_a_surplus_is_not_called_borrowing(open_page: Open) -> None:
    app = open_page("share", lang="en", fiscal_year="2023")
    said = text(app)
    *lines, (_, total) = till(app)
    assert total == sum(amount for _, amount in lines)
    assert ("was borrowed." in said) != ("Nothing was borrowed for it" in said)


def test_canada_has_no_revenue_and_says_so(open_page: Open) -> None:
    app = open_page("share", lang="en", jurisdiction="CA", fiscal_year="2025")
    said = text(app)
    *lines, (_, total) = till(app)
    assert total == (D("474431419394.65") / D(41_288_599)).quantize(CENT) == sum(amount for _, amount in lines)
    assert "how much of it was borrowed cannot be said" in said
    assert "ministry appropriations, before consolidation" in said


def test_french(open_page: Open) -> None:
    said = text(open_page("share", lang="fr", fiscal_year="2024"))
    assert (
        "Pour l’Ontario, les dépenses de 2023-2024 reviennent à 13\xa0222,83\xa0$ pour chacun des 15\xa0623\xa0207 habitants."
        in said
    )
    assert "Emprunt (le déficit)" in said

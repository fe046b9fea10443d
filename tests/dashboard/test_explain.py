from __future__ import annotations

from decimal import Decimal as D

from dashboard import explain
from dashboard.i18n import Speaker

EN, FR = Speaker("en"), Speaker("fr")


def row(label: str | None, amount: str, before: str | None = None, label_fr: str | None = None) -> dict[str, object]:
    return {"label": label, "label_fr": label_fr, "amount": D(amount), "before": None if before is None else D(before)}


ROWS = [row("Health", "60000000", "50000000", "Santé"), row("Other", "40000000"), row(None, "-1000000", "1000000")]
TOTAL = explain.total_of(ROWS)


def test_totals_keep_signs() -> None:
    assert D("99000000") == TOTAL


def test_change_says_nothing_where_it_means_nothing() -> None:
    assert explain.change(D(110), D(100)) == D("0.1")
    assert explain.change(D(5), D(0)) is None
    assert explain.change(D(5), D(-3)) is None
    assert explain.change(D(5), None) is None


def test_the_table_equals_the_rows_and_ends_with_their_total() -> None:
    table = explain.table(EN, ROWS, TOTAL, first="Ministry", against=explain.on_the_year(EN, "2022–23"))
    assert list(table.columns) == ["Ministry", "Amount", "Share", "Change on 2022–23"]
    assert table["Amount"].tolist() == ["$60,000,000", "$40,000,000", "−$1,000,000", "$99,000,000"]
    assert table["Change on 2022–23"].tolist() == ["+20.0%", "–", "−200.0%", ""]
    assert table["Ministry"].tolist()[2:] == ["not named", "Total"]


def test_marks_carry_the_label_of_the_store_and_the_words_of_the_reader() -> None:
    marks = explain.marks(FR, ROWS, TOTAL)
    assert marks["id"].tolist() == ["Health", "Other", ""]
    assert marks["label"].tolist() == ["Santé", "Other", "sans nom"]
    assert marks["amount"].tolist() == [6e7, 4e7, -1e6]
    assert marks["description"][0].startswith("Santé\xa0: 60,0\xa0millions de dollars, 60,6\xa0%")


def test_the_sentence_is_computed() -> None:
    said = explain.slice_sentence(EN, "All of Ontario", 2024, ROWS, TOTAL, D("90000000"))
    assert said == (
        "All of Ontario: $99.0 million in 2023–24. That is 10.0% more than the $90.0 million of the year before. "
        "The largest of 3 parts is Health: $60.0 million, or 60.6% of it."
    )
    less = explain.slice_sentence(EN, "X", 2024, ROWS[:1], D(9), D(10))
    assert less.endswith("That is 10.0% less than the $10 of the year before.")


def test_held_against_the_plan_it_says_so() -> None:
    plan = explain.on_the_plan(FR)
    assert explain.marks(FR, ROWS, TOTAL, plan)["change_label"][0] == "+20,0\xa0% par rapport aux prévisions"
    said = explain.slice_sentence(EN, "X", 2024, ROWS[:1], D(9), D(10), explain.on_the_plan(EN))
    assert said.endswith("That is 10.0% less than the $10 that were planned.")


def test_deficit_and_surplus_are_said_as_such() -> None:
    revenue, expense = [row("Tax", "90")], [row("Health", "100")]
    assert "a deficit of $10, covered by borrowing" in explain.result_sentence(EN, "Ontario", 2024, revenue, expense)
    assert "a surplus of $10" in explain.result_sentence(EN, "Ontario", 2024, expense, revenue)
    assert "l’exercice 2023-2024 se solde pour l’Ontario par un déficit" in explain.result_sentence(
        FR, "l’Ontario", 2024, revenue, expense
    )


def test_two_levels_become_one_label() -> None:
    lines = [
        {"first": "Finance", "first_fr": None, "second": "Interest on Debt", "second_fr": None, "amount": D(3)},
        {"first": "Finance", "first_fr": None, "second": None, "second_fr": None, "amount": D(2)},
    ]
    assert [r["label"] for r in explain.joined(EN, lines, both=True)] == ["Finance: Interest on Debt", "Finance"]
    assert [r["label"] for r in explain.joined(EN, lines, both=False)] == ["Interest on Debt", "Finance"]


def test_the_rest_is_summed_and_named() -> None:
    rows = [row(str(i), str(i)) for i in range(10)]
    kept = explain.largest(rows, 3, lambda n: f"{n} others")
    assert [(r["label"], r["amount"]) for r in kept] == [("9", D(9)), ("8", D(8)), ("7 others", D(28))]
    assert explain.total_of(kept) == explain.total_of(rows)
    assert len(explain.largest(rows[:3], 3, str)) == 2, "zero is not drawn"


def test_a_chart_in_words_has_its_extremes_total_and_change() -> None:
    frame = explain.marks(EN, ROWS[:2], D("100000000"))
    assert explain.graphic(EN, frame, D("100000000"), D("80000000")) == (
        "A chart of 2 marks. Largest: Health: $60.0 million, 60.0%, +20.0% on the year. Smallest: Other: $40.0 million, "
        "40.0%. In all: $100 million. That is 25.0% more than the $80.0 million of the year before. "
        "The table on this page has the same figures."
    )
    signed = explain.graphic(EN, explain.marks(EN, ROWS, TOTAL))
    assert "Highest: Health" in signed
    assert "Lowest: not named: −$1.0 million" in signed
    over_time = explain.extremes(EN, frame, ordered=True)
    assert over_time.endswith(
        "First: Health: $60.0 million, 60.0%, +20.0% on the year; last: Other: $40.0 million, 40.0%."
    )

"""Every published file that may stand beside the project: its draft loads, and has the publisher's total."""

from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pytest

from loaders.inspect.draft import draft
from loaders.inspect.look import look
from loaders.inspect.trial import Trial, try_description

pytestmark = pytest.mark.shared


class Expected(NamedTuple):
    """Kind and number of entries of a draft, and one total of it: by (year, phase, direction)."""

    kind: str
    entries: int
    where: tuple[int, str, str] | None = None
    total: str = ""


EXECUTED = ("executed", "expenditure")
FILES = {
    "ontario/ministry-statements-expense-2023-24.csv": Expected("entries", 2295, (2024, *EXECUTED), "200634829913"),
    "ontario/ministry-statements-expense-2024-25.csv": Expected("entries", 2335, (2025, *EXECUTED), "221264301149.05"),
    "ontario/detailed-schedule-of-payments-2023-24.csv": Expected("entries", 14735, (2024, *EXECUTED), "188668025218"),
    "ontario/tbs-public-accounts-annual-report-revenue-by-source-2023-24-en-fr.csv": Expected(
        "entries", 405, (2016, "executed", "revenue"), "136148000000"
    ),
    "toronto/2014_approved.xlsx": Expected("entries", 538, (2014, "approved", "expenditure"), "11207754807.70"),
    "toronto/2015_approved.xlsx": Expected("entries", 2631, (2015, "approved", "revenue"), "-11599101768.90"),
    "canada_infobase/program_spending.csv": Expected("entries", 10796, (2025, *EXECUTED), "474431419394.65"),
    "canada_infobase/org_vote_stat_pa.csv": Expected("entries", 8778, (2025, *EXECUTED), "474431419391.97"),
    "canada_infobase/org_sobjs.csv": Expected("entries", 5476, (2025, *EXECUTED), "474431419394.65"),
    "canada_infobase/program_sobjs.csv": Expected("entries", 53236),
    "canada_infobase/program_vote_stat.csv": Expected("entries", 12044),
    "canada_infobase/org_transfer_payments.csv": Expected("entries", 9000),
    "canada_infobase/org_vote_stat_estimates.csv": Expected("entries", 6987),
    "canada_infobase/program_ftes.csv": Expected("series", 0),
    "canada_infobase/program.csv": Expected("codelist", 1486),
    "canada_infobase/crso.csv": Expected("codelist", 356),
    "canada_infobase/igoc.csv": Expected("codelist", 332),
    "canada_pt_tp/pt-tp-2013-eng.csv": Expected("entries", 13615, (2013, *EXECUTED), "135512443014"),
    "canada_pt_tp/pt-tp-2014-eng.csv": Expected("entries", 13457, (2014, *EXECUTED), "139613643435"),
    "canada_pt_tp/pt-tp-2015-eng.csv": Expected("entries", 13342, (2015, *EXECUTED), "142212401175"),
    "canada_pt_tp/pt-tp-2016-eng.csv": Expected("entries", 13844, (2016, *EXECUTED), "152054033926"),
    "canada_pt_tp/pt-tp-2017-eng.csv": Expected("entries", 15076, (2017, *EXECUTED), "156108005511"),
    "reference/cofog.csv": Expected("codelist", 188),
    "reference/bankofcanada_CPI_MONTHLY.csv": Expected("series", 0, (2016, "", "V41690973"), "127.05"),
    "reference/statcan_17100009_population_quarterly.csv": Expected("series", 0),
}
# A form of 49 sheets with several tables each: drafted, not worth loading as it is.
FORM = "ontario/FIR_FI141999_Toronto_2014.xlsx"


def drafted(shared: Path, folder: Path, name: str, sheet: str | None = None) -> Trial:
    path = shared / "inputs" / name
    if not path.is_file():
        pytest.skip(f"a published file is not beside the project: {name}")
    target = folder / "draft.yaml"
    target.write_text(draft(look(path, sheet), target).text, encoding="utf-8")
    return try_description(target)


@pytest.mark.parametrize("name", FILES)
def test_the_draft_of_a_published_file_loads(shared: Path, tmp_path: Path, name: str) -> None:
    wanted = FILES[name]
    trial = drafted(shared, tmp_path, name)
    assert trial.error is None
    assert trial.source is not None
    assert trial.source.kind == wanted.kind
    assert trial.entries == (wanted.entries or trial.entries) > 0
    assert {r.verdict for r in trial.results} <= {"passed"}
    totals = {(t.fiscal_year, t.phase, t.direction): t.amount for t in trial.totals}
    if wanted.where:
        assert round(totals[wanted.where] or 0, 2) == Decimal(wanted.total)


def test_transfer_payments_are_checked_sum_by_sum(shared: Path, tmp_path: Path) -> None:
    trial = drafted(shared, tmp_path, "canada_pt_tp/pt-tp-2016-eng.csv")
    sums = [r for r in trial.results if r.check_kind == "printed subtotal"]
    assert len(sums) > 500


def test_a_form_of_many_sheets_is_looked_at_in_good_time(shared: Path, tmp_path: Path) -> None:
    path = shared / "inputs" / FORM
    if not path.is_file():
        pytest.skip(f"a published file is not beside the project: {FORM}")
    begun = perf_counter()
    found = look(path)
    assert perf_counter() - begun < 15, "5 seconds on a quiet machine"
    assert len(found.sheets) == 49
    assert all(rows < 1500 and columns < 120 for rows, columns in (s.cells.extent for s in found.sheets))

"""Spreadsheets as governments print them, written anew: one small one of each kind, and what it comes to.

Each is laid out as a real kind of publication is; the figures are made up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .small import Rows, write_csv, write_workbook

Totals = Mapping[tuple[str, str, int], str]  # direction, phase, fiscal year → amount


@dataclass(frozen=True)
class Strange:
    """A file's name, what writes it, what its entries come to, and how many printed sums are checked."""

    name: str
    write: Callable[[Path], object]
    totals: Totals
    sums: int = 0


def _executed(**years: str) -> Totals:
    return {("expenditure", "executed", int(year[1:])): amount for year, amount in years.items()}


def _csv(rows: Rows) -> Callable[[Path], object]:
    return lambda path: write_csv(path, rows)


def _book(**sheets: Rows) -> Callable[[Path], object]:
    return lambda path: write_workbook(path, {name.replace("_", " "): rows for name, rows in sheets.items()})


def _text(lines: list[str], encoding: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes("\r\n".join(lines).encode(encoding))


GRANTS: Rows = [
    ["Ministry", "Recipient", "Program", "Amount", "Lottery", "PaymentDate"],
    ["ARTS", "RED DEER COLLEGE", "OPERATING", "12500.25", "False", "3/31/2023 12:00:00 AM"],
    ["ARTS", "4-H CLUB", "PROJECTS", "-800", "True", "4/1/2023 12:00:00 AM"],
    ["HEALTH", "FOOD BANK", "PROJECTS", "91000.5", "False", "12/15/2022 12:00:00 AM"],
    ["HEALTH", "FOOD BANK", "OPERATING", "7300", "False", "1/20/2024 12:00:00 AM"],
]
SCHEDULE: Rows = [
    ["PROVINCE OF BRITISH COLUMBIA"],
    ["Consolidated Revenue Fund: Detailed Schedules of Payments"],
    ["for the Fiscal Year Ended March 31, 2024"],
    ["Supplier name", "Total ($)"],
    ["A"],
    ["Abbot Holdings", 125350.25],
    ["Axis Consulting", 88011.5],
    ["Total A", 213361.75],
    ["B"],
    ["Barrow Society", 431207.1],
    ["Bolder Construction", 27450],
    ["Total B", 458657.1],
    ["Payments under $25,000", 65432.1],
    ["Total", 737450.95],
]
MAINS: Rows = [
    ["(thousands of dollars / en milliers de dollars)"],
    ["", "Main Estimates\nBudget principal", "Revised Estimates\nBudget révisé", "Actuals\nDépenses réelles"],
    ["", "2024-2025", "2023-2024", "2022-2023"],
    ["Corporate Management\nGestion ministérielle", 12411, 11987, 12033],
    ["Culture and Heritage\nCulture et patrimoine", 8455, 9012, 7766],
    ["Labour Standards\nNormes du travail", 3120, 2999, 2871],
    ["Total\nTotal", 23986, 23998, 22670],
    ["Totals may not add due to rounding. / Les totaux peuvent ne pas correspondre."],
]
BRANCHES = ["Branch", "Compensation", "Grants", "Travel", "Total"]
BLOCKS: Rows = [
    ["Government of Nunavut: 2024-25 Main Estimates ($000)"],
    [],
    ["DEPARTMENT OF HEALTH"],
    BRANCHES,
    ["Directorate", 4511, 120, 77, 4708],
    ["Population Health", 9123, 2210, 413, 11746],
    ["TOTAL OPERATIONS", 13634, 2330, 490, 16454],
    [],
    ["DEPARTMENT OF JUSTICE"],
    BRANCHES,
    ["Corrections", 7777, 0, 212, 7989],
    ["Court Services", 3141, 59, 265, 3465],
    ["TOTAL OPERATIONS", 10918, 59, 477, 11454],
]
CREDITS = [
    "Crédits des ministères et organismes;;;",
    "(en milliers de dollars);;;",
    "Portefeuille;Programme;Crédits 2024-2025;Dépense probable 2023-2024",
    "Culture;Langue française;1\u00a0234,5;1\u00a0190,0",
    "Culture;Patrimoine;8\u00a0765,4;8\u00a0001,2",
    "Culture;Sous-total;9\u00a0999,9;9\u00a0191,2",
    "Santé;Coordination;345,6;333,3",
    "Santé;Services à la population;98\u00a0765,4;91\u00a0234,5",
    "Santé;Sous-total;99\u00a0111,0;91\u00a0567,8",
    "Total;;109\u00a0110,9;100\u00a0759,0",
]


def _department(fees: tuple[int, int], wages: tuple[int, int], supplies: tuple[int, int]) -> Rows:
    spent = tuple(a + b for a, b in zip(wages, supplies, strict=True))
    return [
        ["City of Brandt: Operating Budget"],
        [],
        ["", "2024 Actual", "2025 Budget", "$ Change"],
        ["Revenues"],
        ["User Fees", *fees, fees[1] - fees[0]],
        ["Grants", 1200, 1350, 150],
        ["Total Revenues", fees[0] + 1200, fees[1] + 1350, fees[1] - fees[0] + 150],
        ["Expenditures"],
        ["Wages", *wages, wages[1] - wages[0]],
        ["Supplies", *supplies, supplies[1] - supplies[0]],
        ["Total Expenditures", *spent, spent[1] - spent[0]],
        ["Net Levy", spent[0] - fees[0] - 1200, spent[1] - fees[1] - 1350, 0],
    ]


OVER_25K: Rows = [
    ["Department family", "Entity", "Date", "Expense type", "Supplier", "Amount"],
    ["Transport", "Highways Agency", "28/03/2024", "Grants", "Kier plc", "£45,000.50"],
    ["Transport", "Coastguard", "02/04/2024", "IT Services", "Jacobs UK", "(£31,250.00)"],
    ["Transport", "Coastguard", "15/03/2024", "Grants", "Network Rail", "£125,000.00"],
    ["", "", "", "", "Total", "£138,750.50"],
]
MONTHS: Rows = [
    ["Northern Lights School Division: Expenditures by Month"],
    ["For the year ended August 31, 2024"],
    ["Account", "Description", "Sep", "Oct", "Nov", "Dec", "Total", "Budget"],
    ["10-110", "Teachers", 4111, 4222, 4333, 4412, 17078, 17500],
    ["21-300", "Textbooks", 913, 77, 41, 12, 1043, 1100],
    ["40-410", "School Operations", 644, 655, 671, 699, 2669, 2600],
    ["", "Total Expenditures", 5668, 4954, 5045, 5123, 20790, 21200],
]
STATEMENT: Rows = [
    ["PROVINCE OF EASTMARK"],
    ["Consolidated Statement of Operations ($ thousands)"],
    ["", "Note", "2024", "2024", "2023", "Change"],
    ["", "", "Budget", "Actual", "Actual", "%"],
    ["Revenue"],
    ["Taxation", 3, 51234, 52345, 50123, "2.2%"],
    ["Federal transfers", 4, 31001, 30777, 29888, "-0.7%"],
    ["Total revenue", None, 82235, 83122, 80011, "1.1%"],
    ["Expense"],
    ["Health", 5, 44321, 45678, 43210, "3.1%"],
    ["Education", 6, 33210, 33333, 31234, "0.4%"],
    ["Total expense", None, 77531, 79011, 74444, "1.9%"],
    ["Annual surplus", None, 4704, 4111, 5567, ""],
    ["Accumulated deficit, beginning of year", None, -52001, -51777, -57344, ""],
    [],
    ["The accompanying notes are an integral part of these statements."],
]
LEDGER: Rows = [
    ["Cost Centre", "GL Description", "Balance"],
    ["Works", "Salaries", "1,234.50 DR"],
    ["Works", "Recoveries", "200.25CR"],
    ["Police", "Salaries", "9,876.00"],
    ["Police", "Fines", "1,000.00-"],
]
DEBITS: Rows = [
    ["Account Name", "Debit", "Credit"],
    ["Salaries", "1,234.50", ""],
    ["Recoveries", "", "200.25"],
    ["Supplies", "987.00", ""],
    ["Interest", "", "11.10"],
]
BLUE_BOOK: Rows = [
    ["Blue Book: Payments to suppliers for the year ended March 31, 2024"],
    ["Payee", "Ministry", "Amount"],
    ["ABC Paving Ltd.", "Transportation", 412345.67],
    [None, "Environment", 12345.6],
    ["Total ABC Paving Ltd.", None, 424691.27],
    ["Calgary Total Security Inc.", "Justice", 99887.7],
    [None, "Health", 45612.3],
    ["Total Calgary Total Security Inc.", None, 145500],
    ["Grand Total", None, 570191.27],
]
FUNCTIONS: Rows = [
    ["Spending by function, in € million"],
    ["Function", "Total", "Central", "Regional", "Local"],
    ["All functions", 6666, 4131, 1413, 1122],
    ["Health", 3111, 1999, 801, 311],
    ["Defence", 2022, 2022, 0, 0],
    ["Culture", 1533, 110, 612, 811],
]
VOTES: Rows = [
    ["Detailed Expenditure by Vote, 2023-24"],
    ["Ministry", "Item", "Voted", "Statutory", "Total"],
    ["Agriculture", "Operations", 41222, 1311, 42533],
    [None, "Grants", 8123, 0, 8123],
    ["Agriculture Total", None, 49345, 1311, 50656],
    ["Health", "Operations", 77891, 2212, 80103],
    [None, "Grants", 6544, 77, 6621],
    ["Health Total", None, 84435, 2289, 86724],
    ["Grand Total", None, 133780, 3600, 137380],
]
YEARS_OVER_ROWS: Rows = [
    ["Expenditure by Ministry"],
    ["Ministry", "Amount"],
    ["2021-22", None],
    ["Health", 41230],
    ["Roads", 3122],
    ["Total 2021-22", 44352],
    ["2022-23", None],
    ["Health", 43999],
    ["Roads", 2877],
    ["Total 2022-23", 46876],
]
STAFF: Rows = [
    ["Department", "2023-24 Actual ($)", "2023-24 FTEs", "Cost per FTE"],
    ["Health", 4123000, 41, 100560.98],
    ["Roads", 977000, 11, 88818.18],
]
PERIODS = ["FY 2022/23", "Year ended March 31, 2023", "31/03/2023", "FY23"]

FILES = [
    Strange("grants.csv", _csv(GRANTS), _executed(y2023="103500.75", y2024="6500.00")),
    Strange("detailed-schedule.xlsx", _book(Suppliers=SCHEDULE), _executed(y2024="737450.95"), 3),
    Strange(
        "main-estimates.xlsx",
        _book(Summary=MAINS),
        {
            ("expenditure", "proposed", 2025): "23986000",
            ("expenditure", "adjusted", 2024): "23998000",
            ("expenditure", "executed", 2023): "22670000",
        },
        3,
    ),
    Strange("blocks.xlsx", _book(Summary=BLOCKS), {("expenditure", "proposed", 2025): "27908000"}, 6),
    Strange(
        "credits.csv",
        _text(CREDITS, "cp1252"),
        {("expenditure", "approved", 2025): "109110900", ("expenditure", "proposed", 2024): "100759000"},
        6,
    ),
    Strange(
        "departments.xlsx",
        _book(
            Fire_Services=_department((3300, 3450), (40210, 41987), (2230, 2119)),
            Parks=_department((5120, 5331), (20777, 21333), (1919, 2020)),
            Library=_department((411, 399), (9871, 9999), (1212, 1313)),
        ),
        {
            ("revenue", "executed", 2024): "12431",
            ("revenue", "proposed", 2025): "13230",
            ("expenditure", "executed", 2024): "76219",
            ("expenditure", "proposed", 2025): "78771",
        },
        12,
    ),
    Strange("over-25000.csv", _csv(OVER_25K), _executed(y2024="170000.50", y2025="-31250.00"), 1),
    Strange(
        "months.xlsx",
        _book(Expenditures=MONTHS),
        {**_executed(y2024="20790"), ("expenditure", "proposed", 2024): "21200"},
        5,
    ),
    Strange(
        "statement.xlsx",
        _book(Statement=STATEMENT),
        {
            ("revenue", "proposed", 2024): "82235000",
            ("revenue", "executed", 2024): "83122000",
            ("revenue", "executed", 2023): "80011000",
            ("expenditure", "proposed", 2024): "77531000",
            ("expenditure", "executed", 2024): "79011000",
            ("expenditure", "executed", 2023): "74444000",
        },
        6,
    ),
    Strange("ledger-2024.csv", _csv(LEDGER), _executed(y2024="9910.25")),
    Strange("debits-2024.csv", _csv(DEBITS), _executed(y2024="2010.15")),
    Strange("blue-book.xlsx", _book(Payments=BLUE_BOOK), _executed(y2024="570191.27"), 3),
    Strange("functions-2022.xlsx", _book(Table=FUNCTIONS), _executed(y2022="6666000000"), 3),
    Strange("votes.xlsx", _book(Votes=VOTES), _executed(y2024="137380"), 6),
    Strange("years-over-rows.xlsx", _book(Table=YEARS_OVER_ROWS), _executed(y2022="44352", y2023="46876"), 2),
    Strange("staff.xlsx", _book(Table=STAFF), _executed(y2024="5100000")),
    *(
        Strange(
            f"period-{n}.csv",
            _csv([["Period", "Ministry", "Spending"], [period, "Health", "1,200"], [period, "Roads", "355"]]),
            _executed(y2023="1555"),
        )
        for n, period in enumerate(PERIODS)
    ),
]

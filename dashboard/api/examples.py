"""How to ask, as it is shown on the API's page and in docs/api.md. Tests run each against a server."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.api import PREFIX

_SLICE = "dataset=ontario/ministry-statements&fiscal_year=2024"


class Example(NamedTuple):
    """Something to copy: `language` is console, python or sql."""

    name: str
    language: str
    text: str


def examples(base: str) -> tuple[Example, ...]:
    """The examples for a site at `base`, an address with a slash at its end. The SQL reads what the one before it saves."""
    api = f"{base}{PREFIX.strip('/')}"
    return (
        Example("curl", "console", f"curl -fsS '{api}/slice.csv?{_SLICE}' -o slice.csv"),
        Example(
            "pandas",
            "python",
            "import pandas as pd\n\n"
            f'address = "{api}/slice.parquet?{_SLICE}"\n'
            'entries = pd.read_parquet(address, dtype_backend="pyarrow")\n'
            'print(entries.groupby("administrative_1")["amount"].sum().sort_values(ascending=False).head())',
        ),
        Example("DuckDB", "console", f"curl -fsS '{api}/slice.parquet?{_SLICE}' -o slice.parquet"),
        Example(
            "",
            "sql",
            "SELECT administrative_1, sum(amount) AS amount FROM 'slice.parquet'\n"
            "GROUP BY administrative_1 ORDER BY amount DESC LIMIT 5;",
        ),
    )

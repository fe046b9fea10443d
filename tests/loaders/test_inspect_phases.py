"""Words and letters of headings that name a phase."""

import pytest

from loaders.inspect.phases import outstanding, phase_of


@pytest.mark.parametrize(
    ("heading", "phase"),
    [
        ("FY24B", "approved"),
        ("FY25F", "adjusted"),
        ("FY2023-24A", "executed"),
        ("2025E", "proposed"),
        ("FY 2024 Program", "proposed"),
        ("Budget primitif 2023", "approved"),
        ("Décisions modificatives", "adjusted"),
        ("Mandats émis", "executed"),
        ("Titres émis 2023", "executed"),
        ("Réalisé 2023", "executed"),
        ("Budget 2024", "proposed"),
    ],
)
def test_a_heading_names_its_phase(heading: str, phase: str) -> None:
    found = phase_of(heading)
    assert found is not None
    assert found.value == phase


@pytest.mark.parametrize("heading", ["Restes à réaliser 2023", "2024 Program spending", "Program", "Form 24B", "FY24"])
def test_a_heading_names_none(heading: str) -> None:
    assert phase_of(heading) is None


def test_what_is_still_to_be_paid_is_known() -> None:
    assert [h for h in ("Restes à réaliser 2023", "Reste du monde", "Restes à payer") if outstanding(h)] == [
        "Restes à réaliser 2023",
        "Restes à payer",
    ]

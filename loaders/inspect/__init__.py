"""Looks at an unknown spreadsheet and drafts its description. Nothing that loads depends on it.

look.py: what a file holds. shape.py, extents and headings; alike.py, sheets that are laid out alike; bilingual.py, two
languages in one cell; roles.py, what a column is; dates.py, how dates are printed; amounts.py, which figures are read;
fields.py, where words go; rows.py, what a row is; sums.py, sums found by arithmetic.

draft.py: a description of it. steps.py, its steps: sections.py, labels over rows, named.py, sums that are called after
their parts; codes.py and series.py, what those kinds need; description.py, YAML with comments; trial.py, the description
tried on its file; report.py, all of it for a person.

guess.py, what a text is, and subject.py, what a file is about, are used by both.
"""

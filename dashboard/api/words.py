"""What the API's page says of addresses, files, parameters, limits and terms: rows of texts, in a language."""

from __future__ import annotations

from dashboard.bounds import FILE_POINTS, Bounds
from dashboard.exports.dictionary import column
from dashboard.feeds import FEEDS
from dashboard.feeds.entry import Feed
from dashboard.i18n import Speaker, languages
from dashboard.slices import FILTERS

Rows = list[tuple[str, ...]]


def addresses(say: Speaker) -> Rows:
    """Address, what it gives."""
    return [
        ("datasets?dataset=", say("Every dataset with its source, terms and levels, and what a slice can be cut from.")),
        ("releases?dataset=", say("Every release with its files and their SHA-256.")),
        (
            "checks?dataset=&release=&check_kind=&verdict=",
            say("The ledger: every figure that a load had to meet, and whether it did."),
        ),
        (
            "search?q=",
            say("Organisations under any name they had, programs, recipients and datasets; accents and small slips are forgiven."),
        ),
        (
            "receipt/{entry_id}",
            say("One entry: the file, the sheet, the cell and what is printed there, and the same line in other releases."),
        ),
        (
            "slice?dataset=&fiscal_year=",
            say("What a slice comes to, what it divides into, its citation, and the addresses of its files."),
        ),
        (
            "ideas.json?kind=&state=&jurisdiction=&order=",
            say("Questions and ideas of readers that moderators have published, with their supports and answers."),
        ),
        ("slice.csv-metadata.json?dataset=&fiscal_year=", say("What the CSV of a slice says of itself (W3C CSVW).")),
        (
            "commitments.json?jurisdiction=",
            say("What governments have promised: plans, commitments, milestones and dated changes."),
        ),
        ("commitments.csv?jurisdiction=", say("The same as rows: commitments and milestones as they stand today.")),
        *((f"feeds/{feed.name}.atom?jurisdiction=", _feed(say, feed)) for feed in FEEDS.values()),
        (
            "catalogue?q=&access_level=&jurisdiction=&state=",
            say("Every dataset that is known, loaded or not: source, access level, dates, and whether a release is overdue."),
        ),
        ("catalogue.jsonld", say("The same as DCAT 3 in JSON-LD, for other catalogues.")),
        ("charter?dataset=", say("The scores on the Open Data Charter: each rule, what it found, and its points.")),
        ("3/action/package_list", say("The names of all datasets, in the form of CKAN.")),
        ("3/action/package_show?id=", say("One dataset with its files, in the form of CKAN.")),
        ("3/action/package_search?q=&fq=&rows=&start=", say("The catalogue, searched in the form of CKAN.")),
        ("bulk.zip", say("The whole store, every release, as Parquet with its dictionary.")),
    ]  # fmt: skip


def _feed(say: Speaker, feed: Feed) -> str:
    return say("An Atom feed: {about}", about=feed.about(say))


def files(say: Speaker) -> Rows:
    """Address, what the format is."""
    return [
        ("slice.csv", say("RFC 4180, UTF-8; nothing in it is run by a spreadsheet.")),
        ("slice.xlsx", say("A workbook with numbers as numbers, and a sheet that says what they are.")),
        ("slice.parquet", say("Columns with exact decimals; what it says of itself is in the file's metadata.")),
        ("slice.json", say("What it is, and its entries, in one document.")),
        ("slice.zip", say("A Fiscal Data Package: the CSV with its description, sources and terms.")),
    ]


def fixed(say: Speaker) -> Rows:
    """Parameter, what it means, what it is unless given."""
    own = say("the dataset's own")
    language = ", ".join(languages())
    return [
        ("dataset", column(say, "dataset").definition, "–"),
        ("fiscal_year", column(say, "fiscal_year").definition, "–"),
        ("release", column(say, "release").definition, say("the newest that holds the year in this phase")),
        ("phase", column(say, "phase").definition, say("executed where it is held, else what is")),
        ("direction", column(say, "direction").definition, own),
        ("basis", column(say, "basis").definition, own),
        ("lang", say("Language of words and sentences: {codes}.", codes=language), "en"),
        ("receipts", say("With file, sheet, cell, printed text and checksum of every entry: true or false."), "true"),
    ]


def filters(say: Speaker) -> Rows:
    """Column, what it means."""
    return [(c, column(say, c).definition) for c in FILTERS]


def limits(say: Speaker, most: Bounds) -> list[str]:
    """What is bounded, a paragraph each."""
    return [
        say(
            "A list has at most 1,000 items at a time: limit and offset lead through it, and next is the address of what follows. A search gives at most 50 of each kind."
        ),
        say(
            "A client may ask for {n} answers a minute, of which a file counts as {file}, and for {k} at once. Beyond that the answer is 429, with Retry-After.",
            n=say.number(most.api_per_minute),
            file=say.number(FILE_POINTS),
            k=say.number(most.api_at_once),
        ),
        say(
            "At most {n} files are written at once; beyond that the answer is 503, with Retry-After. A file has at most {rows} entries and {size} MB, a workbook at most 1,048,575 entries; beyond that the answer is 413.",
            n=say.number(most.exports),
            rows=say.number(most.export_rows),
            size=say.number(most.export_megabytes),
        ),
        say(
            "A question is stopped after {question} seconds and the writing of a file after {file}: the answer is then 503.",
            question=say.number(most.query_seconds),
            file=say.number(most.export_seconds),
        ),
        say(
            "Every answer has an ETag that stays while the figures do. Send it back as If-None-Match, and an answer that you have already costs nothing: 304."
        ),
    ]


def licence(say: Speaker) -> list[str]:
    """On what terms the figures are, a paragraph each."""
    return [
        say(
            "The figures are their publishers': each dataset names its terms, every file repeats them, and the Link header leads to them. Name the publisher and the release when you pass figures on; the files carry a citation that does."
        ),
    ]

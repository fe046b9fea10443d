"""What `docs/performance.md` says of its figures, line by line."""

TABLE = (
    "A load is the whole way: the file is hashed and looked at, every cell becomes text, amounts become exact",
    "decimals, each entry gets its receipt (file, sheet, cell, printed text), the checks run, the store is",
    "written, synced, read back whole and switched to. The peers do none of that: they parse, and `read_csv`",
    "writes what it parsed. What does not depend on the rows (the crosswalk, the store's tables, the questions",
    "to be put) is a good half second of every load, and weighs more in a quick run.",
    "",
    "A question about recipients is asked as a page asks it the first time: compiled from Ibis, run, brought back.",
    "Its goal is 100 ms, said as a ratio. The peers are SQL written by hand, run over names that were folded",
    "beforehand, or over the entries as they are.",
    "",
    "A slice is exported whole: counted, described, put in the order of its sheets, made safe, written and hashed, each",
    "time with no answer of the store and no checksum remembered; what was compiled once stays so, and the file of the run",
    "before is removed first: a reader's folder has none, and to take the place of one the disk is waited for. Bare",
    "COPY writes the view of the entries as it comes. Datasette streams the same rows from SQLite over HTTP, and xlsxwriter",
    "is given rows that are in memory already. Memory is the most that the process takes, less what it takes idle.",
    "",
    "A page's script is run again and again in one session, as a visitor's clicks would. A click is timed in a real",
    "browser, from the mouse to the mark that it brings; the barest page has one chart of two bars and a line of text,",
    "served by Streamlit alone.",
)
READERS = (
    "Visitors who speak Streamlit's own protocol open a page each, think five seconds on average, click on to another",
    "year or page, and wait until its script has run to the end. Ours are the pages Spending, Payments, Ministries and",
    "Trends with fifteen years, every view opened once before; the usual page is tests/bench/usual_app.py over the same",
    "payments: pandas, three charts of Altair and a table, every answer behind `cache_data`. Visitors, servers and nginx",
    "share the machine. A click failed if its page was not drawn, or drew an error. Without think time ten readers click",
    "as fast as they are answered: what a server bears at most.",
    "",
    "Streamlit runs every page in one Python process, one line at a time, so that a server's clicks a second are what a",
    "page's script and its way to the browser take of one core. What was done about it: no collection of garbage after",
    "every run, charts compiled once, answers remembered, and with them the tables and charts that are worked out of them",
    "(`store.remembered`), no look at the disk but one for the newest generation, threads that wake the server's loop once",
    "and not for each element (`dashboard/loop.py`), messages that go out together (`dashboard/wire.py`), and every page",
    "opened before the first visitor (`dashboard/warm.py`). A second replica has a core of its own, where there is one.",
)
STAGES = (
    "In one more run. *look* is the look at a workbook before it is trusted; *parse* makes a file's cells texts (of a",
    "workbook, in a process of its own). Both go on at once and beside the rest, so that *wait*, for how long the rest",
    "waited for them, is what counts in the whole; the other stages follow one another, but for *recipients* and",
    "*crosswalk*. *to figures* finds headings, tidies labels, reads years and exact amounts;",
    "*write* divides the entries into classifications and postings and writes both; *read back* hashes every value",
    "that was written, then every value of the closed file; *the rest* is hashing, rows set aside, the schema, sync.",
    "",
    "What cannot be had for less: of a workbook, nothing but the look can be done before its rows are there. *parse* takes",
    "its columns as Arrow, with no cell becoming an object of Python, which is what the peer does. All that follows is done on",
    "one core, because so few rows are not divided among several; that is half of the peer's time.",
    "Of a CSV, *to figures* works out amounts and years once, so that the checks, the rows set aside and the store are all",
    "made of the same rows; texts that are the sheet's as they stand are not copied for it. The peer has no such middle.",
    "Nothing searches the heap for garbage meanwhile: that took a tenth of every second load. Both need two free cores:",
    "where other work takes them, what goes on beside takes its time from the rest.",
)
PARTS = (
    "The largest parts of each; what is left out makes up the whole. A click is taken apart in further clicks that Chromium",
    "traces, which makes them a little slower: three spans, one after the other, and what the page's main thread did in all",
    "of them. A page with no answer remembered is taken apart by the questions of `dashboard/queries.py` and",
    "`dashboard/questions/`; a cold start by `python -X importtime`, which makes imports slower by a third. Of a hundred readers'",
    "clicks the parts are medians, over all of them and over the slowest twentieth.",
)
SHORT: dict[str, tuple[str, ...]] = {
    "load a workbook": (
        "**A workbook.** The stages above have it: the wait for *parse*, which is the peer's work in a process of its own,",
        "then all that has to follow it, one after the other. The look goes on beside it where there is a second core. What",
        "would help is to make figures of the first rows while the last are parsed.",
    ),
    "load a CSV": (
        "**A CSV.** The stages above have it: no single one of them is as long as the peer; together they are, twice.",
    ),
    "a slice as CSV": (
        "**A slice as CSV.** Order, checksum and safe text are what it does besides a bare COPY; it was not profiled against that. Both",
        "waver from one minute to the next, with what the disk has to do.",
    ),
    "a click deeper": (
        "**A click deeper in Spending.** The parts above have it. In one click that Chromium's sampling profiler followed, native code",
        "that it does not name was the largest share; of the scripts that it does, React, Streamlit and its styles took five times as",
        "long as Vega. Fifty-odd elements arrive anew; before the drawers were put together there were twelve more. It wavers:",
        "three runs of one day found 2.9, 3.1 and 4.2 times the barest page.",
    ),
    "100 readers, 95 %": (
        "**A hundred readers.** The parts above have it: what a click takes of the server's processor, twenty times a second, is a good",
        "part of the one core that Streamlit has, and clicks do not come evenly. A slow one is not one with more work: it was made",
        "while several others were on their way, and each is drawn a little at a time.",
    ),
    "the page": (
        "**Ten times the rows, with no answer remembered.** The parts above have the questions that grow. Whoever opens a view",
        "first in a generation pays it: the server itself for the first view of each page, a reader for any other.",
    ),
    "cold start": (
        "**A cold start.** The parts above have it: what is imported, and what is no import, which was not taken apart.",
    ),
}
"""By the beginning of what was measured: what is known of why it falls short, printed where it does."""

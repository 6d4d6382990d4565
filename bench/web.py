"""Reading web pages, against pandas.read_html: the same pages in the same process, and whole processes.

pandas gives the tables alone: no paragraphs, no titles, nothing of what the page hides, and no second look at the digits.
"""

from collections.abc import Iterator
from io import BytesIO

from bench import whole
from bench.timing import Row, against
from extract.read.html.reader import read

LIMIT = 0.3
# Turns of a comparison, the first of which is not measured.
TURNS = 4

PANDAS = """
import sys
import pandas
for path in sys.argv[1:]:
    pandas.read_html(path, flavor="lxml", encoding="utf-8")
"""


def rows() -> Iterator[Row]:
    """Generated pages, other ones each turn, and real ones where there are any. Those are few and come again and again, so that
    what the reader remembers of labels and styles helps it more there than it would in a large load."""
    yield from _compare(
        "generated pages", [whole.generated("html", first=1 + turn * whole.COUNT) for turn in range(TURNS)]
    )
    if real := whole.beside("samples/r2018.html", "samples/r2021.html", "reports/pingtan/80613.html"):
        yield from _compare("pages of offices", [real] * TURNS)


def _compare(what: str, turns: list[list[bytes]]) -> Iterator[Row]:
    """Whole processes on the pages of the first turn; then one process on those of all turns."""
    count, ours, theirs = len(turns[0]), iter(turns), iter(turns)
    yield whole.row(
        f"HTML, {count} {what}, whole process, pandas", turns[0], whole.reader("html.reader"), PANDAS, LIMIT
    )
    yield against(
        f"HTML, {count} {what}, imported before, pandas",
        lambda: [read(page) for page in next(ours)],
        lambda: _pandas(next(theirs)),
        LIMIT,
        TURNS - 1,
    )


def _pandas(pages: list[bytes]) -> None:
    import pandas

    for page in pages:
        pandas.read_html(BytesIO(page), flavor="lxml", encoding="utf-8")

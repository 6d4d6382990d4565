"""Reading web pages, against pandas.read_html: the same pages in the same process, and whole processes.

pandas gives the tables alone: no paragraphs, no titles, nothing of what the page hides, and no second look at the digits.
"""

from collections.abc import Iterator
from io import BytesIO

from bench import whole
from bench.timing import Row, against
from extract.read.html import read

LIMIT = 0.3

PANDAS = """
import sys
import pandas
for path in sys.argv[1:]:
    pandas.read_html(path, flavor="lxml", encoding="utf-8")
"""


def rows() -> Iterator[Row]:
    """Generated pages, and real ones where there are any."""
    yield from _compare("generated pages", whole.generated("html"))
    if real := whole.beside("samples/r2018.html", "samples/r2021.html", "reports/pingtan/80613.html"):
        yield from _compare("pages of offices", real)


def _compare(what: str, pages: list[bytes]) -> Iterator[Row]:
    yield whole.row(f"HTML, {len(pages)} {what}, whole process, pandas", pages, whole.reader("html"), PANDAS, LIMIT)
    yield against(
        f"HTML, {len(pages)} {what}, imported before, pandas",
        lambda: [read(page) for page in pages],
        lambda: _pandas(pages),
        LIMIT,
    )


def _pandas(pages: list[bytes]) -> None:
    import pandas

    for page in pages:
        pandas.read_html(BytesIO(page), flavor="lxml", encoding="utf-8")

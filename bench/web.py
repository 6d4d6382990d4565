"""Reading web pages, against pandas.read_html: the same pages in the same process, and whole processes.

pandas gives the tables alone: no paragraphs, no titles, nothing of what the page hides, and no second look at the digits.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

from bench import whole
from bench.generate import FORMS, KINDS, invent
from bench.timing import Row, against
from extract.read.html import read

COUNT = 60
# Holds for whole processes: pandas alone takes longer to import than we take for the pages.
LIMIT = 0.3
SHARED = Path(__file__).parents[2] / "shared"
REAL = [SHARED / "samples" / name for name in ("r2018.html", "r2021.html")] + [SHARED / "reports/pingtan/80613.html"]

OURS = """
import sys
from pathlib import Path
from extract.read.html import read
for path in sys.argv[1:]:
    read(Path(path).read_bytes())
"""
PANDAS = """
import sys
import pandas
for path in sys.argv[1:]:
    pandas.read_html(path, flavor="lxml", encoding="utf-8")
"""


def rows() -> Iterator[Row]:
    """Generated pages, and real ones where there are any."""
    rounds = islice(cycle(FORMS), COUNT)
    yield from _compare(
        "generated pages", [KINDS["html"].write(invent(seed, form)) for seed, form in enumerate(rounds, 1)]
    )
    real = [path.read_bytes() for path in REAL if path.is_file()]
    if real:
        yield from _compare("pages of offices", list(islice(cycle(real), COUNT)))


def _compare(what: str, pages: list[bytes]) -> Iterator[Row]:
    yield whole.row(f"HTML, {len(pages)} {what}, whole process, pandas", pages, OURS, PANDAS, LIMIT)
    yield against(
        f"HTML, {len(pages)} {what}, imported before, pandas",
        lambda: [read(page) for page in pages],
        lambda: _pandas(pages),
        None,
    )


def _pandas(pages: list[bytes]) -> None:
    import pandas

    for page in pages:
        pandas.read_html(BytesIO(page), flavor="lxml", encoding="utf-8")

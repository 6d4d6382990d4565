"""Reading PDFs with a text layer, against pdfplumber's text plus tables of the same files."""

from collections.abc import Iterator
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

import pdfplumber

from bench.generate import FORMS, KINDS, invent
from bench.timing import Row, against
from extract.codebook import load
from extract.pipeline import understand
from extract.read.pdf import read

COUNT = 30
LIMIT = 0.25
# Real reports, where they lie beside the checkout; each is read as often as it takes to make thirty.
REAL = [Path(__file__).parents[2] / "shared" / "reports" / name for name in ("hongze-2023.pdf", "huaian-2024.pdf")]


def rows() -> Iterator[Row]:
    """Thirty generated reports, and thirty readings of real ones where there are any."""
    yield from _compare("generated reports", _generated())
    real = [path.read_bytes() for path in REAL if path.is_file()]
    if real:
        yield from _compare("real reports", list(islice(cycle(real), COUNT)))


def _compare(what: str, files: list[bytes]) -> Iterator[Row]:
    book = load()
    yield against(
        f"PDF reading, {len(files)} {what}", lambda: [read(data) for data in files], lambda: _plumb(files), LIMIT
    )
    yield against(
        f"PDF to facts, {len(files)} {what}",
        lambda: [understand(data, book) for data in files],
        lambda: _plumb(files),
        None,
    )


def _generated() -> list[bytes]:
    rounds = islice(cycle((kind, form) for kind in ("pdf", "pdf-plain") for form in FORMS), COUNT)
    return [KINDS[kind].write(invent(seed, form)) for seed, (kind, form) in enumerate(rounds, 1)]


def _plumb(files: list[bytes]) -> None:
    for data in files:
        with pdfplumber.open(BytesIO(data)) as document:
            for page in document.pages:
                page.extract_text()
                page.extract_tables()
                page.close()

"""Reading PDFs with a text layer, against pdfplumber's text plus tables and against PDFium's plain text of the same files."""

from collections.abc import Iterator
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

import pdfplumber
import pypdfium2

from bench.generate import FORMS, KINDS, invent
from bench.timing import Row, against
from extract.codebook import load
from extract.pipeline import understand
from extract.read.pdf.reader import read

COUNT = 30
# Shares of pdfplumber's time for reading and for all from bytes to facts, and times of what PDFium takes for the text alone.
READING, FACTS, FLOOR = 0.125, 0.25, 3.0
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

    def ours() -> None:
        for data in files:
            read(data)

    def facts() -> None:
        for data in files:
            understand(data, book)

    yield against(f"PDF reading, {len(files)} {what}", ours, lambda: _plumb(files), READING)
    yield against(f"PDF reading, {len(files)} {what}, text floor", ours, lambda: _floor(files), FLOOR, repeats=9)
    yield against(f"PDF to facts, {len(files)} {what}", facts, lambda: _plumb(files), FACTS)


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


def _floor(files: list[bytes]) -> None:
    for data in files:
        document = pypdfium2.PdfDocument(data)
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        document.close()

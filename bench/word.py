"""Reading .docx, against the ways in which people read one with python-docx: paragraphs and all cells of all tables."""

from collections.abc import Callable, Iterator
from io import BytesIO

import docx

from bench import whole
from bench.timing import Row, against
from extract.read.docx.reader import read

LIMIT = 0.5

ROW_CELLS = """
import sys
import docx
for path in sys.argv[1:]:
    document = docx.Document(path)
    [paragraph.text for paragraph in document.paragraphs]
    [cell.text for table in document.tables for row in table.rows for cell in row.cells]
"""


def rows() -> Iterator[Row]:
    """Generated reports, and two by LibreOffice where they lie beside the checkout."""
    yield from _compare("generated reports", whole.generated("docx"))
    if real := whole.beside("samples/r2018.docx", "samples/r2021.docx"):
        yield from _compare("by LibreOffice", real)


def _compare(what: str, files: list[bytes]) -> Iterator[Row]:
    yield whole.row(
        f"DOCX, {len(files)} {what}, whole process, row.cells", files, whole.reader("docx.reader"), ROW_CELLS, LIMIT
    )
    for name, (cells, limit) in IDIOMS.items():
        yield against(
            f"DOCX, {len(files)} {what}, imported before, {name}",
            lambda: [read(data) for data in files],
            lambda cells=cells: [_texts(data, cells) for data in files],
            limit,
            1,
        )


def _texts(data: bytes, cells: Callable) -> list[str]:
    document = docx.Document(BytesIO(data))
    return [paragraph.text for paragraph in document.paragraphs] + [
        cell.text for table in document.tables for cell in cells(table)
    ]


# What it takes to have each cell, and what is promised: `row.cells` repeats merged cells, the second one too; the elements
# alone give no spans.
IDIOMS: dict[str, tuple[Callable, float | None]] = {
    "row.cells": (lambda table: [cell for row in table.rows for cell in row.cells], LIMIT),
    "column.cells": (lambda table: [cell for column in table.columns for cell in column.cells], None),
}

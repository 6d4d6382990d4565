"""xlsx: a sheet of rows and a sheet README that says what they are. Nothing in it is a formula or a link."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from extract.exports.table import About, Column, Table, keeps, number, text

# What one cell of a spreadsheet holds, and rows of a sheet below its head.
LONGEST, MOST = 32_767, 1_048_575
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write(table: Table, about: About) -> bytes:
    """The file; rows first, so that it opens on them."""
    made = BytesIO()
    pour(made, table.columns, table.rows, about.lines(table))
    return made.getvalue()


def pour(
    file: BinaryIO | str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    lines: Sequence[tuple[str, str]],
    made_at: datetime | None = None,
) -> None:
    """Write a file of any number of rows, with as many sheets as they take. `made_at` is what it says instead of today."""
    with Workbook(file, _PLAIN) as book:
        if made_at:
            book.set_properties({"created": made_at})
        bold = book.add_format({"bold": True})
        sheet, at = _sheet(book, bold, columns), 0
        for row in rows:
            if at == MOST:
                sheet, at = _sheet(book, bold, columns), 0
            at += 1
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _put(sheet, at, place, column, value)
        _readme(book, lines)


def _sheet(book: Any, bold: Any, columns: Sequence[Column]) -> Worksheet:
    """A sheet for rows, with the names of the columns, which stay in sight."""
    count = len(book.worksheets())
    sheet = book.add_worksheet(f"data {count + 1}" if count else "data")
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 24 if column.kind == "text" else 14)
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _put(sheet: Worksheet, row: int, place: int, column: Column, value: Any) -> None:
    """One cell; a number of more digits than a spreadsheet keeps is text, so that it loses none."""
    if value is None or value == "":
        return
    if number(column, value) and keeps(value):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, _fit(text(value)))


def _readme(book: Any, lines: Sequence[tuple[str, str]]) -> None:
    """The second sheet."""
    sheet = book.add_worksheet("README")
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 100)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (heading, said) in enumerate(lines):
        sheet.write_string(at, 0, _fit(heading), wrapped)
        sheet.write_string(at, 1, _fit(said), wrapped)


def _fit(written: str) -> str:
    """A text that fits into a cell; one that was cut ends in …"""
    written = written.replace("\x00", "")
    return written if len(written) <= LONGEST else written[: LONGEST - 1] + "…"

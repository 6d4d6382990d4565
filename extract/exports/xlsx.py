"""xlsx: a sheet of rows and a sheet README that says what they are. Nothing in it is a formula or a link."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from extract.exports.table import About, Column, Table, keeps, number, text

# What one cell of a spreadsheet holds.
LONGEST = 32_767
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
    with Workbook(made, _PLAIN) as book:
        sheet = book.add_worksheet("data")
        _head(book, sheet, table)
        for at, row in enumerate(table.rows, 1):
            for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                _put(sheet, at, place, column, value)
        _readme(book, about.lines(table))
    return made.getvalue()


def _head(book: Any, sheet: Worksheet, table: Table) -> None:
    """The names of the columns, which stay in sight."""
    bold = book.add_format({"bold": True})
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 14 if column.kind == "number" else 24)
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 0)


def _put(sheet: Worksheet, row: int, place: int, column: Column, value: Any) -> None:
    """One cell; a number of more digits than a spreadsheet keeps is text, so that it loses none."""
    if value is None or value == "":
        return
    if number(column, value) and keeps(value):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, _fit(text(value)))


def _readme(book: Any, lines: list[tuple[str, str]]) -> None:
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

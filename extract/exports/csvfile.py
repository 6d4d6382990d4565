"""CSV that spreadsheets open right: UTF-8 with its mark, lines that end in CRLF, no text that becomes a formula or a date."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any, TextIO

from extract.exports.table import About, Column, Table, keeps, number, text

# What starts a formula; full-width forms too, which some programs fold. White space and marks of no width are skipped, and a
# sign alone, which reports print for nothing, is none.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\x00-\x1f'\"]*[=+\-@＝＋－＠﹢﹣﹦﹫−]\s*\S|[\t\r\n]")
# What a spreadsheet would change: 007, 1234567890123456, 12e5, 3/5, 3-5, 1:2. A whole date stays the date that it is.
_CHANGED = re.compile(
    r"(?!\d{4}-\d\d-\d\d$)\s*(?:[0０]\d+|\d{16,}|\d+(?:\.\d+)?[eE][+-]?\d+|\d+\s*[-/:.]\s*\d+(?:\s*[-/:.]\s*\d+)+|\d+\s*[-/:]\s*\d+)\s*"
)

END = "\r\n"


def write(table: Table, about: About) -> bytes:
    """The file. The last column, `source`, says on every row where it is from, for rows get separated from their file."""
    made = StringIO()
    source = about.source(table)
    head(made, (*table.columns, Column("source")))
    body(made, (*table.columns, Column("source")), ((*row, source) for row in table.rows))
    return made.getvalue().encode("utf-8-sig", "replace")


def head(file: TextIO, columns: Sequence[Column]) -> None:
    """The line with the names of the columns."""
    csv.writer(file, lineterminator=END).writerow([guarded(column.name) for column in columns])


def body(file: TextIO, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """The lines of some rows."""
    writer = csv.writer(file, lineterminator=END)
    for row in rows:
        writer.writerow([_cell(column, value) for column, value in zip(columns, row, strict=True)])


def guarded(written: str) -> str:
    """A text that a spreadsheet takes for text: one that it would run or change gets an apostrophe in front."""
    written = written.replace("\x00", "")
    return f"'{written}" if changes(written) else written


def changes(written: str) -> bool:
    """Whether a spreadsheet would run a text as a formula, or make another one of it."""
    return bool(_FORMULA.match(written) or _CHANGED.fullmatch(written))


def _cell(column: Column, value: Any) -> str:
    """A number as it is; one of more digits than a spreadsheet keeps is text, so that it loses none."""
    if number(column, value) and keeps(value):
        return repr(value)
    return guarded(text(value))

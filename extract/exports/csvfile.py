"""CSV that spreadsheets open right: UTF-8 with its mark, lines that end in CRLF, no text that becomes a formula or a date."""

import csv
import re
from io import StringIO

from extract.exports.table import About, Table, keeps, number, text

# What starts a formula; full-width forms too, which some programs fold. White space and marks of no width are skipped, and a
# sign alone, which reports print for nothing, is none.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\x00-\x1f'\"]*[=+\-@＝＋－＠﹢﹣﹦﹫−]\s*\S|[\t\r\n]")
# What a spreadsheet would change: 007, 1234567890123456, 12e5, 3/5, 3-5, 1:2. A whole date stays the date that it is.
_CHANGED = re.compile(
    r"(?!\d{4}-\d\d-\d\d$)\s*(?:[0０]\d+|\d{16,}|\d+(?:\.\d+)?[eE][+-]?\d+|\d+\s*[-/:.]\s*\d+(?:\s*[-/:.]\s*\d+)+|\d+\s*[-/:]\s*\d+)\s*"
)


def write(table: Table, about: About) -> bytes:
    """The file. The last column, `source`, says on every row where it is from, for rows get separated from their file."""
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([*(guarded(column.name) for column in table.columns), "source"])
    source = guarded(about.source(table))
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        writer.writerow(
            [*(_cell(value) if number(column, value) else guarded(text(value)) for column, value in cells), source]
        )
    return made.getvalue().encode("utf-8-sig", "replace")


def guarded(written: str) -> str:
    """A text that a spreadsheet takes for text: one that it would run or change gets an apostrophe in front."""
    written = written.replace("\x00", "")
    return f"'{written}" if changes(written) else written


def changes(written: str) -> bool:
    """Whether a spreadsheet would run a text as a formula, or make another one of it."""
    return bool(_FORMULA.match(written) or _CHANGED.fullmatch(written))


def _cell(value: int | float) -> str:
    """A number; one of more digits than a spreadsheet keeps is text, so that it loses none."""
    return repr(value) if keeps(value) else guarded(repr(value))

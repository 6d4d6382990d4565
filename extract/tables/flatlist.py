"""Lists of indicators that a copy has flattened: a header that names the columns, then label, unit and digits, row by row.

What is found becomes a table: label, unit, and one cell of digits over all columns of the header. A row with a label that no
form prints is a row too; which digits belong to which column is not decided here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.codebook import Codebook, FormTable
from extract.model import Cell, Table
from extract.tables.squeezed import Squeezed
from extract.tables.values import UNITS
from extract.text import strip_number, tight

# So many rows with known labels and digits make a list.
ROWS = 3

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_PREFIX = re.compile(rf"(?:其中[:,、]?|(\d{{1,2}})[.、](?!\d)|\({_NUMERAL}\)|{_NUMERAL}、|\(\d{{1,2}}\))*")
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_VALUE = re.compile(rf"({_UNIT})?([0-9.,/—–-]*[0-9]|[—–/-]{{1,6}})")
# A label that no form prints: words up to a unit and digits, inside one sentence.
_STRANGER = re.compile(rf"[^0-9。;!?]{{2,60}}?(?=(?:{_UNIT})[0-9])")
_NEXT_NUMBER = re.compile(r"[.、](?=\D)")
_YEAR = re.compile(r"20\d\d$")
_REMARK = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class _Row:
    """Places in the squeezed text: where the row starts, its unit starts, its digits start and end."""

    start: int
    unit: int
    digits: int
    end: int
    known: bool
    number: int


@dataclass(frozen=True, slots=True)
class _Words:
    """What the lists of all forms print: headers with their columns, and labels of rows."""

    header: re.Pattern[str]
    column: re.Pattern[str]
    label: re.Pattern[str]


def find(text: str, squeezed: Squeezed, book: Codebook) -> Iterator[tuple[int, int, Table]]:
    """The flattened lists of a text: where each starts and ends in the squeezed text, and its table."""
    words, done = _words(book), 0
    for header in words.header.finditer(squeezed.text):
        rows = _trimmed(list(_rows(squeezed.text, header.end(), words))) if header.start() >= done else []
        if sum(row.known and row.end > row.digits for row in rows) >= ROWS:
            done = rows[-1].end
            yield header.start(), done, _table(text, squeezed, header, rows, words)


@lru_cache(maxsize=8)
def _words(book: Codebook) -> _Words:
    lists = [(form.form, table) for form in book.forms for table in form.tables if table.listed]
    corners = {tight(block.row_header) for _, table in lists for block in table.blocks if block.row_header}
    columns = {column for form, table in lists for column in _columns(book, form, table)}
    labels = {label for form, table in lists for label in _labels(book, form, table)}
    column = _any(columns).replace(re.escape("{Y}"), r"20\d\d")
    header = rf"({_any(corners)})(计量单位|单位)?((?:{column})+)"
    return _Words(re.compile(header), re.compile(column), re.compile(_any(labels)))


def _any(words: set[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _columns(book: Codebook, form: str, table: FormTable) -> Iterator[str]:
    codes = (column.code for block in table.blocks for column in block.columns)
    yield from (tight(label) for code in codes for label in book.spellings(form, "column", code))
    yield from (tight(entry.label) for entry in book.ignored if entry.form == form and entry.axis == "column")


def _labels(book: Codebook, form: str, table: FormTable) -> Iterator[str]:
    """The labels of a list without their numbers, with their remarks and without."""
    for row in (row for block in table.blocks for row in block.rows):
        for label in book.spellings(form, "row", row.code):
            yield from {strip_number(label), _REMARK.sub("", strip_number(label))} - {""}


def _rows(text: str, at: int, words: _Words) -> Iterator[_Row]:
    """One row after another, as long as there are any."""
    number = 0
    while row := _known(text, at, number, words) or _stranger(text, at, number):
        yield row
        at, number = row.end, row.number


def _known(text: str, at: int, number: int, words: _Words) -> _Row | None:
    """A row with a label that a form prints; behind it stand its digits, or the next label where it has none."""
    prefix = _PREFIX.match(text, at)
    assert prefix is not None
    label = words.label.match(text, prefix.end())
    if label is None:
        return None
    number = int(prefix[1]) if prefix[1] else number
    if found := _value(text, at, label.end(), number, known=True):
        return found
    behind = _PREFIX.match(text, label.end())
    assert behind is not None
    empty = words.label.match(text, behind.end())
    return _Row(at, label.end(), label.end(), label.end(), True, number) if empty else None


def _stranger(text: str, at: int, number: int) -> _Row | None:
    """A row with a label that no form prints."""
    prefix = _PREFIX.match(text, at)
    assert prefix is not None
    label = _STRANGER.match(text, prefix.end())
    if label is None:
        return None
    return _value(text, at, label.end(), int(prefix[1]) if prefix[1] else number, known=False)


def _value(text: str, start: int, label_end: int, number: int, known: bool) -> _Row | None:
    value = _VALUE.match(text, label_end)
    if value is None:
        return None
    digits = label_end + len(value[1] or "")
    end = _end(text, digits, value.end(), number + 1)
    return _Row(start, label_end, digits, end, known, number)


def _end(text: str, start: int, end: int, number: int) -> int:
    """The end of a row's digits: the number of the next row, or the year of a date behind the list, is none of them."""
    digits = text[start:end]
    if _NEXT_NUMBER.match(text, end):
        return end - (len(str(number)) if digits.endswith(str(number)) else 1)
    if text[end : end + 1] == "年" and (year := _YEAR.search(digits)):
        return start + year.start()
    return end


def _trimmed(rows: list[_Row]) -> list[_Row]:
    """The rows up to the last known one; what comes behind it may be anything."""
    last = max((index for index, row in enumerate(rows) if row.known), default=-1)
    return rows[: last + 1]


def _table(text: str, squeezed: Squeezed, header: re.Match[str], rows: Sequence[_Row], words: _Words) -> Table:
    corner, unit, columns = (header.span(group) for group in (1, 2, 3))
    units = unit != (-1, -1) or any(row.digits > row.unit for row in rows)
    first = 1 + units
    cells = [Cell(0, 0, squeezed.printed(text, *corner))]
    if units:
        cells.append(Cell(0, 1, squeezed.printed(text, *unit) if unit[0] >= 0 else ""))
    heads = list(words.column.finditer(squeezed.text, *columns))
    cells += [Cell(0, first + no, squeezed.printed(text, *head.span())) for no, head in enumerate(heads)]
    for no, row in enumerate(rows, 1):
        cells.append(Cell(no, 0, squeezed.printed(text, row.start, row.unit)))
        if units:
            cells.append(Cell(no, 1, squeezed.printed(text, row.unit, row.digits)))
        cells.append(Cell(no, first, squeezed.printed(text, row.digits, row.end).strip(), 1, len(heads)))
    return Table(tuple(cells), flat=True)

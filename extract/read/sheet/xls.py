"""The sheets of an old Excel file (.xls), opened with xlrd."""

import os
from collections.abc import Iterator

import xlrd

from extract import text as normal
from extract.errors import UnreadableFile
from extract.read.sheet.cells import CELLS, RAISED, Merge, Sheet, number

# The name of a stream of a locked file, as it stands in the directory of an OLE file.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def sheets(data: bytes, media_type: str) -> Iterator[Sheet]:
    """The sheets of a workbook in order."""
    if _LOCKED in data:
        raise UnreadableFile("protected", "the workbook asks for a password; ask for an open copy", media_type)
    with open(os.devnull, "w") as log:  # noqa: PTH123 — the device is no path
        try:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=log)
            yield from list(_sheets(book))
        except (
            Exception
        ) as error:  # xlrd raises whatever its structures run into: AssertionError, IndexError, struct.error …
            locked = "encrypted" in str(error)
            raise UnreadableFile(
                "protected" if locked else "damaged", f"the workbook cannot be opened: {error}", media_type
            ) from error


def _sheets(book) -> Iterator[Sheet]:
    left = CELLS
    for number_, page in enumerate(book.sheets()):
        sheet = Sheet(page.name, hidden=bool(page.visibility))
        sheet.merges = [Merge(top, left_, bottom, right) for top, bottom, left_, right in page.merged_cells]
        for row in range(page.nrows):
            for col in range(page.row_len(row)):
                if (text := _text(book, page, row, col)).strip():
                    sheet.cells[row, col] = text
        left -= len(sheet.cells)
        if left < 0:
            raise ValueError(f"it has more than {CELLS} cells")
        sheet.uncover()
        sheet.witness = list(_witness(book.sheet_by_index(number_), sheet))
        yield sheet


def _text(book, page, row: int, col: int) -> str:
    """What a cell prints."""
    kind, value = page.cell_type(row, col), page.cell_value(row, col)
    if kind == xlrd.XL_CELL_TEXT:
        return normal.clean(_raised(book, page, row, col, value).replace("\r", ""))
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = book.xf_list[page.cell_xf_index(row, col)]
        return number(repr(value), book.format_map[style.format_key].format_str, bool(book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    return xlrd.error_text_from_code.get(value, "") if kind == xlrd.XL_CELL_ERROR else ""


def _raised(book, page, row: int, col: int, value: str) -> str:
    """A text in which raised digits are the characters for them: 22 with the note 1 is not 221."""
    runs = page.rich_text_runlist_map.get((row, col), [])
    starts = [0, *(start for start, _ in runs), len(value)]
    fonts = [None, *(book.font_list[font] for _, font in runs)]
    pieces = (value[a:b] for a, b in zip(starts, starts[1:], strict=False))
    return "".join(
        piece.translate(RAISED) if font is not None and font.escapement == 1 else piece
        for piece, font in zip(pieces, fonts, strict=False)
    )


def _witness(page, sheet: Sheet) -> Iterator[str]:
    """The digit runs of texts and whole numbers as they are stored; decimals and dates are printed in other digits."""
    for row, col in sheet.cells:
        value = page.cell_value(row, col)
        if isinstance(value, str):
            yield from normal.digits(value)
        elif (
            page.cell_type(row, col) == xlrd.XL_CELL_NUMBER and value == int(value) and "%" not in sheet.cells[row, col]
        ):
            yield str(abs(int(value)))

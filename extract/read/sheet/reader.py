"""Spreadsheets (.xlsx, .xls) that hold the tables of a report: each sheet's name, its lines of text and its tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Document, Paragraph, Remark, Table
from extract.read import grid
from extract.read.sheet import xls, xlsx
from extract.read.sheet.cells import CELLS, Merge, Sheet

MEDIA_TYPES = {
    b"PK": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx.sheets),
    b"\xd0\xcf": ("application/vnd.ms-excel", "xls", xls.sheets),
}
# What programs call the sheets of a new file.
UNNAMED = ("Sheet", "工作表", "表")


def read(data: bytes) -> Document:
    """Read a spreadsheet; raises `UnreadableFile` where it is damaged, protected or has more cells than a report."""
    media_type, reader, open_sheets = MEDIA_TYPES.get(data[:2], MEDIA_TYPES[b"\xd0\xcf"])
    sheets = [sheet for sheet in open_sheets(data, media_type) if sheet.cells]
    shown = [sheet for sheet in sheets if not sheet.hidden]
    if not shown:
        raise UnreadableFile("no_text", "no sheet of the file holds anything", media_type)
    return Document(
        media_type=media_type,
        reader=reader,
        blocks=tuple(chain.from_iterable(_blocks(sheet, media_type) for sheet in shown)),
        witness=tuple(run for sheet in shown for run in sheet.witness),
        warnings=tuple(_warnings(sheets)),
    )


def _warnings(sheets: Iterable[Sheet]) -> Iterator[Remark]:
    for sheet in sheets:
        if sheet.hidden:
            yield Remark("hidden", f"the sheet {sheet.name} is hidden; it is not read")
        else:
            yield from (Remark(item.reason, f"sheet {sheet.name}: {item}") for item in sheet.warnings)


@dataclass(slots=True)
class Band:
    """Rows of a sheet that follow each other without an empty one; `lone` if they are one line of text."""

    rows: list[int] = field(default_factory=list)
    lone: bool = False


def _blocks(sheet: Sheet, media_type: str) -> Iterator[Block]:
    """The sheet's name, then its lines of text and its tables in order."""
    name = normal.line(sheet.name)
    yield Paragraph(name, furniture=name.rstrip("0123456789") in UNNAMED)
    for band in _bands(sheet):
        cells = _cells(sheet, band.rows, media_type)
        if band.lone or len({cell.col for cell in cells}) < 2:
            texts = (normal.line(text) for cell in cells for text in cell.text.split("\n"))
            yield from (Paragraph(text) for text in texts if text)
        else:
            yield Table(grid.narrowed(cells))


def _bands(sheet: Sheet) -> list[Band]:
    """The rows cut at empty ones, and at lines of text: above a table, or as wide as the sheet."""
    filled: dict[int, list[int]] = {}
    for row, col in sheet.cells:
        filled.setdefault(row, []).append(col)
    joined = {row for merge in sheet.merges for row in range(merge.row, merge.bottom) if merge.bottom - merge.row > 1}
    wide = {merge.row for merge in sheet.merges if _is_wide(merge, sheet) and len(filled.get(merge.row, ())) == 1}
    bands: list[Band] = []
    last = -2
    for row in sorted(filled):
        begun = bands and not bands[-1].lone and not _is_gap(last, row, joined)
        alone = row in wide or (not begun and _is_caption(sheet, row, filled[row]))
        if alone or not begun:
            bands.append(Band(lone=alone))
        bands[-1].rows.append(row)
        last = row
    return bands


def _is_gap(last: int, row: int, joined: set[int]) -> bool:
    """Whether an empty row that no merged cell covers stands between two rows."""
    return any(between not in joined for between in range(last + 1, min(row, last + 1000)))


def _is_wide(merge: Merge, sheet: Sheet) -> bool:
    cols = {col for _, col in sheet.cells}
    return merge.bottom - merge.row == 1 and merge.col <= min(cols) and merge.right > max(cols) and len(cols) > 1


def _is_caption(sheet: Sheet, row: int, cols: list[int]) -> bool:
    """Whether a row is a line of text above a table: one cell, which is no numbered label of a row without figures."""
    return len(cols) == 1 and not normal.numbered(sheet.cells[row, cols[0]])


def _cells(sheet: Sheet, rows: list[int], media_type: str) -> list[Cell]:
    """The cells of some rows, empty ones too, where any of these rows has text; a merged range is one cell."""
    inside = set(rows)
    cols = sorted({col for row, col in sheet.cells if row in inside})
    if len(rows) * len(cols) > CELLS:
        raise UnreadableFile("damaged", "the cells of the sheet are scattered over millions of places", media_type)
    row_at, col_at = {row: no for no, row in enumerate(rows)}, {col: no for no, col in enumerate(cols)}
    found: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        down = [row_at[row] for row in rows if merge.row <= row < merge.bottom]
        across = [col_at[col] for col in cols if merge.col <= col < merge.right]
        if down and across:
            text = sheet.cells.get((merge.row, merge.col), "")
            found.append(Cell(down[0], across[0], text, len(down), len(across)))
            covered |= {(row, col) for row in down for col in across}
    for row in rows:
        for col in cols:
            if (row_at[row], col_at[col]) not in covered:
                found.append(Cell(row_at[row], col_at[col], sheet.cells.get((row, col), "")))
    return sorted(found, key=lambda cell: (cell.row, cell.col))

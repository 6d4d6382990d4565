"""A sample as a workbook of one sheet: lines of text over all columns, tables with merged cells, figures as numbers."""

from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from .invent import Sample
from .printed import Grid

# The widest table of the forms has so many columns.
COLUMNS = 15


def write(sample: Sample) -> bytes:
    """One workbook."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as book:
        made = datetime.fromisoformat(sample.published)
        book.set_properties({"title": sample.title.replace("\n", ""), "author": sample.office.name, "created": made})
        sheet, row = book.add_worksheet("年度报告"), 0
        for _, block in sample.blocks():
            if isinstance(block, Grid):
                row += _table(sheet, row, block)
            else:
                sheet.merge_range(row, 0, row, COLUMNS - 1, block)
                row += 1
    return kept.getvalue()


def _table(sheet: Worksheet, first: int, grid: Grid) -> int:
    """Write a table from a row on; how many rows it takes."""
    for cell in grid.table.cells:
        row, col = first + cell.row, cell.col
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_range(row, col, row + cell.rowspan - 1, col + cell.colspan - 1, "")
        # As typed: what is a whole number and nothing else becomes a number, the rest stays text.
        if cell.text.isascii() and cell.text.isdigit() and str(int(cell.text)) == cell.text:
            sheet.write_number(row, col, int(cell.text))
        else:
            sheet.write_string(row, col, cell.text)
    return grid.table.height

"""Tables laid out in other ways: further columns, headers beside their columns, tables of another subject, pieces."""

from dataclasses import replace

from extract.model import Cell, Table

from ..invent import Sample
from ..printed import Grid
from .change import grids, with_column, with_row

OTHER = (("栏目", "更新次数"), ("水价公示", "12"), ("班车时刻", "31"), ("行政许可", "6"))

BESIDE = (
    ("网站栏目", "单位", "统计数"),
    ("1.班车时刻", "次", "31"),
    ("2.水价公示", "次", "12"),
    ("（三）其他", "次", "9"),
)


def serial_numbers(sample: Sample) -> Sample:
    """A column 序号 in front counts the rows; its figures are nobody's."""

    def change(grid: Grid) -> Grid:
        column = [Cell(row, 0, str(row) if row else "序号") for row in range(grid.table.height)]
        return with_column(grid, 0, column, 6, label=True)

    return grids(sample, change, "proactive.")


def remarks(sample: Sample) -> Sample:
    """A column 备注 at the end with a word here and there."""

    def change(grid: Grid) -> Grid:
        words = ("备注", "", "含镇属单位", "", "见说明2")
        column = [Cell(row, 0, words[row] if row < len(words) else "") for row in range(grid.table.height)]
        return with_column(grid, grid.table.width, column, 14)

    return grids(sample, change, "proactive.")


def cumulative(sample: Sample) -> Sample:
    """A column 历年累计 stands beside the year's."""

    def change(grid: Grid) -> Grid:
        rows = {row: key for (row, _), key in grid.keys.items()}
        sums = {row: str(int(sample.facts.get(key) or 0) * 3 + 11) for row, key in rows.items()}
        column = [Cell(row, 0, "历年累计" if not row else sums.get(row, "")) for row in range(grid.table.height)]
        return with_column(grid, grid.table.width, column, 14)

    return grids(sample, change, "proactive.")


def wide_person(sample: Sample) -> Sample:
    """自然人 spans two columns of the header, so that header and body of table 三 do not line up."""

    def change(grid: Grid) -> Grid:
        made = with_column(grid, 4, (), 2)
        found = [_shifted(cell, grid.header) for cell in made.table.cells]
        keys = {(row, col - (col > 4)): key for (row, col), key in made.keys.items()}
        return replace(made, table=Table(tuple(sorted(found, key=lambda cell: (cell.row, cell.col)))), keys=keys)

    return grids(sample, change, "request.new")


def _shifted(cell: Cell, header: int) -> Cell:
    """Under the wide 自然人 the body goes on in its own narrow columns; its last one takes what is left."""
    if cell.text == "自然人":
        return replace(cell, colspan=2)
    if cell.row < header or cell.col < 5:
        return replace(cell, colspan=1) if cell.col == 3 and cell.row >= header else cell
    return replace(cell, col=cell.col - 1, colspan=2 if cell.col == 10 else 1)


def other_table(sample: Sample) -> Sample:
    """A table of another subject stands in the first chapter; one of its labels is the form's too."""
    texts = [Cell(row, col, text) for row, line in enumerate(OTHER) for col, text in enumerate(line)]
    first = sample.chapters[0]
    table = Grid(Table(tuple(texts)), (60, 40), 1, 1)
    return replace(sample, chapters=(replace(first, blocks=(*first.blocks, table)), *sample.chapters[1:]))


def table_beside(sample: Sample) -> Sample:
    """A table of another subject follows that of the form at once, with the same heading for its figures."""
    cells = (Cell(row, col, text) for row, line in enumerate(BESIDE) for col, text in enumerate(line))
    other = Grid(Table(tuple(cells)), (50, 25, 25), 1, 1)

    def behind(blocks: tuple) -> tuple:
        return tuple(b for block in blocks for b in ((block, other) if isinstance(block, Grid) else (block,)))

    chapters = tuple(replace(item, blocks=behind(item.blocks)) for item in sample.chapters)
    return replace(sample, chapters=chapters, annex=behind(sample.annex))


def caption_row(sample: Sample) -> Sample:
    """The title of the table is its first row, over all columns."""

    def change(grid: Grid) -> Grid:
        title = Cell(0, 0, "政府信息公开情况统计表", 1, grid.table.width)
        return replace(with_row(grid, 0, [title]), header=grid.header + 1)

    return grids(sample, change, "proactive.")


def signature_row(sample: Sample) -> Sample:
    """A row for the signatures and the telephone ends the table."""

    def change(grid: Grid) -> Grid:
        end = grid.table.height
        texts = ("单位负责人：岚某", "审核人：汀某", "联系电话：000-00000000")
        return with_row(grid, end, [Cell(end, col, text) for col, text in enumerate(texts)])

    return grids(sample, change, "proactive.")


def split_actions(sample: Sample) -> Sample:
    """Table 二 is printed as one table for each of its articles."""

    def pieces(block):
        if not isinstance(block, Grid) or not any(key.startswith("doc.") for key in block.keys.values()):
            return [block]
        starts = [cell.row for cell in block.table.cells if cell.text.startswith("第二十条")]
        return [_rows(block, start, end) for start, end in zip(starts, [*starts[1:], block.table.height], strict=True)]

    found = (replace(item, blocks=tuple(b for block in item.blocks for b in pieces(block))) for item in sample.chapters)
    return replace(sample, chapters=tuple(found))


def _rows(grid: Grid, start: int, end: int) -> Grid:
    kept = tuple(replace(cell, row=cell.row - start) for cell in grid.table.cells if start <= cell.row < end)
    keys = {(row - start, col): key for (row, col), key in grid.keys.items() if start <= row < end}
    return replace(grid, table=Table(kept), keys=keys)


ODDITIES = {
    "serial_numbers": serial_numbers,
    "remarks_column": remarks,
    "cumulative_column": cumulative,
    "header_beside_body": wide_person,
    "other_table": other_table,
    "table_beside": table_beside,
    "caption_in_table": caption_row,
    "signature_in_table": signature_row,
    "table_per_article": split_actions,
}

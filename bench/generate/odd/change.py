"""What oddities are made of: small changes of samples and grids that keep the figures findable. All of them are pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from extract.model import Cell, Table

from ..invent import Chapter, Sample
from ..printed import Grid

Change = Callable[[Grid], Grid]


def grids(sample: Sample, change: Change, item: str = "") -> Sample:
    """The sample with a change made to every table that prints a figure whose key starts so."""

    def one(block):
        wanted = isinstance(block, Grid) and any(key.startswith(item) for key in block.keys.values())
        return change(block) if wanted else block

    chapters = tuple(replace(chapter, blocks=tuple(map(one, chapter.blocks))) for chapter in sample.chapters)
    return replace(sample, chapters=chapters, annex=tuple(map(one, sample.annex)))


def chapters(sample: Sample, change: Callable[[int, Chapter], Chapter]) -> Sample:
    """The sample with each chapter changed, given its place from 0."""
    return replace(sample, chapters=tuple(change(place, chapter) for place, chapter in enumerate(sample.chapters)))


def everywhere(sample: Sample, change: Callable[[str], str]) -> Sample:
    """The sample with all of its printed text changed: lines, headings and cells."""

    def one(block):
        return change(block) if isinstance(block, str) else cells(block, lambda cell: change(cell.text))

    def chapter(_place: int, item: Chapter) -> Chapter:
        return replace(item, heading=change(item.heading), blocks=tuple(map(one, item.blocks)))

    lines = {name: tuple(map(change, getattr(sample, name))) for name in ("front", "before")}
    changed = replace(sample, title=change(sample.title), annex=tuple(map(one, sample.annex)), **lines)
    return chapters(changed, chapter)


def cells(grid: Grid, text: Callable[[Cell], str]) -> Grid:
    """The grid with other texts in its cells."""
    table = replace(grid.table, cells=tuple(replace(cell, text=text(cell)) for cell in grid.table.cells))
    return replace(grid, table=table)


def reprinted(grid: Grid, texts: Mapping[str, str]) -> Grid:
    """The grid with other texts for some figures, by their keys."""
    return cells(grid, lambda cell: texts.get(grid.keys.get((cell.row, cell.col), ""), cell.text))


def figures(sample: Sample, texts: Mapping[str, str], facts: Mapping[str, int | float | None] | None = None) -> Sample:
    """The sample with other texts for some figures, and what is true of them where that changes too."""
    known = {key: value for key, value in (facts or {}).items() if key in sample.facts}
    return replace(grids(sample, lambda grid: reprinted(grid, texts)), facts={**sample.facts, **known})


def labels(sample: Sample, texts: Mapping[str, str], item: str = "") -> Sample:
    """The sample with other texts for some labels or headings of its tables."""

    def one(cell: Cell, grid: Grid) -> str:
        return cell.text if (cell.row, cell.col) in grid.keys else _worded(cell.text, texts)

    return grids(sample, lambda grid: cells(grid, lambda cell: one(cell, grid)), item)


def _worded(text: str, texts: Mapping[str, str]) -> str:
    for old, new in texts.items():
        if old in text:
            return text.replace(old, new)
    return text


def row_of(grid: Grid, key: str) -> int:
    """The row in which a figure stands."""
    return next(row for (row, _), found in grid.keys.items() if found == key)


def with_row(grid: Grid, row: int, new: Iterable[Cell]) -> Grid:
    """The grid with a row put in before another; a cell that goes over the place grows with it."""

    def moved(cell: Cell) -> Cell:
        if cell.row >= row:
            return replace(cell, row=cell.row + 1)
        return replace(cell, rowspan=cell.rowspan + 1) if row in cell.rows else cell

    keys = {(at + (at >= row), col): key for (at, col), key in grid.keys.items()}
    return _made(grid, [*map(moved, grid.table.cells), *(replace(cell, row=row) for cell in new)], keys)


def without_row(grid: Grid, row: int) -> Grid:
    """The grid less a row; what goes over it shrinks."""

    def kept(cell: Cell) -> Cell:
        if cell.row > row:
            return replace(cell, row=cell.row - 1)
        return replace(cell, rowspan=cell.rowspan - 1) if row in cell.rows else cell

    cells_left = [kept(cell) for cell in grid.table.cells if not (cell.row == row and cell.rowspan == 1)]
    keys = {(at - (at > row), col): key for (at, col), key in grid.keys.items() if at != row}
    return _made(grid, cells_left, keys)


def with_column(grid: Grid, col: int, new: Iterable[Cell], width: int, label: bool = False) -> Grid:
    """The grid with a column put in before another; a cell that goes over the place grows with it."""

    def moved(cell: Cell) -> Cell:
        if cell.col >= col:
            return replace(cell, col=cell.col + 1)
        return replace(cell, colspan=cell.colspan + 1) if col in cell.cols else cell

    keys = {(row, at + (at >= col)): key for (row, at), key in grid.keys.items()}
    made = _made(grid, [*map(moved, grid.table.cells), *(replace(cell, col=col) for cell in new)], keys)
    widths = (*grid.widths[:col], width, *grid.widths[col:])
    return replace(made, widths=widths, labels=grid.labels + label)


def _made(grid: Grid, new: list[Cell], keys: Mapping[tuple[int, int], str]) -> Grid:
    table = Table(tuple(sorted(new, key=lambda cell: (cell.row, cell.col))))
    return replace(grid, table=table, keys=keys)

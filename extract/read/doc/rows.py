"""Rows of binary Word files, whose cells only know their edges in twips, to cells of one grid with spans."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract.model import Block, Cell, Paragraph, Table
from extract.read import grid
from extract.read.doc.sprm import Shape

# Edges of two rows up to this many twips (1.6 mm) apart are one: rows are dragged, and measures are rounded.
NEAR = 90
# A cell narrower than this (a point) cannot be seen.
THIN = 20
# How wide a cell counts of which nothing is known.
_WIDTH = 1000
_CONTINUES, _SINGLE = 1, 0


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in the cells of a row, and what the row says of them (None: it does not)."""

    cells: tuple[tuple[Block, ...], ...]
    shape: Shape | None


@dataclass(slots=True)
class Level:
    """A table that is still being read: its rows, the cells of the row, the blocks of the cell."""

    rows: list[Row] = field(default_factory=list)
    cells: list[tuple[Block, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def is_blank(self) -> bool:
        """Whether nothing is printed in the row so far."""
        return not any(self.cells) and not self.blocks

    def end_cell(self) -> None:
        """The blocks so far are a cell."""
        self.cells.append(tuple(self.blocks))
        self.blocks = []

    def end_row(self, shape: Shape | None) -> None:
        """The cells so far are a row; blocks behind the last cell are one more."""
        if self.blocks:
            self.end_cell()
        if self.cells:
            self.rows.append(Row(tuple(self.cells), shape))
        self.cells = []


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell between two edges; `down` is the mark of vertical merging."""

    left: int
    right: int
    text: str
    down: int


def blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """A table, then the tables inside its cells; one that only frames or lays out paragraphs yields those."""
    if _is_layout(rows):
        yield from (block for row in rows for cell in row.cells for block in cell)
        return
    yield Table(tuple(cells(rows)))
    yield from (block for row in rows for cell in row.cells for block in cell if isinstance(block, Table))


def cells(rows: Sequence[Row]) -> list[Cell]:
    """The cells with their spans: from edge to edge across, a chain of merged cells down."""
    placed = [_places(row, edges) for row, edges in zip(rows, _edges(rows), strict=True)]
    columns = _columns(placed)
    found: list[Cell] = []
    open_at: dict[int, int] = {}
    for number, row in enumerate(placed):
        for place in row:
            col = columns[place.left]
            span = columns[place.right] - col
            above = open_at.get(col)
            if place.down == _CONTINUES and above is not None and found[above].colspan == span:
                found[above] = _longer(found[above], place.text, number)
            else:
                open_at[col] = len(found)
                found.append(Cell(number, col, place.text, 1, span))
    return found


def _longer(cell: Cell, text: str, row: int) -> Cell:
    return replace(cell, text=_joined(cell.text, text), rowspan=row - cell.row + 1)


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _edges(rows: Sequence[Row]) -> Iterator[tuple[int, ...]]:
    """The edges of each row, one more than it has cells: its own, or those of a row with as many cells."""
    known = {len(row.cells): row.shape.edges for row in rows if row.shape and len(row.shape.across) >= len(row.cells)}
    for row in rows:
        own = row.shape.edges if row.shape else known.get(len(row.cells), (0,))
        own = own[: len(row.cells) + 1] or (0,)
        yield own + tuple(own[-1] + _WIDTH * (at + 1) for at in range(len(row.cells) + 1 - len(own)))


def _places(row: Row, edges: Sequence[int]) -> list[_Place]:
    """The cells of a row between their edges; those merged across, and those of no width, are one with the one before."""
    found: list[_Place] = []
    reach = edges[0]
    for cell, right, goes_on, down in zip(row.cells, edges[1:], _continued(row), _marks(row), strict=True):
        text, left, reach = _text(cell), reach, max(reach, right)
        if found and (goes_on or reach - left < THIN):
            found[-1] = replace(found[-1], right=reach, text=_joined(found[-1].text, text))
        else:
            # A first cell without width keeps what it prints.
            reach = max(reach, left + THIN)
            found.append(_Place(left, reach, text, down))
    return found


def _marks(row: Row) -> list[int]:
    marks = list(row.shape.down) if row.shape else []
    return (marks + [_SINGLE] * len(row.cells))[: len(row.cells)]


def _continued(row: Row) -> list[bool]:
    """Whether each cell goes on with the one before.

    Writers disagree which of the two bits means first and which means merged; the first cell of a group tells.
    """
    found, first = [], 0
    marks = list(row.shape.across) if row.shape else []
    for mark in (marks + [0] * len(row.cells))[: len(row.cells)]:
        found.append(bool(mark and first and mark != first))
        first = first if found[-1] else mark
    return found


def _columns(rows: Sequence[Sequence[_Place]]) -> dict[int, int]:
    """The grid column that begins at each edge; only lines at which some cell begins part columns."""
    lines = _lines(rows)
    starts = sorted({lines[place.left] for row in rows for place in row})
    return {edge: bisect_left(starts, line) for edge, line in lines.items()}


def _lines(rows: Sequence[Sequence[_Place]]) -> dict[int, int]:
    """The grid line of each edge; edges that are near each other share one, but never those of one cell."""
    near = min((place.right - place.left - 1 for row in rows for place in row), default=NEAR)
    found: dict[int, int] = {}
    first = None
    for edge in sorted({edge for row in rows for place in row for edge in (place.left, place.right)}):
        if first is None or edge - first > min(near, NEAR):
            first = edge
        found[edge] = first
    return found


def _text(cell: Sequence[Block]) -> str:
    """The paragraphs of a cell, one a line."""
    return "\n".join(block.text for block in cell if isinstance(block, Paragraph))


def _is_layout(rows: Sequence[Row]) -> bool:
    """Whether a table frames paragraphs: a single column, or most of its text in cells of running text or with tables."""
    if all(len(row.cells) < 2 for row in rows):
        return True
    sizes = [(sum(map(_size, cell)), _frames(cell)) for row in rows for cell in row.cells]
    return sum(size for size, frames in sizes if frames) > sum(size for size, _ in sizes) / 2


def _size(block: Block) -> int:
    return len(block.text) if isinstance(block, Paragraph) else sum(len(cell.text) for cell in block.cells)


def _frames(cell: Sequence[Block]) -> bool:
    return grid.is_prose(_text(cell)) or any(isinstance(block, Table) for block in cell)

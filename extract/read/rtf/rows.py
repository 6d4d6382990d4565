"""The lines of rich text to paragraphs and tables: its rows end their cells at places across the page, a grid has spans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import NamedTuple

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Paragraph, Table
from extract.read import grid

# Edges nearer than this (in twentieths of a point) are one; programs round the same edge differently from row to row.
NEAR = 40
# A cell that a row does not declare, or declares with its right side left of its left side, is taken to be this wide.
WIDTH = 1000


class Shape(NamedTuple):
    """Where a cell ends on the right, and how it is merged."""

    right: int
    merges: frozenset[str]


class Row(NamedTuple):
    """The cells of one row and the shapes declared for them."""

    left: int
    shapes: tuple[Shape, ...]
    texts: tuple[str, ...]


class Placed(NamedTuple):
    """A cell between two edges."""

    left: int
    right: int
    text: str
    merges: frozenset[str]


@dataclass(slots=True)
class Level:
    """A table in the making: the lines of the open cell, the cells of the open row, and the rows before."""

    lines: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    inner: list[Table] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    left: int = 0
    merges: frozenset[str] = frozenset()

    def end_cell(self) -> None:
        """Close the open cell."""
        self.cells.append("\n".join(self.lines))
        self.lines = []

    def end_row(self) -> None:
        """Close the open row; the next one has the same shape unless it says otherwise."""
        if self.lines:
            self.end_cell()
        if self.cells:
            self.rows.append(Row(self.left, tuple(self.shapes[: len(self.cells)]), tuple(self.cells)))
        self.cells = []


@dataclass(slots=True)
class Flow:
    """A run of paragraphs and tables: the body, a header, a note or a text box (`kind`)."""

    kind: str = "body"
    parent: "Flow | None" = None
    blocks: list[Block] = field(default_factory=list)
    pending: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    levels: list[Level] = field(default_factory=lambda: [Level()])
    open_row: bool = False

    def line(self, depth: int) -> None:
        """End a line of text in the cell of a table (`depth` from 1) or outside of tables (0)."""
        bare = normal.line(whole("".join(self.text)))
        self.text = []
        self.close(depth)
        if depth:
            self.levels[depth - 1].lines += [bare] if bare else []
        else:
            self.blocks += [Paragraph(bare)] if bare else []
            self.blocks += self.pending
            self.pending = []

    def close(self, depth: int) -> None:
        """End the tables below a depth; an inner table goes behind the table that holds it."""
        while len(self.levels) > max(depth, 1):
            level = self.levels.pop()
            level.end_row()
            found = list(blocks(level.rows, level.inner))
            self.levels[-1].inner += [block for block in found if isinstance(block, Table)]
            self.levels[-1].lines += [block.text for block in found if isinstance(block, Paragraph)]
        if depth == 0 and (self.levels[0].rows or self.levels[0].cells or self.levels[0].lines):
            level = self.levels[0]
            level.end_row()
            self.blocks += [*blocks(level.rows, level.inner), *self.pending]
            self.levels, self.pending, self.open_row = [Level()], [], False

    def level(self, depth: int) -> Level:
        """The table of a depth, from 1."""
        while len(self.levels) < depth:
            self.levels.append(Level())
        return self.levels[depth - 1]

    def finish(self) -> list[Block]:
        """All blocks, what is still open included."""
        self.line(len(self.levels) if self.open_row else 0)
        self.close(0)
        return [*self.blocks, *self.pending]


def whole(text: str) -> str:
    """A text whose large characters are one and not two halves; half of one is none."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def blocks(rows: Sequence[Row], inner: Sequence[Table]) -> Iterator[Block]:
    """A table and those inside its cells; one that only frames or lays out paragraphs yields those."""
    if not rows:
        yield from inner
        return
    if _is_layout(rows):
        yield from (Paragraph(line) for row in rows for text in row.texts for line in text.split("\n") if line)
    else:
        yield Table(grid.narrowed(_cells([list(_placed(row)) for row in rows])))
    yield from inner


def _is_layout(rows: Sequence[Row]) -> bool:
    """Whether a table frames paragraphs: a single column, or most of its text in cells of running text."""
    texts = [text for row in rows for text in row.texts]
    prose = sum(len(text) for text in texts if grid.is_prose(text))
    return all(len(row.texts) < 2 for row in rows) or prose > sum(map(len, texts)) / 2


def _placed(row: Row) -> Iterator[Placed]:
    """The cells of a row between their edges, from left to right."""
    left = row.left
    for shape, text in zip_longest(row.shapes[: len(row.texts)], row.texts):
        right = shape.right if shape is not None and shape.right > left + NEAR else left + WIDTH
        yield Placed(left, right, text, shape.merges if shape is not None else frozenset())
        left = right


def _cells(rows: list[list[Placed]]) -> list[Cell]:
    """The cells in the grid of all edges; those that are merged with the one before or above are one with it."""
    column = _columns({edge for row in rows for cell in row for edge in (cell.left, cell.right)})
    found: list[Cell] = []
    open_at: dict[int, int] = {}
    for number, row in enumerate(rows):
        for placed in row:
            col, span = column[placed.left], max(1, column[placed.right] - column[placed.left])
            above = open_at.get(col)
            if "clmrg" in placed.merges and found and found[-1].row == number:
                found[-1] = _merged(found[-1], placed.text, colspan=found[-1].colspan + span)
            elif "clvmrg" in placed.merges and above is not None and _fits(found[above], span, number):
                found[above] = _merged(found[above], placed.text, rowspan=number - found[above].row + 1)
            else:
                open_at[col] = len(found)
                found.append(Cell(number, col, placed.text, 1, span))
    return found


def _fits(above: Cell, span: int, row: int) -> bool:
    """Whether a cell may go on in a row: as wide, and not interrupted."""
    return above.colspan == span and above.row + above.rowspan == row


def _merged(cell: Cell, text: str, rowspan: int | None = None, colspan: int | None = None) -> Cell:
    text = "\n".join(part for part in (cell.text, text) if part)
    return replace(cell, text=text, rowspan=rowspan or cell.rowspan, colspan=colspan or cell.colspan)


def _columns(edges: set[int]) -> dict[int, int]:
    """The number of the grid line that each edge stands for."""
    found: dict[int, int] = {}
    number, start = -1, None
    for edge in sorted(edges):
        if start is None or edge - start > NEAR:
            number, start = number + 1, edge
        found[edge] = number
    if number > grid.SPAN_LIMIT:
        raise UnreadableFile("damaged", f"a table of the file has {number} columns", "application/rtf")
    return found

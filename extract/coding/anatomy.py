"""Where labels, units and values stand in a printed table. Pure geometry and words; it knows no form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.model import Cell, Table
from extract.tables.values import UNITS, parse
from extract.text import key

_UNITS = frozenset(UNITS)
UNIT_HEADERS = frozenset(("单位", "计量单位"))


def words(cell: Cell) -> bool:
    """Whether a cell holds words: neither a number nor a way to print none."""
    return bool(cell.text.strip()) and not parse(cell.text).is_value


def is_unit(cell: Cell) -> bool:
    """Whether a cell holds nothing but a unit of counting."""
    return "".join(cell.text.split()) in _UNITS


# The labels of a row with whether they reach down into it, all its words, and whether it has numbers.
Said = tuple[tuple[tuple[str, bool], ...], tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. `cells` stand in it from left to right, those that reach down into it from above included.

    `own` are the cells that start in it, `named` those with words other than units, and `labels` the named cells before
    the row's first number, the innermost label last. `said` is all that a form knows it by.
    """

    no: int
    cells: tuple[Cell, ...]
    own: tuple[Cell, ...]
    named: tuple[Cell, ...]
    labels: tuple[Cell, ...]
    numbers: bool
    said: Said

    def right_of(self, col: int) -> tuple[Cell, ...]:
        """The row's own cells from a grid column on."""
        return tuple(cell for cell in self.own if cell.col >= col)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column as its header names it: the grid columns under the lowest header cell, its key, and the keys above it."""

    cols: range
    key: str
    path: tuple[str, ...]
    cell: Cell


def rows(table: Table) -> list[Row]:
    """The printed rows, without the header rows that a later page repeats."""
    found: list[list[Cell]] = [[] for _ in range(table.height)]
    for cell in sorted(table.cells, key=lambda cell: cell.col):
        for no in cell.rows:
            found[no].append(cell)
    return [_row(no, cells) for no, cells in enumerate(found) if no not in table.repeated]


def _row(no: int, cells: list[Cell]) -> Row:
    own = tuple(cell for cell in cells if cell.row == no)
    named = tuple(cell for cell in cells if words(cell) and not is_unit(cell))
    numbers = [cell.col for cell in own if cell.col and parse(cell.text).is_number]
    labels = tuple(cell for cell in named if not numbers or cell.col < min(numbers))
    said = tuple((cell.text, cell.row < no) for cell in labels), tuple(cell.text for cell in named), bool(numbers)
    return Row(no, tuple(cells), own, named, labels, bool(numbers), said)


def leaves(header: Sequence[Row], start: int) -> list[Leaf]:
    """The columns that some header rows name, from grid column `start` on.

    Under a header cell without text the one above it names the column.
    """
    found: list[Leaf] = []
    for col, stack in sorted(_stacks(header).items()):
        if col < start:
            continue
        lowest = stack[-1]
        if found and found[-1].cell is lowest and found[-1].cols.stop == col:
            found[-1] = Leaf(range(found[-1].cols.start, col + 1), found[-1].key, found[-1].path, lowest)
        else:
            path = tuple(key(cell.text) for cell in stack[:-1])
            found.append(Leaf(range(col, col + 1), key(lowest.text), path, lowest))
    return found


def _stacks(header: Sequence[Row]) -> dict[int, list[Cell]]:
    """By column the header cells with text that cover it, from the top down, each once."""
    stacks: dict[int, list[Cell]] = {}
    for cell in (cell for row in header for cell in row.cells if cell.text.strip()):
        for col in cell.cols:
            stack = stacks.setdefault(col, [])
            if all(cell is not other for other in stack):
                stack.append(cell)
    return stacks


def unit_columns(header: Iterable[Leaf], body: Sequence[Row]) -> frozenset[int]:
    """The grid columns that print units: their header says so, or every cell under them is a unit or empty."""
    named = {col for leaf in header if leaf.key in UNIT_HEADERS for col in leaf.cols}
    by_col: dict[int, list[Cell]] = {}
    for row in body:
        for cell in row.own:
            by_col.setdefault(cell.col, []).append(cell)
    told = {
        col
        for col, cells in by_col.items()
        if sum(map(is_unit, cells)) >= max(2, len(cells) // 4)
        and all(is_unit(cell) or not cell.text.strip() for cell in cells)
    }
    return frozenset(named | told)

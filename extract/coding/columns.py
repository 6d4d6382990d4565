"""Which column of a form a value cell of a printed row stands in, told by order and by the grid. Nothing is guessed."""

from collections.abc import Iterator, Sequence

from extract.codebook import Block, Column, Rule
from extract.coding.anatomy import Leaf, Row
from extract.coding.matching import DOUBTFUL, Named
from extract.model import Cell
from extract.tables.values import parse

# A number with a note in its cell is read, and said to be worth a look; so is one whose digits SQLite cannot all hold.
NOTED = 0.9

# A header's leaf, the form's column that it names, and how it was recognised.
Heads = tuple[Leaf, Column | None, Named]


def assign(
    values: Sequence[Cell], printed: Sequence[Heads], ordered: bool = False
) -> Iterator[tuple[Cell, Leaf | None, Column | None, Named | None]]:
    """For each value cell of a row the column that it stands in, or None where its place does not tell.

    `ordered` says that the row adds up when its cells are taken in order: then the grid has no say.
    """
    for cell, index, sure in places(values, printed, ordered):
        if index is None:
            yield cell, None, None, None
        else:
            leaf, column, named = printed[index]
            yield cell, leaf, column, weaker(named, sure)


def by_order(values: Sequence[Cell], block: Block) -> list[Heads]:
    """The columns of a piece that prints no header at all: told by their number, and doubtful."""
    value = [column for column in block.columns if column.code == "value"]
    # A list of indicators prints any of its columns, so that their number tells nothing but that one column is the value.
    columns = block.columns if len(values) == len(block.columns) and not value else (value or block.columns)[:1]
    if len(columns) != len(values):
        return []
    leaf = (Leaf(range(cell.col, cell.col + cell.colspan), "", (), cell) for cell in values)
    return [(own, column, Named("aligned", DOUBTFUL)) for own, column in zip(leaf, columns, strict=True)]


def adds_up(values: Sequence[Cell], printed: Sequence[Heads], rules: Sequence[Rule]) -> bool:
    """Whether a row has a cell for each leaf, and they satisfy what the form says of its rows when taken in order."""
    if len(values) != len(printed) or not rules:
        return False
    numbers = {
        column.code: parse(cell.text).number or 0
        for cell, (_, column, _) in zip(values, printed, strict=True)
        if column is not None
    }
    wanted = {code for rule in rules for code in (*rule.left, *rule.right)}
    return numbers.keys() == wanted and all(
        sum(numbers[code] for code in rule.left) == sum(numbers[code] for code in rule.right) for rule in rules
    )


def places(
    values: Sequence[Cell], printed: Sequence[Heads], ordered: bool = False
) -> Iterator[tuple[Cell, int | None, Named | None]]:
    """For each value cell the header's leaf that it belongs to.

    As many cells as leaves are taken in order, since header and body need not line up on the grid; where order and grid
    point to different leaves with numbers at stake, or the counts differ and a cell covers several leaves, nothing is said.
    """
    same = len(values) == len(printed)
    for index, cell in enumerate(values):
        first, end = cell.col, cell.col + cell.colspan
        under = [i for i, (leaf, _, _) in enumerate(printed) if leaf.cols.start < end and first < leaf.cols.stop]
        if same and (ordered or index in under or not under):
            yield cell, index, Named("exact", 1.0)
        elif not same and len(under) == 1:
            yield cell, under[0], Named("exact", 1.0)
        else:
            yield cell, None, None


def weaker(one: Named, other: Named | None) -> Named | None:
    """The weaker of two recognitions."""
    order = ("exact", "alias", "aligned")
    if other is None:
        return None
    method = max(one.method, other.method, key=order.index)
    return Named(method, min(one.confidence, other.confidence))


def fills(line: Row, header: Sequence[Row], start: int) -> bool:
    """Whether a row's cells fill the grid columns of its header: in a row that lacks a cell the others may have moved."""
    filled, headed = ({col for row in group for cell in row.cells for col in cell.cols} for group in ((line,), header))
    return all(col in filled for col in headed if col >= start)

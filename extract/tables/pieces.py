"""Join the pieces of printed tables. Pure: nothing here reads files or decides what a label means.

A table that runs over a page break arrives in pieces. They can have other column counts, repeat the header or not, and
cut a row or a merged label in two; joining mends cells, not just rows.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from extract.model import Block, Cell, Table
from extract.tables import values
from extract.text import key, numbered

# Edges of the same column can differ by a few points from page to page.
EDGE = 5.0
WIDTH = 8.0

Known = Callable[[str], bool]


def join(blocks: Iterable[Block], known: Known) -> tuple[Block, ...]:
    """Join tables that go on over a page break. `known` tells whether a form prints a label, which decides what was cut."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if isinstance(block, Table) and isinstance(above, Table) and goes_on(above, block):
            joined[-1] = attach(above, block, known)
        else:
            joined.append(block)
    return tuple(joined)


def goes_on(above: Table, below: Table) -> bool:
    """Whether a table is the next page's piece of the one before it, given that no text stands between them."""
    last = max((cell.where.page or 0 for cell in above.cells), default=0)
    if not last or below.where.page != last + 1:
        return False
    wide, narrow = _width(above), _width(below)
    return abs(wide - narrow) < max(WIDTH, 0.03 * wide)


def attach(above: Table, below: Table, known: Known) -> Table:
    """Put a piece under a table: columns by their edges, a repeated header to the end, cut cells mended."""
    edges, above_cells, below_cells = _common_columns(above, below)
    height = above.height
    header = _repeated_header(above_cells, below_cells, above.repeated)
    body = [cell for cell in below_cells if cell.row >= header]
    own = [cell for cell in above_cells if cell.row not in above.repeated]
    again = [cell for cell in above_cells if cell.row in above.repeated] + [c for c in below_cells if c.row < header]
    top = height - len(above.repeated)
    mended = list(_mend(own, [_moved(cell, top - header) for cell in body], top, known))
    end = max(cell.row + cell.rowspan for cell in mended)
    moved, rows = _stacked(again, end)
    return Table(tuple(sorted(mended + moved, key=_place)), above.where, frozenset(rows))


def number_columns(table: Table) -> frozenset[int]:
    """The grid columns in which numbers stand under a header, that is: where values are printed."""
    found = set()
    for cell in table.cells:
        if cell.colspan == 1 and values.parse(cell.text).is_number:
            found.add(cell.col)
    return frozenset(found)


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.col


def _width(table: Table) -> float:
    return (table.where.x1 or 0.0) - (table.where.x0 or 0.0)


def _common_columns(above: Table, below: Table) -> tuple[list[float], list[Cell], list[Cell]]:
    """Both tables' cells on one grid: the union of their column edges."""
    shift = (above.where.x0 or 0.0) - (below.where.x0 or 0.0)
    edges: list[float] = []
    for value in sorted({*_edges(above, 0.0), *_edges(below, shift)}):
        if not edges or value - edges[-1] > EDGE:
            edges.append(value)
    # The cells of a column share their edges.
    near = cache(partial(_nearest, edges))
    return edges, [_on_grid(c, near, 0.0) for c in above.cells], [_on_grid(c, near, shift) for c in below.cells]


def _edges(table: Table, shift: float) -> list[float]:
    return [edge + shift for cell in table.cells for edge in (cell.where.x0, cell.where.x1) if edge is not None]


def _on_grid(cell: Cell, near: Callable[[float], int], shift: float) -> Cell:
    left, right = near((cell.where.x0 or 0.0) + shift), near((cell.where.x1 or 0.0) + shift)
    wide = max(1, right - left)
    return cell if (cell.col, cell.colspan) == (left, wide) else replace(cell, col=left, colspan=wide)


def _nearest(edges: list[float], value: float) -> int:
    """The number of the edge nearest to a value."""
    right = min(bisect_left(edges, value), len(edges) - 1)
    left = max(right - 1, 0)
    return left if value - edges[left] < edges[right] - value else right


def _repeated_header(above: list[Cell], below: list[Cell], skipped: frozenset[int]) -> int:
    """How many of the lower piece's first rows print the upper one's first rows once more."""
    first, again = _row_keys(above, skipped), _row_keys(below, frozenset())
    count = 0
    while count < min(len(first), len(again)) and first[count] == again[count] and _is_heading(first[count]):
        count += 1
    return count if count < len(again) and any(any(row) for row in again[:count]) else 0


def _row_keys(cells: list[Cell], skipped: frozenset[int]) -> list[tuple[str, ...]]:
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(cells, key=_place):
        if cell.row not in skipped:
            rows.setdefault(cell.row, []).append(cell)
    return [tuple(key(cell.text) for cell in rows[number]) for number in sorted(rows)]


def _is_heading(row: tuple[str, ...]) -> bool:
    return not any(values.parse(text).is_number for text in row)


def _stacked(cells: list[Cell], start: int) -> tuple[list[Cell], range]:
    """Rows put one under another from `start` on, gaps between them closed."""
    numbers = {row: start + index for index, row in enumerate(sorted({cell.row for cell in cells}))}
    return [replace(cell, row=numbers[cell.row]) for cell in cells], range(start, start + len(numbers))


@dataclass(frozen=True, slots=True)
class _Break:
    """The two rows that meet at a page break: their cells in the label columns and in the value columns."""

    upper: dict[int, Cell]
    lower: dict[int, Cell]
    value_columns: frozenset[int]

    def label(self, row: dict[int, Cell]) -> Cell | None:
        """The cell that names a row: the last one with text before the values, a unit only where there is no other."""
        named = [cell for _, cell in sorted(row.items()) if cell.text and not self.holds_value(cell)]
        cells = [cell for cell in named if cell.text.strip() not in values.UNITS] or named
        return cells[-1] if cells and cells[-1].rowspan == 1 else None

    def has_values(self, row: dict[int, Cell]) -> bool:
        """Whether anything is printed in the row's value columns."""
        return any(cell.text for cell in row.values() if self.holds_value(cell))

    def holds_value(self, cell: Cell) -> bool:
        """Whether a cell stands in the value columns only."""
        return all(col in self.value_columns for col in cell.cols)


def _mend(upper: list[Cell], lower: list[Cell], top: int, known: Known) -> Iterator[Cell]:
    """The cells of both pieces; cells that the break has cut in two are one again."""
    columns = number_columns(Table(tuple(upper + lower)))
    ends = {cell.col: cell for cell in upper if cell.row + cell.rowspan == top}
    starts = {cell.col: cell for cell in lower if cell.row == top}
    meeting = _Break(ends, starts, columns)
    if _same_row(meeting, known):
        pairs = {col: starts[col] for col in starts if col in ends and starts[col].colspan == ends[col].colspan}
        shift = 1 if len(pairs) == len(starts) else 0
    else:
        pairs, shift = {col: cell for col, cell in starts.items() if _same_group(meeting, col, known)}, 0
    merged = {id(ends[col]): cell for col, cell in pairs.items()}
    for cell in upper:
        yield _glued(cell, merged[id(cell)], shift, known) if id(cell) in merged else cell
    gone = {id(cell) for cell in pairs.values()}
    for cell in lower:
        if id(cell) not in gone:
            yield _moved(cell, -shift)


def _moved(cell: Cell, rows: int) -> Cell:
    """A cell that stands so many rows lower."""
    return replace(cell, row=cell.row + rows) if rows else cell


def _same_row(meeting: _Break, known: Known) -> bool:
    """Whether the two rows at a break are halves of one. Rows that both carry values never are."""
    above, below = meeting.label(meeting.upper), meeting.label(meeting.lower)
    if above is None or below is None or numbered(below.text) or above.col != below.col:
        return False
    upper, lower = meeting.has_values(meeting.upper), meeting.has_values(meeting.lower)
    if upper and lower:
        return False
    # A label that is complete goes on only if the form prints the whole of both.
    return known(above.text + below.text) or not (lower or known(above.text) or known(below.text))


def _same_group(meeting: _Break, col: int, known: Known) -> bool:
    """Whether the label of a group goes on under the break: nothing is printed there, or the label again, or its other half."""
    above, below = meeting.upper.get(col), meeting.lower[col]
    row = meeting.label(meeting.lower)
    if above is None or above.colspan != below.colspan or col in meeting.value_columns:
        return False
    beside = below.rowspan > 1 or above.rowspan > 1 or (row is not None and col < row.col)
    if not beside or numbered(below.text):
        return beside and key(above.text) == key(below.text) != ""
    if not above.text or not below.text:
        return not below.text
    if key(above.text) == key(below.text):
        return True
    return known(above.text + below.text) or not (known(above.text) or known(below.text))


def _glued(above: Cell, below: Cell, shift: int, known: Known) -> Cell:
    """One cell of two halves, or of a label and its repetition; its box is that of the half that has text."""
    where = above.where if above.text or not below.text else below.where
    text = above.text + below.text
    if key(above.text) == key(below.text) != "" and not known(text):
        text = above.text
    sure = min((half.sure for half in (above, below) if half.sure is not None), default=None)
    return replace(above, text=text, rowspan=above.rowspan + below.rowspan - shift, where=where, sure=sure)

"""Tables of web pages among the tags of a page: what holds figures and what only lays out, rows, spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.model import Cell, Table
from extract.read import grid
from extract.read.markup import Place, Tags, value

_ORDER = {"thead": 0, "tbody": 1, "tfoot": 2}


@dataclass(slots=True)
class Rows:
    """The cells of a table by section and row, and its captions; what else stands in it is no part of it."""

    place: Place
    sections: list[tuple[int, list[list[Place]]]] = field(default_factory=list)
    captions: list[Place] = field(default_factory=list)

    @classmethod
    def of(cls, tags: Tags, table: int) -> "Rows":
        """The rows of the table whose tag stands at a place."""
        at, end = table + 1, tags.ends[table]
        found = cls((table, end))
        rows: list[list[Place]] = []
        while at < end:
            name = tags.tags[at][1]
            if name in ("td", "th") and rows:
                rows[-1].append((at, tags.ends[at]))
                at = tags.ends[at]
            elif name == "tr" and found.sections:
                rows.append([])
            elif name in _ORDER:
                rows = []
                found.sections.append((_ORDER[name], rows))
            elif name == "caption":
                found.captions.append((at, tags.ends[at]))
                at = tags.ends[at]
            at += 1
        return found

    def shown(self) -> list[list[list[Place]]]:
        """The sections as they are shown: the head first, the foot last."""
        return [rows for _, rows in sorted(self.sections, key=lambda section: section[0])]

    def cells(self) -> Iterator[Place]:
        """All cells as they are shown."""
        return (place for rows in self.shown() for row in rows for place in row)

    def is_grid(self, tags: Tags) -> bool:
        """Whether a table holds figures, and not the page's layout: cells side by side, and most text in short cells of its own."""
        if not any(len(row) > 1 for _, rows in self.sections for row in rows):
            return False
        cells = list(self.cells())
        loose = [place for place in tags.long(cells, grid.LONG) if grid.is_prose(tags.text(*place))]
        if tags.tables(*self.place):
            prose = set(loose)
            loose = [place for place in cells if tags.tables(*place) or place in prose]
        return not loose or _length(tags, loose) <= _length(tags, cells) / 2


def _length(tags: Tags, cells: Iterable[Place]) -> int:
    return sum(tags.length(*place) for place in cells)


def table(tags: Tags, rows: Rows, text) -> Table:
    """A table with its spans, which end with their section; a cell that a rowspan covers is not repeated.

    `text` gives the text of a cell by where it starts and ends.
    """
    cells: list[Cell] = []
    start = 0
    for section in rows.shown():
        covered: dict[int, int] = {}
        for number, row in enumerate(section):
            col = 0
            for at, end in row:
                while covered and covered.get(col, 0) > number:
                    col += 1
                values = tags.tags[at][2]
                if "span=" not in values:
                    cells.append(Cell(start + number, col, text(at, end)))
                    col += 1
                    continue
                rowspan, colspan = _spans(values, len(section) - number)
                cells.append(Cell(start + number, col, text(at, end), rowspan, colspan))
                covered |= dict.fromkeys(range(col, col + colspan), number + rowspan)
                col += colspan
        start += len(section)
    return Table(grid.narrowed(cells))


def _spans(values: str, left: int) -> tuple[int, int]:
    """How many rows, of those that are left, and columns a cell covers."""
    return min(grid.span(value(values, "rowspan")) or left, left), grid.span(value(values, "colspan")) or 1

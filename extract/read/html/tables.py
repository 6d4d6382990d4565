"""Tables of web pages: those that hold figures and those that only lay out the page, and cells in their places."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from extract.model import Cell, Table
from extract.read import grid
from extract.read.html.markup import Place, Tags
from extract.read.html.rows import SECTIONS, Rows, Written, spans


@dataclass(slots=True)
class Places:
    """Where the cells of a table stand among the tags of a page by section and row, and its captions."""

    place: Place
    sections: list[tuple[int, list[list[Place]]]] = field(default_factory=list)
    captions: list[Place] = field(default_factory=list)

    @classmethod
    def of(cls, tags: Tags, table: int) -> "Places":
        """The places in the table whose tag stands at a place; what else stands in it is no part of it."""
        at, end = table + 1, tags.ends[table]
        found = cls((table, end))
        rows: list[list[Place]] = []
        while at < end:
            name = tags.tags[at][0]
            if name in ("td", "th") and rows:
                rows[-1].append((at, tags.ends[at]))
                at = tags.ends[at]
            elif name == "tr" and found.sections:
                rows.append([])
            elif name in SECTIONS:
                rows = []
                found.sections.append((SECTIONS.index(name), rows))
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

    def rows(self, tags: Tags, text: Callable[[int, int], str]) -> Rows:
        """The cells themselves; `text` gives the text of a cell by where it starts and ends."""
        return Rows(
            [
                [[Written(*spans(tags.tags[at][1]), text(at, end)) for at, end in row] for row in rows]
                for rows in self.shown()
            ]
        )


def _length(tags: Tags, cells: Iterable[Place]) -> int:
    return sum(tags.length(*place) for place in cells)


def table(rows: Rows, text: Callable[[str], str]) -> Table:
    """A table with its spans, which end with their section; a cell that a rowspan covers is not repeated.

    `text` gives the text of a cell by its markup where that is not known yet.
    """
    cells: list[Cell] = []
    start = 0
    for section in rows.sections:
        covered: dict[int, int] = {}
        for number, row in enumerate(section):
            col = 0
            for rowspan, colspan, known, markup in row:
                while covered and covered.get(col, 0) > number:
                    col += 1
                printed = text(markup) if known is None else known
                if rowspan == colspan == 1:
                    cells.append(Cell(start + number, col, printed))
                    col += 1
                    continue
                left = len(section) - number
                rowspan = min(rowspan or left, left)
                cells.append(Cell(start + number, col, printed, rowspan, colspan))
                covered |= dict.fromkeys(range(col, col + colspan), number + rowspan)
                col += colspan
        start += len(section)
    return Table(grid.narrowed(cells))

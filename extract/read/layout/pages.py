"""Pages of printed lines and ruled tables, whatever drew them, to the blocks of a document."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np

from extract import text as normal
from extract.model import Block, Cell, Paragraph, Remark, Table, Where
from extract.read.layout.lattice import Lattice
from extract.read.layout.lines import Line, margins, paragraphs
from extract.read.layout.rows import Chars, Rows, lines
from extract.read.pdf.garbled import MARK

# Fewer Han characters than this among all, and the text layer is no text: the fonts do not say what their glyphs mean.
HAN_SHARE = 0.05
# A picture that covers more of a page than this may hold a table; one that covers more than that is the page itself.
PICTURE, SCAN = 0.15, 0.6


_MARK = r"[-—–_·.~*\[\]()【】〔〕|]*"
_PAGE_NUMBER = re.compile(
    rf"^(?:第|页码:?|page|p\.?)?{_MARK}\d{{1,4}}{_MARK}页?(?:(?:[/,|]|of)?{_MARK}(?:共|总)?\d{{1,4}}页?{_MARK})?$", re.I
)


@dataclass
class Page:
    """What stands on one page: lines outside tables, lines that are cropped away or slanted, and tables, each with its place.

    `picture` is the share of the page that its largest picture covers, `unseen` whether the text lies hidden behind it;
    `laid` is the width of a page whose lines run down, which lie on their side here; `undrawn` says that some text is not drawn,
    `crowded` that the page has more lines than a table.
    """

    number: int
    lines: list[Line]
    beside: list[Line]
    tables: list[Table]
    picture: float
    unseen: bool
    laid: float | None = None
    undrawn: bool = False
    crowded: bool = False

    @cached_property
    def text(self) -> str:
        """The text of lines and tables without white space."""
        cells = (cell.text for table in self.tables for cell in table.cells)
        return "".join("".join([*(line.text for line in self.lines), *cells]).split())


def warnings(pages: list[Page]) -> Iterator[Remark]:
    """What may be missing or misread: pages without text, large pictures, and text that recognition has put there."""
    for page in pages:
        if unknown := page.text.count(MARK):
            yield Remark(
                "lost_characters", f"{unknown} characters on page {page.number} have no meaning that their font tells"
            )
        if page.unseen:
            yield Remark("recognised", f"page {page.number} is a picture whose text comes from recognition")
            continue
        if page.undrawn:
            yield Remark("hidden", f"page {page.number} has text that is not drawn, but read; compare with the page")
        if page.crowded:
            yield Remark(
                "unplaced", f"page {page.number} has more lines than any table; what they rule is read as text"
            )
        if page.picture > PICTURE and not (page.lines or page.tables):
            yield Remark("picture", f"page {page.number} is a picture without text; it needs text recognition")
        elif page.picture > PICTURE:
            yield Remark(
                "picture",
                f"a picture covers {page.picture:.0%} of page {page.number}; what is printed in it is not read",
            )


def lines_of(rows: Rows, page: int) -> list[Line]:
    """Lines of characters as a document has them."""
    return list(_lines(rows, repeat(page)))


def lines_on(pages: Sequence[tuple[int, Chars]]) -> list[list[Line]]:
    """The lines of each of some pages, by its number and characters."""
    chars = Chars.joined([chars for _, chars in pages])
    rows = lines(chars, np.repeat(np.arange(len(pages)), [len(chars) for _, chars in pages]))
    found: list[list[Line]] = [[] for _ in pages]
    places = rows.cells.tolist()
    for place, line in zip(places, _lines(rows, (pages[place][0] for place in places)), strict=True):
        found[place].append(line)
    return found


def _lines(rows: Rows, pages: Iterable[int]) -> Iterator[Line]:
    if not len(rows.starts):
        return
    # Pages may go on without end.
    for text, box, size, page in zip(rows.texts(), rows.boxes(), rows.sizes(), pages, strict=False):
        yield Line(normal.line(text), Where(page, *box), size)


def tables_of(lattices: Sequence[Lattice], chars: Chars, page: int) -> tuple[list[Table], np.ndarray]:
    """The tables in which characters stand, and which characters stand in none."""
    (found,) = tables_on([(page, lattices, chars)])
    return found


def tables_on(pages: Sequence[tuple[int, Sequence[Lattice], Chars]]) -> list[tuple[list[Table], np.ndarray]]:
    """The same for each of some pages, by its number, lattices and characters; all their cells get their text at once."""
    owners: list[np.ndarray] = []
    widths: list[float] = []
    firsts: list[int] = []
    for _, lattices, chars in pages:
        firsts.append(len(widths))
        owners.append(_owners(lattices, chars, len(widths)))
        widths += [region.box[2] - region.box[0] for lattice in lattices for region in lattice.regions]
    everything, every = Chars.joined([chars for *_, chars in pages]), np.concatenate(owners)
    placed = every >= 0
    texts = lines(everything[placed], every[placed]).cell_texts(widths) if placed.any() else {}
    return [
        (list(_tables(lattices, first, texts, page)), own < 0)
        for (page, lattices, _), first, own in zip(pages, firsts, owners, strict=True)
    ]


def _owners(lattices: Sequence[Lattice], chars: Chars, first: int) -> np.ndarray:
    """The number of the cell that each character stands in, numbered from `first` lattice by lattice; -1 for none."""
    owners = np.full(len(chars), -1)
    x, y = chars.middle
    for lattice in lattices:
        inside = lattice.at(x, y)
        owners = np.where((owners < 0) & (inside >= 0), inside + first, owners)
        first += len(lattice.regions)
    return owners


def _tables(lattices: Sequence[Lattice], first: int, texts: Mapping[int, str], page: int) -> Iterator[Table]:
    """The tables of a page that have text."""
    for lattice in lattices:
        if table := _table(lattice, first, texts, page):
            yield table
        first += len(lattice.regions)


def _table(lattice: Lattice, first: int, texts: Mapping[int, str], page: int) -> Table | None:
    """A table whose cells' texts are numbered from `first`; None where it has no text."""
    numbers = range(first, first + len(lattice.regions))
    if not any(number in texts for number in numbers):
        return None
    rounded = {value: round(value, 2) for value in (*lattice.xs, *lattice.ys)}
    cells = (
        Cell(
            *(row, col, texts.get(number, ""), rowspan, colspan),
            Where(page, rounded[x0], rounded[top], rounded[x1], rounded[bottom]),
        )
        for number, (row, col, rowspan, colspan, (x0, top, x1, bottom)) in zip(numbers, lattice.regions, strict=True)
    )
    return Table(tuple(cells), Where(page, *(rounded[side] for side in lattice.box)))


def blocks(pages: list[Page]) -> Iterator[Block]:
    """Paragraphs and tables of all pages in order; a paragraph may run over a page break, page furniture may not stop it."""
    furniture = _furniture(pages)
    body = [line for page in pages for line in page.lines if id(line) not in furniture]
    sides = margins(body)
    waiting: list[Line] = []
    for page in pages:
        for item in _ordered(page):
            if isinstance(item, Table):
                yield from paragraphs(waiting, sides)
                waiting = []
                yield item
            elif id(item) not in furniture:
                waiting.append(item)
    yield from paragraphs(waiting, sides)
    around = [line for page in pages for line in [*page.lines, *page.beside] if id(line) in furniture]
    yield from (Paragraph(line.text, line.where, furniture=True) for line in around)


def _ordered(page: Page) -> list[Line | Table]:
    """The lines and tables of a page from the top down."""
    items: list[Line | Table] = [*page.lines, *page.tables]
    return sorted(items, key=lambda item: item.where.top or 0.0)


def _furniture(pages: list[Page]) -> set[int]:
    """The lines (by identity) that stand around the report: page numbers, and first or last lines that most pages repeat."""
    edges = [line for page in pages for line in _edges(page)]
    repeated = Counter(_pattern(line) for line in edges)
    often = max(2, len(pages) // 3)
    around = [line for line in edges if _PAGE_NUMBER.match(_tight(line)) or repeated[_pattern(line)] >= often]
    return {id(line) for line in [*around, *(line for page in pages for line in page.beside)]}


def _edges(page: Page) -> list[Line]:
    """The first and last lines of a page, where nothing of the report stands beyond them."""
    ordered = sorted(page.lines, key=lambda line: line.where.top or 0.0)
    tops = [table.where.top or 0.0 for table in page.tables]
    bottoms = [table.where.bottom or 0.0 for table in page.tables]
    first = [line for line in ordered[:1] if all((line.where.top or 0.0) < top for top in tops)]
    last = [line for line in ordered[-2:] if all((line.where.top or 0.0) > bottom - 2 for bottom in bottoms)]
    return first + [line for line in last if line not in first]


def _pattern(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", _tight(line)), round((line.where.top or 0.0) / 8)


def _tight(line: Line) -> str:
    return normal.tight(line.text)

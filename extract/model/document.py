"""A file as it was read: blocks with their places, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: page (from 1) and a box in points from the top left corner; None where the kind of file has none."""

    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a maintainer must know of a file that was read: a code of schema/reasons.csv, and a sentence."""

    reason: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. A merged cell is one cell with spans; rows and columns count from 0.

    `sure` is the confidence of text recognition, None where the file itself says its characters; `doubt` says whether a
    second engine reads the cell differently, None where none was asked.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    where: Where = NOWHERE
    sure: float | None = None
    doubt: bool | None = None

    @property
    def rows(self) -> range:
        """The grid rows that the cell covers."""
        return range(self.row, self.row + self.rowspan)

    @property
    def cols(self) -> range:
        """The grid columns that the cell covers."""
        return range(self.col, self.col + self.colspan)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in reading order.

    `repeated` names rows that print the header once more on a later page; `flat` marks a table that was rebuilt from
    running text, where the digits of several cells may be glued into one.
    """

    cells: tuple[Cell, ...]
    where: Where = NOWHERE
    repeated: frozenset[int] = frozenset()
    flat: bool = False

    @property
    def height(self) -> int:
        """How many grid rows there are."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        """How many grid columns there are."""
        return max((cell.col + cell.colspan for cell in self.cells), default=0)

    def grid(self) -> dict[tuple[int, int], Cell]:
        """The cell that covers each grid position; a position that nothing covers is not there."""
        return {(row, col): cell for cell in self.cells for row in cell.rows for col in cell.cols}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `furniture` is what stands on a page around the report: page numbers, running heads, navigation."""

    text: str
    where: Where = NOWHERE
    furniture: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Tilt:
    """How a recognised page lies: its picture was turned by `angle` degrees around the middle of `width` and `height`.

    `scale` is how many points of the page are one of the sheet that was read; before that it was turned left by `turns` quarters.
    """

    page: int
    angle: float
    width: float
    height: float
    scale: float = 1.0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader understood of one file.

    `witness` holds the file's digit runs as another, plainer extraction gives them; `links` the targets that a page links
    to; `scanned` says how many pages are pictures that only text recognition can read. Boxes on the pages of `tilts` are
    those of the straightened pictures; `unsure` are pairs of characters around tables of which recognition may misread one.
    """

    media_type: str
    reader: str
    blocks: tuple[Block, ...]
    witness: tuple[str, ...] = ()
    pages: int | None = None
    title: str = ""
    publisher: str = ""
    source_url: str | None = None
    published_at: str | None = None
    ocr: bool = False
    warnings: tuple[Remark, ...] = ()
    links: tuple[str, ...] = ()
    scanned: int = 0
    tilts: tuple[Tilt, ...] = ()
    unsure: frozenset[str] = frozenset()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs that belong to the report, in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph) and not block.furniture)

    def tables(self) -> Iterator[Table]:
        """The tables, in order."""
        return (block for block in self.blocks if isinstance(block, Table))

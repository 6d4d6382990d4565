"""PDF files with a text layer, read with PDFium: characters and ruling lines, then tables and paragraphs.

pdfplumber finds the same cells at ten times the cost (`make bench`); the tests hold its tables against ours.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Document, Paragraph, Table, Where
from extract.read.lattice import Char, Lattice, find, lines, spell, text
from extract.read.lines import Line, margins, paragraphs
from extract.read.ruling import ruling_lines

MEDIA_TYPE = "application/pdf"
# Fewer Han characters than this among all, and the text layer is no text: the fonts do not say what their glyphs mean.
HAN_SHARE = 0.05
# Loose boxes higher than this come from fonts for vertical writing, whose size PDFium does not scale.
HUGE = 72.0

_HAN = re.compile(f"[{normal.HAN}]")
_PAGE_NUMBER = re.compile(r"^(?:第?[-—–－_·.]*\d{1,4}[-—–－_·.]*页?)(?:[/,，]?共?\d{1,4}页?)?$")
_SKIPPED = frozenset((0x00A0, 0x3000, 0xFFFE, 0xFFFF))


@dataclass(slots=True)
class Page:
    """What stands on one page: lines outside tables, and tables, each with its place."""

    number: int
    height: float
    lines: list[Line]
    tables: list[Table]


def read(data: bytes) -> Document:
    """Read a PDF; raises `UnreadableFile` where it is damaged or protected, or has pages without usable text."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(*_why(error), MEDIA_TYPE) from error
    try:
        pages, witness = [], []
        for number in range(len(document)):
            page, plain = _page(document[number], number + 1)
            pages.append(page)
            witness += normal.digits(plain)
        title = document.get_metadata_value("Title")
    except pdfium.PdfiumError as error:
        raise UnreadableFile("damaged", f"a page of the PDF cannot be read: {error}", MEDIA_TYPE) from error
    finally:
        document.close()
    _check(pages)
    return Document(
        media_type=MEDIA_TYPE,
        reader="pdf",
        blocks=tuple(_blocks(pages)),
        witness=tuple(witness),
        pages=len(pages),
        title=normal.line(title or ""),
    )


def _why(error: Exception) -> tuple[str, str]:
    if "assword" in str(error):
        return "protected", "the PDF asks for a password; ask its publisher for an open copy"
    return "damaged", f"the PDF cannot be opened: {error}"


def _check(pages: list[Page]) -> None:
    """Refuse what would be half read: pages of pictures, and text layers that are no text."""
    texts = [_page_text(page) for page in pages]
    everything = "".join(texts)
    if not pages or not everything:
        raise UnreadableFile("no_text", "the PDF holds pictures of pages; it needs text recognition", MEDIA_TYPE)
    if "(cid:" in everything or len(_HAN.findall(everything)) < HAN_SHARE * len(everything):
        raise UnreadableFile("garbled_text", "the PDF's fonts do not tell their characters; it needs text recognition", MEDIA_TYPE)


def _page_text(page: Page) -> str:
    cells = (cell.text for table in page.tables for cell in table.cells)
    return "".join("".join([*(line.text for line in page.lines), *cells]).split())


def _page(page: pdfium.PdfPage, number: int) -> tuple[Page, str]:
    """One page in order, and its text as PDFium itself puts it together."""
    frame = Frame(page)
    textpage = page.get_textpage()
    try:
        chars = list(_chars(textpage.raw, frame))
        plain = textpage.get_text_bounded() if chars else ""
    finally:
        textpage.close()
    tables = find(*ruling_lines(page.raw, frame)) if chars else []
    outside = [char for char in chars if not any(table.place(char) for table in tables)]
    rows = [_line(row, number) for row in lines(outside)]
    found = Page(number, frame.height, rows, [_table(table, number) for table in tables if table.chars])
    page.close()
    return found, plain


class Frame:
    """Turns PDF coordinates into points from the top left corner of the page as it is shown: cropped and rotated."""

    def __init__(self, page: pdfium.PdfPage):
        left, bottom, right, top = page.get_cropbox()
        box = page.get_mediabox()
        self.left, self.bottom = max(left, box[0]), max(bottom, box[1])
        self.right, self.top = min(right, box[2]), min(top, box[3])
        self.rotation = page.get_rotation()
        turned = self.rotation in (90, 270)
        self.height = (self.right - self.left) if turned else (self.top - self.bottom)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as shown."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def _chars(page, frame: Frame) -> Iterator[Char]:
    """The printed characters of a text page with their loose boxes (the font's height, not the glyph's) and baselines."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    code_of, box_of, origin_of, point = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin, frame.point
    high = 0
    for index in range(raw.FPDFText_CountChars(page)):
        code = code_of(page, index)
        if code <= 32 or code in _SKIPPED:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        box_of(page, index, box_at)
        if box.top - box.bottom > HUGE:
            box.left, box.bottom, box.right, box.top = _tight(page, index)
        origin_of(page, index, x_at, y_at)
        (ax, ay), (bx, by) = point(box.left, box.top), point(box.right, box.bottom)
        base = point(x.value, y.value)[1]
        yield Char(normal.clean(chr(code)), min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), base)


def _tight(page, index: int) -> tuple[float, float, float, float]:
    """The box of a glyph itself: left, bottom, right, top."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _line(row: list[Char], page: int) -> Line:
    where = Where(page, row[0].x0, min(char.top for char in row), max(char.x1 for char in row), max(char.bottom for char in row))
    return Line(normal.line(spell(row)), where, sorted(char.size for char in row)[len(row) // 2])


def _table(lattice: Lattice, page: int) -> Table:
    cells = (
        Cell(region.row, region.col, text(lattice.chars.get(number, [])), region.rowspan, region.colspan, _where(page, region.box))
        for number, region in enumerate(lattice.regions)
    )
    return Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))), _where(page, lattice.box))


def _where(page: int, box: tuple[float, float, float, float]) -> Where:
    return Where(page, *(round(value, 2) for value in box))


def _blocks(pages: list[Page]) -> Iterator[Block]:
    """Paragraphs and tables of all pages in order; a paragraph may run over a page break, page furniture may not stop it."""
    furniture = _furniture(pages)
    body = [line for page in pages for line in page.lines if id(line) not in furniture]
    sides = margins(body)
    waiting: list[Line] = []
    for page in pages:
        for item in sorted([*page.lines, *page.tables], key=lambda item: item.where.top or 0.0):
            if isinstance(item, Line) and id(item) not in furniture:
                waiting.append(item)
            elif isinstance(item, Table):
                yield from paragraphs(waiting, sides)
                waiting = []
                yield item
    yield from paragraphs(waiting, sides)
    yield from (Paragraph(line.text, line.where, furniture=True) for page in pages for line in page.lines if id(line) in furniture)


def _furniture(pages: list[Page]) -> set[int]:
    """The lines (by identity) that stand around the report: page numbers, and first or last lines that most pages repeat."""
    edges = [line for page in pages for line in _edges(page)]
    repeated = Counter(_pattern(line) for line in edges)
    often = max(3, len(pages) // 2)
    return {
        id(line) for line in edges if _PAGE_NUMBER.match(normal.tight(line.text)) or repeated[_pattern(line)] >= often
    }


def _edges(page: Page) -> list[Line]:
    """The first and last lines of a page, where nothing of the report stands beyond them."""
    ordered = sorted(page.lines, key=lambda line: line.where.top or 0.0)
    tops = [table.where.top or 0.0 for table in page.tables]
    bottoms = [table.where.bottom or 0.0 for table in page.tables]
    first = [line for line in ordered[:1] if all((line.where.top or 0.0) < top for top in tops)]
    last = [line for line in ordered[-2:] if all((line.where.top or 0.0) > bottom - 2 for bottom in bottoms)]
    return first + [line for line in last if line not in first]


def _pattern(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", normal.tight(line.text)), round((line.where.top or 0.0) / 8)

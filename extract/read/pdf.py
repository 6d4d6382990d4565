"""PDF files with a text layer, read with PDFium: characters and ruling lines, then tables and paragraphs.

pdfplumber finds the same cells at ten times the cost (`make bench`); the tests hold its tables against ours.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Document, Paragraph, Table, Where
from extract.read.glyphs import Box, Frame, chars, printed, turned
from extract.read.lattice import Char, Lattice, find, lines, spell, text
from extract.read.lines import Line, margins, paragraphs
from extract.read.ruling import drawing

MEDIA_TYPE = "application/pdf"
# Fewer Han characters than this among all, and the text layer is no text: the fonts do not say what their glyphs mean.
HAN_SHARE = 0.05
# A picture that covers more of a page than this may hold a table; one that covers more than that is the page itself.
PICTURE, SCAN = 0.15, 0.6

_HAN = re.compile(f"[{normal.HAN}]")
_MARK = r"[-—–_·.~*\[\]()【】〔〕|]*"
_PAGE_NUMBER = re.compile(
    rf"^(?:第|页码:?|page|p\.?)?{_MARK}\d{{1,4}}{_MARK}页?(?:(?:[/,|]|of)?{_MARK}(?:共|总)?\d{{1,4}}页?{_MARK})?$", re.I
)


@dataclass(slots=True)
class Page:
    """What stands on one page: lines outside tables, lines that are cropped away or slanted, and tables, each with its place.

    `picture` is the share of the page that its largest picture covers, `unseen` whether the text lies hidden behind it.
    """

    number: int
    lines: list[Line]
    beside: list[Line]
    tables: list[Table]
    picture: float
    unseen: bool


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
        ocr=any(page.unseen for page in pages),
        warnings=tuple(_warnings(pages)),
    )


def _warnings(pages: list[Page]) -> Iterator[str]:
    """What may be missing or misread: pages without text, large pictures, and text that recognition has put there."""
    for page in pages:
        if page.unseen:
            yield f"page {page.number} is a picture whose text comes from recognition"
        elif page.picture > PICTURE and not (page.lines or page.tables):
            yield f"page {page.number} is a picture without text; it needs text recognition"
        elif page.picture > PICTURE:
            yield f"a picture covers {page.picture:.0%} of page {page.number}; what is printed in it is not read"


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
        raise UnreadableFile(
            "garbled_text", "the PDF's fonts do not tell their characters; it needs text recognition", MEDIA_TYPE
        )


def _page_text(page: Page) -> str:
    cells = (cell.text for table in page.tables for cell in table.cells)
    return "".join("".join([*(line.text for line in page.lines), *cells]).split())


def _page(page: pdfium.PdfPage, number: int) -> tuple[Page, str]:
    """One page in order, and its text as PDFium itself puts it together."""
    textpage = page.get_textpage()
    try:
        codes = list(printed(textpage.raw))
        frame = Frame(page.raw, turned(textpage.raw, codes, page.get_rotation()))
        straight, slanted = chars(textpage.raw, codes, frame)
        plain = textpage.get_text_bounded() if codes else ""
        drawn = drawing(page.raw, frame)
        share = max((_share(box, frame) for box in drawn.pictures), default=0.0)
        unseen = share > SCAN and bool(codes) and _invisible(textpage.raw, codes[0][0])
    finally:
        textpage.close()
    tables = find(drawn.across, drawn.down) if straight else []
    outside = [char for char in straight if not _placed(char, tables)] if tables else straight
    shown, cropped = _split(outside, frame.shows)
    beside = [*lines(cropped), *([slanted] if slanted else [])]
    found = [_table(table, number) for table in tables if table.chars]
    page.close()
    seen = [_line(row, number) for row in lines(shown)]
    return Page(number, seen, [_line(row, number) for row in beside], found, share, unseen), plain


def _share(box: Box, frame: Frame) -> float:
    """How much of the page a picture covers."""
    width, height = min(box[2], frame.width) - max(box[0], 0), min(box[3], frame.height) - max(box[1], 0)
    return max(width, 0) * max(height, 0) / (frame.width * frame.height or 1.0)


def _invisible(page, index: int) -> bool:
    """Whether a page's text is not drawn: recognition puts it behind the picture that it was read from."""
    item = raw.FPDFText_GetTextObject(page, index)
    return bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _placed(char: Char, tables: list[Lattice]) -> bool:
    """Whether one of the tables takes a character."""
    for table in tables:  # noqa: SIM110 — this runs for every character, and any() would double its cost
        if table.place(char):
            return True
    return False


def _split(chars: list[Char], test: Callable[[Char], bool]) -> tuple[list[Char], list[Char]]:
    """Those that pass a test, and the others."""
    kept: list[Char] = []
    others: list[Char] = []
    for char in chars:
        (kept if test(char) else others).append(char)
    return kept, others


def _line(row: list[Char], page: int) -> Line:
    where = Where(
        page, row[0].x0, min(char.top for char in row), max(char.x1 for char in row), max(char.bottom for char in row)
    )
    return Line(normal.line(spell(row)), where, sorted(char.size for char in row)[len(row) // 2])


def _table(lattice: Lattice, page: int) -> Table:
    cells = (
        Cell(
            region.row,
            region.col,
            text(lattice.chars.get(number, []), region.box[2] - region.box[0]),
            region.rowspan,
            region.colspan,
            _where(page, region.box),
        )
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

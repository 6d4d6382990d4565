"""PDF files with a text layer, read with PDFium: characters and ruling lines, then tables and paragraphs.

pdfplumber finds the same cells at ten times the cost (`make bench`); the tests hold its tables against ours.
"""

import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Document
from extract.read.glyphs import Box, Frame, chars, printed, turned
from extract.read.lattice import Char, find, lines
from extract.read.limits import LIMITS, too_large
from extract.read.pages import HAN_SHARE, SCAN, Page, blocks, line_of, placed, table_of, warnings
from extract.read.ruling import drawing

MEDIA_TYPE = "application/pdf"

_HAN = re.compile(f"[{normal.HAN}]")


def read(data: bytes) -> Document:
    """Read a PDF; raises `UnreadableFile` where it is damaged or protected, or has pages without usable text."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(*_why(error), MEDIA_TYPE) from error
    try:
        if len(document) > LIMITS.pages:
            raise too_large(f"the PDF has {len(document)} pages", MEDIA_TYPE)
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
        blocks=tuple(blocks(pages)),
        witness=tuple(witness),
        pages=len(pages),
        title=normal.line(title or ""),
        ocr=any(page.unseen for page in pages),
        warnings=tuple(warnings(pages)),
    )


def _why(error: Exception) -> tuple[str, str]:
    if "assword" in str(error):
        return "protected", "the PDF asks for a password; ask its publisher for an open copy"
    return "damaged", f"the PDF cannot be opened: {error}"


def _check(pages: list[Page]) -> None:
    """Refuse what would be half read: pages of pictures, and text layers that are no text."""
    texts = [page.text for page in pages]
    everything = "".join(texts)
    if not pages or not everything:
        raise UnreadableFile("no_text", "the PDF holds pictures of pages; it needs text recognition", MEDIA_TYPE)
    if "(cid:" in everything or len(_HAN.findall(everything)) < HAN_SHARE * len(everything):
        raise UnreadableFile(
            "garbled_text", "the PDF's fonts do not tell their characters; it needs text recognition", MEDIA_TYPE
        )


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
    outside = [char for char in straight if not placed(char, tables)] if tables else straight
    shown, cropped = _split(outside, frame.shows)
    beside = [*lines(cropped), *([slanted] if slanted else [])]
    found = [table_of(table, number) for table in tables if table.chars]
    page.close()
    seen = [line_of(row, number) for row in lines(shown)]
    return Page(number, seen, [line_of(row, number) for row in beside], found, share, unseen), plain


def _share(box: Box, frame: Frame) -> float:
    """How much of the page a picture covers."""
    width, height = min(box[2], frame.width) - max(box[0], 0), min(box[3], frame.height) - max(box[1], 0)
    return max(width, 0) * max(height, 0) / (frame.width * frame.height or 1.0)


def _invisible(page, index: int) -> bool:
    """Whether a page's text is not drawn: recognition puts it behind the picture that it was read from."""
    item = raw.FPDFText_GetTextObject(page, index)
    return bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _split(chars: list[Char], test: Callable[[Char], bool]) -> tuple[list[Char], list[Char]]:
    """Those that pass a test, and the others."""
    kept: list[Char] = []
    others: list[Char] = []
    for char in chars:
        (kept if test(char) else others).append(char)
    return kept, others

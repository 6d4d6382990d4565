"""PDF files with a text layer, read with PDFium: characters and ruling lines, then tables and paragraphs.

pdfplumber finds the same cells at seven to twelve times the cost (`make bench`); the tests hold its tables against ours.
"""

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Document, Remark
from extract.read import garbled, pdfwhole, plumber, vertical
from extract.read.glyphs import Box, Frame, bounded, chars, printed, turned
from extract.read.lattice import crowded, merge, ruled
from extract.read.limits import LIMITS, too_large
from extract.read.ocr import Recognised, available, recognise, refusal
from extract.read.pages import HAN_SHARE, PICTURE, SCAN, Page, blocks, lines_of, tables_of, warnings
from extract.read.pdfnotes import attached, written_on
from extract.read.rows import lines, whole
from extract.read.ruling import drawing

MEDIA_TYPE = "application/pdf"

# What a program prints on the picture of a page, such as its number, is shorter.
STAMPED = 40

_HAN = re.compile(f"[{normal.HAN}]+")


def read(data: bytes, ocr: bool = False) -> Document:
    """Read a PDF; raises `UnreadableFile` where it is damaged or protected, or has pages without usable text.

    With `ocr` those pages are recognised.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(*_why(error), MEDIA_TYPE) from error
    try:
        if len(document) > LIMITS.pages:
            raise too_large(f"the PDF has {len(document)} pages", MEDIA_TYPE)
        read_pages, unread = [], list(attached(document.raw))
        for number in range(len(document)):
            opened = document[number]
            unread += written_on(opened.raw, number + 1)
            read_pages.append(_page(opened, number + 1))
        title = document.get_metadata_value("Title")
    except pdfium.PdfiumError as error:
        raise UnreadableFile("damaged", f"a page of the PDF cannot be read: {error}", MEDIA_TYPE) from error
    finally:
        document.close()
    pages = [page for page, _ in read_pages]
    scanned, refused = _scanned(pages)
    recognised = Recognised()
    if scanned and ocr and available():
        recognised = _recognised(data, scanned, len(pages))
    elif refused:
        raise refused
    pages = [recognised.pages.get(page.number, page) for page in pages]
    if refused and not any(page.text for page in pages):
        raise UnreadableFile("no_text", "no text was recognised on the pages of the PDF", MEDIA_TYPE)
    witness = [plain for page, plain in read_pages if page.number not in recognised.pages]
    return Document(
        media_type=MEDIA_TYPE,
        reader="pdf",
        blocks=tuple(vertical.raised(blocks(pages), {page.number: page.laid for page in pages if page.laid})),
        witness=tuple(run for plain in witness for run in normal.digits(plain)),
        pages=len(pages),
        title=normal.line(title or ""),
        ocr=bool(recognised.pages) or any(page.unseen for page in pages),
        warnings=(
            *recognised.remarks,
            *warnings(pages),
            *unread,
            *_silent(data, pages),
            *pdfwhole.remarks(data, len(pages)),
        ),
        scanned=len(scanned) - len(recognised.pages),
        tilts=recognised.tilts,
        unsure=recognised.unsure,
    )


def _why(error: Exception) -> tuple[str, str]:
    if "assword" in str(error):
        return "protected", "the PDF asks for a password; ask its publisher for an open copy"
    return "damaged", f"the PDF cannot be opened: {error}"


def _scanned(pages: list[Page]) -> tuple[list[int], UnreadableFile | None]:
    """The numbers of the pages that only recognition can read, and the refusal of a file that would be half read without it:
    pages of pictures, or a text layer that is no text."""
    if not pages:
        raise UnreadableFile("damaged", "the PDF has no pages", MEDIA_TYPE)
    everything, every = "".join(page.text for page in pages), [page.number for page in pages]
    if not everything:
        return every, refusal("no_text", "the PDF holds pictures of pages", MEDIA_TYPE, len(pages))
    few = sum(map(len, _HAN.findall(everything))) < HAN_SHARE * len(everything)
    # Recognition would make the same of a text in another language.
    foreign = few and garbled.is_foreign([_running(page) for page in pages if not _is_picture(page)])
    if "(cid:" in everything or few and not foreign:
        return every, refusal("garbled_text", "the PDF's fonts do not tell their characters", MEDIA_TYPE, len(pages))
    pictures = [page.number for page in pages if page.unseen or _is_picture(page)]
    if foreign:
        return pictures, None
    if spoilt := [page.number for page in pages if garbled.is_spoilt(page.text)]:
        where = ", ".join(map(str, spoilt[:20]))
        what = f"the PDF's fonts do not tell their characters on page {where}"
        return sorted({*pictures, *spoilt}), refusal("garbled_text", what, MEDIA_TYPE, len(spoilt))
    return pictures, None


def _running(page: Page) -> str:
    """The text of a page with its spaces."""
    return "\n".join(
        [*(line.text for line in page.lines), *(cell.text for table in page.tables for cell in table.cells)]
    )


def _is_picture(page: Page) -> bool:
    """Whether a page is a picture; a page number may be printed on it."""
    return page.picture > PICTURE and not page.text or page.picture > SCAN and len(page.text) < STAMPED


def _recognised(data: bytes, numbers: list[int], total: int) -> Recognised:
    from extract.read.ocr.render import pictures

    try:
        return recognise(pictures(data, numbers), total)
    except pdfium.PdfiumError as error:
        raise UnreadableFile("damaged", f"a page of the PDF cannot be drawn: {error}", MEDIA_TYPE) from error


def _silent(data: bytes, pages: list[Page]) -> Iterator[Remark]:
    """Pages that are blank to PDFium, but not to pdfplumber."""
    blank = [page.number for page in pages if not (page.text or page.beside) and page.picture <= PICTURE]
    if blank and (found := plumber.speaking(data, blank)):
        where = ", ".join(map(str, found))
        yield Remark("engines_differ", f"page {where} is blank to one engine and has text to another; look at the page")


def _page(page: pdfium.PdfPage, number: int) -> tuple[Page, str]:
    """One page in order, and its text as PDFium itself puts it together."""
    textpage = page.get_textpage()
    try:
        codes = printed(textpage.raw)
        some = len(codes.codes) > 0
        frame = Frame(page.raw, turned(textpage.raw, codes, page.get_rotation()))
        straight, slanted = chars(textpage.raw, codes, frame)
        plain = bounded(textpage.raw, frame) if some else ""
        drawn = drawing(page.raw, frame)
        share = max((_share(box, frame) for box in drawn.pictures), default=0.0)
        unseen = share > SCAN and some and _invisible(textpage.raw, int(codes.indexes[0]))
    finally:
        textpage.close()
    across, down = map(merge, drawn.rules()) if len(straight) else ([], [])
    lattices = ruled(across, down)
    tables, outside = tables_of(lattices, straight, number)
    shows = frame.shows(straight)
    shown, cropped = straight[outside & shows], straight[outside & ~shows]
    laid = frame.width if not lattices and vertical.runs_down(shown) else None
    if laid:
        shown = vertical.laid(shown, laid)
    page.close()
    beside = [*lines_of(lines(cropped), number), *lines_of(whole(slanted), number)]
    undrawn = some and drawn.undrawn > 0
    own, many = lines_of(lines(shown), number), crowded(across, down)
    return Page(number, own, beside, tables, share, unseen, laid, undrawn, many), plain


def _share(box: Box, frame: Frame) -> float:
    """How much of the page a picture covers."""
    width, height = min(box[2], frame.width) - max(box[0], 0), min(box[3], frame.height) - max(box[1], 0)
    return max(width, 0) * max(height, 0) / (frame.width * frame.height or 1.0)


def _invisible(page, index: int) -> bool:
    """Whether a page's text is not drawn: recognition puts it behind the picture that it was read from."""
    item = raw.FPDFText_GetTextObject(page, index)
    return bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE

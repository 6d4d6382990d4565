"""PDF files with a text layer, read with PDFium: characters and ruling lines, then tables and paragraphs.

pdfplumber finds the same cells at seven to twelve times the cost (`make bench`); the tests hold its tables against ours.
"""

import re
from collections.abc import Iterator

import pypdfium2 as pdfium

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Document, Remark
from extract.read.layout import vertical
from extract.read.layout.pages import HAN_SHARE, PICTURE, SCAN, Page, blocks, warnings
from extract.read.limits import LIMITS, too_large
from extract.read.ocr import Recognised, available, recognise, refusal
from extract.read.pdf import garbled, plumber, whole
from extract.read.pdf.batch import BATCH, Sheet, ordered, sheet
from extract.read.pdf.notes import attached

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
        pages: list[Page] = []
        plain: list[str] = []
        unread = list(attached(document.raw))
        for batch in _batches(document):
            pages += ordered(batch)
            for item in batch:
                plain.append(item.plain)
                unread += item.notes
        title = document.get_metadata_value("Title")
    except pdfium.PdfiumError as error:
        raise UnreadableFile("damaged", f"a page of the PDF cannot be read: {error}", MEDIA_TYPE) from error
    finally:
        document.close()
    scanned, refused = _scanned(pages)
    recognised = Recognised()
    if scanned and ocr and available():
        recognised = _recognised(data, scanned, len(pages))
    elif refused:
        raise refused
    pages = [recognised.pages.get(page.number, page) for page in pages]
    if refused and not any(page.text for page in pages):
        raise UnreadableFile("no_text", "no text was recognised on the pages of the PDF", MEDIA_TYPE)
    witness = [text for number, text in enumerate(plain, 1) if number not in recognised.pages]
    return Document(
        media_type=MEDIA_TYPE,
        reader="pdf",
        blocks=tuple(vertical.raised(blocks(pages), {page.number: page.laid for page in pages if page.laid})),
        witness=tuple(run for text in witness for run in normal.digits(text)),
        pages=len(pages),
        title=normal.line(title or ""),
        ocr=bool(recognised.pages) or any(page.unseen for page in pages),
        warnings=(
            *recognised.remarks,
            *warnings(pages),
            *unread,
            *_silent(data, pages),
            *whole.remarks(data, len(pages)),
        ),
        scanned=len(scanned) - len(recognised.pages),
        tilts=recognised.tilts,
        unsure=recognised.unsure,
    )


def _batches(document: pdfium.PdfDocument) -> Iterator[list[Sheet]]:
    """The pages of a document, some at a time."""
    for start in range(0, len(document), BATCH):
        yield [sheet(document[number], number + 1) for number in range(start, min(start + BATCH, len(document)))]


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

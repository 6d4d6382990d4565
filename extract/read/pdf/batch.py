"""Pages of a PDF in order: what PDFium gives of each, then lines, tables and text of many pages at once.

A page has so little on it that to take pages one by one would cost more than the work itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.model import Remark
from extract.read.layout import vertical
from extract.read.layout.lattice import crowded, ruled
from extract.read.layout.pages import SCAN, Page, lines_of, lines_on, tables_on
from extract.read.layout.rows import Chars, whole
from extract.read.pdf.glyphs import Box, Frame, bounded, chars, printed, turned
from extract.read.pdf.notes import written_on
from extract.read.pdf.ruling import Drawing, drawing, rules

# So many pages are kept until they are put in order.
BATCH = 32


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on one page: characters that stand straight and those across it, drawings, and its text as PDFium itself
    puts it together. `notes` tell what is written on the page and not read; `picture` and `unseen` are as of a `Page`."""

    number: int
    frame: Frame
    straight: Chars
    slanted: Chars
    drawn: Drawing
    plain: str
    notes: tuple[Remark, ...]
    picture: float
    unseen: bool
    undrawn: bool


def sheet(page: pdfium.PdfPage, number: int) -> Sheet:
    """One page; it is closed."""
    notes = tuple(written_on(page.raw, number))
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
    page.close()
    return Sheet(number, frame, straight, slanted, drawn, plain, notes, share, unseen, some and drawn.undrawn > 0)


def ordered(sheets: Sequence[Sheet]) -> Iterator[Page]:
    """The pages in order, tables and lines apart."""
    lined = rules([item.drawn if len(item.straight) else Drawing() for item in sheets])
    lattices = [ruled(*lines) for lines in lined]
    found = tables_on([(item.number, own, item.straight) for item, own in zip(sheets, lattices, strict=True)])
    shown, cropped = [], []
    widths: list[float | None] = []
    for item, own, (_, outside) in zip(sheets, lattices, found, strict=True):
        shows = item.frame.shows(item.straight)
        printed_here = item.straight[outside & shows]
        laid = item.frame.width if not own and vertical.runs_down(printed_here) else None
        shown.append((item.number, vertical.laid(printed_here, laid) if laid else printed_here))
        cropped.append((item.number, item.straight[outside & ~shows]))
        widths.append(laid)
    parts = zip(sheets, lines_on(shown), lines_on(cropped), found, widths, lined, strict=True)
    for item, own_lines, cut, (tables, _), laid, lines in parts:
        beside = [*cut, *lines_of(whole(item.slanted), item.number)]
        many = crowded(*lines)
        yield Page(
            item.number, own_lines, beside, tables, item.picture, item.unseen, laid, item.undrawn, many
        )  # fmt: skip


def _share(box: Box, frame: Frame) -> float:
    """How much of the page a picture covers."""
    width, height = min(box[2], frame.width) - max(box[0], 0), min(box[3], frame.height) - max(box[1], 0)
    return max(width, 0) * max(height, 0) / (frame.width * frame.height or 1.0)


def _invisible(page, index: int) -> bool:
    """Whether a page's text is not drawn: recognition puts it behind the picture that it was read from."""
    item = raw.FPDFText_GetTextObject(page, index)
    return bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE

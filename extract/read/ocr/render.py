"""Pages of a PDF as pictures."""

import math
from collections.abc import Iterable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.errors import UnreadableFile
from extract.read.ocr import PIXELS, Picture

# Dots an inch: as many as the page's own picture has, within these bounds.
LEAST, USUAL, MOST = 150.0, 200.0, 300.0


def pictures(data: bytes, numbers: Iterable[int]) -> Iterator[Picture]:
    """The pages with these numbers, rendered as a viewer shows them."""
    document = pdfium.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            yield _picture(page, number)
            page.close()
    finally:
        document.close()


def _picture(page: pdfium.PdfPage, number: int) -> Picture:
    width, height = page.get_size()
    scale = min(_resolution(page) / 72 * _enlarged(width, height), math.sqrt(PIXELS / (width * height)))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels = bitmap.to_numpy()
    return Picture(number, pixels[..., :3].copy() if pixels.ndim == 3 else pixels.copy(), width)


def _enlarged(width: float, height: float) -> float:
    """A page that is measured in other units than points is rendered as if it had the size of a sheet of paper."""
    short = min(width, height)
    return 1.0 if 400 <= short <= 900 else 595 / short


def _resolution(page: pdfium.PdfPage) -> float:
    """The dots an inch of the largest picture on a page; one with too many dots is refused before it is unpacked."""
    best, dots = 0.0, USUAL
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        wide, high = item.get_px_size()
        if wide * high > PIXELS:
            raise UnreadableFile("damaged", f"a picture in the PDF has {wide} × {high} pixels", "application/pdf")
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > best:
            best, dots = (right - left) * (top - bottom), 72 * wide / (right - left)
    return min(MOST, max(LEAST, dots))

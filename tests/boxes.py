"""What a PDF prints inside a box of the archive, by PDFium's own text extraction."""

import ctypes
import re
from functools import cache

import pypdfium2 as pdfium
import pypdfium2.raw as raw


@cache
def opened(path, number):
    """A page of a PDF and its text page; the document is kept with them."""
    document = pdfium.PdfDocument(path.read_bytes())
    page = document[number - 1]
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
    return document, page.get_textpage(), (box.left, box.top)


def printed_in(path, number, box):
    """The characters in a box (points from the top left corner of an upright page), without white space."""
    _, text, (left, top) = opened(path, number)
    x0, above, x1, below = box
    return re.sub(r"\s", "", text.get_text_bounded(left + x0, top - below, left + x1, top - above))

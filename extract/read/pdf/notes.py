"""Text of a PDF that stands in no page's content: form fields, notes put on a page, and files attached to the whole."""

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as raw

from extract import text as normal
from extract.model import Remark

# Annotations that are printed, and where each keeps its text.
_PRINTED = {raw.FPDF_ANNOT_WIDGET: b"V", raw.FPDF_ANNOT_FREETEXT: b"Contents"}
# More than a page of a form has.
_MOST = 2000


def attached(document) -> Iterator[Remark]:
    """What a maintainer must know of a file as a whole: other files in it."""
    count = raw.FPDFDoc_GetAttachmentCount(document)
    if count > 0:
        yield Remark("attached", f"{count} files are attached to the PDF; they are not read")


def written_on(page, number: int) -> Iterator[Remark]:
    """Whether form fields or notes put text on a page, which its content does not hold."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            key = _PRINTED.get(raw.FPDFAnnot_GetSubtype(annotation))
            words = _value(annotation, key) if key else ""
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if words:
            yield Remark("unread", f"page {number} has text in form fields or notes; it is not read")
            return


def _value(annotation, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(max(2, size))
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return normal.line(buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0"))

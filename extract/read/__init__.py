"""Bytes to a `Document`. One module or package reads one kind of file; `kinds` tells which it is."""

from collections.abc import Callable
from importlib import import_module

from extract.errors import UnreadableFile
from extract.model import Document
from extract.read import kinds, preflight
from extract.read.kinds import (
    DOC,
    DOCX,
    HTML,
    MHTML,
    ODF,
    OFD,
    OLD_DOC,
    OLD_XLS,
    PDF,
    RTF,
    TEXT,
    WORDML,
    WORKS,
    XLS,
    XLSB,
    XLSX,
    sniff,
)  # fmt: skip

__all__ = ["READERS", "read", "reader", "sniff"]

# Readers are imported when first used: a batch of web pages never loads PDFium.
READERS = {
    PDF: "pdf.reader",
    DOCX: "docx.reader",
    DOC: "doc.reader",
    RTF: "rtf.reader",
    MHTML: "html.mhtml",
    WORDML: "docx.wordml",
    OFD: "ofd.reader",
    XLSX: "sheet.reader",
    XLS: "sheet.reader",
    ODF: "converted",
    XLSB: "converted",
    WORKS: "converted",
    OLD_XLS: "converted",
    OLD_DOC: "converted",
    HTML: "html.reader",
    TEXT: "plain",
    "image/png": "image",
    "image/jpeg": "image",
    "image/tiff": "image",
    "image/bmp": "image",
    "image/webp": "image",
    "image/gif": "image",
}
# Kinds of file that can hold pictures of pages; their readers are told whether to recognise them.
PICTURED = frozenset([PDF, *(kind for kind, module in READERS.items() if module == "image")])

# Kinds that LibreOffice may still read when our reader gives one of these reasons.
RESCUED = frozenset(((DOC, "unsupported"), (DOC, "damaged"), (XLS, "damaged")))


def read(data: bytes, ocr: bool = False) -> Document:
    """Read one file; raises `UnreadableFile` with a reason code and advice where it cannot be read whole.

    With `ocr` pages that are pictures are recognised, where `extract.read.ocr.available()`. What is Word or Excel, but
    beyond our own readers, is left to LibreOffice.
    """
    media_type = sniff(data)
    if media_type in kinds.BOXES.values():
        raise UnreadableFile("unsupported", "the file is an archive of files; `nianbao load` opens it", media_type)
    preflight.check(data, media_type)
    try:
        return reader(media_type)(data, ocr) if media_type in PICTURED else reader(media_type)(data)
    except UnreadableFile as error:
        if (media_type, error.reason) not in RESCUED:
            raise
        return import_module(".converted", __name__).rescue(data, error)
    except RecursionError as error:
        raise UnreadableFile("damaged", "the elements of the file are nested too deeply", media_type) from error


def reader(media_type: str) -> Callable[..., Document]:
    """The function that reads one kind of file."""
    return import_module(f".{READERS[media_type]}", __name__).read

"""Bytes to a `Document`. The kind of a file is told by its content, never by its name; one module reads one kind."""

from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from extract.errors import UnreadableFile
from extract.model import Document
from extract.read import encoding, preflight

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
TEXT = "text/plain"
DOC = "application/msword"
RTF = "application/rtf"
MHTML = "multipart/related"
WORDML = "application/vnd.ms-word.xml"
OFD = "application/ofd"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
# Legacy Word and Excel files share one container.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Readers are imported when first used: a batch of web pages never loads PDFium.
READERS = {
    PDF: "pdf",
    DOCX: "docx",
    DOC: "doc",
    RTF: "rtf",
    MHTML: "mhtml",
    WORDML: "wordml",
    OFD: "ofd",
    XLSX: "sheet",
    XLS: "sheet",
    HTML: "html",
    TEXT: "plain",
}

# What a file that starts like this is, and what to do with one that no reader takes.
SIGNATURES = (
    (b"Rar!\x1a\x07", "application/vnd.rar", "an archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "an archive; unpack it first"),
    (b"\x1f\x8b", "application/gzip", "a compressed file; unpack it first"),
    (b"\x89PNG\r\n", "image/png", "an image; it needs text recognition"),
    (b"\xff\xd8\xff", "image/jpeg", "an image; it needs text recognition"),
    (b"GIF8", "image/gif", "an image; it needs text recognition"),
    (b"II*\x00", "image/tiff", "an image; it needs text recognition"),
    (b"MM\x00*", "image/tiff", "an image; it needs text recognition"),
    (b"MZ", "application/x-msdownload", "a program, not a report"),
    (b"\x7fELF", "application/x-executable", "a program, not a report"),
)

# Parts of a zip that name its kind.
PACKAGES = (
    ("word/document.xml", DOCX, ""),
    ("xl/workbook.xml", XLSX, ""),
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary", "a binary workbook; save it as .xlsx"),
    ("OFD.xml", OFD, ""),
    ("content.xml", "application/vnd.oasis.opendocument", "an OpenDocument file; save it as .docx or PDF"),
)


def read(data: bytes) -> Document:
    """Read one file; raises `UnreadableFile` with a reason code and advice where it cannot be read whole."""
    preflight.size(data)
    media_type = sniff(data)
    preflight.check(data, media_type)
    try:
        return reader(media_type)(data)
    except RecursionError as error:
        raise UnreadableFile("damaged", "the elements of the file are nested too deeply", media_type) from error


def reader(media_type: str) -> Callable[[bytes], Document]:
    """The function that reads one kind of file."""
    return import_module(f".{READERS[media_type]}", __name__).read


def sniff(data: bytes) -> str:
    """The media type of a file that some reader takes; raises `UnreadableFile` for any other."""
    if not data.strip(b"\x00\t\n\r "):
        raise UnreadableFile("empty", "the file is empty", TEXT)
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(OLE):
        return XLS if import_module(".xls", __name__).is_xls(data) else DOC
    if data.startswith(b"{\\rtf"):
        return RTF
    if b"mime-version:" in data[:16384].lower() and import_module(".mhtml", __name__).is_mhtml(data):
        return MHTML
    for start, media_type, what in SIGNATURES:
        if data.startswith(start):
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    text = encoding.decode(data).text
    if "wordDocument" in text[:8192] and import_module(".wordml", __name__).is_wordml(text):
        return WORDML
    return HTML if encoding.is_html(text) else TEXT


def _package(data: bytes) -> str:
    """The kind of a zip, by the parts in it."""
    try:
        with ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
    except (BadZipFile, ValueError, OSError) as error:
        raise UnreadableFile(
            "damaged", f"the file starts like a zip but cannot be opened: {error}", "application/zip"
        ) from error
    for part, media_type, what in PACKAGES:
        if part in names:
            if media_type in READERS:
                return media_type
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    raise UnreadableFile("unsupported", "the file is a zip archive; unpack it first", "application/zip")

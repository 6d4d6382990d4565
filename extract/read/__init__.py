"""Bytes to a `Document`. The kind of a file is told by its content, never by its name; one module reads one kind."""

import re
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from extract.errors import UnreadableFile
from extract.model import Document
from extract.read import container, encoding, preflight

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
ODF = "application/vnd.oasis.opendocument"
XLSB = "application/vnd.ms-excel.sheet.binary"
WORKS = "application/vnd.ms-works"
OLD_XLS = "application/vnd.ms-excel.biff4"
OLD_DOC = "application/msword.word2"
# Legacy Word and Excel files share one container.
CONTAINERS = frozenset((container.ZIP, container.RAR))
_TYPES = "[Content_Types].xml"
_WORD_MAIN = b"wordprocessingml.document.main+xml"
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
    ODF: "converted",
    XLSB: "converted",
    WORKS: "converted",
    OLD_XLS: "converted",
    OLD_DOC: "converted",
    HTML: "html",
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

# Files of before OLE: Excel 2, 3 and 4, and Word 2.
ANCIENT = (
    (b"\x09\x00\x04\x00", OLD_XLS),
    (b"\x09\x02\x06\x00", OLD_XLS),
    (b"\x09\x04\x06\x00", OLD_XLS),
    (b"\xdb\xa5\x2d\x00", OLD_DOC),
)

# What a file that starts like this is, and what to do with one that no reader takes.
SIGNATURES = (
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "an archive; unpack it first"),
    (b"\x1f\x8b", "application/gzip", "a compressed file; unpack it first"),
    (b"\x89PNG\r\n", "image/png", ""),
    (b"\xff\xd8\xff", "image/jpeg", ""),
    (b"GIF8", "image/gif", ""),
    (b"II*\x00", "image/tiff", ""),
    (b"MM\x00*", "image/tiff", ""),
    (b"MZ", "application/x-msdownload", "a program, not a report"),
    (b"\x7fELF", "application/x-executable", "a program, not a report"),
)

# The same for what is text.
TEXT_SIGNATURES = (
    (r"\{\\rtf", RTF, "rich text in an encoding that no program reads"),
    (r"%PDF-", PDF, "the beginning of a PDF and nothing behind it"),
    (r"(?s).{0,400}<pkg:package\b", DOCX, "a Word document as one XML file; save it as .docx"),
    (r"(?s).{0,400}urn:schemas-microsoft-com:office:spreadsheet", XLS, "a workbook as one XML file; save it as .xlsx"),
    (r"\s*[{\[]\s*[\"{\[]", "application/json", "data of a program; look for the page that shows it"),
)
# Kinds that LibreOffice may still read when our reader gives one of these reasons.
RESCUED = frozenset(((DOC, "unsupported"), (DOC, "damaged"), (XLS, "damaged")))

# Parts of a zip that name its kind.
PACKAGES = (
    ("word/document.xml", DOCX, ""),
    ("xl/workbook.xml", XLSX, ""),
    ("xl/workbook.bin", XLSB, ""),
    ("OFD.xml", OFD, ""),
    ("content.xml", ODF, ""),
)


def read(data: bytes, ocr: bool = False) -> Document:
    """Read one file; raises `UnreadableFile` with a reason code and advice where it cannot be read whole.

    With `ocr` pages that are pictures are recognised, where `extract.read.ocr.available()`. What is Word or Excel, but
    beyond our own readers, is left to LibreOffice.
    """
    media_type = sniff(data)
    if is_container(media_type):
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


def is_container(media_type: str) -> bool:
    """Whether a kind of file holds other files, which are read by themselves."""
    return media_type in CONTAINERS


def reader(media_type: str) -> Callable[..., Document]:
    """The function that reads one kind of file."""
    return import_module(f".{READERS[media_type]}", __name__).read


def sniff(data: bytes) -> str:
    """The media type of a file that some reader takes, or that holds such files; raises `UnreadableFile` for any other.

    What is larger than any report is refused before it is looked at: telling an encoding takes the time and memory of reading.
    """
    preflight.size(data)
    if not data.strip(b"\x00\t\n\r "):
        raise UnreadableFile("empty", "the file is empty", TEXT)
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(b"Rar!\x1a\x07"):
        return container.RAR
    if data.startswith(OLE):
        return import_module(".ole", __name__).kind(data)
    if data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{\\rtf"):
        return RTF
    # Servers put their own words before a PDF; a page that speaks of one has no objects.
    if b"%PDF-" in data[:1024] and b" obj" in data:
        return PDF
    if b"mime-version:" in data[:16384].lower() and import_module(".mhtml", __name__).is_mhtml(data):
        return MHTML
    for start, media_type in ANCIENT:
        if data.startswith(start):
            return media_type
    if picture := _picture(data):
        return picture
    for start, media_type, what in SIGNATURES:
        if data.startswith(start):
            if media_type in READERS:
                return media_type
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    text = encoding.decode(data).text
    for pattern, media_type, what in TEXT_SIGNATURES:
        if re.match(pattern, text):
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    if "wordDocument" in text[:8192] and import_module(".wordml", __name__).is_wordml(text):
        return WORDML
    return HTML if encoding.is_html(text) else TEXT


def _picture(data: bytes) -> str | None:
    """The media type of a picture that the first bytes alone do not tell: BM starts many a text."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    header = int.from_bytes(data[14:18], "little")
    return "image/bmp" if data[:2] == b"BM" and data[6:10] == bytes(4) and header in (12, 40, 108, 124) else None


def _package(data: bytes) -> str:
    """The kind of a zip, by the parts in it."""
    try:
        with ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            declared = _declared(package) if _TYPES in names else b""
    except (BadZipFile, ZlibError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(
            "damaged", f"the file starts like a zip but cannot be opened: {error}", "application/zip"
        ) from error
    # Word calls its main part document2.xml, or whatever it likes.
    if _WORD_MAIN in declared:
        return DOCX
    for part, media_type, what in PACKAGES:
        if part in names:
            if media_type in READERS:
                return media_type
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    return container.ZIP


def _declared(package: ZipFile) -> bytes:
    """The beginning of the list that says what the parts of a package are."""
    with package.open(_TYPES) as types:
        return types.read(1 << 20)

"""What kind of file some bytes are. Told by their content, never by a name."""

import re
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING
from zlib import error as ZlibError

from extract.errors import UnreadableFile
from extract.read import encoding, preflight

if TYPE_CHECKING:
    from zipfile import ZipFile

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
ZIP = "application/zip"
RAR = "application/vnd.rar"
# Kinds of file that hold other files, which are read by themselves.
BOXES = {b"PK\x03\x04": ZIP, b"Rar!\x1a\x07": RAR}
# Legacy Word and Excel files share one container.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_WORD_MAIN = b"wordprocessingml.document.main+xml"

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
# Parts of a zip that name its kind.
PACKAGES = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSB),
    ("OFD.xml", OFD),
    ("content.xml", ODF),
)


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
        return RAR
    if data.startswith(OLE):
        return import_module("extract.read.ole").kind(data)
    if data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{\\rtf"):
        return RTF
    # Servers put their own words before a PDF; a page that speaks of one has no objects.
    if b"%PDF-" in data[:1024] and b" obj" in data:
        return PDF
    if b"mime-version:" in data[:16384].lower() and import_module("extract.read.html.mhtml").is_mhtml(data):
        return MHTML
    for start, media_type in ANCIENT:
        if data.startswith(start):
            return media_type
    if picture := _picture(data):
        return picture
    for start, media_type, what in SIGNATURES:
        if data.startswith(start):
            if not what:
                return media_type
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    text = encoding.decode(data).text
    for pattern, media_type, what in TEXT_SIGNATURES:
        if re.match(pattern, text):
            raise UnreadableFile("unsupported", f"the file is {what}", media_type)
    if "wordDocument" in text[:8192] and import_module("extract.read.docx.wordml").is_wordml(text):
        return WORDML
    return HTML if encoding.is_html(text) else TEXT


def box(data: bytes) -> str | None:
    """The media type of an archive of files; None for any other file, damaged ones too."""
    if not data.startswith(tuple(BOXES)):
        return None
    try:
        media_type = sniff(data)
    except UnreadableFile:
        return None
    return media_type if media_type in BOXES.values() else None


def _picture(data: bytes) -> str | None:
    """The media type of a picture that the first bytes alone do not tell: BM starts many a text."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    header = int.from_bytes(data[14:18], "little")
    return "image/bmp" if data[:2] == b"BM" and data[6:10] == bytes(4) and header in (12, 40, 108, 124) else None


def _package(data: bytes) -> str:
    """The kind of a zip, by the parts in it."""
    from zipfile import BadZipFile, ZipFile

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
    for part, media_type in PACKAGES:
        if part in names:
            return media_type
    if _TYPES in names:
        what = "an Office file that is neither a document nor a workbook, or has lost its main part"
        raise UnreadableFile("unsupported", f"the file is {what}", ZIP)
    return ZIP


def _declared(package: "ZipFile") -> bytes:
    """The beginning of the list that says what the parts of a package are."""
    with package.open(_TYPES) as types:
        return types.read(1 << 20)

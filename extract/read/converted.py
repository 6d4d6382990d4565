"""Files that only LibreOffice reads: converted, read by our own readers, and marked as such."""

import struct
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Document, Paragraph, Remark
from extract.read import soffice
from extract.read.doc import word97
from extract.read.docx import reader as docx
from extract.read.ole import EXCEL, WORKS
from extract.read.parts import Parts
from extract.read.sheet import reader as sheet
from extract.read.soffice import Kind

ODF, XLSB = "application/vnd.oasis.opendocument", "application/vnd.ms-excel.sheet.binary"
READERS = {"docx": docx.read, "xlsx": sheet.read}
WORDS, SHEETS = Kind("odt", "writer8", "docx"), Kind("ods", "calc8", "xlsx")
# How files start that are no zip, what they are, and how they are converted.
STARTS = (
    (b"\xd0\xcf\x11\xe0", WORKS, Kind("wps", "MS_Works", "docx")),
    (b"\xdb\xa5", "application/msword.word2", Kind("doc", "MS WinWord 5", "docx")),
    (b"\x09", "application/vnd.ms-excel.biff4", Kind("xls", "MS Excel 4.0", "xlsx")),
)
# A filter takes its own editions only; the next one is tried where it takes nothing.
RESCUES = {
    (word97.MEDIA_TYPE, "unsupported"): (Kind("doc", "MS WinWord 6.0", "docx"), Kind("doc", "MS Word 95", "docx")),
    (word97.MEDIA_TYPE, "damaged"): (Kind("doc", "MS Word 97", "docx"),),
    (EXCEL, "damaged"): (Kind("xls", "MS Excel 97", "xlsx"), Kind("xls", "MS Excel 95", "xlsx")),
}
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LINES = (f"{_TEXT}p", f"{_TEXT}h")
# Deleted text is kept in the file, and what a program counts again when it opens one may differ.
_UNPRINTED = (f"{_TEXT}tracked-changes", f"{_TEXT}page-number", f"{_TEXT}page-count", f"{_TEXT}date", f"{_TEXT}time")


def read(data: bytes) -> Document:
    """Read a file that is for LibreOffice from the start."""
    if not data.startswith(b"PK"):
        media_type, kind = next((media_type, kind) for start, media_type, kind in STARTS if data.startswith(start))
        return _read(data, (kind,), media_type)
    package = Parts(data, XLSB)
    if "xl/workbook.bin" in package:
        return _read(data, (Kind("xlsb", "Calc MS Excel 2007 Binary", "xlsx"),), XLSB)
    return _open(data, Parts(data, ODF))


def rescue(data: bytes, error: UnreadableFile) -> Document:
    """Read what our own reader has refused; raises that refusal where LibreOffice cannot read it either."""
    kinds = RESCUES.get((error.media_type, error.reason))
    if kinds is None or (error.reason == "damaged" and soffice.program() is None):
        raise error
    try:
        document = _read(data, kinds, error.media_type)
    except UnreadableFile as other:
        raise error if other.reason in ("damaged", "no_text") else other from other
    return replace(document, witness=tuple(_old_word(data))) if error.reason == "unsupported" else document


def _open(data: bytes, package: Parts) -> Document:
    """An OpenDocument file; its own plain XML is the witness for what LibreOffice makes of it."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableFile("protected", "the file asks for a password; ask the office for an open copy", ODF)
    root = package.xml("content.xml")
    words, table = (root.find(f".//{{*}}body/{{*}}{name}") is not None for name in ("text", "spreadsheet"))
    if not words and not table:
        raise UnreadableFile("unsupported", "the OpenDocument file is neither a text nor a workbook", ODF)
    document = _read(data, (WORDS if words else SHEETS,), ODF)
    return replace(document, witness=tuple(run for line in _printed(root) for run in normal.digits(line)))


def _printed(root) -> Iterable[str]:
    """The text of each paragraph in an OpenDocument file."""
    for tag in _UNPRINTED:
        for element in list(root.iter(tag)):
            element.clear(keep_tail=True)
    return ("".join(line.itertext()) for line in root.iter(*_LINES))


def _old_word(data: bytes) -> list[str]:
    """The digit runs of a Word 6 or 95 file as they stand in it, where it is not pieced together of several saves."""
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            main = ole.openstream("WordDocument").read()
        flags, (first, end) = word97.u16(main, 0x0A), struct.unpack_from("<II", main, 0x18)
    except (OSError, struct.error):
        return []
    return [] if flags & 0x0004 else normal.digits(main[first:end].decode("gb18030", "replace"))


def _read(data: bytes, kinds: tuple[Kind, ...], media_type: str) -> Document:
    """The document, through the first kind that LibreOffice takes the file for."""
    converted, kind = _converted(data, kinds, media_type)
    try:
        document = READERS[kind.target](converted)
    except UnreadableFile as error:
        raise UnreadableFile(
            error.reason, f"what LibreOffice made of it cannot be read: {error}", media_type
        ) from error
    if not any(_holds(block) for block in document.blocks):
        raise UnreadableFile("no_text", "LibreOffice finds no text in the file", media_type)
    said = f"converted by {_version(converted, media_type)}; compare with the page"
    return replace(
        document,
        media_type=media_type,
        reader="soffice",
        witness=(),
        warnings=(Remark("converted", said), *document.warnings),
    )


def _converted(data: bytes, kinds: tuple[Kind, ...], media_type: str) -> tuple[bytes, Kind]:
    for kind in kinds[:-1]:
        try:
            return soffice.convert(data, kind, media_type), kind
        except UnreadableFile as error:
            if error.reason != "damaged":
                raise
    return soffice.convert(data, kinds[-1], media_type), kinds[-1]


def _holds(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return not block.furniture and bool(block.text.strip())
    return any(cell.text.strip() for cell in block.cells)


def _version(converted: bytes, media_type: str) -> str:
    """The program and its version, as the file says that it wrote."""
    try:
        name = Parts(converted, media_type).xml("docProps/app.xml").findtext("{*}Application") or ""
    except UnreadableFile:
        name = ""
    return normal.line(name.split("$")[0].replace("/", " ")) or "LibreOffice"

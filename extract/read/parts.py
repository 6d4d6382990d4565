"""The parts of a zipped file and their XML, within limits that no honest document reaches."""

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from lxml import etree

from extract.errors import UnreadableFile
from extract.read.limits import LIMITS, Limits, too_large

_NO_TAGS = re.compile(r"(?s)<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>")
_DOCTYPE = "the XML declares a document type, which no office program does"
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".jb2", ".emf", ".wmf", ".ttf", ".otf")


class Parts:
    """The parts of one zip by name; raises `UnreadableFile` where they are too many, too large, packed too far or broken."""

    def __init__(self, data: bytes, media_type: str, limits: Limits = LIMITS):
        self.media_type, self.limits = media_type, limits
        try:
            self.package = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self.damaged(f"the package cannot be opened: {error}") from error
        infos = self.package.infolist()
        if wrong := next(_broken_limits(infos, limits), None):
            raise too_large(wrong, media_type)
        self.infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        if len(self.infos) < len(infos):
            raise self.damaged("the package holds a part twice")

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    def __iter__(self) -> Iterator[str]:
        return iter(self.infos)

    def read(self, name: str) -> bytes:
        """The bytes of one part."""
        info = self.infos.get(name)
        if info is None:
            raise self.damaged(f"the part {name[:80]} is missing")
        if info.flag_bits & 1:
            raise UnreadableFile(
                "protected", "the file asks for a password; ask its publisher for an open copy", self.media_type
            )
        if info.file_size > self.limits.part:
            raise too_large(f"the part {name[:80]} has {info.file_size >> 20} MB", self.media_type)
        try:
            with self.package.open(info) as part:
                # A header may claim less than there is.
                found = part.read(self.limits.part + 1)
        except (BadZipFile, ZlibError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise self.damaged(f"the part {name[:80]} cannot be unpacked: {error}") from error
        if len(found) != info.file_size:
            raise self.damaged(f"the part {name[:80]} is not as long as the package says")
        return found

    def xml(self, name: str):
        """The root element of one part."""
        return xml(self.read(name), self.media_type, self.limits)

    def damaged(self, message: str) -> UnreadableFile:
        """The error for a package that is not what it should be."""
        return UnreadableFile("damaged", message, self.media_type)


def checked(data: bytes, media_type: str, limits: Limits = LIMITS) -> bytes:
    """Some XML, if it may be parsed: without a document type, which may declare entities, and with no more elements than a report."""
    if b"<!DOCTYPE" in data or b"<\0!\0D\0O\0C\0T\0Y\0P\0E" in data:
        raise UnreadableFile("damaged", _DOCTYPE, media_type)
    # Every element takes a hundred bytes and more of memory, however short its tag; each cell has two tags.
    if data.count(b"<") > limits.tags or data.count(b":tc>") > 2 * limits.cells:
        raise too_large("the XML has more elements than any report", media_type)
    return data


def xml(data: bytes, media_type: str, limits: Limits = LIMITS):
    """The root element of some XML; the parser itself gives up at 256 levels."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(checked(data, media_type, limits), parser)
        deep = root.xpath("/*" * (limits.depth + 1))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile("damaged", f"the XML is broken: {error}", media_type) from error
    if deep:
        raise UnreadableFile("damaged", "the elements of the file are nested too deeply", media_type)
    # Bytes in a rare encoding may have hidden it until now.
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile("damaged", _DOCTYPE, media_type)
    return root


def plain(xml: str) -> str:
    """Well-formed XML whose every tag is one: no comments and instructions, marked sections as common text.

    A search for an end that stands in none of these would go through the whole file, once for every start.
    """
    return _NO_TAGS.sub(lambda found: escape(found.group(1) or ""), xml)


def _broken_limits(infos: list[ZipInfo], limits: Limits) -> Iterator[str]:
    if len(infos) > limits.parts:
        yield f"the package has {len(infos)} parts"
    total = sum(info.file_size for info in infos)
    if total > limits.total:
        yield f"the package holds {total >> 20} MB"
    for info in infos:
        packed = info.file_size > limits.big and not info.filename.lower().endswith(_MEDIA)
        if packed and info.file_size > limits.ratio * max(1, info.compress_size):
            yield f"the part {info.filename[:80]} is packed more than {limits.ratio} times"

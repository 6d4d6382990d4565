"""The binary file of Word 97 to 2003 ([MS-DOC]), which WPS writes too: its streams and where their parts stand."""

import struct
from dataclasses import dataclass
from io import BytesIO

from extract.errors import UnreadableFile

MEDIA_TYPE = "application/msword"
SAVE = "save it as .docx or PDF"

# Fields of the FIB: wIdent and nFib of Word 97, and bits of its flags.
_WORD, _WORD_97 = 0xA5EC, 0xC0
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Streams that hold a document nobody can read without a key: encrypted packages, and those under rights management.
_LOCKED = ("EncryptedPackage", "\x09DRMContent", "\x09DRMViewerContent")

# The stream of the file's properties, the ids of two of them, and how much of it is looked at.
_SUMMARY, _CODE_PAGE, _TITLE = "\x05SummaryInformation", 1, 2
_LARGEST_SUMMARY, _MOST_PROPERTIES = 65536, 64

# Where parts stand in FibRgFcLcb97, and the lengths of the stories in FibRgLw97, in the order of their text.
STYLES, CHPX, PAPX, CLX, SHAPES, BOXES, LISTS, LIST_USES = 1, 12, 13, 33, 40, 56, 73, 74
STORIES = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of one file: WordDocument, 0Table or 1Table, Data; with the places that the FIB names."""

    main: bytes
    table: bytes
    data: bytes
    lengths: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    title: str = ""
    embeds: bool = False

    def part(self, index: int) -> bytes:
        """One part of the table stream; empty where the file has none."""
        offset, size = self.places[index] if index < len(self.places) else (0, 0)
        if size and offset + size > len(self.table):
            raise ValueError("a part lies behind the end of the table stream")
        return self.table[offset : offset + size]

    def stories(self) -> dict[str, tuple[int, int]]:
        """The first and the last character of each story, by name."""
        found, start = {}, 0
        for name, length in zip(STORIES, self.lengths, strict=True):
            found[name] = (start, start + length)
            start += length
        return found


def load(data: bytes) -> Streams:
    """The streams of a Word file; raises `UnreadableFile` for any other OLE file, and for one that is locked."""
    # Imported with the first file of this kind, so that nothing else needs it.
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            if any(ole.exists(name) for name in _LOCKED):
                raise UnreadableFile("protected", "the file is encrypted; ask the office for an open copy", MEDIA_TYPE)
            if not ole.exists("WordDocument"):
                raise UnreadableFile(
                    "unsupported", f"the file is no Word document; {SAVE}", "application/x-ole-storage"
                )
            return _streams(ole)
    except UnreadableFile:
        raise
    except Exception as error:  # olefile answers broken sector chains with whatever Python raises
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error


def _streams(ole) -> Streams:
    main = ole.openstream("WordDocument").read()
    flags = _checked(main)
    table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    data = ole.openstream("Data").read() if ole.exists("Data") else b""
    return Streams(main, table, data, *_fib(main), _title(ole), ole.exists("ObjectPool") and _has_objects(ole))


def _checked(main: bytes) -> int:
    """The flags of the FIB of a file that can be read."""
    ident, version = u16(main, 0), u16(main, 2)
    flags = u16(main, 0x0A)
    if version < _WORD_97:
        raise UnreadableFile("unsupported", f"the file was written by Word 95 or earlier; {SAVE}", MEDIA_TYPE)
    if ident != _WORD:
        raise UnreadableFile("damaged", "the Word file does not start like one", MEDIA_TYPE)
    if flags & _ENCRYPTED:
        raise UnreadableFile("protected", "the file asks for a password", MEDIA_TYPE)
    return flags


def _fib(main: bytes) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """The lengths of the stories (ccpText and those that follow) and the pairs of fc and lcb."""
    at = 34 + 2 * u16(main, 32)
    longs = struct.unpack_from("<11I", main, at + 2)
    at += 2 + 4 * u16(main, at)
    count = u16(main, at)
    numbers = struct.unpack_from(f"<{2 * count}I", main, at + 2)
    return longs[3:11], tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _title(ole) -> str:
    """The title among the file's properties, if its code page is one that Python knows.

    olefile has a reader of properties of its own, which believes every count that a damaged file claims.
    """
    if not ole.exists(_SUMMARY):
        return ""
    try:
        properties = _properties(ole.openstream(_SUMMARY).read())
        raw = properties[_TITLE]
        return raw[8 : 8 + u32(raw, 4)].decode(_codec(u16(properties[_CODE_PAGE], 4)))
    except (struct.error, LookupError, UnicodeError):
        return ""


def _properties(data: bytes) -> dict[int, bytes]:
    """The bytes from each property of the first set of a property stream on, by its id."""
    data = data[u32(data, 44) : _LARGEST_SUMMARY]
    count = min(u32(data, 4), _MOST_PROPERTIES)
    pairs = struct.unpack_from(f"<{2 * count}I", data, 8)
    return {number: data[at:] for number, at in zip(pairs[::2], pairs[1::2], strict=True)}


def _codec(page: int) -> str:
    return {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 1200: "utf-16-le"}.get(page, f"cp{page}")


def _has_objects(ole) -> bool:
    return any(path[0] == "ObjectPool" and len(path) > 1 for path in ole.listdir())


def plc(data: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """The positions and the items of a Plc, whose items take `size` bytes each."""
    count = max(0, (len(data) - 4) // (4 + size))
    if not count:
        return [], []
    first = 4 * (count + 1)
    return (
        list(struct.unpack_from(f"<{count + 1}I", data)),
        [data[first + size * number : first + size * (number + 1)] for number in range(count)],
    )


def u8(data: bytes, at: int) -> int:
    """The byte at a place; raises `struct.error` behind the end, as the wider ones do."""
    return struct.unpack_from("<B", data, at)[0]


def u16(data: bytes, at: int) -> int:
    """The unsigned number in two bytes."""
    return struct.unpack_from("<H", data, at)[0]


def u32(data: bytes, at: int) -> int:
    """The unsigned number in four bytes."""
    return struct.unpack_from("<I", data, at)[0]

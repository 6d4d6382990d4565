"""Whether a PDF is whole, by its bytes alone: PDFium mends damaged files without a word, and leaves out what it cannot mend."""

import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from extract.model import Remark
from extract.read.limits import LIMITS
from extract.read.pdf import plumber
from extract.read.pdf.claims import HEAVY, Stream, streams

# What stands unpacked in streams of objects, and how much of it is looked at.
OBJECTS = 16 << 20
# How many fonts are looked at, and how far around a place its dictionary and its object are looked for.
FONTS, NEAR = 200, 5000

_BROKEN = Remark("cut_off", "a part of the PDF cannot be unpacked to its end; text of a page may be missing")
_GONE = Remark("cut_off", "what a page of the PDF is made of is not in the file; text may be missing")
_LATE = Remark("cut_off", "the PDF breaks off before its end; pages or text may be missing")
_MOVED = Remark("cut_off", "the PDF's parts are not where it says that they are; pages or text may be missing")
_LAYERS = Remark("hidden", "layers of the PDF are switched off; what stands in them is not printed, but read")
_DRAWN = Remark("lost_characters", "a font of the PDF draws characters without saying which; compare with the page")
_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_OBJECT = re.compile(rb"\s*\d{1,10}\s+\d{1,5}\s+obj\b")
_SECTION = re.compile(rb"\s*\d{1,10}\s+(\d{1,7})\s*\n?(?=\s*\d{10}\s)")
_ENTRY = re.compile(rb"\s*(\d{10})\s(\d{5})\s([nf])")
_PREVIOUS = re.compile(rb"/Prev\s+(\d{1,12})")
# A stream that is packed once; what is packed in several ways is not looked at.
_ONCE = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\s*(?:\]|/(?!\w*Decode\b)|>>)")
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([\d\sR]*)\]|(\d{1,10}\s+\d{1,5}\s+R))")
_NUMBERED = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R\b")
_BEFORE = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+\Z")
_OFF = re.compile(rb"/OFF\s*\[\s*\d|/BaseState\s*/OFF\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_TYPE3 = re.compile(rb"/Subtype\s*/Type3\b")
_BRACKET = re.compile(rb"<<|>>")


def remarks(data: bytes, pages: int) -> Iterator[Remark]:
    """What may be lost of a file that PDFium gives so many pages of."""
    body = data[max(0, data.find(b"%PDF-")) :]
    yield from _placed(data, body)
    packed, broken = ([], False) if b"/Encrypt" in body else _unpacked(body)
    if broken:
        yield _BROKEN
    texts = (body, *packed)
    if _named(texts) - _there(body, packed):
        yield _GONE
    if any(_OFF.search(text) for text in texts):
        yield _LAYERS
    if any(_is_mute(text) for text in texts):
        yield _DRAWN
    if pages < _pages(body, packed) <= LIMITS.pages:
        counted = plumber.count(data)
        if counted is not None and counted != pages:
            yield Remark("engines_differ", f"one engine finds {pages} pages in the PDF and another {counted}")


def _pages(body: bytes, packed: Iterable[bytes]) -> int:
    """How many objects are pages, those of an older state of the file too, but none twice."""
    begun = (body.rfind(b"obj", max(0, page.start() - NEAR), page.start()) for page in _PAGE.finditer(body))
    numbers = {found.group(1) for at in begun if (found := _BEFORE.search(body, max(0, at - 20), max(0, at)))}
    return len(numbers) + sum(len(_PAGE.findall(text)) for text in packed)


def _placed(data: bytes, body: bytes) -> Iterator[Remark]:
    """Whether the file has an end, and its objects stand where its tables say, counted from its own start or the PDF's."""
    starts = list(_START.finditer(body))
    if not starts or b" obj" in body[starts[-1].end() :]:
        yield _LATE
    elif not any(_holds(whole, int(starts[-1].group(1))) for whole in dict.fromkeys((body, data))):
        yield _MOVED


def _holds(body: bytes, place: int) -> bool:
    """Whether there is a table at a place, and the objects at those that it and the tables before it name."""
    seen: set[int] = set()
    left = LIMITS.objects
    while place not in seen and left > 0:
        seen.add(place)
        if not re.match(rb"\s*xref\b", body[place : place + 40]):
            return bool(_OBJECT.match(body, place))
        at = body.index(b"xref", place) + 4
        while section := _SECTION.match(body, at):
            at = section.end()
            left -= int(section.group(1)) + 1
            if left < 0:
                return True
            for _ in range(int(section.group(1))):
                entry = _ENTRY.match(body, at)
                if entry is None or not _stands(body, entry):
                    return False
                at = entry.end()
        previous = _PREVIOUS.search(body, at, body.find(b"startxref", at))
        if previous is None:
            return True
        place = int(previous.group(1))
    return True


def _stands(body: bytes, entry: re.Match[bytes]) -> bool:
    """Whether an object stands at the place that an entry names; place 0 is no object's, whatever the entry says."""
    return entry.group(3) == b"f" or not int(entry.group(1)) or bool(_OBJECT.match(body, int(entry.group(1))))


def _named(texts: Iterable[bytes]) -> set[int]:
    """The objects that the contents of pages are said to be."""
    listed = (b"".join(found) for text in texts for found in _CONTENTS.findall(text))
    return {int(number) for refs in listed for number in _NUMBERED.findall(refs)}


def _there(body: bytes, packed: Iterable[bytes]) -> set[int]:
    """The objects that the file has; a stream of objects begins with their numbers and places."""
    heads = (re.split(rb"[^\d\s]", text, maxsplit=1)[0].split()[::2] for text in packed)
    # Searching a large file for a number would take ten times as long as cutting it at a word.
    begun = (_BEFORE.search(piece, max(0, len(piece) - 20)) for piece in body.split(b"obj"))
    return {int(number) for number in chain((found.group(1) for found in begun if found), *heads)}


def _unpacked(body: bytes) -> tuple[list[bytes], bool]:
    """What stands in streams of objects, and whether any stream but those of pictures and fonts breaks off."""
    kept: list[bytes] = []
    broken = False
    for stream in streams(body):
        if not _ONCE.search(stream.head) or HEAVY.search(stream.head):
            continue
        found, whole = _inflated(body, stream)
        broken = broken or not whole
        if b"/ObjStm" in stream.head and sum(map(len, kept)) < OBJECTS:
            kept.append(found)
    return kept, broken


def _inflated(body: bytes, stream: Stream) -> tuple[bytes, bool]:
    """The beginning of what a stream holds, and whether it can be unpacked to its end; a wrong checksum behind that does no harm."""
    packed = body[stream.start : stream.end]
    # Without the two bytes of its head zlib looks for no checksum.
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpack.decompress(packed[2:], OBJECTS)
    except zlib.error:
        return b"", False
    return found, unpack.eof or len(found) >= OBJECTS or not packed.strip()


def _is_mute(text: bytes) -> bool:
    """Whether a font that is made of drawings has no map to characters."""
    fonts = islice(_TYPE3.finditer(text), FONTS)
    return any(b"/ToUnicode" not in _dictionary(text, found.start()) for found in fonts)


def _dictionary(text: bytes, at: int) -> bytes:
    """The dictionary that stands around a place."""
    start, depth, first = at, 1, max(0, at - NEAR)
    while depth:
        start = max(text.rfind(b"<<", first, start), text.rfind(b">>", first, start))
        if start < 0:
            return text[first : at + NEAR]
        depth += 1 if text[start : start + 2] == b">>" else -1
    depth = 0
    for bracket in _BRACKET.finditer(text, start, at + NEAR):
        depth += 1 if bracket.group() == b"<<" else -1
        if depth == 0:
            return text[start : bracket.end()]
    return text[start : at + NEAR]

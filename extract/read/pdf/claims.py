"""What a PDF claims, by its bytes alone: objects, streams that swell when unpacked, drawings that repeat each other.

PDFium has no bound of its own and ends its process when memory is short. What hides in object streams or behind other filters
is not seen here; the limits of the reading process end that.
"""

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from extract.read.limits import Limits, too_large

_HEAD = 1000
_STREAM = re.compile(rb"stream\r?\n")
_CONTENTS = re.compile(rb"/Contents\s*\[([^\[\]]*)\]")
# Pictures and fonts are not unpacked to read a page, or not as a whole.
HEAVY = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)\b|/Length[123]\b|/ImageMask\b")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
_XOBJECTS = re.compile(rb"/XObject\s*<<([^<>]*)>>")
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_DRAWN = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")


class Stream(NamedTuple):
    """The number of the object that a stream belongs to, its dictionary, and where its bytes start and end."""

    number: int
    head: bytes
    start: int
    end: int


def check(data: bytes, media_type: str, limits: Limits) -> None:
    """Refuse a PDF that claims more than any report has."""
    if data.count(b"endobj") > limits.objects:
        raise too_large(f"the PDF has more than {limits.objects} objects", media_type)
    if any(listed.group(1).count(b"R") > limits.contents for listed in _CONTENTS.finditer(data)):
        raise too_large(f"a page of the PDF is put together of more than {limits.contents} pieces", media_type)
    left = limits.inflated
    forms: dict[int, list[int]] = {}
    for stream in streams(data):
        if not _FLATE.search(stream.head) or HEAVY.search(stream.head):
            continue
        found, swollen = _inflated(data, stream, min(limits.stream, left), limits)
        if swollen:
            raise too_large("a stream of the PDF unpacks to more than any page has", media_type)
        if _FORM.search(stream.head):
            forms[stream.number] = _drawn(stream.head, found)
        left -= len(found)
        if left <= 0:
            break
    if _drawings(forms, limits.drawings) > limits.drawings:
        raise too_large("the drawings of the PDF repeat each other without end", media_type)


def streams(data: bytes) -> Iterator[Stream]:
    """The streams of a file, in order."""
    place = 0
    while (found := _STREAM.search(data, place)) is not None:
        place = found.end()
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        before = data[max(0, found.start() - _HEAD) : found.start()]
        objects = list(_OBJECT.finditer(before))
        if objects:
            end = data.find(b"endstream", place)
            end = end if end >= 0 else len(data)
            yield Stream(int(objects[-1].group(1)), before[objects[-1].end() :], place, end)
            place = end


def _inflated(data: bytes, stream: Stream, most: int, limits: Limits) -> tuple[bytes, bool]:
    """What a stream unpacks to, as far as is allowed, and whether it swells beyond its ratio."""
    found = data[stream.start : stream.end]
    for _ in _FLATE.findall(stream.head):
        unpack = zlib.decompressobj()
        try:
            unpacked = unpack.decompress(found, most)
        except zlib.error:
            return b"", False
        packed, found = len(found) - len(unpack.unconsumed_tail), unpacked
        # A stream that fills all that is allowed has not been unpacked to its end.
        if len(found) >= limits.stream and len(found) > limits.ratio * packed:
            return found, True
    return found, False


def _drawn(head: bytes, content: bytes) -> list[int]:
    """The objects that a form draws, each as often as it does."""
    named = {name: int(number) for listed in _XOBJECTS.findall(head) for name, number in _NAMED.findall(listed)}
    return [named[name] for name in _DRAWN.findall(content) if name in named]


def _drawings(forms: dict[int, list[int]], limit: int) -> int:
    """How many drawings one form comes to at most, those that it draws counted with all that they draw."""
    # Counted from the innermost outward, one level a round: what grows beyond the limit does so in a few rounds.
    totals = dict.fromkeys(forms, 1)
    for _ in range(len(forms).bit_length() * 4):
        after = {number: 1 + sum(totals.get(inner, 0) for inner in drawn) for number, drawn in forms.items()}
        if after == totals or max(after.values(), default=0) > limit:
            return max(after.values(), default=0)
        totals = after
    return max(totals.values(), default=0)

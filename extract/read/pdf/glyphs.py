"""The printed characters of a PDF page, each with its place on the page as it is read."""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from extract import text as normal
from extract.read.layout.rows import Chars
from extract.read.pdf import garbled
from extract.read.pdf.quick import Buffer, quick, run

# Loose boxes higher than this come from fonts for vertical writing, whose size PDFium does not scale.
HUGE = 72.0
# How many characters tell which way a page is read.
SAMPLE = 40

_SKIPPED = (0, 2, 9, 10, 13, 32, 0x00A0, 0x3000, 0xFFFF)
# PDFium's signs for a hyphen at the end of a line: in the text of a page, and for its character alone.
_BROKEN, _HYPHEN = 0xFFFE, 2

_NO_MEANING = ord(garbled.MARK)

_BOX, _ORIGIN, _ANGLE, _UNICODE = map(
    quick,
    (raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin, raw.FPDFText_GetCharAngle, raw.FPDFText_GetUnicode),
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Printed:
    """The characters of a page that are no blanks: the index of each in PDFium's text page, and its code."""

    indexes: np.ndarray
    codes: np.ndarray


class Frame:
    """Turns PDF coordinates into points from the top left corner of the page: cropped, and turned so that its text is upright.

    For nearly all pages that is how a viewer shows them; a wide table drawn sideways on an upright page is turned here.
    """

    def __init__(self, page, turn: int):
        box = raw.FS_RECTF()
        # The page's own boxes would not do: most files give them once, for all pages.
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        self.left, self.bottom, self.right, self.top = box.left, box.bottom, box.right, box.top
        self.turn = turn
        width, height = self.right - self.left, self.top - self.bottom
        self.width, self.height = (height, width) if turn in (90, 270) else (width, height)

    def point(self, x: Any, y: Any) -> tuple[Any, Any]:
        """A point of the page as it is read, or many of them."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the page as it is read: x0, top, x1, bottom."""
        (ax, ay), (bx, by) = self.point(left, top), self.point(right, bottom)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def shows(self, chars: Chars) -> np.ndarray:
        """Which characters have their middle on the page: what is cropped away is not printed."""
        x, y = chars.middle
        return (x >= 0) & (x <= self.width) & (y >= 0) & (y <= self.height)


def turned(page, printed: Printed, rotation: int) -> int:
    """By how much a text page has to be turned for its text to be upright: as most of its characters are drawn."""
    sample = printed.indexes[:: max(1, len(printed.indexes) // SAMPLE)]
    turns = Counter(_turn(page, index) for index in sample.tolist())
    return next((turn for turn, _ in turns.most_common() if turn is not None), rotation)


def _turn(page, index: int) -> int | None:
    """The turn that sets a character upright, in quarters; None for slanted text."""
    degrees = math.degrees(_ANGLE(page, index)) % 360
    quarter = round(degrees / 90) * 90
    return -quarter % 360 if abs(degrees - quarter) < 5 else None


def chars(page, printed: Printed, frame: Frame) -> tuple[Chars, Chars]:
    """The characters of a text page with their loose boxes (the font's height, not the glyph's) and baselines.

    Those that are drawn slanted are no text of the page but a watermark across it; they are given apart.
    """
    left, low, right, high = _boxes(page, printed.indexes)
    # A loose box as high as the one before it stands on the same baseline.
    begins = np.ones(len(left), bool)
    begins[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    stretch = np.cumsum(begins) - 1
    asked = begins if frame.turn == 0 else np.ones(len(left), bool)
    x, y = _origins(page, printed.indexes[asked])
    if frame.turn == 0:
        places = [left - frame.left, frame.top - high, right - frame.left, frame.top - low, frame.top - y[stretch]]
    else:
        (ax, ay), (bx, by) = frame.point(left, high), frame.point(right, low)
        sides = np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)
        places = [*sides, frame.point(x, y)[1]]
    found = Chars(printed.codes, np.array(places, float).reshape(5, -1))
    slanted = _slanted(page, printed.indexes[begins], (high - low)[begins])[stretch]
    return found[~slanted], found[slanted]


def _boxes(page, indexes: np.ndarray) -> np.ndarray:
    """The sides of the loose boxes of characters: left, bottom, right and top."""
    buffer = Buffer(len(indexes), 4)
    run(map(_BOX, repeat(page), indexes.tolist(), buffer.references()))
    boxes = buffer.numbers.astype(float)
    for row in np.flatnonzero(boxes[:, 1] - boxes[:, 3] > HUGE).tolist():
        boxes[row] = _tight(page, int(indexes[row]))
    return boxes[:, (0, 3, 2, 1)].T


def _origins(page, indexes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where on their baselines characters begin."""
    buffer = Buffer(len(indexes), 2, ctypes.c_double)
    run(map(_ORIGIN, repeat(page), indexes.tolist(), buffer.references(0), buffer.references(1)))
    return buffer.numbers[:, 0], buffer.numbers[:, 1]


def _slanted(page, indexes: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Which characters are drawn slanted: text of one height is drawn in one direction, and one character of it is asked."""
    _, first, alike = np.unique(np.rint(10 * heights), return_index=True, return_inverse=True)
    return np.array([_turn(page, index) is None for index in indexes[first].tolist()], bool)[alike]


def bounded(page, frame: Frame) -> str:
    """The text within a page's bounds as PDFium itself puts it together."""
    sides = frame.left, frame.top, frame.right, frame.bottom
    # Asking for the length first would put it together twice.
    room, filled = 0, 0
    while filled == room:
        room = 2 * (room or raw.FPDFText_CountChars(page)) + 100
        buffer = (ctypes.c_ushort * room)()
        filled = raw.FPDFText_GetBoundedText(page, *sides, buffer, room)
    return bytes(buffer)[: 2 * filled].decode("utf-16-le", "ignore")


def printed(page) -> Printed:
    """The characters that are no blanks, those that mean others mended."""
    codes = _codes(page)
    meant = _MEANT[np.minimum(codes, 0xFFFF)]
    if len(codes) and codes.max() > 0xFFFF:
        meant = np.where(codes > 0xFFFF, codes, meant)
    for index in np.flatnonzero(meant == _ASK).tolist():
        meant[index] = _alone(page, codes, index)
    indexes = np.flatnonzero(meant)
    return Printed(indexes, meant[indexes])


def _codes(page) -> np.ndarray:
    """The UTF-16 code of every character; one call fetches all, unless PDFium leaves some out of its text."""
    count = raw.FPDFText_CountChars(page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(page, 0, count, buffer) == count + 1:
        return np.frombuffer(buffer, np.uint16, count).astype(np.uint32)
    return np.fromiter(map(_UNICODE, repeat(page), range(count)), np.uint32, count)


def _alone(page, codes: np.ndarray, index: int) -> int:
    """What a character is that its code alone does not tell; 0 for none."""
    code = int(codes[index])
    if code == _BROKEN:
        return ord("-") if _UNICODE(page, index) == _HYPHEN else 0
    if code < 0xDC00:
        # The first half of a character: what is drawn there has no meaning of its own.
        return _NO_MEANING
    high = int(codes[index - 1]) if index else 0
    return 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if 0xD800 <= high < 0xDC00 else _NO_MEANING


def _meant() -> np.ndarray:
    """What each code of the first plane stands for: 0 for nothing, `_ASK` where more than the code has to be looked at."""
    meant = np.arange(0x10000, dtype=np.uint32)
    # A font without a mapping gives the number of its glyph: left out, it would be a figure less in its cell.
    meant[:32] = _NO_MEANING
    every = "".join(map(chr, (*range(32, 0xD800), *range(0xE000, 0x10000))))
    for code in map(ord, filter(normal.UNCLEAN.match, every)):
        meant[code] = ord(normal.clean(chr(code)) or "\0")
    meant[list(_SKIPPED)] = 0
    meant[0xD800:0xE000] = _ASK
    meant[_BROKEN] = _ASK
    return meant


# No printed character has this code.
_ASK = 1
_MEANT = _meant()


def _tight(page, index: int) -> Box:
    """The box of a glyph itself: left, top, right, bottom."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    return left.value, top.value, right.value, bottom.value

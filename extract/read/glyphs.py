"""The printed characters of a PDF page, each with its place on the page as it is read."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import pypdfium2.raw as raw

from extract import text as normal
from extract.read import garbled
from extract.read.lattice import Char

# Loose boxes higher than this come from fonts for vertical writing, whose size PDFium does not scale.
HUGE = 72.0
# How many characters tell which way a page is read.
SAMPLE = 40

_SKIPPED = frozenset((0, 2, 9, 10, 13, 32, 0x00A0, 0x3000, 0xFFFF))
# PDFium's signs for a hyphen at the end of a line: in the text of a page, and for its character alone.
_BROKEN, _HYPHEN = 0xFFFE, 2

_NO_MEANING = ord(garbled.MARK)

Box = tuple[float, float, float, float]
# A character and its index in PDFium's text page.
Code = tuple[int, str]


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

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as it is read."""
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

    def shows(self, char: Char) -> bool:
        """Whether a character's middle lies on the page: what is cropped away is not printed."""
        return 0 <= (char.x0 + char.x1) / 2 <= self.width and 0 <= (char.top + char.bottom) / 2 <= self.height


def turned(page, codes: Sequence[Code], rotation: int) -> int:
    """By how much a text page has to be turned for its text to be upright: as most of its characters are drawn."""
    turns = Counter(_turn(page, index) for index, _ in codes[:: max(1, len(codes) // SAMPLE)])
    return next((turn for turn, _ in turns.most_common() if turn is not None), rotation)


def _turn(page, index: int) -> int | None:
    """The turn that sets a character upright, in quarters; None for slanted text."""
    degrees = math.degrees(raw.FPDFText_GetCharAngle(page, index)) % 360
    quarter = round(degrees / 90) * 90
    return -quarter % 360 if abs(degrees - quarter) < 5 else None


def chars(page, codes: Iterable[Code], frame: Frame) -> tuple[list[Char], list[Char]]:
    """The characters of a text page with their loose boxes (the font's height, not the glyph's) and baselines.

    Those that are drawn slanted are no text of the page but a watermark across it; they are given apart.
    """
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    box_of, origin_of = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    left, top, upright = frame.left, frame.top, frame.turn == 0
    straight: list[Char] = []
    slanted: list[Char] = []
    bounds: tuple[float, float] | None = None
    # Text of one height is drawn in one direction: asking every character would cost a tenth of all reading.
    target: dict[int, list[Char]] = {}
    for index, text in codes:
        box_of(page, index, box_at)
        low, high = box.bottom, box.top
        if high - low > HUGE:
            box.left, low, box.right, high = _tight(page, index)
        # A loose box as high as the one before it stands on the same baseline.
        if not upright or bounds != (low, high):
            origin_of(page, index, x_at, y_at)
            bounds = (low, high)
            height = round(10 * (high - low))
            if height not in target:
                target[height] = slanted if _turn(page, index) is None else straight
            kept = target[height]
        if upright:
            kept.append(Char(text, box.left - left, top - high, box.right - left, top - low, top - y.value))
        else:
            kept.append(Char(text, *frame.box(box.left, low, box.right, high), frame.point(x.value, y.value)[1]))
    return straight, slanted


def printed(page) -> Iterator[Code]:
    """The characters that are no blanks, each with its index in the text page."""
    high = 0
    for index, code in enumerate(_codes(page)):
        if code in _SKIPPED:
            continue
        if 0xD800 <= code < 0xE000:
            high, code = (code, 0) if code < 0xDC00 else (0, _joined(high, code))
        if code < 32:
            # A font without a mapping gives the number of its glyph: left out, it would be a figure less in its cell.
            code = _NO_MEANING
        if code == _BROKEN and raw.FPDFText_GetUnicode(page, index) == _HYPHEN:
            code = ord("-")
        if text := _clean(code):
            yield index, text


def _codes(page) -> Sequence[int]:
    """The UTF-16 code of every character; one call fetches all, unless PDFium leaves some out of its text."""
    count = raw.FPDFText_CountChars(page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(page, 0, count, buffer) == count + 1:
        return buffer[:count]
    return [raw.FPDFText_GetUnicode(page, index) for index in range(count)]


@lru_cache(maxsize=65536)
def _clean(code: int) -> str:
    return normal.clean(chr(code))


def _joined(high: int, low: int) -> int:
    """One character of two surrogates; half of one is no character."""
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00) if high else 0xFFFD


def _tight(page, index: int) -> Box:
    """The box of a glyph itself: left, bottom, right, top."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value

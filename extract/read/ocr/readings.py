"""What the strips of a sheet say: one reading of a text, and two witnesses for every number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extract.check import SURE
from extract.read.ocr import engine, tesseract
from extract.read.ocr.engine import Spelled
from extract.read.ocr.numbers import AGREED, CONTRADICTED, LEAST, agreed, counted, is_numeric, plain
from extract.read.ocr.sheet import Sheet
from extract.read.ocr.strips import Strip, cut

# So many lines say which way up a page lies; on its side the lines are single characters, or a few of several lines.
FEW, LINE = 8, 5
# Wide margins cost less; the second reading of a number sees it larger.
MARGIN, LARGER = 0.4, 0.15
# No digit is lower than this part of the lines around it; a dash is.
LOW = 0.4


@dataclass(slots=True)
class Part:
    """A line of a cell (`table` and `region` by number) or of the text around tables: where it is and what it says."""

    table: int | None
    region: int
    strip: Strip
    text: str = ""
    sure: float = 0.0
    first: Spelled = Spelled("")
    other: Spelled | None = None


def read(parts: Sequence[Part], sheet: Sheet, ink: np.ndarray) -> None:
    """Recognise every part; what looks like a number has two witnesses, and where they differ a third.

    The second is the count of the digits where the network is certain and nothing lies over the print, else another reading.
    """
    for part, spelled in zip(
        parts, engine.spell([cut(sheet.clear, part.strip, MARGIN) for part in parts]), strict=True
    ):
        part.first = spelled
    cells = [part for part in parts if part.table is not None]
    _again([part for part in cells if part.first.sure < LEAST], sheet)
    for part in parts:
        part.text, part.sure = part.first.text, part.first.sure
    numbers = [part for part in cells if is_numeric(part.text)]
    for part in numbers:
        part.text, part.sure = plain(part.text), AGREED
    open_ = [
        part for part in numbers if sheet.stamped or part.other or not counted(part.first, _inside(ink, part.strip))
    ]
    _again([part for part in open_ if part.other is None], sheet)
    for part in open_:
        part.text, part.sure = agreed(part.first, part.other or Spelled(""))
    _ask([part for part in open_ if part.sure < SURE], sheet)
    for part in numbers:
        if _is_low(part.strip) and any(map(str.isdigit, part.text)):
            part.sure = min(part.sure, CONTRADICTED)


def _again(parts: Sequence[Part], sheet: Sheet) -> None:
    """A second reading of each part. The surer one comes first, but a number before what is none."""
    found = engine.spell([cut(sheet.plain, part.strip, LARGER) for part in parts])
    for part, other in zip(parts, found, strict=True):
        first = part.first
        better = other.sure > first.sure and (is_numeric(other.text) or not is_numeric(first.text))
        part.first, part.other = (other, first) if better else (first, other)


def _ask(parts: Sequence[Part], sheet: Sheet) -> None:
    """Two of three, of which one is no kin of the others."""
    said = tesseract.numbers([cut(sheet.clear, part.strip, 0.5) for part in parts])
    for part, third in zip(parts, said, strict=True):
        for spelled in (part.first, part.other):
            if third and spelled and plain(spelled.text) == third and spelled.sure >= 0.5:
                part.text, part.sure = third, 0.96


def longest(parts: Sequence[Part]) -> list[Part]:
    """Some of the longest lines."""
    return sorted(parts, key=lambda part: part.strip.x0 - part.strip.x1)[:FEW]


def legible(parts: Sequence[Part]) -> float:
    """The part of the longest lines that is Han without doubt: little where a page lies on its side or head."""
    found = [part.first for part in longest(parts)]
    whole = sum(item.legible for item in found if len(item.text) >= LINE)
    return whole / max(1, sum(len(item.text) for item in found))


def _is_low(strip: Strip) -> bool:
    return strip.bottom - strip.top < LOW * strip.em


def _inside(ink: np.ndarray, strip: Strip) -> np.ndarray:
    return ink[strip.top : strip.bottom, strip.x0 : strip.x1]

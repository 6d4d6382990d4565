"""Printed lines to paragraphs: what a page or a text file has wrapped is put back together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, mode

from extract.model import Paragraph, Where
from extract.text import numbered

_ASCII_END, _ASCII_START = re.compile(r"[A-Za-z0-9,.]$"), re.compile(r"^[A-Za-z]")

_ENDS = tuple("。：；！？:;!?")
_STOPS = tuple("。！？!?")
_BREAKS = re.compile("[。，；：！？、,;:!?]")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text, its place, and the height of its characters in points."""

    text: str
    where: Where
    size: float


def unwrap(lines: list[str]) -> Iterator[str]:
    """Join the lines of a hard-wrapped text; a text whose lines are paragraphs already is left as it is."""
    if not any(above.strip() and below.strip() for above, below in pairwise(lines)):
        # Blank lines between all lines part nothing.
        lines = [item for item in lines if item.strip()]
    widths = [_width(item) for item in lines if item.strip()]
    full = mode(width - width % 4 for width in widths) if len(widths) >= 8 else 0
    reaching, beyond = (sum(width > full + slack for width in widths) for slack in (-4, 8))
    # In a wrapped text many lines reach the full width, and next to none is longer.
    if not 30 <= full <= 120 or reaching < 0.4 * len(widths) or beyond > 0.05 * len(widths):
        yield from lines
        return
    paragraph = ""
    for item in lines:
        if paragraph and (not item.strip() or numbered(item) or item[:1].isspace()):
            yield paragraph
            paragraph = ""
        paragraph = glue(paragraph, item.strip())
        if _width(item) < full - 4:
            yield paragraph
            paragraph = ""
    yield paragraph


def glue(left: str, right: str) -> str:
    """Two halves of a wrapped line; a blank stays between two Latin words only."""
    return f"{left} {right}" if _ASCII_END.search(left) and _ASCII_START.match(right) else left + right


def paragraphs(lines: Sequence[Line], margins: tuple[float, float]) -> Iterator[Paragraph]:
    """Join the lines of printed pages, in order, into paragraphs.

    A line goes on with the one above if that one reaches the right margin and this one starts at the left margin.
    """
    group: list[Line] = []
    for item in lines:
        if group and not _goes_on(group[-1], item, margins):
            yield _paragraph(group)
            group = []
        group.append(item)
    if group:
        yield _paragraph(group)


def margins(lines: Sequence[Line]) -> tuple[float, float]:
    """The left and right margin of the running text: where most lines start and where the long ones end."""
    if not lines:
        return 0.0, 0.0
    longest = sorted(lines, key=_length, reverse=True)[: max(1, len(lines) // 2)]
    return median(item.where.x0 or 0.0 for item in longest), median(item.where.x1 or 0.0 for item in longest)


def _length(item: Line) -> float:
    return (item.where.x1 or 0.0) - (item.where.x0 or 0.0)


def _goes_on(above: Line, item: Line, margins: tuple[float, float]) -> bool:
    left, right = margins
    em = item.size or 12.0
    if numbered(item.text) or abs(above.size - item.size) > 0.35 * em or not _close(above, item, em):
        return False
    if (item.where.x0 or 0.0) > left + 0.8 * em:
        return _centred(above, item, margins, em)
    if above.text.endswith(_STOPS) and not _BREAKS.search(item.text) and (item.where.x1 or 0.0) < right - 2 * em:
        # A heading without a number may follow a paragraph whose last line is full; the end of a sentence has a full stop.
        return False
    # Justified lines may end a few characters early before a word that cannot be cut; a paragraph ends with a full stop.
    slack = 1.6 if above.text.endswith(_ENDS) or numbered(above.text) else 5.0
    return (above.where.x1 or 0.0) >= right - slack * em


def _close(above: Line, item: Line, em: float) -> bool:
    """Whether two lines follow each other without a gap; over a page end nobody can tell."""
    return above.where.page != item.where.page or (item.where.top or 0.0) - (above.where.bottom or 0.0) < 2.5 * em


def _centred(above: Line, item: Line, margins: tuple[float, float], em: float) -> bool:
    """Whether a line is the rest of a centred title whose first line is full: shorter, and around the same middle."""
    if (
        above.text.endswith(_ENDS)
        or above.where.page != item.where.page
        or _length(above) < margins[1] - margins[0] - 3 * em
    ):
        return False
    middles = [((line.where.x0 or 0.0) + (line.where.x1 or 0.0)) / 2 for line in (above, item)]
    return abs(middles[0] - middles[1]) < 0.5 * em and _length(item) < _length(above)


def _paragraph(group: list[Line]) -> Paragraph:
    text = ""
    for item in group:
        text = glue(text, item.text)
    first = group[0].where
    same = [item.where for item in group if item.where.page == first.page]
    return Paragraph(text, Where(first.page, *_around(same)))


def _around(boxes: list[Where]) -> tuple[float, float, float, float]:
    return (
        min(box.x0 or 0.0 for box in boxes),
        min(box.top or 0.0 for box in boxes),
        max(box.x1 or 0.0 for box in boxes),
        max(box.bottom or 0.0 for box in boxes),
    )


def _width(item: str) -> int:
    """Columns that a line takes on a page of fixed width: a Han character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in item.rstrip())

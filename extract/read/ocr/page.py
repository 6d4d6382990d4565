"""One picture of a page to a `Page`: its tables cell by cell, and the lines around them, all recognised."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import cv2
import numpy as np

from extract import text as normal
from extract.model import Cell, Table, Tilt, Where
from extract.read.layout.lattice import Lattice, Region, crowded, find
from extract.read.layout.lines import Line
from extract.read.layout.pages import Page
from extract.read.ocr.numbers import ILLEGIBLE
from extract.read.ocr.readings import Part, legible, longest, read
from extract.read.ocr.ruled import rules
from extract.read.ocr.sheet import Sheet, fitted, straightened
from extract.read.ocr.strips import Strip, bands, height, lines

# What is smaller is the rules of a bold heading's characters, in points.
WIDE, HIGH = 120.0, 12.0
# No printed character is higher; none is lower, but for punctuation and dashes.
TALL, SMALL = 45.0, 4.0
# No printer reaches so near to the edge of the page, in points; the shadows of a scan lie there.
EDGE = 18.0
# A line that is less sure than this is not read.
UNREAD = 0.3
# Where fewer of the characters are Han without doubt, the page may lie on its side or head.
LEGIBLE = 0.5
SIDE = 1.5
# A rule lies this near to the edge of a cell; rules are drawn double too.
BORDER = 2.5


@dataclass(slots=True)
class Found:
    """A recognised page, how it lies in its picture, the lines in it that nothing could be made of, and pairs of characters."""

    page: Page
    tilt: Tilt
    unread: int = 0
    pairs: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class Work:
    """A sheet while it is read, and its ink without rules and dirt; `crowded` as in `Page`."""

    sheet: Sheet
    ink: np.ndarray
    tables: list[Lattice] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    crowded: bool = False


def recognise(picture: np.ndarray, scale: float, number: int, points: float) -> Found:
    """Read one picture with `scale` pixels a point of the sheet; `points` of the page are one of the sheet."""
    turns, work = _upright(*fitted(picture, scale))
    sheet = work.sheet
    page = Page(
        number,
        _lines(work, number),
        [],
        [_table(work, index, number) for index in range(len(work.tables))],
        0.0,
        False,
        crowded=work.crowded,
    )
    page.tables = [table for table in page.tables if any(cell.text for cell in table.cells)]
    unread = sum(part.table is None and _nothing(part, sheet) for part in work.parts)
    pairs = [pair for part in work.parts if part.table is None for pair in part.first.pairs]
    return Found(page, Tilt(number, sheet.angle, *sheet.size, points, turns), unread, pairs)


def _upright(picture: np.ndarray, scale: float) -> tuple[int, Work]:
    """A page read the way up in which it is legible, and by how many quarters it was turned left for that."""
    work = _turned(picture, scale, 0)
    read(work.parts, work.sheet, work.ink)
    if legible(work.parts) >= LEGIBLE:
        return 0, work
    for turns in (2, 1, 3):
        other = _turned(picture, scale, turns)
        read(longest(other.parts), other.sheet, other.ink)
        if legible(other.parts) >= LEGIBLE:
            read(other.parts, other.sheet, other.ink)
            return turns, other
    return 0, work


def _turned(picture: np.ndarray, scale: float, turns: int) -> Work:
    """A page laid out when it is turned left by some quarters."""
    return _laid_out(straightened(np.ascontiguousarray(np.rot90(picture, turns)), scale))


def _nothing(part: Part, sheet: Sheet) -> bool:
    """Whether a line is printed where nothing was recognised."""
    strip = part.strip
    large = strip.bottom - strip.top > 0.6 * strip.em and strip.x1 - strip.x0 > 0.3 * strip.em
    return large and strip.bottom - strip.top > SMALL * sheet.scale and (not part.text or part.sure < UNREAD)


def _laid_out(sheet: Sheet) -> Work:
    """A sheet with its tables and the strips to read."""
    across, down, level, upright = rules(sheet)
    tables = [table for table in find(across, down) if _is_table(table)]
    inside = np.zeros(level.shape, bool)
    for table in tables:
        x0, top, x1, bottom = _pixels(table.box, sheet, -2.0)
        inside[top:bottom, x0:x1] = True
    rule = _borders(level, upright, tables, sheet)
    for layer in {id(layer): layer for layer in (sheet.plain, sheet.clear)}.values():
        layer[rule] = 255
    ink = _specks(sheet.ink & ~rule, sheet.scale)
    work = Work(sheet, ink, tables, crowded=crowded(across, down))
    for index, table in enumerate(tables):
        em = _em([ink[_slices(region.box, sheet)] for region in table.regions], sheet)
        for place, region in enumerate(table.regions):
            work.parts += [Part(index, place, strip) for strip in _cell_strips(ink, region, em, sheet)]
    outside = _text(ink & ~inside, sheet.scale)
    em = height(bands(outside), SMALL * sheet.scale)
    work.parts += [Part(None, 0, strip) for strip in lines(outside, em, 3.0)]
    return work


def _borders(level: np.ndarray, upright: np.ndarray, tables: list[Lattice], sheet: Sheet) -> np.ndarray:
    """The pixels of the rules around the cells of tables; what else looks like a rule is the stroke of a character."""
    across, down = np.zeros(level.shape, np.uint8), np.zeros(level.shape, np.uint8)
    thick = round(2 * BORDER * sheet.scale)
    for x0, top, x1, bottom in (_pixels(region.box, sheet, 0.0) for table in tables for region in table.regions):
        for y in (top, bottom):
            cv2.line(across, (x0, y), (x1, y), 1, thick)
        for x in (x0, x1):
            cv2.line(down, (x, top), (x, bottom), 1, thick)
    rule = (across & level.astype(np.uint8)) | (down & upright.astype(np.uint8))
    return cv2.dilate(rule, np.ones((3, 3), np.uint8)).astype(bool)


def _is_table(table: Lattice) -> bool:
    x0, top, x1, bottom = table.box
    return x1 - x0 >= WIDE and bottom - top >= HIGH


def _pixels(box: tuple[float, float, float, float], sheet: Sheet, inset: float) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (round(value * sheet.scale) for value in box)
    step = round(inset * sheet.scale)
    return max(0, x0 + step), max(0, top + step), max(0, x1 - step), max(0, bottom - step)


def _slices(box: tuple[float, float, float, float], sheet: Sheet) -> tuple[slice, slice]:
    """The pixels of a cell, a hair inside its rules."""
    x0, top, x1, bottom = _pixels(box, sheet, 0.4)
    return slice(top, bottom), slice(x0, x1)


def _em(cells: list[np.ndarray], sheet: Sheet) -> float:
    """The height of the Han characters of a table."""
    least, most = SMALL * sheet.scale, 24 * sheet.scale
    found = [end - start for cell in cells for start, end in bands(cell) if least <= end - start <= most]
    return float(np.percentile(found, 75)) if found else 9 * sheet.scale


def _cell_strips(ink: np.ndarray, region: Region, em: float, sheet: Sheet) -> Iterator[Strip]:
    """The strips of a cell, in the pixels of the sheet."""
    rows, cols = _slices(region.box, sheet)
    for strip in lines(ink[rows, cols], em):
        yield Strip(strip.x0 + cols.start, strip.top + rows.start, strip.x1 + cols.start, strip.bottom + rows.start, em)


def _specks(ink: np.ndarray, scale: float) -> np.ndarray:
    """Ink without dirt that is smaller than a full stop."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    kept = boxes[:, cv2.CC_STAT_AREA] >= max(4, (0.9 * scale) ** 2)
    kept[0] = False
    return kept[labels]


def _text(ink: np.ndarray, scale: float) -> np.ndarray:
    """Ink without what is no character: higher (seals, frames) or begun at the edge of the page (the shadow there)."""
    edge, (high, wide) = round(EDGE * scale), ink.shape
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    left, top, width, height = boxes[:, :4].T
    kept = height <= TALL * scale
    kept &= (left >= edge) & (top >= edge) & (left + width <= wide - edge) & (top + height <= high - edge)
    kept[0] = False
    return kept[labels]


def _lines(work: Work, number: int) -> list[Line]:
    """The lines around the tables; what stands apart on one of them is parted by a blank."""
    parts = [part for part in work.parts if part.table is None and part.text]
    found = []
    for _, group in groupby(parts, key=lambda part: _row(part, parts)):
        row = list(group)
        text = normal.line("  ".join(part.text for part in row))
        box = _around([part.strip for part in row], work.sheet.scale)
        found.append(Line(text, Where(number, *box), max(SMALL, (box[3] - box[1]) / 0.95)))
    return found


def _row(part: Part, parts: list[Part]) -> int:
    """The number of the first part on the same line."""
    middle = (part.strip.top + part.strip.bottom) / 2
    return next(index for index, other in enumerate(parts) if other.strip.top <= middle <= other.strip.bottom)


def _around(strips: list[Strip], scale: float) -> tuple[float, float, float, float]:
    return (
        round(min(strip.x0 for strip in strips) / scale, 2),
        round(min(strip.top for strip in strips) / scale, 2),
        round(max(strip.x1 for strip in strips) / scale, 2),
        round(max(strip.bottom for strip in strips) / scale, 2),
    )


def _table(work: Work, index: int, number: int) -> Table:
    table = work.tables[index]
    cells = []
    for place, region in enumerate(table.regions):
        parts = [part for part in work.parts if part.table == index and part.region == place]
        text, sure = _said(parts) if parts else _blank(region, work.sheet)
        where = Where(number, *(round(value, 2) for value in region.box))
        cells.append(Cell(region.row, region.col, text, region.rowspan, region.colspan, where, sure))
    box = Where(number, *(round(value, 2) for value in table.box))
    return Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))), box)


def _said(parts: list[Part]) -> tuple[str, float]:
    """The text of a cell, line by line, as sure as its worst part; ink that says nothing is illegible."""
    rows: list[list[Part]] = []
    for part in parts:
        middle = (part.strip.top + part.strip.bottom) / 2
        if rows and rows[-1][0].strip.top <= middle <= rows[-1][0].strip.bottom:
            rows[-1].append(part)
        else:
            rows.append([part])
    text = "\n".join(filter(None, (" ".join(part.text for part in row if part.text).strip() for row in rows)))
    return text or ILLEGIBLE, min(part.sure for part in parts)


def _blank(region: Region, sheet: Sheet) -> tuple[str, float]:
    """An empty cell; one in which something faint is printed is illegible."""
    x0, top, x1, bottom = _pixels(region.box, sheet, SIDE)
    faint = _specks(sheet.faint[top:bottom, x0:x1], sheet.scale) if x1 > x0 and bottom > top else np.zeros((1, 1), bool)
    high = max((end - start for start, end in bands(faint)), default=0)
    return (ILLEGIBLE, 0.0) if high > SMALL * sheet.scale else ("", 1.0)

"""What is drawn on a PDF page: ruling lines (strokes, and thin filled boxes that stand for strokes), and pictures."""

import ctypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from extract.read.glyphs import Box, Frame
from extract.read.lattice import Rule
from extract.read.quick import Buffer, quick, run

THIN = 2.5
SLANT = 1.5
SHORT = 2.0
# A path with more segments than this is a drawing; some programs draw all lines of a page in one path.
SEGMENTS = 10_000
DEPTH = 4
# A box is drawn with so many segments.
CORNERS = 5
# So many objects, and so many segments, are looked at together.
BATCH = 20_000

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
UNDRAWN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_PAGE_OBJECT, _FORM_OBJECT, _KIND, _MATRIX = map(
    quick, (raw.FPDFPage_GetObject, raw.FPDFFormObj_GetObject, raw.FPDFPageObj_GetType, raw.FPDFPageObj_GetMatrix)
)
_TEXT_MODE, _PATH_MODE, _COLOUR, _BOUNDS = map(
    quick,
    (
        raw.FPDFTextObj_GetTextRenderMode,
        raw.FPDFPath_GetDrawMode,
        raw.FPDFPageObj_GetFillColor,
        raw.FPDFPageObj_GetBounds,
    ),
)
_COUNT, _SEGMENT, _SEGMENT_KIND, _POINT, _CLOSES = map(
    quick,
    (
        raw.FPDFPath_CountSegments,
        raw.FPDFPath_GetPathSegment,
        raw.FPDFPathSegment_GetType,
        raw.FPDFPathSegment_GetPoint,
        raw.FPDFPathSegment_GetClose,
    ),
)


@dataclass(slots=True)
class Drawing:
    """Strokes (start and end: x, y, x, y) and filled boxes of a page, and the boxes of its pictures, in the frame's coordinates.

    `undrawn` is how many pieces of text the page holds but does not draw.
    """

    strokes: list[Any] = field(default_factory=list)
    filled: list[Any] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    undrawn: int = 0

    def rules(self) -> tuple[list[Rule], list[Rule]]:
        """The horizontal and the vertical rules."""
        return rules(chain(_rows(self.strokes), _axes(_rows(self.filled))))


def drawing(page, frame: Frame) -> Drawing:
    """What is drawn on a page, also inside form objects."""
    found = Drawing()
    _draw(page, raw.FPDFPage_CountObjects(page), _PAGE_OBJECT, IDENTITY, frame, found)
    return found


def _draw(parent, count: int, get: Callable, base: Matrix, frame: Frame, found: Drawing, depth: int = 0) -> None:
    """Add what the objects of a page or a form draw; `base` is the matrix that puts them on the page."""
    for start in range(0, count, BATCH):
        items = list(map(get, repeat(parent), range(start, min(count, start + BATCH))))
        kinds: dict[int, list] = {}
        for item, kind in zip(items, map(_KIND, items), strict=True):
            kinds.setdefault(kind, []).append(item)
        texts, paths = kinds.get(raw.FPDF_PAGEOBJ_TEXT, []), kinds.get(raw.FPDF_PAGEOBJ_PATH, [])
        found.undrawn += sum(mode in UNDRAWN for mode in map(_TEXT_MODE, texts))
        if paths:
            _paths(paths, base, frame, found)
        for picture in kinds.get(raw.FPDF_PAGEOBJ_IMAGE, []):
            found.pictures.append(_picture(_placed(picture, base), frame))
        for form in kinds.get(raw.FPDF_PAGEOBJ_FORM, []) if depth < DEPTH else []:
            inner = raw.FPDFFormObj_CountObjects(form)
            _draw(form, inner, _FORM_OBJECT, _placed(form, base), frame, found, depth + 1)


def _placed(item, base: Matrix) -> Matrix:
    """The matrix that puts an object on the page."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return multiplied((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), base)


def _picture(matrix: Matrix, frame: Frame) -> Box:
    """The box of an image: its matrix takes the unit square to the page."""
    a, b, c, d, e, f = matrix
    xs, ys = [e, e + a, e + c, e + a + c], [f, f + b, f + d, f + b + d]
    return frame.box(min(xs), min(ys), max(xs), max(ys))


def _paths(paths: list, base: Matrix, frame: Frame, found: Drawing) -> None:
    """Add what paths draw."""
    stroked, filled = _modes(paths)
    counts = np.fromiter(map(_COUNT, paths), int, len(paths))
    drawn = (stroked | filled) & (counts > 0) & (counts <= SEGMENTS)
    # PDFium bounds an object by its own matrix alone: what a form draws is looked at corner by corner.
    if base is IDENTITY and (boxed := np.flatnonzero(drawn & ~stroked & (counts == CORNERS))).size:
        boxed = boxed[_single([paths[index] for index in boxed.tolist()])]
        found.filled.append(_bounds([paths[index] for index in boxed.tolist()], frame))
        drawn[boxed] = False
    drawn = np.flatnonzero(drawn)
    counts = counts[drawn]
    batch = (np.cumsum(counts) - counts) // BATCH
    for number in np.unique(batch).tolist():
        chosen = drawn[batch == number]
        group = _segments([paths[index] for index in chosen.tolist()], counts[batch == number], base, frame)
        is_stroked = stroked[chosen][group.paths]
        if is_stroked.any():
            found.strokes += group.strokes(is_stroked)
        if not is_stroked.all():
            found.filled.append(group.boxes(~is_stroked))


def _single(paths: list) -> np.ndarray:
    """Which paths of five segments are one part without curves: its middle segments are lines then, and only then."""
    kinds = (map(_SEGMENT_KIND, map(_SEGMENT, paths, repeat(place))) for place in (2, 3))
    return np.array([pair == (raw.FPDF_SEGMENT_LINETO,) * 2 for pair in zip(*kinds, strict=True)], bool)


def _bounds(paths: list, frame: Frame) -> np.ndarray:
    """The boxes of filled paths on the page."""
    buffer = Buffer(len(paths), 4)
    run(map(_BOUNDS, paths, *(buffer.references(side) for side in range(4))))
    left, bottom, right, top = buffer.numbers.astype(float).T
    (ax, ay), (bx, by) = frame.point(left, bottom), frame.point(right, top)
    return np.array([np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)]).T


def _modes(paths: list) -> tuple[np.ndarray, np.ndarray]:
    """Which paths are stroked, and which others are filled with something other than white."""
    modes = Buffer(len(paths), 2, ctypes.c_int)
    run(map(_PATH_MODE, paths, modes.references(0), modes.references(1)))
    stroked, filled = modes.numbers[:, 1] != 0, modes.numbers[:, 0] != 0
    asked = np.flatnonzero(filled & ~stroked)
    colours = Buffer(len(asked), 4, ctypes.c_uint)
    run(map(_COLOUR, [paths[index] for index in asked.tolist()], *(colours.references(part) for part in range(4))))
    filled[asked] = (colours.numbers[:, :3].min(axis=1, initial=255) < 250) & (colours.numbers[:, 3] > 0)
    return stroked, filled


@dataclass(frozen=True, slots=True)
class Segments:
    """The corners of straight paths on the page: the number of each one's path, what PDFium calls it, whether a part starts
    there, and where it is."""

    paths: np.ndarray
    items: list
    begins: np.ndarray
    x: np.ndarray
    y: np.ndarray

    def boxes(self, chosen: np.ndarray) -> np.ndarray:
        """The boxes around the parts of chosen paths."""
        starts = np.flatnonzero(self.begins)
        sides = [edge.reduceat(values, starts) for edge in (np.minimum, np.maximum) for values in (self.x, self.y)]
        return np.array(sides).T.reshape(-1, 4)[chosen[starts]]

    def strokes(self, chosen: np.ndarray) -> list[np.ndarray]:
        """The sides of the parts of chosen paths, those included that close a part."""
        start = np.flatnonzero(self.begins)[np.cumsum(self.begins) - 1]
        ends = np.flatnonzero(chosen & ~self.begins)
        closed = np.zeros(len(self.x), bool)
        # Only a corner can close a path, and only one that is not where it started.
        away = (self.x != self.x[start]) | (self.y != self.y[start])
        asked = ends[(ends - start[ends] >= 2) & away[ends]]
        closed[asked] = [_CLOSES(self.items[index]) != 0 for index in asked.tolist()]
        last = np.flatnonzero(closed)
        return [self._sides(np.where(closed[ends - 1], start[ends], ends - 1), ends), self._sides(last, start[last])]

    def _sides(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        return np.array([self.x[start], self.y[start], self.x[end], self.y[end]]).T


def _segments(paths: list, counts: np.ndarray, base: Matrix, frame: Frame) -> Segments:
    """The corners of those of some paths that have no curves: one with curves draws no table."""
    each = counts.tolist()
    items = list(map(_SEGMENT, chain.from_iterable(map(repeat, paths, each)), chain.from_iterable(map(range, each))))
    kinds = np.fromiter(map(_SEGMENT_KIND, items), int, len(items))
    begins = kinds == raw.FPDF_SEGMENT_MOVETO
    starts = np.cumsum(counts) - counts
    straight = np.minimum.reduceat(begins | (kinds == raw.FPDF_SEGMENT_LINETO), starts) & begins[starts]
    numbers = np.repeat(np.arange(len(paths)), counts)
    kept = straight[numbers]
    points = Buffer(len(items), 2)
    run(map(_POINT, items, points.references(0), points.references(1)))
    matrices = Buffer(len(paths), 6)
    run(map(_MATRIX, paths, matrices.references()))
    x, y = points.numbers[kept].astype(float).T
    a, b, c, d, e, f = (part[numbers[kept]] for part in multiplied(tuple(matrices.numbers.astype(float).T), base))
    items = [items[index] for index in np.flatnonzero(kept).tolist()]
    return Segments(numbers[kept], items, begins[kept], *frame.point(a * x + c * y + e, b * x + d * y + f))


def rules(strokes: Iterable[list[float]]) -> tuple[list[Rule], list[Rule]]:
    """The horizontal and the vertical rules among strokes."""
    across: Counter[tuple[float, float, float]] = Counter()
    down: Counter[tuple[float, float, float]] = Counter()
    # A page has a hundred strokes: numpy's cost for each call is more than this loop's.
    for ax, ay, bx, by in strokes:
        wide, high = abs(ax - bx), abs(ay - by)
        if high <= SLANT and wide > SHORT:
            across[(ay + by) / 2, min(ax, bx), max(ax, bx)] += 1
        elif wide <= SLANT and high > SHORT:
            down[(ax + bx) / 2, min(ay, by), max(ay, by)] += 1
    return _distinct(across), _distinct(down)


def _distinct(drawn: Counter[tuple[float, float, float]]) -> list[Rule]:
    """Each rule once, with how often it is drawn: cells that touch each draw the line between them."""
    return [Rule(*place, times) for place, times in sorted(drawn.items())]


def _axes(boxes: Iterable[list[float]]) -> Iterator[list[float]]:
    """The long middle lines of thin boxes; a box that is not thin is a background."""
    for left, top, right, bottom in boxes:
        if bottom - top <= THIN:
            y = (top + bottom) / 2
            yield [left, y, right, y]
        elif right - left <= THIN:
            x = (left + right) / 2
            yield [x, top, x, bottom]


def _rows(parts: list[Any]) -> Iterator[list[float]]:
    """Rows of four numbers that were found one after the other."""
    for part in parts:
        yield from np.reshape(np.asarray(part, float), (-1, 4)).tolist()


def multiplied(m: Any, n: Any) -> Any:
    """First m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )

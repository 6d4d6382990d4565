"""What is drawn on a PDF page: ruling lines (strokes, and thin filled boxes that stand for strokes), and pictures."""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from extract.read.layout.lattice import Rule, merged_on
from extract.read.layout.rows import begins
from extract.read.pdf.glyphs import Box, Frame
from extract.read.pdf.quick import Buffer, quick, run
from extract.read.pdf.segments import corners

THIN = 2.5
SLANT = 1.5
SHORT = 2.0
# A path with more segments than this is a drawing; some programs draw all lines of a page in one path.
SEGMENTS = 10_000
DEPTH = 4
# So many objects, and so many segments, are looked at together.
BATCH = 20_000

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
UNDRAWN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_PAGE_OBJECT, _FORM_OBJECT, _KIND, _MATRIX = map(
    quick, (raw.FPDFPage_GetObject, raw.FPDFFormObj_GetObject, raw.FPDFPageObj_GetType, raw.FPDFPageObj_GetMatrix)
)
_TEXT_MODE, _PATH_MODE, _COLOUR = map(
    quick, (raw.FPDFTextObj_GetTextRenderMode, raw.FPDFPath_GetDrawMode, raw.FPDFPageObj_GetFillColor)
)
_COUNT = quick(raw.FPDFPath_CountSegments)


@dataclass(slots=True)
class Drawing:
    """Strokes (start and end: x, y, x, y) and filled boxes of a page, and the boxes of its pictures, in the frame's coordinates.

    `undrawn` is how many pieces of text the page holds but does not draw.
    """

    strokes: list[Any] = field(default_factory=list)
    filled: list[Any] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    undrawn: int = 0

    def lines(self) -> np.ndarray:
        """All strokes, those that boxes stand for included."""
        return np.concatenate([_rows(self.strokes), _axes(_rows(self.filled))])


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
    drawn = np.flatnonzero((stroked | filled) & (counts > 0) & (counts <= SEGMENTS))
    counts = counts[drawn]
    batch = (np.cumsum(counts) - counts) // BATCH
    for number in dict.fromkeys(batch.tolist()):
        chosen = drawn[batch == number]
        group = _segments([paths[index] for index in chosen.tolist()], counts[batch == number], base, frame)
        is_stroked = stroked[chosen][group.paths]
        if is_stroked.any():
            found.strokes += group.strokes(is_stroked)
        if not is_stroked.all():
            found.filled.append(group.boxes(~is_stroked))


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
    """The corners of straight paths on the page: the number of each one's path, whether a part starts or is closed there, and
    where it is."""

    paths: np.ndarray
    closes: np.ndarray
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
        closed[ends] = (ends - start[ends] >= 2) & away[ends] & self.closes[ends]
        last = np.flatnonzero(closed)
        return [self._sides(np.where(closed[ends - 1], start[ends], ends - 1), ends), self._sides(last, start[last])]

    def _sides(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        return np.array([self.x[start], self.y[start], self.x[end], self.y[end]]).T


def _segments(paths: list, counts: np.ndarray, base: Matrix, frame: Frame) -> Segments:
    """The corners of those of some paths that have no curves: one with curves draws no table."""
    found = corners(paths, counts)
    kinds = found["kind"]
    begins = kinds == raw.FPDF_SEGMENT_MOVETO
    starts = np.cumsum(counts) - counts
    straight = np.minimum.reduceat(begins | (kinds == raw.FPDF_SEGMENT_LINETO), starts) & begins[starts]
    numbers = np.repeat(np.arange(len(paths)), counts)
    kept = straight[numbers]
    found = found[kept]
    matrices = Buffer(len(paths), 6)
    run(map(_MATRIX, paths, matrices.references()))
    x, y = found["x"].astype(float), found["y"].astype(float)
    a, b, c, d, e, f = (part[numbers[kept]] for part in multiplied(tuple(matrices.numbers.astype(float).T), base))
    closes = found["closes"] != 0
    return Segments(numbers[kept], closes, begins[kept], *frame.point(a * x + c * y + e, b * x + d * y + f))


def rules(drawings: Sequence[Drawing]) -> list[tuple[list[Rule], list[Rule]]]:
    """The horizontal and the vertical rules of each of some pages, their pieces joined; all pages at once."""
    drawn = [drawing.lines() for drawing in drawings]
    strokes = _rows(drawn)
    pages = np.repeat(np.arange(len(drawn)), list(map(len, drawn)))
    ax, ay, bx, by = strokes.T
    wide, high = np.abs(ax - bx), np.abs(ay - by)
    level = (high <= SLANT) & (wide > SHORT)
    upright = ~level & (wide <= SLANT) & (high > SHORT)
    across = _distinct(pages[level], *strokes[level][:, [1, 3, 0, 2]].T)
    down = _distinct(pages[upright], *strokes[upright][:, [0, 2, 1, 3]].T)
    return list(zip(*(merged_on(*part, len(drawn)) for part in (across, down)), strict=True))


def _distinct(
    pages: np.ndarray, at: np.ndarray, other: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Each rule of a page once, with how often it is drawn (cells that touch each draw the line between them); and its page."""
    columns = np.array([pages, (at + other) / 2, np.minimum(start, end), np.maximum(start, end)])
    drawn = columns[:, np.lexsort(columns[::-1])].T
    first = np.flatnonzero(begins(drawn))
    times = np.diff(first, append=len(drawn))
    return np.column_stack([drawn[first, 1:], times]), drawn[first, 0].astype(int)


def _axes(boxes: np.ndarray) -> np.ndarray:
    """The long middle lines of thin boxes; a box that is not thin is a background."""
    left, top, right, bottom = boxes.T
    flat = bottom - top <= THIN
    narrow = ~flat & (right - left <= THIN)
    x, y = (left + right) / 2, (top + bottom) / 2
    return np.concatenate(
        [np.array([left, y, right, y]).T[flat], np.array([x, top, x, bottom]).T[narrow]],
    )


def _rows(parts: list[Any]) -> np.ndarray:
    """Rows of four numbers that were found one after the other."""
    return np.concatenate([np.reshape(np.asarray(part, float), (-1, 4)) for part in parts] or [np.zeros((0, 4))])


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

"""What is drawn on a PDF page: ruling lines (strokes, and thin filled boxes that stand for strokes), and pictures."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as raw

from extract.read.glyphs import Box, Frame
from extract.read.lattice import Rule

THIN = 2.5
SLANT = 1.5
SHORT = 2.0
# A path with more segments than this is a drawing; some programs draw all lines of a page in one path.
SEGMENTS = 10_000
DEPTH = 4

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
DRAWN = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_IMAGE)
UNDRAWN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """Horizontal and vertical rules of a page, and the boxes of its pictures, in the frame's coordinates.

    `undrawn` is how many pieces of text the page holds but does not draw.
    """

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    undrawn: int = 0


def drawing(page, frame: Frame) -> Drawing:
    """What is drawn on a page, also inside form objects."""
    found = Drawing()
    for item, kind, matrix in _objects(
        raw.FPDFPage_CountObjects(page), lambda k: raw.FPDFPage_GetObject(page, k), IDENTITY, 0
    ):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append(_picture(matrix, frame))
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            found.undrawn += raw.FPDFTextObj_GetTextRenderMode(item) in UNDRAWN
        else:
            _rules(item, matrix, frame, found)
    return found


def _objects(count: int, get: Callable, base: Matrix, depth: int) -> Iterator[tuple[object, int, Matrix]]:
    """The paths, images and pieces of text of a page, also those inside form objects, with the matrix that puts them on the page.

    Text has the matrix of what it stands in: many pages have thousands of pieces.
    """
    matrix = raw.FS_MATRIX()
    for index in range(count):
        item = get(index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield item, kind, base
            continue
        if kind not in DRAWN:
            continue
        raw.FPDFPageObj_GetMatrix(item, matrix)
        own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        placed = own if base is IDENTITY else multiplied(own, base)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield item, kind, placed
        elif depth < DEPTH:
            inner = raw.FPDFFormObj_CountObjects(item)
            yield from _objects(inner, lambda k, form=item: raw.FPDFFormObj_GetObject(form, k), placed, depth + 1)


def _picture(matrix: Matrix, frame: Frame) -> Box:
    """The box of an image: its matrix takes the unit square to the page."""
    a, b, c, d, e, f = matrix
    xs, ys = [e, e + a, e + c, e + a + c], [f, f + b, f + d, f + b + d]
    return frame.box(min(xs), min(ys), max(xs), max(ys))


def _rules(path, matrix: Matrix, frame: Frame, found: Drawing) -> None:
    """Add the rules that one path draws."""
    stroked, filled = _mode(path)
    if not stroked and not filled:
        return
    for points in _subpaths(path, matrix):
        shown = [frame.point(*point) for point in points]
        pieces = zip(shown, shown[1:], strict=False) if stroked else axis(shown)
        for start, end in pieces:
            add_rule(start, end, found.across, found.down)


def _mode(path) -> tuple[bool, bool]:
    """Whether a path is stroked, and whether it is filled with something other than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value or stroke.value:
        return bool(stroke.value), bool(fill.value)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return False, min(red.value, green.value, blue.value) < 250 and alpha.value > 0


def _subpaths(path, matrix: Matrix) -> Iterator[list[Point]]:
    """The corner points of each part of a path; one with curves draws no table."""
    count = raw.FPDFPath_CountSegments(path)
    if count > SEGMENTS:
        return
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[Point]] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            parts.append([point])
        elif kind == raw.FPDF_SEGMENT_LINETO and parts:
            parts[-1].append(point)
            # Only a corner can close a path.
            if len(parts[-1]) > 2 and raw.FPDFPathSegment_GetClose(segment):
                parts[-1].append(parts[-1][0])
        else:
            return
    yield from parts


def axis(points: list[Point]) -> Iterator[tuple[Point, Point]]:
    """The long middle line of a thin box; a box that is not thin is a background."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top <= THIN:
        yield (left, (top + bottom) / 2), (right, (top + bottom) / 2)
    elif right - left <= THIN:
        yield ((left + right) / 2, top), ((left + right) / 2, bottom)


def add_rule(start: Point, end: Point, across: list[Rule], down: list[Rule]) -> None:
    (ax, ay), (bx, by) = start, end
    if abs(ay - by) <= SLANT and abs(ax - bx) > SHORT:
        across.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= SLANT and abs(ay - by) > SHORT:
        down.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))


def multiplied(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )

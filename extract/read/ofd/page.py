"""What one page of an OFD file draws: characters and ruling lines in points from the top left corner of the page."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from extract import text as normal
from extract.errors import UnreadableFile
from extract.read.layout.rows import Char
from extract.read.pdf.ruling import IDENTITY, Drawing, Matrix, Point, multiplied

MEDIA_TYPE = "application/ofd"
MM = 72 / 25.4
# What a document may draw; units that hold each other could draw without end.
OBJECTS, CHARS, DEPTH = 500_000, 2_000_000, 6
# A character reaches this far above and below its baseline, in parts of its size.
ASCENT, DESCENT = 0.88, 0.12
UPRIGHT = 5.0

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_STEP = re.compile(rf"g\s+(\d+)\s+({_NUMBER.pattern})|({_NUMBER.pattern})")
_PATH = re.compile(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)")
_GROUPS = frozenset(["Content", "Layer", "PageBlock", "CompositeGraphicUnit"])
_MARKS = ("TextObject", "PathObject", "ImageObject", "CompositeObject")
_NO = ("false", "0")


@dataclass(slots=True)
class Drawn:
    """Characters (upright, slanted and invisible ones), and lines with the boxes of pictures."""

    straight: list[Char] = field(default_factory=list)
    slanted: list[Char] = field(default_factory=list)
    unseen: list[Char] = field(default_factory=list)
    lines: Drawing = field(default_factory=Drawing)


@dataclass(slots=True)
class Pen:
    """Draws the objects of a document, composite `units` by their id, and counts what it has drawn.

    `glyphs` are those that come without a character.
    """

    units: dict[str, object] = field(default_factory=dict)
    objects: int = 0
    chars: int = 0
    glyphs: int = 0

    def draw(self, node, place: Matrix, drawn: Drawn, depth: int = 0) -> None:
        """Draw one object, or what a group of them holds."""
        name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        self._count(objects=1)
        if name in _GROUPS:
            for child in node:
                self.draw(child, place, drawn, depth)
        elif name in _MARKS:
            placed = multiplied(matrix(node), place)
            getattr(self, f"_{name}")(node, placed, drawn, depth)

    def _CompositeObject(self, node, place: Matrix, drawn: Drawn, depth: int) -> None:
        unit = self.units.get(node.get("ResourceID", ""))
        if unit is not None and depth < DEPTH and _visible(node):
            self.draw(unit, place, drawn, depth + 1)

    def _ImageObject(self, node, place: Matrix, drawn: Drawn, depth: int) -> None:
        _, _, width, height = (numbers(node.get("Boundary")) + [0.0] * 4)[:4]
        # The matrix of an image takes a unit square to its boundary; the boundary alone says where it is.
        x, y = place[4], place[5]
        drawn.lines.pictures.append((x, y, x + width * MM, y + height * MM))

    def _PathObject(self, node, place: Matrix, drawn: Drawn, depth: int) -> None:
        stroked, filled = node.get("Stroke", "true").lower() not in _NO, node.get("Fill", "").lower() == "true"
        if not _visible(node) or not (stroked or (filled and not _is_white(node))):
            return
        for points in _subpaths(node, place):
            self._count(objects=len(points))
            if stroked:
                drawn.lines.strokes.append([(*start, *end) for start, end in pairwise(points)])
            else:
                xs, ys = zip(*points, strict=True)
                drawn.lines.filled.append((min(xs), min(ys), max(xs), max(ys)))

    def _TextObject(self, node, place: Matrix, drawn: Drawn, depth: int) -> None:
        size = (numbers(node.get("Size")) or [0.0])[0]
        stretch = (numbers(node.get("HScale")) or [1.0])[0]
        target = _target(node, place, drawn)
        text = "".join(code.text or "" for code in node.iterfind("{*}TextCode")).strip()
        glyphs = sum(len(numbers(code.text)) for code in node.iterfind("{*}CGTransform/{*}Glyphs"))
        self.glyphs += glyphs if not text else 0
        self._count(chars=len(text))
        for text, x, y, width in _spaced(node, size * stretch):
            if not text.isspace() and (clean := normal.clean(text)):
                target.append(_char(clean, x, y, width, size, place))

    def _count(self, objects: int = 0, chars: int = 0) -> None:
        self.objects += objects
        self.chars += chars
        if self.objects > OBJECTS or self.chars > CHARS:
            raise UnreadableFile("damaged", "the file draws more than any report does", MEDIA_TYPE)


def matrix(node) -> Matrix:
    """The matrix that takes an object's own coordinates to those of its parent."""
    x, y = (numbers(node.get("Boundary")) + [0.0, 0.0])[:2]
    own = numbers(node.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else IDENTITY
    return a, b, c, d, e + x, f + y


def upright(root, width: float, height: float) -> Matrix:
    """The matrix that takes millimetres to points, and turns a page whose text is mostly drawn sideways."""
    turns: Counter[int] = Counter()
    for node in root.iter("{*}TextObject"):
        turns[round(_angle(node, matrix(node)) / 90) % 4] += len("".join(node.itertext()))
    turn: Matrix = (
        IDENTITY,
        (0.0, -1.0, 1.0, 0.0, 0.0, width),
        (-1.0, 0.0, 0.0, -1.0, width, height),
        (0.0, 1.0, -1.0, 0.0, height, 0.0),
    )[max(turns, key=turns.__getitem__, default=0)]
    return multiplied(turn, (MM, 0.0, 0.0, MM, 0.0, 0.0))


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute."""
    return [float(number) for number in _NUMBER.findall(text or "")]


def _angle(node, place: Matrix) -> float:
    """The direction in which an object's characters look, clockwise in degrees."""
    return math.degrees(math.atan2(place[1], place[0])) + (numbers(node.get("CharDirection")) or [0.0])[0]


def _target(node, place: Matrix, drawn: Drawn) -> list[Char]:
    if not _visible(node):
        return drawn.unseen
    rest = _angle(node, place) % 90
    return drawn.straight if min(rest, 90 - rest) < UPRIGHT else drawn.slanted


def _visible(node) -> bool:
    painted = node.get("Fill", "true").lower() not in _NO or node.get("Stroke", "").lower() == "true"
    seen = node.get("Visible", "true").lower() not in _NO and node.get("Alpha") != "0"
    return seen and (painted or not node.tag.endswith("}TextObject"))


def _spaced(node, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Each character of a text with the start of its baseline and its width, in the object's own coordinates."""
    x = y = 0.0
    for code in node.iterfind("{*}TextCode"):
        text = (code.text or "").strip("\r\n\t")
        x, y = ((numbers(code.get(name)) or [before])[0] for name, before in (("X", x), ("Y", y)))
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        for number, char in enumerate(text):
            width = size if ord(char) > 0x2E7F else size / 2
            # Without any distance, a reader sets the characters side by side.
            step = across[number] if number < len(across) else 0.0 if down else width
            yield char, x, y, step if 0 < step < 1.2 * width else width
            x += step
            y += down[number] if number < len(down) else 0.0


def _steps(text: str | None, count: int) -> list[float]:
    """The distances between characters; `g 5 3.2` stands for five times 3.2."""
    found: list[float] = []
    for times, step, single in _STEP.findall(text or ""):
        if len(found) >= count:
            break
        found += [float(single)] if single else [float(step)] * min(int(times[:9]), count)
    return found


def _char(text: str, x: float, y: float, width: float, size: float, place: Matrix) -> Char:
    corners = [_point(px, py, place) for px in (x, x + width) for py in (y - ASCENT * size, y + DESCENT * size)]
    xs, ys = [px for px, _ in corners], [py for _, py in corners]
    return Char(text, min(xs), min(ys), max(xs), max(ys), _point(x, y, place)[1])


def _point(x: float, y: float, place: Matrix) -> Point:
    a, b, c, d, e, f = place
    return a * x + c * y + e, b * x + d * y + f


def _is_white(node) -> bool:
    colour = node.find("{*}FillColor")
    values = numbers(colour.get("Value")) if colour is not None else []
    return len(values) == 3 and min(values) >= 250


def _subpaths(node, place: Matrix) -> Iterator[list[Point]]:
    """The corner points of each part of a path; one with curves draws no table."""
    parts: list[list[Point]] = []
    for letter, rest in _PATH.findall(node.findtext("{*}AbbreviatedData") or ""):
        values = numbers(rest)
        if letter in "MS" and len(values) >= 2:
            parts.append([_point(values[0], values[1], place)])
        elif letter == "L" and parts and len(values) >= 2:
            parts[-1].append(_point(values[0], values[1], place))
        elif letter == "C" and parts:
            parts[-1].append(parts[-1][0])
        elif letter not in "MSL":
            return
    yield from parts

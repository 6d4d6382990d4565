"""Printed characters to lines and their text, for all cells of a page at once.

A page has thousands of characters: what is asked of each is asked of columns of numbers. Pure geometry: it serves all files
whose pages are drawn. Coordinates are points from the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

# Word sets text this far from a cell's two sides together; a number wraps when no further digit fits beside it.
PADDING = 12.0
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANK, _NEW_LINE = ord(" "), ord("\n")


class Char(NamedTuple):
    """One printed character: its box and the baseline that it stands on."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float


@dataclass(frozen=True, slots=True)
class Chars:
    """Printed characters in some order: the code of each, and the rows x0, top, x1, bottom and base of `places`."""

    codes: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, chars: Iterable[Char]) -> Chars:
        """The same from single ones."""
        columns = list(zip(*chars, strict=True)) or [(), (), (), (), (), ()]
        return cls(np.array([ord(text) for text in columns[0]], np.uint32), np.array(columns[1:], float))

    @classmethod
    def joined(cls, parts: Sequence[Chars]) -> Chars:
        """All of some, one behind the other."""
        return cls(
            np.concatenate([part.codes for part in parts]), np.concatenate([part.places for part in parts], axis=1)
        )

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, chosen: np.ndarray | slice) -> Chars:
        """Those that a mask, an order or a slice chooses."""
        return Chars(self.codes[chosen], self.places[:, chosen])

    @property
    def middle(self) -> tuple[np.ndarray, np.ndarray]:
        """The x and y of the middle of each box."""
        x0, top, x1, bottom, _ = self.places
        return (x0 + x1) / 2, (top + bottom) / 2

    @property
    def sizes(self) -> np.ndarray:
        """The height of each box."""
        return self.places[3] - self.places[1]


@dataclass(frozen=True, slots=True)
class Rows:
    """Characters in lines: where each line starts, and the number of the cell that it stands in, lines of a cell together."""

    chars: Chars
    starts: np.ndarray
    cells: np.ndarray

    def boxes(self) -> Iterator[tuple[float, float, float, float]]:
        """The box of each line, from its first character's side on."""
        x0, top, x1, bottom, _ = self.chars.places
        columns = (
            x0[self.starts],
            np.minimum.reduceat(top, self.starts),
            np.maximum.reduceat(x1, self.starts),
            np.maximum.reduceat(bottom, self.starts),
        )
        return zip(*(column.tolist() for column in columns), strict=True)

    def sizes(self) -> list[float]:
        """The height of the middle one of each line's characters by height."""
        sizes, ends = self.chars.sizes, np.append(self.starts[1:], len(self.chars))
        ordered = sizes[np.lexsort((sizes, _spread(self.starts, len(sizes))))]
        return ordered[self.starts + (ends - self.starts) // 2].tolist()

    def texts(self) -> list[str]:
        """The text of each line."""
        return self._cut(self._gaps(), self.starts)

    def cell_texts(self, widths: list[float]) -> dict[int, str]:
        """The text of each cell by its number, one line a line; a number that the cell's width has wrapped is one number."""
        gaps = self._gaps()
        first = begins(self.cells)
        for line in np.flatnonzero(~first).tolist():
            if not self._wraps(line, widths[self.cells[line]]):
                gaps[self.starts[line]] = _NEW_LINE
        return dict(zip(self.cells[first].tolist(), self._cut(gaps, self.starts[first]), strict=True))

    def _gaps(self) -> np.ndarray:
        """What stands before each character: a blank where ASCII characters or digits stand apart, or where anything stands far apart."""
        gap, size = np.zeros(len(self.chars)), self.chars.sizes
        gap[1:] = self.chars.places[0, 1:] - self.chars.places[2, :-1]
        gap[self.starts] = 0
        apart = (gap > 0) & (gap > 0.2 * size)
        far = gap > 1.6 * size
        gaps = np.where(apart & far, _BLANK, 0)
        for index in np.flatnonzero(apart & ~far).tolist():
            if _narrow(self.chars.codes[index - 1]) and _narrow(self.chars.codes[index]):
                gaps[index] = _BLANK
        return gaps

    def _cut(self, gaps: np.ndarray, starts: np.ndarray) -> list[str]:
        """The text with what stands before its characters, cut where texts start."""
        places = np.arange(len(gaps)) + np.cumsum(gaps > 0)
        spelled = np.zeros(len(gaps) + np.count_nonzero(gaps), "<u4")
        filled = gaps > 0
        spelled[places[filled] - 1] = gaps[filled]
        spelled[places] = self.chars.codes
        whole = spelled.tobytes().decode("utf-32-le", "replace")
        cuts = [*places[starts].tolist(), len(whole)]
        return [whole[start:end] for start, end in pairwise(cuts)]

    def _wraps(self, line: int, width: float) -> bool:
        """Whether a digit stands on the next line only because the cell has no room for it."""
        start, above = self.starts[line], self.starts[line - 1]
        if not (chr(self.chars.codes[start - 1]).isdigit() and chr(self.chars.codes[start]).isdigit()):
            return False
        x0, x1 = self.chars.places[0], self.chars.places[2]
        return bool(x1[start - 1] - x0[above] + x1[start] - x0[start] > width - PADDING)


def lines(chars: Chars, cells: np.ndarray | None = None) -> Rows:
    """Characters to lines by their baseline, top down, each from left to right; a character drawn twice counts once.

    `cells` says where each character stands; without it all stand together.
    """
    cells = np.zeros(len(chars), int) if cells is None else cells
    if not len(chars):
        return Rows(chars, np.zeros(0, int), cells)
    order = np.lexsort((chars.places[4], cells))
    chars, cells = chars[order], cells[order]
    numbers = _numbered(chars, cells)
    order = np.lexsort((chars.places[0], numbers))
    chars, cells, numbers = chars[order], cells[order], numbers[order]
    kept = _once(chars, numbers)
    chars, cells, numbers = chars[kept], cells[kept], numbers[kept]
    starts = np.flatnonzero(begins(numbers))
    return Rows(chars, starts, cells[starts])


def begins(values: np.ndarray) -> np.ndarray:
    """Which values (or rows of them) differ from those before them."""
    found = np.ones(len(values), bool)
    differs = values[1:] != values[:-1]
    found[1:] = differs if values.ndim == 1 else differs.any(axis=1)
    return found


def whole(chars: Chars) -> Rows:
    """Characters as one line, in the order in which they are drawn."""
    return Rows(chars, np.zeros(min(1, len(chars)), int), np.zeros(min(1, len(chars)), int))


def _numbered(chars: Chars, cells: np.ndarray) -> np.ndarray:
    """The number of the line of each character: those in one cell whose baselines follow each other closely; raised signs
    belong to the line below them, and their digits become the characters for them: 22 with the note ¹ is not 221."""
    base, size = chars.places[4], chars.sizes
    step = base[1:] - base[:-1]
    # Nearer than a third of the smaller character, and than a point and a half always.
    together = (step < 1.4) | (step < 0.35 * np.minimum(size[1:], size[:-1]))
    apart = cells[1:] != cells[:-1]
    starts = np.flatnonzero(np.append(True, apart | ~together))
    numbers = _spread(starts, len(chars))
    # A line above a character is no line but raised signs beside it, if all are small and stand on its upper half.
    first, height, largest = base[starts], size[starts], np.maximum.reduceat(size, starts)
    raised = (first[1:] - first[:-1] < 0.6 * height[1:]) & (largest[:-1] < 0.75 * height[1:])
    raised &= cells[starts[1:]] == cells[starts[:-1]]
    heads: dict[int, int] = {}
    for line in (np.flatnonzero(raised) + 1).tolist():
        head = heads.get(line - 1, line - 1)
        if first[line] - first[head] < 0.6 * height[line] and largest[head:line].max() < 0.75 * height[line]:
            heads[line] = head
            above = slice(starts[head], starts[line])
            chars.codes[above] = [ord(chr(code).translate(_RAISED)) for code in chars.codes[above]]
            numbers[above] = line
    return numbers


def _once(chars: Chars, numbers: np.ndarray) -> np.ndarray:
    """Which characters of lines are kept: bold type is often faked by drawing a character twice, a hair apart."""
    left, right = chars.places[0], chars.places[2]
    near = 0.25 * (right - left)
    near[near == 0] = 0.25
    kept = np.ones(len(chars), bool)
    crowded = (left[1:] - left[:-1] < near[1:]) & (numbers[1:] == numbers[:-1])
    for line in dict.fromkeys(numbers[1:][crowded].tolist()):
        start, end = np.searchsorted(numbers, [line, line + 1]).tolist()
        kept[start:end] = list(
            _first(chars.codes[start:end].tolist(), left[start:end].tolist(), near[start:end].tolist())
        )
    return kept


def _first(codes: list[int], left: list[float], near: list[float]) -> Iterator[bool]:
    """Whether each character of a line is the first that is drawn at its place."""
    kept: list[int] = []
    for index, (code, x, hair) in enumerate(zip(codes, left, near, strict=True)):
        crowded = kept and x - left[kept[-1]] < hair
        first = not crowded or all(code != codes[other] or x - left[other] >= hair for other in kept[-3:])
        if first:
            kept.append(index)
        yield first


def _spread(starts: np.ndarray, count: int) -> np.ndarray:
    """The number of the line of each character."""
    ends = np.append(starts[1:], count)
    return np.repeat(np.arange(len(starts)), ends - starts)


def _narrow(code: int) -> bool:
    return code < 128 or chr(code).isdigit()

"""Where the printed lines of a part of a page are: bands of ink, one a line, cut where wide gaps part them."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

# Bands nearer than this, in parts of a character's height, are parts of one line.
CLOSE = 0.12
# Lines that are set close are this far apart, in heights of their characters.
LEADING = 1.12
# Wider gaps part what stands side by side.
APART = 1.7


@dataclass(frozen=True, slots=True)
class Strip:
    """The box of the ink of one printed line, in pixels: x0, top, x1, bottom; `em` is the usual height of a line around it."""

    x0: int
    top: int
    x1: int
    bottom: int
    em: float


def bands(ink: np.ndarray) -> list[tuple[int, int]]:
    """The rows of pixels, from and to, that hold ink without a gap."""
    filled = np.flatnonzero(np.diff(np.concatenate(([False], ink.any(axis=1), [False])).astype(np.int8)))
    return list(zip(filled[::2].tolist(), filled[1::2].tolist(), strict=True))


def height(found: list[tuple[int, int]], least: float) -> float:
    """The usual height of a line among bands, leaving out specks and dashes."""
    return median([end - start for start, end in found if end - start >= least] or [2 * least])


def lines(ink: np.ndarray, em: float, apart: float = APART) -> Iterator[Strip]:
    """The strips of a part of a page from the top down, each line from left to right."""
    for top, bottom in _single(ink, _joined(bands(ink), em), em):
        for x0, x1 in _pieces(np.asarray(ink[top:bottom].any(axis=0)), apart * em):
            rows = np.flatnonzero(ink[top:bottom, x0:x1].any(axis=1))
            if not len(rows):
                continue
            yield Strip(x0, top + int(rows[0]), x1, top + int(rows[-1]) + 1, em)


def cut(page: np.ndarray, strip: Strip, margin: float) -> np.ndarray:
    """The picture of a strip with a margin, in parts of its height, of paper around it; at least as high as a small character."""
    high = max(strip.bottom - strip.top, 0.7 * strip.em)
    middle, half = (strip.top + strip.bottom) / 2, (0.5 + margin) * high
    top, bottom = round(middle - half), round(middle + half)
    side = round(0.35 * high)
    box = page[max(0, top) : max(0, bottom), max(0, strip.x0 - side) : strip.x1 + side]
    beyond = (
        max(0, -top),
        max(0, bottom - page.shape[0]),
        max(0, side - strip.x0),
        max(0, strip.x1 + side - page.shape[1]),
    )
    return cv2.copyMakeBorder(box, *beyond, cv2.BORDER_CONSTANT, value=255)


def _joined(found: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Bands as lines: the dot over a stroke and the lower half of 二 belong to the band beside them."""
    lines: list[tuple[int, int]] = []
    for start, end in found:
        if lines and _one(lines[-1], (start, end), em):
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    return lines


def _single(ink: np.ndarray, found: list[tuple[int, int]], em: float) -> Iterator[tuple[int, int]]:
    """Bands of one line each: lines that touch are cut where the least ink is between them."""
    for top, bottom in found:
        count = round((bottom - top) / (LEADING * em))
        dark = ink[top:bottom].sum(axis=1)
        cuts = [0]
        for number in range(1, count):
            middle, reach = round(number * len(dark) / count), round(0.3 * em)
            cuts.append(middle - reach + int(dark[middle - reach : middle + reach + 1].argmin()))
        yield from (
            (top + start, top + end) for start, end in zip(cuts, [*cuts[1:], len(dark)], strict=True) if start < end
        )


def _one(above: tuple[int, int], below: tuple[int, int], em: float) -> bool:
    gap = below[0] - above[1]
    low = min(above[1] - above[0], below[1] - below[0]) < 0.5 * em
    return gap <= CLOSE * em or (low and gap <= 0.4 * em and below[1] - above[0] <= 1.25 * em)


def _pieces(filled: np.ndarray, gap: float) -> Iterator[tuple[int, int]]:
    """From and to of the parts of a line that wide gaps part."""
    at = np.flatnonzero(filled)
    ends = np.flatnonzero(np.diff(at) > gap)
    starts = np.concatenate(([0], ends + 1))
    for first, last in zip(starts, np.concatenate((ends, [len(at) - 1])), strict=True):
        yield int(at[first]), int(at[last]) + 1

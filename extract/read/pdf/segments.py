"""The corners of a PDF's paths, copied from PDFium's memory at once: asking for each takes three calls.

How PDFium keeps them is not part of what it promises: a path made for it tells when this module is loaded. Where they are
kept in another way, each corner is asked for.
"""

import ctypes
from collections.abc import Callable, Sequence
from itertools import chain, repeat

import numpy as np
import pypdfium2.raw as raw

from extract.read.pdf.quick import Buffer, quick, run

# Where a corner is, what kind of segment ends there, and whether it closes its part of the path.
CORNER = np.dtype(
    {
        "names": ["x", "y", "kind", "closes"],
        "formats": ["<f4", "<f4", "u1", "u1"],
        "offsets": [0, 4, 8, 9],
        "itemsize": 12,
    }
)

_SEGMENT, _KIND, _POINT, _CLOSES = map(
    quick,
    (
        raw.FPDFPath_GetPathSegment,
        raw.FPDFPathSegment_GetType,
        raw.FPDFPathSegment_GetPoint,
        raw.FPDFPathSegment_GetClose,
    ),
)


def corners(paths: Sequence, counts: np.ndarray) -> np.ndarray:
    """The corners of paths that have so many each, one path after the other."""
    return _WAY(paths, counts)


def copied(paths: Sequence, counts: np.ndarray) -> np.ndarray:
    """The same out of memory."""
    sizes = (counts * CORNER.itemsize).tolist()
    return np.frombuffer(b"".join(map(ctypes.string_at, map(_SEGMENT, paths, repeat(0)), sizes)), CORNER)


def asked(paths: Sequence, counts: np.ndarray) -> np.ndarray:
    """The same one by one."""
    items = _items(paths, counts.tolist())
    points = Buffer(len(items), 2)
    run(map(_POINT, items, points.references(0), points.references(1)))
    found = np.zeros(len(items), CORNER)
    found["x"], found["y"] = points.numbers.T
    found["kind"], found["closes"] = list(map(_KIND, items)), list(map(_CLOSES, items))
    return found


def _items(paths: Sequence, counts: list[int]) -> list:
    return list(map(_SEGMENT, chain.from_iterable(map(repeat, paths, counts)), chain.from_iterable(map(range, counts))))


def _way() -> Callable[[Sequence, np.ndarray], np.ndarray]:
    """How to get at corners: by `copied` only where that gives what PDFium says of a path with all kinds of segments."""
    path = raw.FPDFPageObj_CreateNewPath(1.5, -2.25)
    try:
        raw.FPDFPath_LineTo(path, 30.125, 4)
        raw.FPDFPath_BezierTo(path, 5, 6, 7, 8, 9, 10.5)
        raw.FPDFPath_Close(path)
        raw.FPDFPath_MoveTo(path, -11, 12)
        raw.FPDFPath_LineTo(path, 13, 14)
        count = raw.FPDFPath_CountSegments(path)
        places = [ctypes.addressof(item.contents) for item in _items([path], [count])]
        near = np.array_equal(np.diff(places), np.full(count - 1, CORNER.itemsize))
        alike = near and copied([path], np.array([count])).tolist() == asked([path], np.array([count])).tolist()
        return copied if alike else asked
    finally:
        raw.FPDFPageObj_Destroy(path)


_WAY = _way()

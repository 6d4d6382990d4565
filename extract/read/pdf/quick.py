"""PDFium's functions for what is asked of every character and line of a page, and memory that they write to.

ctypes converts and checks each argument by itself, which costs more than the calls: here arguments go as they are. They have
to be pointers that PDFium gave, references into a `Buffer`, or numbers of C's kind int.
"""

import ctypes
from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np


def quick(function: Any) -> Any:
    """A function of PDFium that takes its arguments unchecked."""
    return ctypes.PYFUNCTYPE(function.restype)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def run(calls: Iterable[object]) -> None:
    """Make calls, such as a `map`, whose answers are written to a buffer."""
    deque(calls, maxlen=0)


class Buffer:
    """Memory for so many rows of numbers of one kind."""

    def __init__(self, rows: int, width: int, kind: Any = ctypes.c_float):
        self._held = (kind * (rows * width))()
        self._step = width * ctypes.sizeof(kind)
        self._size = ctypes.sizeof(kind)
        self.numbers = np.frombuffer(self._held, dtype=np.dtype(kind)).reshape(rows, width)

    def references(self, column: int = 0) -> list[Any]:
        """Where each row's number in a column stands."""
        first = column * self._size
        held, byref = self._held, ctypes.byref
        return [byref(held, place) for place in range(first, first + len(self.numbers) * self._step, self._step)]

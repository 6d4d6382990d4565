"""What bounds the request at hand: until when it has to be answered, and whether it is for one of our own pages.

Only a public instance sets an end; elsewhere there is none.
"""

import time
from contextvars import ContextVar

_end: ContextVar[float | None] = ContextVar("end", default=None)
_ours: ContextVar[bool] = ContextVar("ours", default=False)


def start(seconds: float) -> None:
    """Have the request at hand end in so many seconds; it is a stranger's SQL that it brings until a page of ours takes it."""
    _end.set(time.monotonic() + seconds)
    _ours.set(False)


def left() -> float | None:
    """Seconds that are left, None for as many as it takes."""
    end = _end.get()
    return None if end is None else max(0.0, end - time.monotonic())


def take() -> None:
    """Say that a page of ours answers the request at hand: no SQL of it comes from an address."""
    _ours.set(True)


def ours() -> bool:
    """Whether a page of ours answers the request at hand."""
    return _ours.get()

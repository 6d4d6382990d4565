"""Work that waits for the disk, done in a thread before its result is asked for."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


def ahead(work: Callable[[T], U], items: Iterable[T], most: int) -> Generator[U, None, None]:
    """What work makes of each item, in order; as many as `most` are begun before they are asked for, one after the other.

    What work raises is raised in the place of its result; then, and when the iterator is closed, nothing more is begun.
    """
    if not most:
        yield from map(work, items)
        return
    begun: deque[Future[U]] = deque()
    thread = ThreadPoolExecutor(1)
    try:
        for item in items:
            begun.append(thread.submit(work, item))
            if len(begun) > most:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        thread.shutdown(cancel_futures=True)

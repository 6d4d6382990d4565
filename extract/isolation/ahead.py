"""Work that is begun before its result is asked for: in a thread where the disk is waited for, in processes on other cores."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import parent_process
from threading import Thread
from typing import TypeVar

from extract.isolation import pool

# So many times what is under way elsewhere may wait for the first of it.
_WINDOW = 4

T = TypeVar("T")
U = TypeVar("U")


def ahead(
    work: Callable[[T], U], items: Iterable[T], most: int = 0, executor: Executor | None = None
) -> Generator[U, None, None]:
    """What work makes of each item, in order; an executor begins as many as `most` before they are asked for.

    What work raises is raised in the place of its result; then, and when the iterator is closed, nothing more is begun.
    """
    if executor is None:
        yield from map(work, items)
        return
    begun: deque[Future[U]] = deque()
    try:
        for item in items:
            begun.append(executor.submit(work, item))
            if len(begun) > most:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        for future in begun:
            future.cancel()


def together(
    work: Callable[[T], U], here: Callable[[T], U], items: Iterable[T], most: int, executor: Executor
) -> Generator[U, None, None]:
    """What work makes of each item, in order: as many as `most` are under way elsewhere, and the next is done `here` meanwhile."""
    begun: deque[Future[U]] = deque()
    try:
        for item in items:
            if sum(not future.done() for future in begun) < most:
                begun.append(executor.submit(work, item))
            else:
                begun.append(Future())
                begun[-1].set_result(here(item))
            while begun and (begun[0].done() or len(begun) > _WINDOW * most):
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        for future in begun:
            future.cancel()


def processes(count: int, ready: Callable[..., None], *given: object) -> ProcessPoolExecutor:
    """So many processes, started as they are needed, which call `ready(*given)` first. They end with this one, even if it is killed."""
    pool.prepare()
    return ProcessPoolExecutor(count, pool.CONTEXT, _begin, (ready, given))


def _begin(ready: Callable[..., None], given: tuple[object, ...]) -> None:
    Thread(target=_follow, daemon=True).start()
    ready(*given)


def _follow() -> None:
    """End when whoever has started this process ends: by itself it would wait for work for ever."""
    if owner := parent_process():
        owner.join()
        os._exit(1)

"""Work that other processes begin before its result is asked for. One of them that dies costs time only: its work is done here."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
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
    begun: deque[tuple[T, Future[U]]] = deque()
    try:
        for item in items:
            begun.append((item, _submitted(executor, work, item)))
            if len(begun) > most:
                yield _result(work, *begun.popleft())
        while begun:
            yield _result(work, *begun.popleft())
    finally:
        for _, future in begun:
            future.cancel()


def together(
    work: Callable[[T], U], here: Callable[[T], U], items: Iterable[T], most: int, executor: Executor
) -> Generator[U, None, None]:
    """What work makes of each item, in order: as many as `most` are under way elsewhere, and the next is done `here` meanwhile."""
    begun: deque[tuple[T, Future[U]]] = deque()
    try:
        for item in items:
            if sum(not future.done() for _, future in begun) < most:
                begun.append((item, _submitted(executor, work, item)))
            else:
                begun.append((item, Future()))
                begun[-1][1].set_result(here(item))
            while begun and (begun[0][1].done() or len(begun) > _WINDOW * most):
                yield _result(here, *begun.popleft())
        while begun:
            yield _result(here, *begun.popleft())
    finally:
        for _, future in begun:
            future.cancel()


def processes(count: int, ready: Callable[..., None] | None = None, *given: object) -> ProcessPoolExecutor:
    """So many processes, started as they are needed, which call `ready(*given)` first. They end with this one, even if it is killed."""
    pool.prepare()
    return ProcessPoolExecutor(count, pool.CONTEXT, _begin, (ready, given))


def _submitted(executor: Executor, work: Callable[[T], U], item: T) -> Future[U]:
    try:
        return executor.submit(work, item)
    except BrokenExecutor as error:
        future: Future[U] = Future()
        future.set_exception(error)
        return future


def _result(here: Callable[[T], U], item: T, future: Future[U]) -> U:
    try:
        return future.result()
    except BrokenExecutor:
        return here(item)


def _begin(ready: Callable[..., None] | None, given: tuple[object, ...]) -> None:
    Thread(target=_follow, daemon=True).start()
    if ready:
        ready(*given)


def _follow() -> None:
    """End when whoever has started this process ends: by itself it would wait for work for ever."""
    if owner := parent_process():
        owner.join()
        os._exit(1)

"""Measure two ways to do the same thing in turn, in CPU seconds: of this process, where nothing else is said."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: our seconds, the peer's, and the highest ratio that is promised (None: none is)."""

    what: str
    ours: float
    peer: float
    limit: float | None

    @property
    def ratio(self) -> float:
        """Our share of the peer's time."""
        return self.ours / self.peer

    @property
    def within(self) -> bool:
        """Whether the promise holds."""
        return self.limit is None or self.ratio <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{self.limit:7.3f}" + ("" if self.within else "  over the limit")
        return f"{self.what:44} {self.ours:12.3f} {self.peer:12.3f} {self.ratio:7.3f} {limit}".rstrip()


def against(
    what: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    limit: float | None,
    repeats: int = 3,
    clock: Callable[[], float] = process_time,
) -> Row:
    """Both in turn, `repeats` times after one unmeasured turn; the medians count."""
    ours(), peer()
    times = [(_seconds(ours, clock), _seconds(peer, clock)) for _ in range(repeats)]
    return Row(what, median(one for one, _ in times), median(other for _, other in times), limit)


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def with_children() -> float:
    """CPU seconds of this process and of those that it has started and that have ended."""
    import resource

    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime

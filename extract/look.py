"""One file, read as `nianbao load` reads it: in a process with limits, and once more where pages have to be recognised."""

from pathlib import Path

from extract.isolation.message import PASSING, Reply, Task
from extract.isolation.pool import Pool
from extract.isolation.worker import work


def look(file: Path, recognise: bool = True) -> Reply:
    """What is said of a file; where recognition fails, what was said without it. The members of an archive are named only."""
    with Pool(1, work) as pool:
        reply = _ask(pool, Task((file,)))
        if recognise and reply.scanned:
            again = _ask(pool, Task((file,), reply.scanned))
            return reply if again.refusal and again.refusal.reason in PASSING else again
        return reply


def _ask(pool: Pool, task: Task) -> Reply:
    ((_, reply),) = pool.map([(None, task)])
    return reply

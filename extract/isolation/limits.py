"""What a reading process may use: memory, processor time, the size of files. Only where the system knows such limits."""

import sys

from extract.isolation import POSIX
from extract.isolation.message import PATIENCE, RECOGNITION, Task

# Bytes of one file that a process writes, and files that it has open.
LARGEST_FILE = 256 * 2**20
OPEN_FILES = 512
# A process that once held this much more memory than it started with is replaced.
GROWN = 256 * 2**20


def fix() -> None:
    """Set the limits that hold for the life of a process."""
    import resource

    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_DATA, RECOGNITION),
    ):
        _lower(kind, most)


def limit(task: Task) -> None:
    """Cap the data, and the processor time until the next call: a second guard beside the parent's clock.

    RLIMIT_DATA counts the heap and every private writable mapping (Linux since 4.7), what was there before a fork included.
    RLIMIT_AS would count what is only reserved as well: the arenas and stacks of threads, mapped files, fonts. Shared
    mappings are counted by neither in full; the parent looks at them (`processes.held`).
    """
    if not POSIX:
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + PATIENCE * task.shares) + 10
    for kind, most in ((resource.RLIMIT_DATA, task.memory), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _lower(kind: int, most: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def peak(children: bool = False) -> int:
    """The most bytes of memory that this process (or one that it has waited for) held at a time; 0 where nobody knows."""
    if not POSIX:
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF)
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

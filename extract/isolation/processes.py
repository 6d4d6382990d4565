"""Processes and what they hold, as Linux tells it in /proc; elsewhere nothing is known and nothing found."""

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
HELD = (b"RssAnon:", b"RssShmem:")


def children(pid: int) -> list[int]:
    """The processes that one has started, or inherited, and not yet waited for."""
    found: list[int] = []
    try:
        for task in (PROC / str(pid) / "task").iterdir():
            found += map(int, (task / "children").read_bytes().split())
    except OSError:
        pass
    return found


def below(pid: int) -> Iterator[int]:
    """All processes that descend from one."""
    for child in children(pid):
        yield child
        yield from below(child)


def held(pids: list[int]) -> int:
    """Bytes of memory that processes hold of their own, shared mappings included."""
    return sum(map(_held, pids))


def _held(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "status").read_bytes().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(HELD))

"""Processes and what they hold, as Linux tells it in /proc; elsewhere nothing is known and nothing found."""

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
HELD = (b"RssAnon:", b"RssShmem:")
DIVIDED = (b"Pss_Anon:", b"Pss_Shmem:")


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
    """Bytes of memory that processes hold of their own, shared mappings included.

    What several share since one was forked from the other counts once, where the system tells; that takes longer to find out.
    """
    if len(pids) > 1 and None not in (parts := [_sum(pid, "smaps_rollup", DIVIDED) for pid in pids]):
        return sum(filter(None, parts))
    return sum(_sum(pid, "status", HELD) or 0 for pid in pids)


def _sum(pid: int, file: str, names: tuple[bytes, ...]) -> int | None:
    """What some lines of a file about a process add up to, in bytes; None where the system does not tell."""
    try:
        lines = (PROC / str(pid) / file).read_bytes().splitlines()
    except PermissionError:
        return None
    except OSError:
        # It has ended.
        return 0
    found = [int(line.split()[1]) * 1024 for line in lines if line.startswith(names)]
    return sum(found) if found else None

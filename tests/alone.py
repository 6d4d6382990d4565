"""Reading processes that read alike on every machine: LibreOffice is set aside, and what each file takes is written down."""

import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from extract.isolation import worker
from extract.isolation.limits import peak
from extract.read import soffice


def work(pipe: Connection, folder: Path) -> None:
    """Read without any other program; for the pool."""
    soffice.program = lambda: None
    worker.work(pipe, folder)


def measured(pipe: Connection, folder: Path, log: Path, office: bool = False) -> None:
    """The same (`office`: with LibreOffice), and each file's path, seconds and most MiB come into a log."""
    read = worker.answer

    def answer(task, *rest):
        _forget_peak()
        start = time.monotonic()
        try:
            return read(task, *rest)
        finally:
            with log.open("a", encoding="utf-8") as lines:
                print(time.monotonic() - start, _peak() >> 20, task.paths[0], sep="\t", file=lines)

    worker.answer = answer
    (worker.work if office else work)(pipe, folder)


def _forget_peak() -> None:
    """Have Linux count a process's most memory from now on."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return peak()

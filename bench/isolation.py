"""Reading in child processes, against reading the same files in this one."""

import tempfile
from collections.abc import Iterator
from itertools import cycle, islice, product
from multiprocessing import forkserver
from pathlib import Path

from bench.generate import FORMS, KINDS
from bench.generate.writing import write
from bench.timing import Row, against, with_children
from extract.codebook import load
from extract.isolation.message import Task
from extract.isolation.pool import Pool
from extract.isolation.worker import work
from extract.pipeline import understand

COUNT = 200
LIMIT = 1.15
JOBS = 2


def rows() -> Iterator[Row]:
    """Two hundred generated reports of all kinds and editions."""
    with tempfile.TemporaryDirectory() as folder:
        files = _generated(Path(folder))
        yield against(
            f"isolation, {COUNT} generated reports",
            lambda: _pooled(files),
            lambda: _here(files),
            LIMIT,
            clock=with_children,
        )


def _generated(folder: Path) -> list[Path]:
    rounds = islice(cycle(product(KINDS, FORMS)), COUNT)
    return [write(folder, seed, kind, form) for seed, (kind, form) in enumerate(rounds, 1)]


def _pooled(files: list[Path]) -> None:
    """Read files as `nianbao load` does, from the start of the first process to the end of the last."""
    with Pool(JOBS, work) as pool:
        for path, reply in pool.map((path, Task((path,))) for path in files):
            assert reply.reading, f"{path}: {reply.refusal}"
    # Only of a process that has ended, and that somebody waited for, the system tells the time; so the server that all are
    # forked from ends too, and each round pays for its start.
    forkserver._forkserver._stop()


def _here(files: list[Path]) -> None:
    book = load()
    for path in files:
        understand(path.read_bytes(), book)

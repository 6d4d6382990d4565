"""Whole processes on a folder of files: what a person waits for who reads a few reports, imports included."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.timing import Row, against, with_children

ROOT = Path(__file__).parents[1]


def row(what: str, files: Sequence[bytes], ours: str, peer: str, limit: float | None) -> Row:
    """Two programs in turn; each is a few lines that find the files' paths in `sys.argv[1:]`."""
    with TemporaryDirectory() as folder:
        paths = list(_written(files, Path(folder)))
        return against(what, lambda: _run(ours, paths), lambda: _run(peer, paths), limit, clock=with_children)


def _written(files: Sequence[bytes], folder: Path) -> Iterator[str]:
    for number, data in enumerate(files):
        path = folder / f"{number:03}"
        path.write_bytes(data)
        yield str(path)


def _run(program: str, paths: list[str]) -> None:
    subprocess.run([sys.executable, "-c", program, *paths], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

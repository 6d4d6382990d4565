"""Whole processes on a folder of files: what a person waits for who reads a few reports, imports included. And the files."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generate import FORMS, KINDS, invent
from bench.timing import Row, against, with_children

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
COUNT = 60


def generated(kind: str, count: int = COUNT, first: int = 1) -> list[bytes]:
    """Made-up reports of one kind of file from a number on, the editions of the form in turn."""
    return [KINDS[kind].write(invent(seed, form)) for seed, form in enumerate(islice(cycle(FORMS), count), first)]


def beside(*names: str) -> list[bytes]:
    """As many files from beside the checkout, in turn; none where they are not there."""
    found = [path.read_bytes() for name in names if (path := SHARED / name).is_file()]
    return list(islice(cycle(found), COUNT)) if found else []


def reader(name: str) -> str:
    """The program that reads files with one of our readers."""
    return f"""
import sys
from pathlib import Path
from extract.read.{name} import read
for path in sys.argv[1:]:
    read(Path(path).read_bytes())
"""


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

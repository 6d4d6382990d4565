"""Adding reports to an archive of very many: what that takes more than to load them into an empty one.

`python -m bench adding` compares with what is promised; `python -m bench.adding REPORTS` does so for an archive of another size.
The archive is made once and kept. Each turn loads other files, by `nianbao load` as a person would.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import archive, loading
from bench.generate.writing import write_many
from bench.loading import CORES, FOLDER, Run
from bench.timing import Row

REPORTS = 100_000
ADDED = 100
MOST = 1.5
TURNS = 3
# Numbers of generated reports that no other benchmark loads.
FIRST = 900_001
KEPT = Path("build")


def rows(reports: int = REPORTS) -> Iterator[Row]:
    """All processes, of them the one that writes, and the clock."""
    base, turns = archive.kept(KEPT, reports), []
    with TemporaryDirectory(dir=KEPT) as folder:
        large = Path(folder, "archive.db")
        shutil.copyfile(base, large)
        for first in range(FIRST, FIRST + TURNS * ADDED, ADDED):
            turns.append(_both(write_many(FOLDER, range(first, first + ADDED), jobs=CORES), large))
    into, none = zip(*turns, strict=True)
    what = f"{ADDED} reports into {reports:,}, into none"
    yield Row(f"{what}, CPU s", _middle(into, "cpu"), _middle(none, "cpu"), MOST)
    yield Row(f"{what}, s by the clock", _middle(into, "seconds"), _middle(none, "seconds"), MOST)
    yield Row(f"{what}, CPU s to write", _middle(into, "writing"), _middle(none, "writing"), None)


def _both(files: Sequence[Path], large: Path) -> tuple[Run, Run]:
    return loading.load(files, CORES, archive=large), loading.load(files, CORES)


def _middle(runs: Sequence[Run], name: str) -> float:
    return median(getattr(run, name) for run in runs)


def main(reports: int) -> None:
    """Print the rows for an archive of so many reports."""
    for row in rows(reports):
        print(row)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

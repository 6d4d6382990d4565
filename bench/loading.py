"""Loading a crowd of generated reports: what a second core gains, what each process holds, and that it does not grow.

`python -m bench crowd` compares with what is promised. `python -m bench.loading COUNT [FOLDER]` does the same with so many and
prints time and memory as it goes; files that are in the folder already are not made again. Time is by the clock: let nothing
else run meanwhile.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generate.writing import write_many
from bench.timing import Row
from extract.isolation.processes import below

# Reports for the gain; the memory of so many is held against that of a quarter.
COUNT = 1_000
SCALING = 1.7
MEGABYTES = 500
FLAT = 1.1
CORES = 2
FOLDER = Path("build/crowd")
# Seconds between two looks at the processes, and two lines.
LOOK, LINE = 0.2, 10.0


@dataclass(slots=True)
class Run:
    """One run of `nianbao load`: seconds by the clock, the most that each of its processes held, in MB, and their CPU seconds.

    `writer` and `writing` are those of the process that writes.
    """

    seconds: float = 0.0
    writer: float = 0.0
    writing: float = 0.0
    peaks: dict[int, float] = field(default_factory=dict)
    spent: dict[int, float] = field(default_factory=dict)

    @property
    def largest(self) -> float:
        """The most that any process held."""
        return max(self.peaks.values())

    @property
    def cpu(self) -> float:
        """CPU seconds of all processes, but for what each did after the last look at it."""
        return sum(self.spent.values())


def rows(count: int = COUNT, folder: Path = FOLDER, told: bool = False) -> Iterator[Row]:
    """A second core, the largest process, and the writer's memory for four times the files."""
    files = write_many(folder, range(1, count + 1), jobs=CORES)
    few, one, two = load(files[: count // 4], CORES, told), load(files, 1, told), load(files, CORES, told)
    yield Row(f"loading {count:,} reports, s on {CORES} cores to one", two.seconds, one.seconds, 1 / SCALING)
    yield Row(f"loading {count:,} reports, MB of the largest process", two.largest, MEGABYTES, 1)
    yield Row(f"loading {count:,} reports to a quarter, MB of the writer", two.writer, few.writer, FLAT)
    yield Row(f"loading {count:,} reports to a quarter, MB of the largest", two.largest, few.largest, None)


def load(files: Sequence[Path], cores: int, told: bool = False, archive: Path | None = None) -> Run:
    """Load files on some cores only, as a person would; into a new archive where none is named."""
    with TemporaryDirectory() as folder:
        names = Path(folder, "files.csv")
        names.write_text("\n".join(["path", *(str(file.absolute()) for file in files)]), "utf-8")
        command = [sys.executable, "-m", "extract", "load", "--manifest", names, "--jobs", cores]
        command += ["--originals", Path(folder, "originals"), "--archive", archive or Path(folder, "archive.db")]
        process = subprocess.Popen(
            [*map(str, command)],
            stdout=subprocess.DEVNULL,
            stderr=None if told else subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]),
        )
        return watch(process, told)


def watch(process: subprocess.Popen, told: bool) -> Run:
    """Look at a process and all below it until it ends."""
    run, start, line = Run(), time.monotonic(), 0.0
    while process.poll() is None:
        for pid in (process.pid, *below(process.pid)):
            run.peaks[pid] = max(run.peaks.get(pid, 0.0), _peak(pid))
            run.spent[pid] = max(run.spent.get(pid, 0.0), _spent(pid))
        run.seconds = time.monotonic() - start
        if told and run.seconds >= line:
            line += LINE
            print(
                f"{run.seconds:7.0f} s  writer {run.peaks[process.pid]:5.0f} MB  largest {run.largest:5.0f} MB",
                flush=True,
            )
        time.sleep(LOOK)
    # All that is generated can be read: a file that is refused ends the run with 1.
    assert process.returncode == 0, f"loading ended with {process.returncode}"
    run.writer, run.writing = run.peaks[process.pid], run.spent[process.pid]
    return run


def _peak(pid: int) -> float:
    """The most that a process has held, in MB."""
    with suppress(OSError):
        if found := re.search(rb"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_bytes()):
            return int(found[1]) / 1024
    return 0.0


def _spent(pid: int) -> float:
    """The CPU seconds of a process."""
    with suppress(OSError):
        # Behind the name, which may hold anything, user and system time are the 12th and 13th field.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def main(count: int, folder: Path = FOLDER) -> None:
    """Load so many reports and compare with what is promised."""
    for row in rows(count, folder, told=True):
        print(row, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(Path, sys.argv[2:]))

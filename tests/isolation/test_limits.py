"""The limits hold: for the heap and for mappings, for files that are written, for time on the processor."""

import subprocess
import sys
from pathlib import Path

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="NO LIMIT OF DATA IS TESTED: only Linux counts mappings")

START = """
import mmap, resource
from extract.isolation import limits
from extract.isolation.message import Task
limits.fix()
limits.limit(Task((), {pages}))
"""
FAR = 2**30 + 2**29


@linux
@pytest.mark.parametrize("pages, holds", [(0, False), (1, True)])
@pytest.mark.parametrize(
    "take",
    [
        f"bytearray({FAR})",
        f"mmap.mmap(-1, {FAR}, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)",
        f"[bytes(2**20) for _ in range({FAR >> 20})]",
    ],
    ids=["one block", "a mapping", "small blocks"],
)
def test_data_is_bounded_by_what_the_task_may_take(pages, holds, take):
    assert (run(START.format(pages=pages) + take).returncode == 0) == holds


@linux
def test_no_file_grows_without_end(tmp_path):
    code = (
        START.format(pages=0)
        + f"file = open({str(tmp_path / 'big')!r}, 'wb', 0); [file.write(bytes(2**26)) for _ in range(5)]"
    )
    assert "File too large" in run(code).stderr
    assert (tmp_path / "big").stat().st_size <= 2**28


def test_limits_that_are_lower_already_stay():
    code = "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2**29, 2**29))" + START.format(pages=5)
    assert run(code + "print(resource.getrlimit(resource.RLIMIT_DATA)[0] == 2**29)").stdout == "True\n"


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])

"""A reading process that misbehaves costs its own file: the others are read, and nothing of it is left."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from extract.isolation import pool, processes
from extract.isolation.message import MEMORY, Reply, Task, pack, unpack
from extract.isolation.pool import Pool
from extract.model import Refusal
from tests.conftest import ROOT
from tests.hostile import GOOD, HOSTILE, ON_LINUX, send, work

HERE = Path("/proc/self").is_dir()
linux = pytest.mark.skipif(not HERE, reason="LEFT-OVER PROCESSES ARE NOT LOOKED FOR: this system has no /proc")


def look(pipe, own):
    """Say what the process finds around it."""
    while True:
        try:
            task = unpack(pipe.recv_bytes(), Task)
        except (EOFError, OSError):
            return
        found = str(FOUND[task.paths[0].name](own))
        send(pipe, Reply("", refusal=Refusal("empty", found)))


def soil(own):
    (own / "left").write_text("x")
    return "soiled"


FOUND = {
    "folder": lambda own: f"{own} {Path.cwd()} {os.environ['TMPDIR']} {os.environ['HOME']} {oct(own.stat().st_mode)}",
    "soil": soil,
    "list": lambda own: list(own.iterdir()),
    "files": lambda own: len(list(Path("/proc/self/fd").iterdir())),
}


@pytest.fixture
def started(monkeypatch):
    """The workers that pools have started; nothing of them may be left in the end."""
    found = []

    def start(*arguments):
        worker = original(*arguments)
        found.append((worker.process.pid, worker.folder))
        return worker

    original = pool._start
    monkeypatch.setattr(pool, "_start", start)
    monkeypatch.setattr(pool, "LOOK", 0.2)
    yield found
    assert not [pid for pid, _ in found if runs(pid)]
    assert not [own for _, own in found if own.exists()]


def read(names, jobs=1, patience=60.0, work=work):
    """What becomes of files of these names."""
    with Pool(jobs, work, patience) as readers:
        return dict(readers.map((name, Task((Path("/somewhere", name),))) for name in names))


def runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def sessions():
    """Every process, but for those that are dead and not yet taken note of."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state = path.read_text().rpartition(")")[2].split()[0]
            found[int(path.parent.name)] = state
    return {pid for pid, state in found.items() if state not in "ZX"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_process_costs_its_own_file_and_leaves_nothing(name, started, capfd):
    if name in ON_LINUX and not HERE:
        pytest.skip("SHARED MEMORY AND NUMBERS OF PROCESSES ARE NOT WATCHED: this system has no /proc")
    reason = HOSTILE[name][1]
    seen = set()
    with Pool(1, work, 1.5 if reason == "timeout" else 60.0) as readers:
        found = {}
        for done, reply in readers.map((n, Task((Path("/x", n),))) for n in ["good 1", name, "good 2", "good 3"]):
            found[done] = reply
            seen |= {pid for worker in readers.workers for pid in processes.below(worker.process.pid)}
    bad = found.pop(name)
    assert bad == GOOD if reason is None else bad.refusal.reason == reason
    assert found == dict.fromkeys(["good 1", "good 2", "good 3"], GOOD)
    assert len(started) == (1 if name in ("nest", "noise") else 2)
    assert not [pid for pid in seen if runs(pid)]
    assert capfd.readouterr() == ("", "")


def test_two_hostile_processes_at_once_cost_two_files(started):
    found = read(["exit", "good 1", "nonsense", "good 2", "good 3", "abort"], jobs=2)
    bad = {name: reply.refusal.reason for name, reply in found.items() if reply != GOOD}
    assert bad == dict.fromkeys(["exit", "nonsense", "abort"], "crashed")


class Coming:
    """Tasks of which some come later: an iterator that has no more for now is asked again."""

    def __init__(self, *names):
        self.names = list(names)

    def __iter__(self):
        return self

    def __next__(self):
        if not self.names:
            raise StopIteration
        name = self.names.pop(0)
        return name, Task((Path(name),))


@linux
def test_a_process_that_dies_while_it_waits_is_no_files_fault(started):
    tasks = Coming("one")
    with Pool(1, work) as readers:
        found = []
        for name, reply in readers.map(tasks):
            found.append((name, reply))
            if name == "one":
                for pid in processes.children(started[-1][0]):
                    os.kill(pid, signal.SIGKILL)
                readers.workers[0].process.join()
                tasks.names.append("two")
    assert found == [("one", GOOD), ("two", GOOD)]


def test_an_answer_that_waited_for_a_slow_taker_is_no_timeout(started):
    with Pool(2, work, patience=1.0) as readers:
        found = []
        for name, reply in readers.map([("one", Task((Path("one"),))), ("two", Task((Path("two"),)))]):
            found.append((name, reply))
            time.sleep(1.5)
    assert sorted(found) == [("one", GOOD), ("two", GOOD)]


def test_no_more_files_are_drawn_than_there_are_processes():
    drawn = []

    def tasks():
        for number in range(6):
            drawn.append(number)
            yield number, Task((Path("good"),))

    with Pool(2, work) as readers:
        for done, _ in enumerate(readers.map(tasks()), 1):
            # Two are read while one is taken in.
            assert len(drawn) <= done + 2


def test_processes_are_started_as_they_are_needed(started):
    assert read([], 2) == {} and started == []
    assert read(["good"], 2) == {"good": GOOD} and len(started) == 1


def test_leaving_in_the_middle_leaves_nothing(started):
    with pytest.raises(KeyboardInterrupt), Pool(2, work) as readers:
        for _ in readers.map([("good", Task((Path("good"),))), ("hang", Task((Path("hang"),)))]):
            raise KeyboardInterrupt
    assert len(started) == 2


@pytest.mark.parametrize("pages, seconds, memory", [(0, 1, 1), (1, 2, 2), (3, 4, 2), (10**9, 101, 2), (-5, 1, 1)])
def test_recognition_takes_its_time_and_memory(pages, seconds, memory):
    task = Task((), pages)
    assert (task.shares, task.memory) == (seconds, memory * MEMORY)


def test_a_path_of_any_bytes_reaches_the_process(started):
    strange = Path(os.fsdecode(b"/somewhere/\xff\xfe good\n"))
    with Pool(1, work) as readers:
        assert list(readers.map([("x", Task((strange,)))])) == [("x", GOOD)]
    assert unpack(pack(Task((strange,))), Task).paths == (strange,)


def test_the_private_folder_is_home_closed_to_others_and_empty_for_each_file(started):
    found = read(["folder", "soil", "list"], work=look)
    (own,) = {own for _, own in started}
    assert found["folder"].refusal.message == f"{own} {own} {own} {own} 0o40700"
    assert (found["soil"].refusal.message, found["list"].refusal.message) == ("soiled", "[]")


@linux
def test_a_process_holds_no_file_but_its_pipe(started):
    # Three standard ones, the pipe, and the folder that is listed.
    assert read(["files"], work=look)["files"].refusal.message == "5"


PARENT = """
import os, sys, time
from multiprocessing.util import get_temp_dir
from pathlib import Path
from tempfile import TemporaryDirectory
sys.path[:0] = {paths!r}
from extract.isolation import pool
from extract.isolation.message import Task
import test_pool
if __name__ == "__main__":
    with TemporaryDirectory() as spool, pool.Pool(2, test_pool.work, folders=(Path(spool),)) as readers:
        tasks = [(n, Task((Path(n),))) for n in ("good", "good", "hang", "escape")]
        for name, reply in readers.map(tasks):
            if name == "escape":
                for worker in readers.workers:
                    print(spool, get_temp_dir(), worker.folder, worker.process.pid, *pool.processes.below(worker.process.pid), flush=True)
"""


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_parent_dies_all_that_it_started_does(number, until, tmp_path):
    script = tmp_path / "parent.py"
    paths = [str(Path(__file__).parent), str(ROOT)]
    script.write_text(PARENT.replace("{paths!r}", repr(paths)))
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        lines = [parent.stdout.readline().split() for _ in range(2)]
        parent.send_signal(number)
    folders = [Path(name) for line in lines for name in line[:3]]
    pids = [int(pid) for line in lines for pid in line[3:]]
    assert len(pids) >= 4
    assert until(lambda: not [own for own in folders if own.exists()])
    assert until(lambda: not set(pids) & sessions())

"""Work begun before it is asked for: the same results in the same order, nothing begun after an end, and no process left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from extract.isolation.ahead import ahead, processes, together
from extract.isolation.processes import below
from tests.conftest import ROOT


@pytest.fixture
def thread():
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.mark.parametrize("most", [0, 1, 5, 50])
def test_results_come_in_order(most, thread):
    for executor in (thread, None):
        assert list(ahead(str, range(20), most, executor)) == [str(number) for number in range(20)]


def test_so_many_and_no_more_are_begun_before_they_are_asked_for(thread):
    drawn = []
    with closing(ahead(str, (drawn.append(item) or item for item in range(20)), 2, thread)) as results:
        assert drawn == []
        assert next(results) == "0"
        assert drawn == [0, 1, 2]
        assert next(results) == "1"
        assert drawn == [0, 1, 2, 3]


def test_work_goes_on_while_nobody_asks(thread):
    done = threading.Event()
    with closing(ahead(lambda item: done.set() if item else None, range(3), 1, thread)) as results:
        next(results)
        assert done.wait(30)


@pytest.mark.parametrize("most", [0, 1, 5])
def test_what_is_raised_comes_in_its_place(most, thread):
    for executor in (thread, None):
        results = ahead(lambda item: 6 // item, [3, 2, 0, 1], most, executor)
        assert [next(results), next(results)] == [2, 3]
        with pytest.raises(ZeroDivisionError):
            next(results)
        assert list(results) == []


def test_after_an_early_end_nothing_more_is_begun(thread):
    go, begun = threading.Event(), []
    results = ahead(lambda item: begun.append(item) or not item or go.wait(30), range(10), 4, thread)
    next(results)
    results.close()
    go.set()
    thread.shutdown()
    assert set(begun) <= {0, 1}


def test_processes_are_ready_before_they_work():
    with processes(2, os.chdir, "/") as others:
        assert list(ahead(os.path.abspath, ["a", "b", "c"], 2, others)) == ["/a", "/b", "/c"]
        assert others.submit(os.getpid).result() != os.getpid()


@pytest.mark.parametrize("most", [1, 3])
def test_what_is_done_together_comes_in_order(most):
    with processes(most) as others:
        assert list(together(str, repr, range(100), most, others)) == [str(number) for number in range(100)]


def test_what_cannot_be_begun_elsewhere_is_done_here_meanwhile(thread):
    go, here = threading.Event(), []
    results = together(lambda item: go.wait(30), here.append, range(3), 1, thread)
    threading.Timer(0.2, go.set).start()
    assert list(results) == [True, None, None] and here == [1, 2]


def ends(item):
    """Ends any process but the one that runs the tests."""
    if multiprocessing.parent_process():
        os._exit(1)
    return item


def test_what_a_process_was_at_when_it_died_is_done_here():
    with processes(1) as others:
        assert list(ahead(ends, range(5), 2, others)) == list(range(5))
    with processes(1) as others:
        assert list(together(ends, str, range(5), 2, others)) == ["0", "1", "2", "3", "4"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc")
def test_processes_end_when_their_owner_is_killed():
    code = (
        "import time; from extract.isolation.ahead import processes\n"
        "if __name__ == '__main__':\n"
        "    with processes(2) as others:\n"
        "        [others.submit(time.sleep, 0.5) for _ in range(2)]\n"
        "        print(others.submit(int).result(), flush=True)\n"
        "        time.sleep(100)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as owner:
        assert owner.stdout.readline() == b"0\n"
        others = list(below(owner.pid))
        assert len(others) >= 3
        owner.send_signal(signal.SIGKILL)
    end = time.monotonic() + 30
    while left := [pid for pid in others if Path("/proc", str(pid)).exists() and not _is_dead(pid)]:
        assert time.monotonic() < end, left
        time.sleep(0.1)


def _is_dead(pid):
    """Whether a process has ended, though nobody has asked for its status yet."""
    try:
        return "State:\tZ" in Path("/proc", str(pid), "status").read_text()
    except OSError:
        return True

"""A reading process that misbehaves costs its own file: the others are read, and no process is left."""

import os
import signal
import struct
import time
from pathlib import Path

import msgspec
import pytest

from extract import pool
from extract.model import Refusal
from extract.pool import Pool, Reply, Task

GOOD = Reply("0" * 64, refusal=Refusal("empty", "as asked"))


def send(pipe, reply):
    pipe.send_bytes(msgspec.msgpack.encode(reply))


def misbehave(name, pipe):
    """What a process does that is given a file of this name."""
    match name:
        case "hang":
            time.sleep(600)
        case "exit":
            os._exit(0)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            # The traceback would only be noise in the output of the tests.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            raise RuntimeError("as asked")
        case "close":
            pipe.close()
            time.sleep(600)
        case "nonsense":
            pipe.send_bytes(b"\xc1nonsense\xff" * 50)
        case "nothing":
            pipe.send_bytes(b"")
        case "half a message":
            os.write(pipe.fileno(), struct.pack("!i", 1000) + b"half")
            time.sleep(600)
        case "negative length":
            os.write(pipe.fileno(), struct.pack("!i", -7) + b"half")
            time.sleep(600)
        case "huge":
            send(pipe, Reply("0" * 64, refusal=Refusal("empty", "x" * 2_000_000)))
        case "a list":
            send(pipe, [1, 2, 3])
        case "another shape":
            send(pipe, {"sha256": 7, "reading": "all well"})
        case "neither":
            send(pipe, Reply("0" * 64))
        case _:
            send(pipe, GOOD)


def work(pipe):
    """Answer paths as `misbehave` has it until the other end closes."""
    while True:
        try:
            name = msgspec.msgpack.decode(pipe.recv_bytes(), type=Task).files[0].name
        except (EOFError, OSError):
            return
        misbehave(name, pipe)


@pytest.fixture
def pids(monkeypatch):
    """The processes that pools have started."""
    started = []

    def start(function):
        worker = original(function)
        started.append(worker.process.pid)
        return worker

    original = pool._start
    monkeypatch.setattr(pool, "_start", start)
    monkeypatch.setattr(pool, "STALLED", 1)
    monkeypatch.setattr(pool, "LARGEST_REPLY", 1_000_000)
    return started


def read(names, jobs, patience=60.0):
    """What becomes of files of these names."""
    with Pool(jobs, work, patience) as readers:
        return dict(readers.map((name, Path("/somewhere", name)) for name in names))


def runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "name, reason",
    [
        ("hang", "timeout"),
        ("exit", "crashed"),
        ("segfault", "crashed"),
        ("killed", "crashed"),
        ("raise", "crashed"),
        ("close", "crashed"),
        ("nonsense", "crashed"),
        ("nothing", "crashed"),
        ("half a message", "crashed"),
        ("negative length", "crashed"),
        ("huge", "crashed"),
        ("a list", "crashed"),
        ("another shape", "crashed"),
        ("neither", "crashed"),
    ],
)
def test_a_bad_file_costs_that_file_only(name, reason, jobs, pids):
    found = read(["good 1", name, "good 2", "good 3"], jobs, patience=1.0 if name == "hang" else 60.0)
    assert found.pop(name).refusal.reason == reason
    assert found == dict.fromkeys(["good 1", "good 2", "good 3"], GOOD)
    assert len(pids) <= jobs + 1
    assert not any(runs(pid) for pid in pids)


def test_a_process_that_dies_while_it_waits_is_no_files_fault(pids):
    with Pool(1, work) as readers:
        tasks = iter([("one", Path("one")), ("two", Path("two"))])
        found = []
        for name, reply in readers.map(tasks):
            found.append((name, reply))
            os.kill(pids[-1], signal.SIGKILL)
            readers.workers[0].process.join()
    assert found == [("one", GOOD), ("two", GOOD)]


def test_an_answer_that_waited_for_a_slow_taker_is_no_timeout(pids):
    with Pool(2, work, patience=1.0) as readers:
        found = []
        for name, reply in readers.map([("one", Path("one")), ("two", Path("two"))]):
            found.append((name, reply))
            time.sleep(1.5)
    assert sorted(found) == [("one", GOOD), ("two", GOOD)]


def test_no_more_files_are_drawn_than_there_are_processes():
    drawn = []

    def tasks():
        for number in range(6):
            drawn.append(number)
            yield number, Path("good")

    with Pool(2, work) as readers:
        for done, _ in enumerate(readers.map(tasks()), 1):
            assert len(drawn) <= done + 1


def test_processes_are_started_as_they_are_needed(pids):
    assert read([], 2) == {} and pids == []
    assert read(["good"], 2) == {"good": GOOD} and len(pids) == 1


def test_leaving_in_the_middle_leaves_no_process(pids):
    with pytest.raises(KeyboardInterrupt), Pool(2, work) as readers:
        for _ in readers.map([("good", Path("good")), ("hang", Path("hang"))]):
            raise KeyboardInterrupt
    assert len(pids) == 2 and not any(runs(pid) for pid in pids)


def test_a_path_of_any_bytes_reaches_the_process():
    strange = Path(os.fsdecode(b"/somewhere/\xff\xfe good\n"))
    with Pool(1, work) as readers:
        assert list(readers.map([("x", strange)])) == [("x", GOOD)]

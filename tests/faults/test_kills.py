"""Killed, out of disk, or with a failing disk at every call that writes: nothing half-written, and the rerun completes."""

import gzip
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from extract import ARCHIVE_VERSION
from extract.archive.content import content_hash
from tests.faults import traced

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
NAMES = ("2014-0001.txt", "2019-0008.html", "2021-0003.txt")
# Loads three reports.
COMMAND = ["load", "--jobs", "1", *(SAMPLES / name for name in NAMES)]
# Every point is tried with `make durable`; otherwise so many of each kind of fault, evenly spread.
MOST = None if os.environ.get("NIANBAO_DURABLE") else 40
FAULTS = {
    "killed": ("signal=KILL", traced.WRITES),
    "full": ("error=ENOSPC", ("write", "pwrite64", "mkdir", "ftruncate", "fallocate")),
    "failing": ("error=EIO", ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink")),
}


@pytest.fixture(scope="module")
def ground():
    """A folder in memory where there is one: whether a process dies has nothing to do with the disk."""
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place, prefix="nianbao-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def lanes(ground, understood):
    """Processes that know what has been read of three reports."""
    traced.can_trace(ground)
    with traced.lanes([SAMPLES / name for name in NAMES], understood) as pool:
        yield pool


@pytest.fixture(scope="module")
def wanted(ground, lanes):
    """How often each call is made, and what the archive says at the end."""
    folder = fresh(ground, "undisturbed")
    return lanes.submit(traced.counted, folder, COMMAND).result(), said(folder)


def fresh(ground, name):
    folder = ground / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def said(folder):
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return content_hash(db)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_at_any_call_leaves_anything_half_written(fault, ground, lanes, wanted, capsys):
    counts, content = wanted
    inject, calls = FAULTS[fault]
    points = [(call, number) for call in calls for number in range(1, counts.get(call, 0) + 1)]
    tried = points if MOST is None else points[:: max(1, len(points) // MOST)]
    assert len(points) > 300
    found = list(lanes.map(partial(one, ground, inject, content), tried))
    struck = sum(end["struck"] for end in found)
    with capsys.disabled():
        print(f"\n{fault}: {len(tried)} of {len(points)} points, {struck} ended the load, {dict(counts)}")
    assert [end["wrong"] for end in found if end["wrong"]] == []
    assert struck > len(tried) * 0.5


def test_a_migration_that_is_killed_leaves_the_old_archive_or_the_new(ground, lanes, capsys):
    old = gzip.decompress((ROOT / "tests" / "archives" / "version-1.db.gz").read_bytes())
    counts = lanes.submit(traced.counted, aged(ground, "migrated", old), ["recode"]).result()
    content = said(ground / "migrated")
    points = [(call, number) for call, count in counts.items() for number in range(1, count + 1)]
    tried = points if MOST is None else points[:: max(1, len(points) // MOST)]
    found = list(lanes.map(partial(migrated, ground, old, content), tried))
    with capsys.disabled():
        print(f"\nmigration killed: {len(tried)} of {len(points)} points")
    assert [wrong for wrong in found if wrong] == []


def aged(ground, name, data):
    """A folder with an archive of an earlier version."""
    folder = fresh(ground, name)
    (folder / "archive.db").write_bytes(data)
    return folder


def migrated(ground, old, content, point):
    """What is wrong after a kill, and after the rerun."""
    folder = aged(ground, f"migrated{os.getpid()}", old)
    before = contents(folder)
    call, number = point
    inject = f"inject={call}:signal=KILL:when={number}"
    traced.run(folder, ["recode"], "-o", "/dev/null", "-e", f"trace={call}", "-e", inject)
    version, after = contents(folder)
    wrong = [] if version == ARCHIVE_VERSION or (version, after) == before else ["neither the old nor the new"]
    again = traced.run(folder, ["recode"])
    wrong += [again.said] if again.status else []
    wrong += [path.name for path in folder.rglob("*.part*")]
    return [str(point), *wrong] if wrong or said(folder) != content else []


def contents(folder):
    """The version of an archive, and what it says; nothing may be wrong with it."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        return db.execute("pragma user_version").fetchone()[0], content_hash(db)


def one(ground, inject, content, point):
    """One fault: what is wrong after it, and after the rerun."""
    folder = fresh(ground, f"disturbed{os.getpid()}")
    call, number = point
    done = traced.run(
        folder, COMMAND, "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{inject}:when={number}"
    )
    wrong = traced.wrong(folder)
    if done.status not in (0, -9, 2) or "Traceback" in done.said:
        wrong.append(f"ended with {done.status}: {done.said[-300:]}")
    again = traced.run(folder, COMMAND)
    wrong += [f"the rerun: {again.said[-300:]}"] if again.status else traced.wrong(folder, set())
    if not wrong and said(folder) != content:
        wrong.append("the rerun says something else")
    left = [path.name for path in folder.rglob("*.part*")]
    return {"struck": done.status != 0, "wrong": [f"{call} {number}", *wrong, *left] if wrong or left else []}

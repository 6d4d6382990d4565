"""Several processes compare like one; one that dies costs time only."""

import os

import pytest

from extract.archive import Archive
from extract.archive.content import hashes
from extract.archive.copying import copy
from extract.overlap import beside, store

REAL = beside._elsewhere


@pytest.fixture
def archive(archive_file, tmp_path, monkeypatch):
    """An archive with the samples, which are compared in several parts."""
    monkeypatch.setattr(store, "_PART", 5)
    copy(archive_file, tmp_path / "archive.db")
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


def compared(archive, jobs):
    """The hash of each table when all was compared anew."""
    with archive.transaction() as connection:
        connection.execute("delete from overlaps")
        store.rebuild(connection, archive.book, jobs)
    assert archive.connection.execute("select count(*) from overlaps").fetchone()[0] > 10
    return hashes(archive.connection)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_number_of_processes_leaves_no_trace(jobs, archive, archive_file, monkeypatch):
    before, begun = hashes(archive.connection), []
    real = beside.processes
    monkeypatch.setattr(beside, "processes", lambda count, *given: begun.append(count) or real(count, *given))
    assert compared(archive, jobs) == before
    assert begun == ([jobs - 1] if jobs > 1 else [])


@pytest.mark.parametrize("what", ["_ready", "_elsewhere"])
def test_a_process_that_dies_costs_time_only(what, archive, monkeypatch):
    before = hashes(archive.connection)
    monkeypatch.setattr(beside, what, dying)
    assert compared(archive, 2) == before


def dying(work, item):
    """What ends its process: before it is ready, or when rows are asked for."""
    if work is beside.Reader.entries:
        return REAL(work, item)
    os._exit(1)

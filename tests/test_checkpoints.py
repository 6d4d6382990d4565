"""The log is written into the file beside the one that writes, starts over, and nothing is lost; what the thread meets is told."""

import sqlite3
from contextlib import closing

import pytest

from extract.archive import Archive, checkpoints
from extract.archive.content import content_hash


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """An archive whose log is written into the file by the thread alone."""
    monkeypatch.setattr(checkpoints, "EVERY", 3)
    with Archive(tmp_path / "archive.db") as archive:
        archive.connection.execute("pragma wal_autocheckpoint = 0")
        yield archive


def enter(archive, number):
    with archive.transaction() as connection:
        connection.execute("insert into meta values (?, ?)", [f"test {number}", "字" * 20_000])


def test_the_log_starts_over_and_the_file_has_all(archive):
    with archive.checkpoints_beside():
        for number in range(200):
            enter(archive, number)
            # The disk of a test is in no hurry; the thread has to have its turn.
            if found := archive.checkpoints.under_way:
                found.result()
    assert archive.checkpoints is None
    log = archive.path.with_name("archive.db-wal")
    assert log.stat().st_size < 20_000 * 3 * 20
    assert archive.path.stat().st_size > 20_000 * 3 * 190
    with closing(sqlite3.connect(archive.path)) as other:
        assert content_hash(other) == content_hash(archive.connection)


def test_what_the_thread_meets_is_told_at_the_next_transaction(archive, monkeypatch):
    def full(path):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(checkpoints, "_write", full)
    with pytest.raises(sqlite3.OperationalError, match="disk is full"), archive.checkpoints_beside():
        for number in range(50):
            enter(archive, number)
    assert archive.checkpoints is None
    # What was committed is there, and the next load goes on.
    enter(archive, "more")
    (count,) = archive.connection.execute("select count(*) from meta where name like 'test %'").fetchone()
    assert 4 <= count <= 51


def test_two_that_write_their_logs_do_not_get_in_each_others_way(archive):
    with Archive(archive.path) as other, archive.checkpoints_beside(), other.checkpoints_beside():
        for number in range(0, 60, 2):
            enter(archive, number)
            enter(other, number + 1)
    (count,) = archive.connection.execute("select count(*) from meta where name like 'test %'").fetchone()
    assert count == 60

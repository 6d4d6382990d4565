"""The content hash: the same whatever made the archive, another wherever it says something else."""

import sqlite3
from contextlib import closing

import pytest

from extract.archive import Archive, content


def said(path):
    """What an archive says, by table."""
    with closing(sqlite3.connect(path)) as db:
        return content.hashes(db)


@pytest.fixture
def copy(archive_file, tmp_path):
    """A copy of the archive of samples that a test may change, open."""
    with closing(sqlite3.connect(archive_file)) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as target:
        source.backup(target)
        yield target


def test_the_order_of_loading_leaves_no_trace(archive_file, samples, understood, source_of, book, tmp_path):
    with Archive(tmp_path / "reversed.db", book) as archive:
        for sample in reversed(samples):
            archive.put(source_of(sample), understood(sample))
        archive.compare_words()
    assert said(tmp_path / "reversed.db") == said(archive_file)


def test_what_was_taken_out_and_comes_again_leaves_no_trace(
    archive_file, few, understood, source_of, book, copy, tmp_path
):
    with Archive(tmp_path / "copy.db", book) as archive:
        for sample in few:
            archive.put(source_of(sample), understood(sample))
        archive.compare_words()
        assert content.hashes(archive.connection) == said(archive_file)


def test_packing_and_optimising_leave_no_trace(copy):
    before = content.content_hash(copy)
    copy.execute("analyze")
    copy.execute("vacuum")
    assert content.content_hash(copy) == before


def test_every_table_counts_but_those_named(copy):
    tables = {name for (name,) in copy.execute("select name from sqlite_master where type = 'table'")}
    left_out = {name for name in tables - set(content.tables(copy)) if not name.startswith(("sections_fts", "sqlite_"))}
    assert left_out == content.LEFT_OUT


CHANGES = [
    ("update fact set value = value + 1 where value = (select max(value) from fact)", "fact"),
    ("update fact set confidence = 0.9 where raw = '0'", "fact"),
    ("update cell set text = text || ' ' where role = 0", "cell"),
    ("update sections set ordinal = ordinal + 100", "sections"),
    ("update documents set retrieved_at = '2024-01-31'", "documents"),
    ("delete from clues where ordinal = 0", "clues"),
    ("update panel_values set value = 1.0 where value = 1", "panel_values"),
    (
        "insert into decisions (report_id, kind, subject, value, author, date, reason) values ('a', 'year', '', '2020', '', '', '')",
        "decisions",
    ),
    ("update labels set until = 2050", "labels"),
]


@pytest.mark.parametrize("change, table", CHANGES)
def test_a_change_shows_in_its_table(change, table, copy):
    before, whole = content.hashes(copy), content.content_hash(copy)
    changed = copy.execute(change).rowcount
    after = content.hashes(copy)
    assert changed > 0
    assert {name for name in after if after[name] != before[name]} == {table}
    assert content.content_hash(copy) != whole

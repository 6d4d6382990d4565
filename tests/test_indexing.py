"""The index of words is made anew where it was made otherwise than it would be today, and only there."""

import sqlite3
from contextlib import closing

import pytest

from extract.archive import Archive, indexing
from extract.search import query
from extract.verify import words


@pytest.fixture
def archive(tmp_path, book, few, understood, source_of):
    """An archive with some reports."""
    path = tmp_path / "archive.db"
    with Archive(path, book) as made:
        for sample in few[:3]:
            made.put(source_of(sample), understood(sample))
    return path


def found(path):
    with sqlite3.connect(path) as db:
        numbers = {
            no for (no,) in db.execute("select rowid from sections_fts where sections_fts match ?", [query("公开")])
        }
    db.close()
    return numbers


@pytest.mark.parametrize(
    "change",
    [
        "update meta set value = 'old' where name = 'tokens'",
        "delete from meta where name = 'tokens'",
    ],
)
def test_an_index_that_was_made_otherwise_is_made_anew(archive, book, change):
    before = found(archive)
    with sqlite3.connect(archive) as db:
        db.execute("drop table sections_fts")
        db.execute("create virtual table sections_fts using fts5(text, heading, content='', tokenize='unicode61')")
        db.execute(change)
    db.close()
    assert before and not found(archive)
    with Archive(archive, book) as opened:
        assert indexing.is_current(opened.connection)
    assert found(archive) == before


def test_an_index_that_is_as_it_would_be_made_is_left_alone(archive, book):
    with sqlite3.connect(archive) as db:
        db.execute("insert into sections_fts (sections_fts) values ('delete-all')")
    db.close()
    with Archive(archive, book):
        pass
    assert not found(archive)


def test_a_report_that_is_read_again_leaves_no_word_behind(archive, book, few, understood, source_of):
    before = found(archive)
    with Archive(archive, book) as opened:
        opened.put(source_of(few[0]), understood(few[0]))
    with sqlite3.connect(archive) as db:
        sections = {no for (no,) in db.execute("select no from sections")}
        db.execute("insert into sections_fts (sections_fts) values ('integrity-check')")
    db.close()
    assert len(found(archive)) == len(before) and found(archive) <= sections


@pytest.mark.parametrize(
    "change",
    [
        "insert into sections_fts_chars (rowid, chars) values (1, '魑')",
        "insert into sections_fts_chars (sections_fts_chars, rowid, chars) values ('delete', 1, '公')",
        "insert into sections_fts_chars (sections_fts_chars) values ('delete-all')",
        "insert into sections_fts (rowid, text, heading) values (1, '公开', '')",
    ],
)
def test_an_index_that_is_not_of_the_texts_is_named(archive, change):
    with closing(sqlite3.connect(archive)) as db:
        assert list(words.differing(db)) == []
        db.execute(change)
        assert list(words.differing(db))

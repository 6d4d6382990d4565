"""Two archives: what one has gained, lost or changed."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from extract.compare import Change, compare
from extract.errors import ArchiveError

A_FACT = (
    "select report_id, item, \"column\", value, unit, id from facts where value > 0 and unit = '件' order by id limit 1"
)


@pytest.fixture
def pair(archive_file, tmp_path):
    """Two equal archives."""
    return [shutil.copy(archive_file, tmp_path / name) and tmp_path / name for name in ("a.db", "b #1.db")]


def change(path, statement):
    """Change a fact in an archive: what it was, and the file that it came from."""
    with closing(sqlite3.connect(path)) as db:
        report, item, column, value, unit, _ = db.execute(A_FACT).fetchone()
        name = db.execute(
            "select file_name from documents d join reports r on r.document_id = d.id where r.id = ?", [report]
        ).fetchone()[0]
        place = (
            "where report = (select no from reports where id = :report) and item = (select no from items where code = :item)"
            ' and "column" = (select no from columns where code = :column)'
        )
        done = db.execute(f"{statement} {place}", {"report": report, "item": item, "column": column})
        assert done.rowcount == 1
        db.commit()
    return name, f"{item}@{column}", f"{value} {unit}"


def test_equal_archives_show_nothing(pair):
    assert list(compare(*pair)) == []


@pytest.mark.parametrize(
    "statement, after",
    [
        ("update fact set value = 424242", "424242 件"),
        ("update fact set value = null, missing = 'dash'", "(dash)"),
        ("update fact set unit = '条'", "{number} 条"),
        ("update fact set confidence = 0.5", "{number} 件 ?0.5"),
    ],
)
def test_a_changed_fact_shows(pair, statement, after):
    name, fact, before = change(pair[1], statement)
    after = after.format(number=before.split()[0])
    assert list(compare(*pair)) == [Change("changed", name, fact, before, after)]
    assert list(compare(*reversed(pair))) == [Change("changed", name, fact, after, before)]


def test_a_fact_that_one_has_not_is_lost_or_gained(pair):
    name, fact, before = change(pair[1], "delete from fact")
    assert list(compare(*pair)) == [Change("lost", name, fact, before, None)]
    assert list(compare(*reversed(pair))) == [Change("gained", name, fact, None, before)]


def test_a_report_that_one_has_not_is_lost_with_all_its_facts(pair):
    with closing(sqlite3.connect(pair[1])) as db:
        db.execute("pragma foreign_keys = on")
        count, report = db.execute("select count(*), report_id from facts group by report_id limit 1").fetchone()
        db.execute("delete from reports where id = ?", [report])
        db.commit()
    assert [found.kind for found in compare(*pair)] == ["lost"] * count


def test_two_files_of_one_name_are_two_reports(pair):
    for path in pair:
        with closing(sqlite3.connect(path)) as db:
            db.execute("update documents set file_name = 'index.html'")
            db.commit()
    with closing(sqlite3.connect(pair[1])) as db:
        (count,) = db.execute("select count(*) from fact").fetchone()
        db.execute("update fact set value = coalesce(value, 0) + 1, missing = null")
        db.commit()
    assert len(list(compare(*pair))) == count


@pytest.mark.parametrize(
    "content, says", [(None, "there is no such archive"), (b"no database" * 99, "another kind of file")]
)
def test_what_is_no_archive_is_an_error(pair, tmp_path, content, says):
    other = tmp_path / "other.db"
    if content:
        other.write_bytes(content)
    for two in ((pair[0], other), (other, pair[0])):
        with pytest.raises(ArchiveError, match=says):
            list(compare(*two))

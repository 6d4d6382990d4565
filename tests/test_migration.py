"""Archives of earlier versions, frozen as they were written: brought up to today's they hold what they held, decisions too."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from extract import ARCHIVE_VERSION, compare, readonly
from extract.archive import Archive, migration, opening
from extract.archive.content import content_hash
from extract.decide import decisions
from extract.decide.decisions import Decision
from extract.errors import ArchiveError
from extract.keep.originals import Store
from extract.load.batch import Batch
from extract.load.candidates import candidates
from tests.faults import traced

ROOT = Path(__file__).parents[1]
# Three samples each. The first is from before offices had a registry: it has neither clues nor printed names.
SAMPLES = ["2014-0007.html", "2019-0005.txt", "2021-0009.html"]
FROZEN = {
    "version-1-before-offices": SAMPLES,
    "version-1": SAMPLES,
    # One of them has places on its pages.
    "version-2": [*SAMPLES, "2019-0017.pdf"],
}


@pytest.fixture(params=FROZEN)
def frozen(request):
    """The name of a frozen archive."""
    return request.param


@pytest.fixture
def old(frozen, tmp_path):
    """A frozen archive, as a file of its own."""
    path = tmp_path / "archive.db"
    path.write_bytes(gzip.decompress((ROOT / "tests" / "archives" / f"{frozen}.db.gz").read_bytes()))
    return path


@pytest.fixture
def fresh(frozen, tmp_path, book, source_of, understood):
    """The same reports, loaded today."""
    path = tmp_path / "fresh" / "archive.db"
    path.parent.mkdir()
    with Archive(path, book) as archive:
        for name in FROZEN[frozen]:
            archive.put(source_of(ROOT / "samples" / name), understood(ROOT / "samples" / name))
    return path


def brought_up(path, book):
    """Open an archive for writing, and code anew what is not coded with the codebook of today; the copy that was kept."""
    with Archive(path, book) as archive:
        for report in archive.stale():
            archive.recode(report)
        archive.compare_words()
        return archive.kept


def _version(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("pragma user_version").fetchone()[0]


def shape(path):
    """The statements that made an archive's tables and views, but for those with the numbers that its codes have."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute(
            "select name, case when name not like 'wide_%' then sql end from sqlite_master"
            " where name not like 'sections_fts_%' and name not like 'sqlite_%'"
        )
        return dict(found), db.execute("pragma user_version").fetchone()


def test_an_earlier_archive_has_todays_shape_and_loses_no_value(old, fresh, book, dump):
    before, version = dump(old), _version(old)
    kept = brought_up(old, book)
    assert kept.name == f"archive.db.v{version}" and dump(kept) == before
    assert shape(old) == shape(fresh)
    assert list(compare.compare(kept, old)) == []
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []
        found = db.execute("select count(*) from sections_fts where sections_fts match '公开'").fetchone()[0]
        assert found == db.execute("select count(*) from sections where text like '%公开%'").fetchone()[0] > 0


def test_brought_up_and_coded_anew_it_says_what_loading_says(old, fresh, book, rows):
    brought_up(old, book)
    # Chapters are not cut anew and furniture is not told anew without the file: see below.
    said, wanted = rows(old), rows(fresh)
    alike = {
        "reports",
        "facts",
        "cells",
        "panel",
        "series",
        "coverage",
        "unmapped",
        "issuers",
        "findings",
        "finding_sides",
    }
    assert alike <= wanted.keys()
    assert {name for name in alike if said[name] != wanted[name]} == set()
    assert not said["uncompared"]


def loaded(path, files, understood):
    """Load files as the command does, with readings that are there already; what the archive says then."""
    samples = [ROOT / "samples" / name for name in SAMPLES]
    with traced.replayed(samples, understood), Archive(path) as archive:
        counts = Batch(archive, Store(path.parent / "originals")).run(candidates(files)).counts
    with closing(sqlite3.connect(path)) as db:
        return content_hash(db), counts


@pytest.mark.parametrize("frozen", ["version-2"])
def test_where_files_need_not_be_read_again_it_says_all_that_loading_says(old, fresh, book, understood):
    brought_up(old, book)
    brought_up(fresh, book)
    with closing(sqlite3.connect(old)) as db, closing(sqlite3.connect(fresh)) as other:
        assert content_hash(db) == content_hash(other)


@pytest.mark.parametrize("frozen", ["version-1-before-offices", "version-1"])
def test_with_its_originals_it_becomes_what_loading_makes(old, book, understood, tmp_path):
    files = [ROOT / "samples" / name for name in SAMPLES]
    (tmp_path / "fresh").mkdir()
    wanted, _ = loaded(tmp_path / "fresh" / "archive.db", files, understood)
    brought_up(old, book)
    originals = tmp_path / "originals"
    with Archive(old, book) as archive:
        said = archive.earlier(originals)
        assert said[0].startswith("3 files are as an earlier version") and said[1].startswith("3 of these originals")
    # One that is at hand is read once more, the others say that they wait.
    assert loaded(old, files[:1], understood)[1] == {"ok": 1}
    with Archive(old, book) as archive:
        assert archive.earlier(originals)[1].startswith("2 of these originals are not there")
    shutil.copytree(tmp_path / "fresh" / "originals", originals, dirs_exist_ok=True)
    found, counts = loaded(old, [originals], understood)
    assert found == wanted and counts == {"ok": 2, "known": 1}
    with Archive(old, book) as archive:
        assert archive.earlier(originals) == ()
    assert loaded(old, [originals], understood) == (wanted, {"known": 3})


def test_a_person_s_decision_survives_it(old, book):
    said = {"author": "张三", "date": "2026-01-31", "reason": "与原件核对"}
    with closing(sqlite3.connect(old)) as db:
        report, value = db.execute(
            "select report_id, value from facts where item = 'request.new' and \"column\" = 'total' order by 1"
        ).fetchone()
    subject = "request.new@total"
    decided = Decision(report=report, kind="value", subject=subject, value=str(value + 1), **said)
    decisions.add(old.with_name("decisions.csv"), decided)
    brought_up(old, book)
    with closing(sqlite3.connect(old)) as db:
        found = db.execute("select value, as_read from facts where id = ?", [f"{report}:{subject}"]).fetchone()
        assert found == (value + 1, str(value))
        assert db.execute("select applied from decisions").fetchall() == [(1,)]


def test_an_index_that_was_over_other_columns_is_made_anew(fresh, book):
    wanted = shape(fresh)
    with closing(sqlite3.connect(fresh)) as db:
        db.executescript(
            "drop index reports_by_issuer; create index reports_by_issuer on reports (issuer_id, year);"
            "update meta set value = 'before' where name = 'shape'"
        )
    assert shape(fresh) != wanted
    Archive(fresh, book).close()
    assert shape(fresh) == wanted


def test_where_a_row_does_not_fit_nothing_is_changed(old, book):
    with closing(sqlite3.connect(old)) as db:
        db.execute("update sections set report_id = 'nobody'")
        db.commit()
    before = shape(old)
    with pytest.raises(ArchiveError, match="table sections leads to nothing in reports"):
        Archive(old, book)
    assert shape(old) == before


def test_whatever_stops_it_leaves_the_archive_as_it_was(old, book, monkeypatch):
    before = shape(old)
    monkeypatch.setattr(opening.codetables, "store", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Archive(old, book)
    assert shape(old) == before
    monkeypatch.undo()
    assert brought_up(old, book).name.endswith("-2")


def test_only_todays_version_is_served_and_the_error_says_what_to_do(old):
    with pytest.raises(ArchiveError, match="has schema version [12].*nianbao recode"):
        readonly.connect(old)


def test_every_version_before_todays_is_tested():
    assert {int(name.split("-")[1]) for name in FROZEN} == set(range(1, ARCHIVE_VERSION))
    assert max(migration.FILLED) < ARCHIVE_VERSION

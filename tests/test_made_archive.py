"""The archive that is made up for measuring is one that could have been loaded, and the same every time."""

import sqlite3

import numpy as np
import pytest

from bench import archive
from extract import search
from extract.archive import Archive, seals
from extract.overlap import entries, sketch, store, words


def made(path, count=12):
    archive.main(path, count, 1)
    return sqlite3.connect(path)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return made(tmp_path_factory.mktemp("made") / "archive.db")


def test_every_row_leads_somewhere_and_every_report_has_its_figures(connection):
    assert not connection.execute("pragma foreign_key_check").fetchall()
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    counts = connection.execute("select count(*) from facts group by report_id").fetchall()
    assert len(counts) == 12 and min(counts)[0] > 30
    assert connection.execute("select count(*) from panel_values").fetchone()[0] > 200


def test_it_is_sealed_and_has_every_index(connection, tmp_path):
    assert list(seals.broken(connection)) == []
    with Archive(tmp_path / "empty.db") as empty:
        indexes = "select name, sql from sqlite_master where type = 'index' order by name"
        assert connection.execute(indexes).fetchall() == empty.connection.execute(indexes).fetchall()


def test_the_index_holds_the_words_of_every_chapter(connection):
    for no, text, heading in connection.execute(
        "select no, text, heading from sections where length(text) > 20"
    ).fetchall():
        for column, words_ in (("text", text), ("heading", heading)):
            phrase = search.tokens(words_)
            match = f'{column} : "{phrase}"'
            found = connection.execute("select rowid from sections_fts where sections_fts match ?", [match]).fetchall()
            assert not phrase or (no,) in found


def test_chapters_are_sketched_as_a_loader_does(connection):
    taken = words.load()
    assert store._made_with(connection) == store._making(taken)
    kept = connection.execute(
        "select k.sketch, s.text from sketches k join sections s on s.id = k.section_id"
    ).fetchall()
    assert len(kept) > 20
    for made_, text in kept:
        own = sketch.sketch(taken.of(text))
        assert (np.frombuffer(made_, "<u4") == own).mean() > 0.6
    bands = entries.of_reports(connection, [r for (r,) in connection.execute("select id from reports")]).bands.size
    assert connection.execute("select count(*) from sketch_bands").fetchone() == (bands,)


def test_a_seed_makes_the_same_archive(connection, tmp_path):
    other = made(tmp_path / "b.db")
    for table in ("reports", "fact", "findings", "panel_values", "sections", "seals", "sketches"):
        rows = f"select * from {table} order by 1, 2"
        assert connection.execute(rows).fetchall() == other.execute(rows).fetchall()

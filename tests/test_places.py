"""What foreign keys and names said of `cell` and `fact` before they were made small still holds."""

import shutil
import sqlite3
from contextlib import closing
from typing import get_args

import pytest

from extract.archive import kinds, places
from extract.model import coding
from extract.verify import verify


@pytest.fixture
def copy(archive_file, tmp_path):
    """A copy of the archive of the samples."""
    return shutil.copy(archive_file, tmp_path / "archive.db")


@pytest.mark.parametrize(
    "change",
    [
        'update fact set row = 9999 where report = 1 and "table" is not null',
        'delete from cell where "table" in (select no from tables where report_id = (select id from reports where no = 1))',
        'update fact set "table" = (select max(no) from tables) where report = 1 and "table" is not null',
    ],
    ids=["no such cell", "the cells are gone", "a cell of another report"],
)
def test_a_fact_that_leads_to_no_cell_is_named(copy, change):
    with closing(sqlite3.connect(copy)) as db:
        assert list(places.adrift(db)) == []
        db.execute(change)
        db.commit()
        lost = set(places.adrift(db, 1))
        assert lost and lost == set(places.adrift(db)) and not set(places.adrift(db, 2))
    said = {problem.where for problem in verify(copy, None) if problem.code == "reference"}
    assert said == {f"fact {fact}" for fact in lost}


def test_numbers_of_kinds_and_their_names_are_those_of_the_views(copy):
    with closing(sqlite3.connect(copy)) as db:
        db.execute("pragma ignore_check_constraints = on")
        for table, view, column, names in (
            ("cell", "cells", "role", kinds.ROLES),
            ("fact", "facts", "method", kinds.METHODS),
        ):
            for name, number in names.items():
                db.execute(f"update {table} set {column} = ?", [number])
                assert db.execute(f"select distinct {column} from {view}").fetchall() == [(name,)]
                assert db.execute(f"select {kinds.name('?', names)}", [number]).fetchone() == (name,)
                assert db.execute(f"select {kinds.number('?', names)}", [name]).fetchone() == (number,)
    assert set(kinds.ROLES) == set(get_args(coding.Role)) and set(kinds.METHODS) == set(get_args(coding.Method))


@pytest.mark.parametrize("points, kept", [(None, None), (72.0, 720), (225.34, 2253), (0.25, 3), (-0.25, -3)])
def test_boxes_are_kept_in_tenths(points, kept):
    assert kinds.tenths(points) == kept
    with closing(sqlite3.connect(":memory:")) as db:
        assert db.execute("select cast(round(? * 10) as integer)", [points]).fetchone() == (kept,)

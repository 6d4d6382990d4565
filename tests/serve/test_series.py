"""Values of an office over the years, and why one cannot be held against the one before."""

import contextlib
import sqlite3

import pytest

from extract.serve.series import PANEL, joined

ROW = {"year": 2020, "form": "2019", "issuer_id": "a", "issuer": "甲", "report_id": "r", "value": 1, "match": "exact", "facts": "r:x@value"}  # fmt: skip


@pytest.mark.parametrize(
    "changed, reasons",
    [
        ({"year": 2021}, []),
        ({"year": 2022}, ["years are missing between"]),
        ({"year": 2021, "form": "2021"}, ["another form: 2019 → 2021"]),
        ({"year": 2021, "match": "narrower"}, ["scope changes: same scope → narrower scope"]),
        ({"year": 2021, "issuer_id": "b"}, ["another office"]),
    ],
)
def test_what_breaks_a_series_is_named(changed, reasons):
    first, second = joined([ROW, ROW | changed])
    assert (first.breaks, [en for _, en in second.breaks]) == ((), reasons)


@pytest.mark.parametrize(
    "said, missing, facts",
    [({}, None, ("r:x@value",)), ({"value": None, "missing": "dash"}, "dash", ("r:x@value",)), ({"value": None, "facts": None}, "no_row", ())],
)  # fmt: skip
def test_what_is_missing_is_said(said, missing, facts):
    (year,) = joined([ROW | said])
    assert (year.missing, year.facts) == (missing, facts)


def test_one_row_of_the_panel_is_that_of_the_view(archive_file):
    names = "value, match, missing, why, facts"
    with contextlib.closing(sqlite3.connect(archive_file)) as db:
        whole = db.execute(f"select report_id, concept, {names} from panel").fetchall()
        for report, concept, *row in whole:
            assert db.execute(PANEL, {"report": report, "concept": concept}).fetchone() == tuple(row)
        plan = db.execute(f"explain query plan {PANEL}", {"report": "", "concept": ""}).fetchall()
    assert len(whole) > 100
    assert not [step for *_, step in plan if step.startswith("SCAN") and "subquery" not in step and "(" not in step]

"""The archive that is made up for measuring is one that could have been loaded, and the same every time."""

import sqlite3

from bench import archive


def made(path):
    archive.main(path, 12, 1)
    return sqlite3.connect(path)


def test_every_row_leads_somewhere_and_every_report_has_its_figures(tmp_path, capsys):
    connection = made(tmp_path / "archive.db")
    assert not connection.execute("pragma foreign_key_check").fetchall()
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    counts = connection.execute("select count(*) from facts group by report_id").fetchall()
    assert len(counts) == 12 and min(counts)[0] > 30
    assert connection.execute("select count(*) from panel_values").fetchone()[0] > 200


def test_a_seed_makes_the_same_archive(tmp_path, capsys):
    left, right = made(tmp_path / "a.db"), made(tmp_path / "b.db")
    for table in ("reports", "fact", "findings", "panel_values"):
        assert left.execute(f"select * from {table}").fetchall() == right.execute(f"select * from {table}").fetchall()

"""The maintainer's loop: an invented label is listed, accepted and recoded without reading a file; decisions outlive all of it."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from extract import codebook, compare, review
from extract.archive import Archive
from extract.codebook import SCHEMA
from extract.decide import decisions
from extract.decide.decisions import Decision
from extract.errors import DecisionError, SchemaError
from extract.pipeline import understand

LABEL = "（一）照准办理"
PROSE = ("mentions", "citations", "subsections")


@pytest.fixture
def page(few):
    """A report of the 2021 form that prints an invented label for requests that were granted."""
    path = next(path for path in few if path.name.startswith("2021") and path.suffix == ".html")
    text = path.read_text("utf-8")
    printed, count = re.subn("(?:<[^>]*>)*".join("（一）予以公开"), LABEL, text)
    assert count == 1
    return printed.encode()


@pytest.fixture
def schema(tmp_path):
    """A codebook of our own that may be written to."""
    return shutil.copytree(SCHEMA, tmp_path / "schema")


def facts(archive):
    with closing(sqlite3.connect(archive)) as connection:
        return dict(connection.execute("select item || '@' || \"column\", value from facts"))


def nianbao(*arguments, **environment):
    command = [sys.executable, "-m", "extract", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


def test_an_invented_label_is_listed_accepted_and_recoded_without_reading_a_file(tmp_path, schema, page):
    file, archive = tmp_path / "report.html", tmp_path / "archive.db"
    file.write_bytes(page)
    own = {"NIANBAO_SCHEMA": str(schema)}
    assert nianbao("load", file, "--archive", archive, "--no-originals", **own).returncode == 0
    file.unlink()
    shutil.copy(archive, tmp_path / "before.db")
    listed = nianbao("review", "--archive", archive, **own).stdout
    line = next(line for line in listed.splitlines() if LABEL in line)
    assert "in 1 reports" in line
    candidates = listed.split(line)[1].splitlines()[1]
    assert candidates.split()[0] == "request.result.granted"
    assert "holds with it" in candidates
    accepted = nianbao(
        "review", "--archive", archive, "--accept", line.split()[1], "--as", "request.result.granted", **own
    )
    assert accepted.returncode == 0, accepted.stderr
    assert f"2021,row,request.result.granted,{LABEL}," in (schema / "labels.csv").read_text("utf-8")
    recoded = nianbao("recode", "--archive", archive, **own)
    assert recoded.stdout.splitlines()[-1].startswith("reports 1, gained 7, lost 0")
    shown = nianbao("compare", tmp_path / "before.db", archive).stdout
    assert shown.count("request.result.granted@") == 7
    assert LABEL not in nianbao("review", "--archive", archive, **own).stdout
    assert facts(archive)["request.result.granted@total"] is not None


def test_recoding_gives_what_reading_gives(tmp_path, few, book, understood, source_of):
    with Archive(tmp_path / "archive.db", book) as archive:
        for path in few:
            archive.put(source_of(path), understood(path))
        before = archive.connection.execute("select * from facts order by id").fetchall()
        cells = archive.connection.execute("select * from cells order by id").fetchall()
        prose = {name: archive.connection.execute(f"select * from {name} order by 1, 2").fetchall() for name in PROSE}
        assert list(compare.recoded(archive, archive.stale(everything=True))) == []
        assert archive.connection.execute("select * from facts order by id").fetchall() == before
        assert archive.connection.execute("select * from cells order by id").fetchall() == cells
        for name, rows in prose.items():
            assert rows and archive.connection.execute(f"select * from {name} order by 1, 2").fetchall() == rows


def test_a_label_that_would_break_the_codebook_is_not_written(schema):
    before = (schema / "labels.csv").read_text("utf-8")
    item = review.Open("x", "2021", "requests", LABEL, 7, 1, "", ())
    with pytest.raises(SchemaError, match="has no row `request.result.nothing`"):
        review.accept(schema, item, "request.result.nothing")
    assert (schema / "labels.csv").read_text("utf-8") == before
    codebook.load.cache_clear()


def decide(folder, report, kind, subject, value):
    said = {"author": "张三", "date": "2026-01-31", "reason": "与原件核对"}
    decision = Decision(report=report, kind=kind, subject=subject, value=value, **said)
    decisions.add(folder / "decisions.csv", decision)


def held(archive, report):
    """What the archive says where people have decided."""
    ask = archive.connection.execute
    value = ask("select value, as_read, raw from facts where id = ?", [f"{report}:request.new@total"]).fetchone()
    verdicts = ask("select verdict, basis from findings where report_id = ? and basis = 'decision'", [report])
    return value, verdicts.fetchall(), ask("select year, issuer_id from reports where id = ?", [report]).fetchone()


def test_what_people_decide_outlives_reload_recode_and_rebuild(tmp_path, few, book, source_of, understood):
    path = next(path for path in few if path.name.startswith("2021"))
    source, reading = source_of(path), understood(path)
    report = source.id[:16]
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.put(source, reading)
        ((read, _, raw), _, place) = held(archive, report)
    decide(tmp_path, report, "value", "request.new@total", str(read + 1))
    with Archive(tmp_path / "archive.db", book) as archive:
        assert archive.stale() == [report]
        changes = list(compare.recoded(archive, archive.stale()))
        assert [change.fact for change in changes] == ["request.new@total"]
        assert held(archive, report) == ((read + 1, str(read), raw), [], place)
        # The sum that fails now is a finding; a person has looked at it.
        finding = archive.connection.execute("select id from findings where rule = 'R21-01'").fetchone()[0]
        decide(tmp_path, report, "verdict", finding.removeprefix(report + ":"), "source")
    wanted = ((read + 1, str(read), raw), [("source", "decision")], place)
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.put(source, reading)
        assert held(archive, report) == wanted
        archive.recode(report)
        assert held(archive, report) == wanted
        assert archive.stale() == []
    (tmp_path / "archive.db").unlink()
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.put(source, reading)
        assert held(archive, report) == wanted
    # Taken back, it leaves no trace.
    (tmp_path / "decisions.csv").unlink()
    with Archive(tmp_path / "archive.db", book) as archive:
        for stale in archive.stale():
            archive.recode(stale)
        assert held(archive, report) == ((read, None, raw), [], place)


@pytest.mark.parametrize(
    "line, wrong",
    [
        ("r,value,request.new@total,viele,A,2026-01-31,why", "neither a number nor one of"),
        ("r,verdict,R21-01:total,wrong,A,2026-01-31,why", "is not one of source, reading, open"),
        ("r,year,,2b,A,2026-01-31,why", "is no year"),
        ("r,year,x,2020,A,2026-01-31,why", "has no subject"),
        ("r,value,,3,A,2026-01-31,why", "needs a subject"),
        ("r,value,request.new@total,3,A,31.1.2026,why", "Invalid isoformat string"),
        ("r,value,request.new@total,3,,2026-01-31,why", "author"),
        ("r,opinion,x,3,A,2026-01-31,why", "kind"),
    ],
)
def test_a_wrong_decision_is_told_with_its_line(tmp_path, line, wrong):
    file = tmp_path / "decisions.csv"
    file.write_text(f"report,kind,subject,value,author,date,reason\n{line}\n", "utf-8")
    with pytest.raises(DecisionError, match=wrong) as error:
        decisions.read(file)
    assert "decisions.csv:2" in str(error.value)


def test_an_unmapped_cell_can_be_coded_or_ignored_by_a_decision(tmp_path, page, book, source_of, few):
    reading = understand(page, book)
    path = next(path for path in few if path.name.startswith("2021"))
    source = source_of(path)
    report = source.id[:16]
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.put(source, reading)
        cells = archive.connection.execute("select id, text from unmapped order by id").fetchall()
    decide(tmp_path, report, "cell", cells[-1][0].removeprefix(report + ":"), "request.result.granted@total")
    decide(tmp_path, report, "cell", cells[0][0].removeprefix(report + ":"), "ignored")
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.recode(report)
        assert archive.connection.execute("select count(*) from unmapped").fetchone()[0] == len(cells) - 2
        value = archive.connection.execute(
            "select value from facts where id = ?", [f"{report}:request.result.granted@total"]
        )
        assert value.fetchone() == (int(cells[-1][1]),)
        before = archive.connection.execute("select before, applied from decisions").fetchall()
        assert before == [("unmapped", 1)] * 2

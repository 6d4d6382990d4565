"""The real reports that lie beside a checkout of the project's owner, scored against their known values."""

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from boxes import printed_in

from bench.score import chapters, matched, mean
from extract.archive import Archive, Source
from extract.keep.originals import digest
from extract.load.batch import Batch
from extract.load.candidates import candidates
from extract.pipeline import understand

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"NO REAL REPORT IS TESTED: there is no {SHARED}")

REAL = ["wutu-2018", "huaian-2024", "hongze-2023", "pingtan-80613-html"]
FLAT = ["pingtan-80560", "pingtan-80613", "pingtan-87885", "pingtan-96895"]
# Scans, and fonts that do not tell their characters.
RECOGNISED = {"r2018-scan-pdf", "r2021-scan-pdf", "r2018-notounicode-pdf"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, book):
    """An archive of all reports and samples in ../shared, loaded by two processes."""
    path = tmp_path_factory.mktemp("shared") / "archive.db"
    with Archive(path, book) as archive:
        Batch(archive, None, jobs=2).run(candidates([SHARED / "reports", SHARED / "samples"]))
    return path


@pytest.fixture
def ask(loaded):
    """A function: SQL -> rows of that archive."""
    with contextlib.closing(sqlite3.connect(loaded)) as connection:
        yield lambda sql, *values: connection.execute(sql, values).fetchall()


def score(archive, folder, stems):
    """The last line and the exit status of the owner's scoring."""
    command = [sys.executable, SHARED / "tools" / "score.py", archive, SHARED / folder / "truth", *stems]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    return done.stdout.splitlines()[-1], done.returncode


def test_real_reports_are_read_without_error(loaded):
    line, status = score(loaded, "reports", REAL)
    assert line.startswith("right 654 of 654, wrong 0, absent 0, silent 0")
    assert status == 0


def test_the_kind_of_file_makes_no_difference(loaded):
    stems = sorted(path.stem for path in (SHARED / "samples" / "truth").glob("*.json") if path.stem not in RECOGNISED)
    line, status = score(loaded, "samples", stems)
    assert (line, status) == ("right 1344 of 1344, wrong 0, absent 0, silent 0, doubted 0, extra 0", 0)


@pytest.mark.ocr
@pytest.mark.parametrize("stem", sorted(RECOGNISED))
def test_recognised_pages_give_the_same_values(tmp_path, book, stem):
    known = json.loads((SHARED / "samples" / "truth" / f"{stem}.json").read_text("utf-8"))
    path = SHARED / "samples" / known["file"]
    archive = tmp_path / "archive.db"
    with Archive(archive, book) as target:
        data = path.read_bytes()
        target.put(Source(digest(data), path.name, len(data)), understand(data, book, ocr=True))
    line, _ = score(archive, "samples", [stem])
    right, known_values, wrong, absent, silent, doubted, extra = map(int, re.findall(r"\d+", line))
    assert right >= 0.99 * known_values and silent == 0 and doubted <= 0.1 * right


def test_flattened_pages_hold_nothing_wrong_and_nearly_everything(loaded):
    line, _ = score(loaded, "reports", FLAT)
    right, known = map(int, re.match(r"right (\d+) of (\d+)", line).groups())
    assert right >= 0.95 * known > 0
    assert "wrong 0" in line and "silent 0" in line


@pytest.mark.parametrize("name", chapters())
def test_chapters_are_those_of_the_report(ask, name):
    found = ask(
        "select s.code from sections s join documents d on d.id = s.document_id"
        " where d.file_name = ? and s.code <> 'front' order by s.ordinal",
        name,
    )
    counts = matched([code for (code,) in found], chapters()[name])
    assert mean(counts) == 1, found


def test_the_chapters_written_down_are_those_of_the_known_values():
    for path in (SHARED / "reports" / "truth").glob("*.json"):
        known = json.loads(path.read_text("utf-8"))
        assert chapters()[known["file"]] == known.get("sections", chapters()[known["file"]])


def test_a_contradiction_of_the_source_is_listed(ask):
    found = ask(
        'select rule, "left", "right", verdict from findings where report_id = '
        "(select r.id from reports r join documents d on d.id = r.document_id where d.file_name = 'hongze-2023.pdf')"
    )
    assert sorted(found) == [("R21-04", 0, 11, "source"), ("R21-06", 0, 5, "source")]


def test_blank_totals_are_missing_and_every_number_is_coded(ask):
    name = "shanghai-office-2019.html"
    report = "(select r.id from reports r join documents d on d.id = r.document_id where d.file_name = ?)"
    assert ask(f"select form from reports where id = {report}", name) == [("2019",)]
    assert ask(f"select count(*) from unmapped where report_id = {report}", name) == [(0,)]
    totals = ask(
        f"select value, missing from facts where \"column\" = 'total' and item = 'request.result.granted' and report_id = {report}",
        name,
    )
    assert totals == [(None, "blank")]
    paid = ask(
        f"select value, unit, raw from facts where item = 'procurement.central' and \"column\" = 'amount' and report_id = {report}",
        name,
    )
    assert paid == [(251000, "元", "251000元")]


def test_a_blank_form_is_no_report(ask):
    assert ask("select status, reason from documents where file_name = 'blank-form-2021.docx'") == [
        ("refused", "not_a_report")
    ]


def test_flattened_digits_that_nothing_decides_are_unmapped_with_their_label(ask):
    found = ask(
        "select label, text from unmapped u join reports r on r.id = u.report_id"
        " join documents d on d.id = r.document_id where d.file_name like '87885%'"
    )
    assert found == [("行政规范性文件", "77132470")]


LOCAL = {
    "80437": (
        {"proactive.channel.gazette": 0, "request.received.letter": 0, "fee.waived": 0, "grievance.total": 0},
        ["2111016"] * 2,
    ),
    "80469": ({"proactive.total": 86, "proactive.channel.website": 86, "request.received.email": 0}, []),
    "80485": ({"request.received.letter_fax": 0, "request.answered.other": 0, "grievance.total": 0}, ["346085376"] * 2),
    "80646": ({"proactive.total": 6, "request.answered.refused_wide": 0, "appeal.total": 0}, []),
    "80716%.txt": ({"proactive.total": 425, "proactive.channel.website": 418, "proactive.channel.gazette": 7}, []),
}


@pytest.mark.parametrize("name", LOCAL)
def test_local_tables_are_read_or_listed_and_the_running_total_is_never_the_year(ask, name):
    known, left = LOCAL[name]
    report = "(select r.id from reports r join documents d on d.id = r.document_id where d.file_name like ?)"
    facts = dict(ask(f"select item, value from facts where \"column\" = 'value' and report_id = {report}", f"{name}%"))
    assert {item: facts.get(item) for item in known} == known
    assert ask(f"select text from unmapped where report_id = {report}", f"{name}%") == [(text,) for text in left]
    assert ask(f"select form from reports where id = {report}", f"{name}%") == [("2008",)]


def test_the_local_table_of_a_web_page_is_read_whole(loaded):
    line, status = score(loaded, "reports", ["pingtan-80716-html"])
    assert (line, status) == ("right 17 of 17, wrong 0, absent 0, silent 0, doubted 0, extra 0", 0)


def test_a_typing_error_in_a_label_is_told_by_its_neighbours(ask):
    found = ask(
        "select distinct f.method, f.confidence >= 0.95 from facts f join cells c on c.id = f.cell_id"
        " where f.item = 'request.result.denied.other_law' and f.report_id ="
        " (select r.id from reports r join documents d on d.id = r.document_id where d.file_name = 'hongze-2023.pdf')"
    )
    assert found == [("aligned", 1)]


def test_every_known_value_of_the_real_reports_is_right(loaded):
    stems = sorted(path.stem for path in (SHARED / "reports" / "truth").glob("*.json"))
    line, status = score(loaded, "reports", stems)
    assert (line, status) == ("right 1387 of 1387, wrong 0, absent 0, silent 0, doubted 10, extra 0", 0)


def test_no_running_total_stands_for_the_value_of_the_year(ask):
    cells = ask(
        "select c.text, c.item, c.ignored from reports r join cells c on c.report_id = r.id join documents d on d.id = r.document_id"
        " where d.file_name = '80716.html' and c.role = 'value' order by c.row, c.col"
    )
    # Two numbers a row: that of 2011 is a fact, 历年累计 is none, and says why.
    assert [(bool(item), bool(ignored)) for _, item, ignored in cells] == [(True, False), (False, True)] * 17
    assert ask("select count(*) from facts where \"column\" = 'value.since_start'") == [(0,)]


OFFICE, BEFORE = "平潭综合实验区-财政金融局", "350128-财政局"


def test_one_office_is_followed_through_three_kinds_of_table(ask):
    rows = ask(
        "select year, value, form, match, break, facts from series"
        " where issuer_id = ? and concept = 'requests_received' order by year",
        OFFICE,
    )
    assert [row[:4] for row in rows] == [
        (2016, 0, "2008", "exact"),
        (2019, 0, "2019", "exact"),
        (2024, 2, "2021", "exact"),
        (2025, 2, "2021", "exact"),
    ]
    assert [bool(row[4]) for row in rows] == [False, True, True, False]
    for row in rows:
        assert ask("select count(*) from facts f join cells c on c.id = f.cell_id where f.id = ?", row[5]) == [(1,)]
    # No source states that the county's bureau became the zone's: it stands beside, by itself.
    assert ask("select year, value from panel where issuer_id = ? and concept = 'requests_received'", BEFORE) == [
        (2009, 0)
    ]
    assert ask("select count(*) from series where issuer_id = ? and reported_by <> issuer_id", OFFICE) == [(0,)]


def test_contradictions_and_repeated_tables_of_the_real_reports(ask):
    found = "select f.rule, f.verdict, f.basis from findings f join reports r on r.id = f.report_id join documents d on d.id = r.document_id where d.file_name = ? order by 1"
    assert ask(found, "hongze-2023.pdf") == [
        ("R21-04", "source", "second_engine"),
        ("R21-06", "source", "second_engine"),
    ]
    unchanged = (
        'select r.year, o.year, u."table" from unchanged u join reports r on r.id = u.report_id'
        " join reports o on o.id = u.other_id order by 3"
    )
    assert ask(unchanged) == [(2025, 2024, "remedies"), (2025, 2024, "requests")]


def test_the_box_of_every_fact_of_a_pdf_holds_exactly_what_it_prints(loaded, ask):
    """By PDFium's own extraction, which knows nothing of our tables; what recognition read has no characters to compare."""
    files = {digest(path.read_bytes()): path for path in SHARED.rglob("*.pdf")}
    found = ask(
        "select d.id, f.raw, c.page, c.x0, c.top, c.x1, c.bottom, f.method from facts f"
        " left join cells c on c.id = f.cell_id left join documents d on d.id = c.document_id"
        " join reports r on r.id = f.report_id join documents m on m.id = r.document_id"
        " where m.media_type = 'application/pdf'"
    )
    told = [row for row in found if row[-1] != "ocr"]
    wrong = [row for row in told if printed_in(files[row[0]], row[2], row[3:7]) != re.sub(r"\s", "", row[1])]
    assert len(told) > 700 and not wrong

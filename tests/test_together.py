"""Files that make one report: a page with its table in a workbook, in a folder or an archive of files, in any order."""

import io
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from extract.archive import Archive
from extract.audit import violations
from extract.gather import Seen, groups, names
from extract.keep.originals import Store
from extract.load.batch import Batch
from extract.load.candidates import Candidate, candidates
from extract.read.html.reader import page
from tests.read.test_sheet import rows, xlsx

SAMPLE = Path(__file__).parents[1] / "samples" / "2014-0007.html"
TABLE = re.compile(r"<table border.*?</table>", re.DOTALL)
REQUESTS, DISCLOSURE = ("2021", "requests"), ("2021", "disclosure")


def load(archive, *paths, originals=True, again=False):
    """Load as the command does; what became of it."""
    with Archive(archive) as target:
        store = Store(archive.parent / "originals") if originals else None
        return Batch(target, store, jobs=2, again=again).run(candidates(paths)).counts


def ask(archive, question, *values):
    """The rows that answer a question."""
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(question, values).fetchall()


def facts(archive):
    """What an archive says, without where it says it."""
    return ask(archive, 'select item, "column", value, unit, missing from facts order by 1, 2')


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The facts of the report in one file."""
    archive = tmp_path_factory.mktemp("whole") / "archive.db"
    assert load(archive, SAMPLE) == {"ok": 1}
    return facts(archive)


@pytest.fixture(scope="module")
def parted(tmp_path_factory):
    """The same report as a page and a workbook with its table, in a folder."""
    folder = tmp_path_factory.mktemp("parted")
    text = SAMPLE.read_text("utf-8")
    table = TABLE.search(text)[0]
    (folder / "页面.html").write_text(TABLE.sub("", text), "utf-8")
    (folder / "附件.xlsx").write_bytes(workbook(table))
    return folder


def workbook(table):
    """A workbook with the cells of a web page's table, under its title."""
    (cells,) = page(f"<body>{table}</body>").tables()
    lines = [["2015年政府信息公开情况统计表"]]
    for row in range(cells.height):
        found = {cell.col: cell.text for cell in cells.cells if cell.row == row}
        lines.append([_typed(found.get(col, "")) for col in range(cells.width)])
    return xlsx(rows(*lines))


def _typed(text):
    return int(text) if text.isdigit() else text


def zipped(folder):
    """A zip of a folder, its names in GBK without a word of it, as Chinese programs write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(path.name, path.read_bytes())
    data = out.getvalue()
    for path in folder.iterdir():
        utf8, gbk = path.name.encode(), path.name.encode("gbk")
        # The length of a name must stay: what GBK needs less is filled with x.
        data = data.replace(utf8, gbk.replace(b".", b"x" * (len(utf8) - len(gbk)) + b"."))
    # The flag that says UTF-8, in local and central headers.
    for head in (rb"PK\x03\x04..", rb"PK\x01\x02...."):
        data = re.sub(b"(?s)(%b)\\x00\\x08" % head, lambda found: found[1] + b"\0\0", data)
    return data


def assert_joined(archive, whole):
    assert ask(archive, "select role, count(*) from report_documents group by role") == [("annex", 1), ("main", 1)]
    assert facts(archive) == whole
    assert ask(archive, "select distinct d.media_type from cells c join documents d on d.id = c.document_id") == [
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)
    ]
    with closing(sqlite3.connect(archive)) as db:
        assert list(violations(db)) == []


def test_a_page_and_its_workbook_are_one_report(parted, whole, tmp_path):
    assert load(tmp_path / "archive.db", parted) == {"ok": 2}
    assert_joined(tmp_path / "archive.db", whole)
    assert load(tmp_path / "archive.db", parted) == {"known": 2}
    assert load(tmp_path / "archive.db", parted, again=True) == {"ok": 2}
    assert_joined(tmp_path / "archive.db", whole)


@pytest.mark.parametrize("first", ["页面.html", "附件.xlsx"])
def test_they_are_one_report_when_the_second_comes_later(parted, whole, tmp_path, first):
    archive = tmp_path / "archive.db"
    load(archive, parted / first)
    assert len(ask(archive, "select * from reports")) == 1
    load(archive, parted)
    assert_joined(archive, whole)


@pytest.mark.parametrize("one", ["页面.html", "附件.xlsx"])
def test_reading_one_of_them_again_reads_both(parted, whole, tmp_path, one):
    archive = tmp_path / "archive.db"
    load(archive, parted)
    load(archive, parted / one, again=True)
    assert_joined(archive, whole)


def test_without_originals_reading_one_of_them_again_changes_nothing(parted, whole, tmp_path):
    archive = tmp_path / "archive.db"
    load(archive, parted, originals=False)
    assert load(archive, parted / "附件.xlsx", originals=False, again=True) == {"known": 1}
    assert_joined(archive, whole)


def test_an_archive_of_files_gives_the_same_as_a_folder(parted, whole, tmp_path):
    box, archive = tmp_path / "年报.zip", tmp_path / "archive.db"
    box.write_bytes(zipped(parted))
    assert load(archive, box) == {"ok": 3}
    assert_joined(archive, whole)
    assert [name[:1] for (name,) in ask(archive, "select name from document_members order by name")] == ["附", "页"]
    assert ask(archive, "select media_type, reader from documents where file_name = '年报.zip'") == [
        ("application/zip", "container")
    ]
    assert load(archive, box) == {"known": 1}


def test_what_belongs_together_is_known_when_an_archive_is_built_again(parted, whole, tmp_path, rows):
    load(tmp_path / "archive.db", parted)
    load(tmp_path / "again.db", tmp_path / "originals")
    assert_joined(tmp_path / "again.db", whole)
    assert rows(tmp_path / "again.db") == rows(tmp_path / "archive.db")


def test_archives_inside_archives_are_opened_but_not_without_end(tmp_path):
    archive, inner = tmp_path / "archive.db", SAMPLE.read_bytes()
    for depth in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as box:
            box.writestr("report.html" if depth == 0 else f"{depth}.zip", inner)
        inner = out.getvalue()
        (tmp_path / f"{depth}.zip").write_bytes(inner)
    assert load(archive, tmp_path / "2.zip") == {"ok": 4}
    assert load(tmp_path / "deep.db", tmp_path / "4.zip") == {"refused": 1, "ok": 3}
    assert ask(tmp_path / "deep.db", "select reason from documents where status = 'refused'") == [("too_large",)]


def test_a_page_that_only_leads_to_the_report_gives_its_date(tmp_path):
    archive, folder = tmp_path / "archive.db", tmp_path / "in"
    folder.mkdir()
    shutil.copy(SAMPLE.with_name("2014-0016.pdf"), folder / "P020.pdf")
    title = "<title>{0}</title><body><h1>{0}</h1>".format("絮砚镇人民政府2018年政府信息公开工作年度报告")
    link = '<p>发布日期：2019-03-04</p><p><a href="./P020.pdf">附件</a></p>'
    (folder / "page.html").write_text(f'<html><head><meta name="PubDate" content="2019-03-04">{title}{link}', "utf-8")
    assert load(archive, folder) == {"ok": 2}
    assert ask(archive, "select role from report_documents order by role") == [("main",), ("page",)]
    assert ask(archive, "select published_at from documents") == [("2019-03-04",)] * 2


@pytest.mark.parametrize(
    "files, joined",
    [
        ([Seen("1", "a", "report"), Seen("2", "b", "annex", tables=frozenset([REQUESTS]))], [("1", "2")]),
        # Another office's, another year's, or the same table twice: no part of it.
        ([Seen("1", "a", "report", year=2020), Seen("2", "b", "annex", None, 2021, frozenset([REQUESTS]))], []),
        ([Seen("1", "a", "report", "甲县"), Seen("2", "b", "annex", "乙县", None, frozenset([REQUESTS]))], []),
        ([Seen(n, n, k, tables=frozenset([REQUESTS])) for n, k in [("1", "report"), ("2", "annex")]], []),
        # Two reports that it fits: only a link decides.
        ([Seen(n, n, "report") for n in "12"] + [Seen("3", "c", "annex", tables=frozenset([REQUESTS]))], []),
        (
            [Seen("1", "a", "report"), Seen("2", "b", "report", links=frozenset(["c"]))]
            + [Seen("3", "c", "annex", tables=frozenset([REQUESTS]))],
            [("2", "3")],
        ),
        (
            [Seen("1", "a", "report", year=2020), Seen("2", "b", "report", year=2021)]
            + [Seen("3", "c", "annex", None, 2021, frozenset([REQUESTS]))],
            [("2", "3")],
        ),
        ([Seen("1", "a", "report"), Seen("2", "b", "page", links=frozenset(["a"]))], [("1", "2")]),
        ([Seen("1", "a", "report"), Seen("2", "b", "page", links=frozenset(["x"]))], []),
        ([Seen("2", "b", "annex", tables=frozenset([DISCLOSURE]))], []),
    ],
)
def test_parts_belong_to_the_one_report_that_they_fit(files, joined):
    found = [(group.main.sha256, part.sha256) for group in groups(files) for part, _ in group.parts]
    assert found == joined


def test_links_are_compared_by_the_names_that_they_lead_to():
    assert names(["", "http://[broken", "a\\b\\c.doc", "x/"]) == {"c.doc", "x"}


def test_originals_do_not_share_a_folder(tmp_path):
    assert (
        Candidate(tmp_path / "a").folder == Candidate(tmp_path / "b").folder != Candidate(tmp_path / "c" / "b").folder
    )

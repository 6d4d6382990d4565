"""Datasette's own CSV opens in a spreadsheet as what it is: Chinese intact, nothing runs, numbers stay numbers."""

import asyncio
import csv
import re
import sqlite3
from io import BytesIO, StringIO
from itertools import cycle

import openpyxl
import pytest
from conftest import REPORT, Site, build

from extract.read import soffice
from extract.serve.guarded import Records, guard, spreadsheets

LIVE = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "＝1",
    '=HYPERLINK("http://a.invalid","x")',
    "=1\r\n,=2",
]
CHANGED = ["007", "1234567890123456", "12e5", "3/5", "-0012"]
KEPT = [
    "公开", "", "-", "-5", "-0.25", "12", "0", "1e-07", "2024-01-31", "“，”", '他说"好"', "一\n二", "a,b", "'007", "123456789012345",
]  # fmt: skip
# How Datasette gives a table, a page of it, a file, all rows at once, and what a query of one's own finds.
PATHS = [
    "/archive/{table}.csv", "/archive/{table}.csv?_size=3", "/archive/{table}.csv?_dl=1", "/archive/{table}.csv?_stream=on&_labels=on",
    "/archive.csv?sql=select+*+from+{table}", "/archive.csv?_dl=on&_header=off&sql=select+*+from+{table}",
]  # fmt: skip
SQL = "select 1 as \"=1+1\", '=1+1' as 甲, -7 as 乙, 1.5 as 丙, 12345678901234567 as 丁, null as 戊"


def written(rows):
    made = StringIO(newline="")
    csv.writer(made).writerows(rows)
    return made.getvalue()


def read(text):
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("text", LIVE + CHANGED)
def test_what_would_run_or_change_gets_an_apostrophe(text):
    assert read(guard(written([["甲", text, text, "乙"]]))) == [["甲", f"'{text}", f"'{text}", "乙"]]


def test_what_is_safe_stays_byte_for_byte():
    record = written([KEPT])
    assert guard(record) == record


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
def test_records_come_whole_however_the_stream_is_cut(size):
    rows = [LIVE, KEPT, ["字" * 300, "\r\n=1", ""]]
    data = (written(rows) + "CSV contains more than 1 bytes").encode()
    records = Records()
    found = [each for at in range(0, len(data), size) for each in records.take(data[at : at + size])]
    found += records.take(b"", last=True)
    assert read("".join(found)) == [*rows, ["CSV contains more than 1 bytes"]] and len(found) == 4


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An archive whose free texts are all formulas."""
    path = build(tmp_path_factory.mktemp("hostile") / "archive.db")
    db = sqlite3.connect(path)
    db.create_function("live", 0, cycle(LIVE).__next__)
    texts = {"reports": "title", "issuers": "name", "fact": "raw", "documents": "file_name", "sections": "text"}
    for table, column in texts.items():
        db.execute(f'update "{table}" set "{column}" = live()')
    db.commit()
    db.close()
    return Site(path)


@pytest.mark.parametrize("table", ["reports", "issuers", "facts", "documents", "sections"])
@pytest.mark.parametrize("path", PATHS)
def test_no_csv_of_datasette_holds_a_live_formula(hostile, path, table):
    response = hostile.get(path.format(table=table))
    assert response.status_code == 200 and response.content.startswith(b"\xef\xbb\xbf")
    rows = read(response.content.decode("utf-8-sig"))
    assert len(rows) >= 2 and any("=1" in cell or "1+1" in cell for row in rows for cell in row)
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"[=+\-@＝＋－＠\t\r\n]", cell) or re.fullmatch(r"-?\d+(\.\d+)?|-", cell), cell


def test_a_query_of_ones_own_keeps_its_numbers(site):
    assert read(site.get("/archive.csv", sql=SQL).content.decode("utf-8-sig")) == [
        ["'=1+1", "甲", "乙", "丙", "丁", "戊"], ["1", "'=1+1", "-7", "1.5", "'12345678901234567", ""],
    ]  # fmt: skip


def test_all_rows_come_as_datasette_has_them(site):
    stored = site.rows("/archive/facts.json", _size="max", _sort="id")
    found = csv.DictReader(
        StringIO(site.get("/archive/facts.csv", _stream="on", _sort="id").content.decode("utf-8-sig"))
    )
    told = [{name: value.removeprefix("'") for name, value in row.items()} for row in found]
    assert told == [{name: "" if value is None else str(value) for name, value in row.items()} for row in stored]


@pytest.mark.parametrize("path", ["/archive/reports.json", "/robots.txt", f"/archive/report/{REPORT}.json"])
def test_other_answers_have_no_mark(site, path):
    assert not site.get(path).content.startswith(b"\xef\xbb\xbf")


def test_our_own_files_are_guarded_once(hostile):
    data = hostile.get(f"/archive/report/{REPORT}.csv").content
    assert data.startswith(b"\xef\xbb\xbf") and not data[3:].startswith(b"\xef\xbb\xbf")
    assert b"''" not in data


def test_an_error_stays_an_error(site):
    assert site.get("/archive/reports.csv", _stream="on", _next="5").status_code == 400
    assert site.get("/archive/nowhere.csv").status_code == 404


def test_a_stream_stays_a_stream():
    parts = []

    async def app(scope, receive, send):
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
        )
        for row in range(3):
            before = len(parts)
            await send({"type": "http.response.body", "body": f"{row},=1\r\n".encode(), "more_body": True})
            assert len(parts) == before + 1
        await send({"type": "http.response.body", "body": b""})

    async def send(part):
        parts.append(part)

    asyncio.run(spreadsheets(app)({"type": "http", "path": "/archive/facts.csv"}, None, send))
    assert [part.get("body") for part in parts[1:]] == [
        b"\xef\xbb\xbf",
        *(f"{row},'=1\r\n".encode() for row in range(3)),
        b"",
    ]
    assert parts[-1].get("more_body", False) is False


@pytest.mark.skipif(soffice.program() is None, reason="NO DOWNLOAD IS OPENED BY LIBREOFFICE: it is not installed")
def test_libreoffice_opens_it_as_it_is(site):
    sql = "select '云岭县人民政府' as 机关, '007' as 编码, '=1+1' as 原样, -7 as 负数, 0.5 as 率, 12345678901234567 as 大数, '2024-01-31' as 日期"
    data = site.get("/archive.csv", sql=sql, _dl="on").content
    reader = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    book = openpyxl.load_workbook(BytesIO(soffice.convert(data, soffice.Kind("csv", reader, "xlsx"), "")))
    head, row = book.worksheets[0].iter_rows()
    assert [cell.value for cell in head] == ["机关", "编码", "原样", "负数", "率", "大数", "日期"]
    assert [cell.value for cell in row][:6] == ["云岭县人民政府", "'007", "'=1+1", -7, 0.5, "'12345678901234567"]
    assert str(row[6].value).startswith("2024-01-31") and {cell.data_type for cell in row} <= {"n", "s", "d"}

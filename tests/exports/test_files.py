"""Files for other programs: what goes in comes out, in Python and in LibreOffice; no text comes alive; numbers stay numbers."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest

from extract.exports import FORMATS, About, Column, Table
from extract.exports.csvfile import guarded
from extract.read import soffice
from extract.read.soffice import Kind

ABOUT = About(
    "https://example.cn/findings.csv?year=2018", "2026-01-02", "nianbao 0", "年报档案[DS/OL]", "Apache-2.0",
    {"dash": ("横线", "dash")},
)  # fmt: skip
COLUMNS = (Column("编码", about=("代码", "code")), Column("机关"), Column("数", "number"), Column("备注"))
ROWS = [
    ("007", "云岭县人民政府", 16, None),
    ("370725", '“，”\n换行"引号"', -3, "2018—2019"),
    ("1234567890123456", "〇镕𠮷", -0.25, "3-5"),
    ("12e5", "", 2**53 + 1, ""),
    ("1/2", None, None, "０1"),
]
TABLE = Table("test", ("试表", "A table"), COLUMNS, ROWS)
# Formulas and markup in all the shapes that are known to have gone live somewhere.
PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(1)", " =1+1",
    "=HYPERLINK(\"http://example.com\",\"x\")", "=cmd|'/c calc'!A0", "\ufeff=1+1", "\n=1+1", "'=1+1", "\"=1+1", "{=1+1}",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "http://example.com", "=1\r\n=2",
)  # fmt: skip
HOSTILE = Table("x", ("x", "x"), (Column("a"), Column("b", "number")), [(text, text) for text in PAYLOADS])
real = pytest.mark.skipif(soffice.program() is None, reason="NO FILE IS OPENED BY LIBREOFFICE: it is not installed")


def made(kind, table=TABLE):
    return FORMATS[kind].write(table, ABOUT)


def read_csv(data):
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def cells(data, sheet=0):
    return list(openpyxl.load_workbook(BytesIO(data)).worksheets[sheet].iter_rows())


def opened(data, ending, reader):
    """The cells that LibreOffice sees."""
    return cells(soffice.convert(data, Kind(ending, reader, "xlsx"), "text/csv"))


def in_csv(data):
    return opened(data, "csv", "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")


def test_csv_says_what_it_holds():
    data = made("csv")
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    head, *rows = read_csv(data)
    assert head == ["编码", "机关", "数", "备注", "source"]
    assert [row[:4] for row in rows] == [
        ["'007", "云岭县人民政府", "16", ""], ["370725", "“，”\n换行\"引号\"", "-3", "2018—2019"],
        ["'1234567890123456", "〇镕𠮷", "-0.25", "'3-5"], ["'12e5", "", "'9007199254740993", ""], ["'1/2", "", "", "'０1"],
    ]  # fmt: skip
    assert all(ABOUT.address in row[4] for row in rows)


@pytest.mark.parametrize(
    "text", ["公开", "2018—2019", "12", "12.5", "-", "aaaa:request.new@value", "https://example.cn/a", "2021年"]
)
def test_what_is_safe_stays_as_it_is(text):
    assert guarded(text) == text


def test_a_spreadsheet_gets_numbers_as_numbers_and_codes_as_text():
    rows = [[(cell.value, cell.data_type) for cell in row] for row in cells(made("xlsx"))[1:]]
    assert [row[0] for row in rows] == [(row[0], "s") for row in ROWS]
    assert [row[1][0] for row in rows][:3] == [row[1] for row in ROWS][:3]
    # A spreadsheet keeps 15 digits: what has more is text.
    assert [row[2] for row in rows] == [(16, "n"), (-3, "n"), (-0.25, "n"), ("9007199254740993", "s"), (None, "n")]


def test_the_second_sheet_tells_where_it_is_from():
    said = {row[0].value: row[1].value for row in cells(made("xlsx"), 1)}
    assert said["地址（含查询条件）/ Address with the query"] == ABOUT.address
    assert said["missing = dash"] == "横线 / dash" and said["列 / Column 编码"] == "代码 / code"
    assert {ABOUT.accessed, ABOUT.version, ABOUT.citation, ABOUT.licence} <= set(said.values())


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_every_file_says_that_there_is_more(kind):
    cut = Table("test", ("试表", "A table"), COLUMNS, ROWS, more=True)
    if kind == "json":
        assert json.loads(made(kind, cut))["about"]["more"] is True
    elif kind == "csv":
        assert "first 5 rows of more" in read_csv(made(kind, cut))[1][-1]
    else:
        assert "the first of more" in " ".join(row[1].value for row in cells(made(kind, cut), 1))


def test_json_holds_rows_as_objects_with_every_digit():
    said = json.loads(made("json"))
    assert said["rows"] == [dict(zip(["编码", "机关", "数", "备注"], row, strict=True)) for row in ROWS]
    assert said["about"]["address"] == ABOUT.address


def test_parquet_has_types_and_says_where_it_is_from():
    parquet = pytest.importorskip("pyarrow.parquet", reason="NO PARQUET FILE IS TESTED: pyarrow is not installed")
    table = parquet.read_table(BytesIO(made("parquet", Table("t", ("t", "t"), COLUMNS, ROWS[:2]))))
    assert table.to_pylist() == [dict(zip(["编码", "机关", "数", "备注"], row, strict=True)) for row in ROWS[:2]]
    assert ABOUT.address in table.schema.metadata[b"nianbao"].decode()


def test_no_text_of_a_csv_starts_a_formula():
    for row in read_csv(made("csv", HOSTILE))[1:]:
        assert all(cell[:1] not in tuple("=+-@\t\r\n＝＋－＠ \ufeff") for cell in row)


def test_no_text_of_a_spreadsheet_is_a_formula_or_a_link():
    data = made("xlsx", HOSTILE)
    sheet = cells(data)
    assert [cell.data_type for row in sheet for cell in row] == ["s"] * 2 * (len(PAYLOADS) + 1)
    with ZipFile(BytesIO(data)) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"<f>" not in whole and b"<hyperlink" not in whole


def test_a_text_too_long_for_a_cell_is_cut_and_shows_it():
    (value,) = [
        row[0].value for row in cells(made("xlsx", Table("t", ("t", "t"), (Column("a"),), [("字" * 40_000,)])))[1:]
    ]
    assert len(value) == 32_767 and value.endswith("…")


@real
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_sees_the_same(kind):
    data = made(kind)
    rows = in_csv(data) if kind == "csv" else opened(data, "xlsx", "Calc MS Excel 2007 XML")
    values = [[cell.value for cell in row] for row in rows[1:]]
    mark = "'" if kind == "csv" else ""
    assert [row[2] for row in values][:4] == [16, -3, -0.25, f"{mark}9007199254740993"]
    assert [row[0] for row in values] == [
        mark + "007",
        370725 if kind == "csv" else "370725",
        *(mark + row[0] for row in ROWS[2:]),
    ]
    assert [row[1] for row in values][:3] == [row[1] for row in ROWS][:3]


@real
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_finds_no_formula(kind):
    data = made(kind, HOSTILE)
    rows = in_csv(data) if kind == "csv" else opened(data, "xlsx", "Calc MS Excel 2007 XML")
    found = [cell for row in rows[1:] for cell in row[:2] if cell.value is not None]
    assert {cell.data_type for cell in found} == {"s"} and not any(cell.hyperlink for cell in found)

"""What the pages hand out as files is what they show; it comes from somewhere, ends somewhere, and runs nowhere."""

import csv
import json
import re
import sqlite3
from datetime import datetime
from io import BytesIO, StringIO
from urllib.parse import quote

import openpyxl
import pytest
from conftest import REPORT, Site, build, insert
from lxml import html

from extract.exports import FORMATS, parquet
from extract.exports.csvfile import guarded
from extract.read import soffice
from extract.serve import download, numbers, sheets

PAGES = [
    "/search?q=公开", "/search?q=年度报告&scope=title", "/findings", "/findings?verdict=open", "/coverage?place=99", "/questions/requests",
    "/questions/movers", "/questions/follow?office=yunling", f"/archive/report/{REPORT}", "/data/facts?since=2022&form=2021", "/data/panel",
]  # fmt: skip
CODED = [
    "/archive/concept/requests_received",
    "/data/facts?level=county",
    "/data/panel?since=2018",
    "/data/wide_2021",
    "/data/wide_2014",
]
# One of every kind of table that is handed out.
OPENED = [
    "/data/facts?level=county", "/data/panel?since=2018", "/data/wide_2021", "/data/wide_2019", "/data/wide_2014", "/search?q=公开",
    "/search?q=年度报告&scope=title", "/coverage", "/questions/requests", "/questions/follow?office=澄鸣县人民政府",
    "/archive/concept/requests_received",
]  # fmt: skip
MADE = [kind for kind in FORMATS if kind != "parquet"]


@pytest.fixture(scope="module")
def coded(archive_file, tmp_path_factory):
    """The samples, served; a path may hold no `?`."""
    path = tmp_path_factory.mktemp("coded") / "archive.db"
    path.write_bytes(archive_file.read_bytes())
    return Site(path)


def fetched(served, path, ending):
    at, _, asked = path.partition("?")
    response = served.get(quote(f"{at}.{ending}?{asked}", safe="/?=&@:."))
    assert response.status_code == 200, (path, ending, response.text[:200])
    assert response.headers["content-type"] == FORMATS[ending].media_type
    assert re.fullmatch(rf'attachment; filename="nianbao-[^"/]+\.{ending}"', response.headers["content-disposition"])
    assert response.headers["x-content-type-options"] == "nosniff"
    return response.content


def rows(served, path):
    return json.loads(fetched(served, path, "json"))["rows"]


def lines(served, path):
    return list(csv.DictReader(StringIO(fetched(served, path, "csv").decode("utf-8-sig"), newline="")))


def cells(data, sheet=0):
    return list(openpyxl.load_workbook(BytesIO(data), read_only=True).worksheets[sheet].iter_rows(values_only=True))


def agree(served, path):
    """The same rows in every kind of file, with where they are from."""
    told = json.loads(fetched(served, path, "json"))
    assert told["about"]["count"] == len(told["rows"]) and not told["about"]["more"]
    assert path.split("?")[0] in told["about"]["address"] and "[DS/OL]" not in told["about"]["licence"]
    head, *sheet = cells(fetched(served, path, "xlsx"))
    assert [dict(zip(head, row, strict=True)) for row in sheet] == [
        {name: None if value == "" else value for name, value in row.items()} for row in told["rows"]
    ]
    written = lines(served, path)
    assert [{name: line[name].removeprefix("'") for name in head} for line in written] == [
        {name: "" if row[name] is None else str(row[name]) for name in head} for row in told["rows"]
    ]
    assert all(told["about"]["version"] in line["source"] for line in written)
    return told["rows"]


@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_file_holds_the_same(site, path):
    agree(site, path)


@pytest.mark.parametrize("path", CODED)
def test_every_kind_of_file_holds_the_same_of_samples(coded, path):
    assert agree(coded, path)


def test_a_report_is_handed_out_whole(site):
    found = {row["fact_id"]: row for row in rows(site, f"/archive/report/{REPORT}")}
    stored = site.rows("/archive/facts.json", report_id=REPORT, _size="max")
    assert {key: (row["value"], row["raw"], row["missing"]) for key, row in found.items()} == {
        row["id"]: (row["value"], row["raw"], row["missing"]) for row in stored
    }
    row = found[f"{REPORT}:request.new@natural_person"]
    assert site.get(row["address"].removeprefix("http://localhost")).status_code == 200
    assert row["label"].endswith(" / 自然人")


@pytest.mark.skipif(soffice.program() is None, reason="NO DOWNLOAD IS OPENED BY LIBREOFFICE: it is not installed")
@pytest.mark.parametrize(
    "ending, reader",
    [
        ("csv", "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"),
        ("xlsx", "Calc MS Excel 2007 XML"),
    ],
)
@pytest.mark.parametrize("path", OPENED)
def test_libreoffice_opens_a_download_as_it_is(coded, path, ending, reader):
    data = soffice.convert(fetched(coded, path, ending), soffice.Kind(ending, reader, "xlsx"), "")
    head, *lines = cells(data)
    found = [dict(zip(head, line, strict=True)) for line in lines]
    stored = rows(coded, path)
    assert stored and len(found) == len(stored)
    for seen, row in zip(found, stored, strict=True):
        assert {name: like(seen[name], value, ending) for name, value in row.items()} == {
            name: seen[name] for name in row
        }


def like(seen, value, ending):
    """What a spreadsheet shows for a value: itself; in CSV guarded texts have their mark, and texts of digits and dates are values."""
    if value in (None, ""):
        return None
    if ending == "xlsx" or isinstance(value, int | float):
        return value
    if isinstance(seen, datetime):
        return datetime.fromisoformat(value)
    return type(seen)(value) if isinstance(seen, int | float) else guarded(value)


def test_a_slug_hands_out_the_current_report(site):
    assert {row["report_id"] for row in rows(site, "/archive/report/yunling-2022")} == {REPORT}


def test_wide_files_hold_what_the_views_hold(coded):
    for form in ("2014", "2021"):
        with sqlite3.connect(coded.archive) as db:
            db.row_factory = sqlite3.Row
            stored = {row["report_id"]: dict(row) for row in db.execute(f"select * from wide_{form}")}
        found = {row["report_id"]: row for row in rows(coded, f"/data/wide_{form}")}
        assert stored and {key: {name: row[name] for name in stored[key]} for key, row in found.items()} == stored


def test_concepts_are_handed_out_as_the_panel_has_them(coded):
    with sqlite3.connect(coded.archive) as db:
        stored = set(db.execute("select report_id, concept, value, missing from panel"))
    found = {(row["report_id"], row["concept"], row["value"], row["missing"]) for row in rows(coded, "/data/panel")}
    assert found and found <= stored


def test_findings_lead_to_what_stands_on_both_sides(site):
    found = rows(site, "/findings")
    assert found and all(row["left_facts"] or row["right_facts"] for row in found)
    for row in found:
        for fact in f"{row['left_facts'] or ''} {row['right_facts'] or ''}".split():
            # Figures of the text have no page of their own.
            assert "@" not in fact or site.get(f"/archive/fact/{fact}").status_code == 200


def test_a_search_is_handed_out_in_its_order_beyond_the_first_page(coded):
    page = html.fromstring(coded.get("/search", q="公开").content)
    shown = page.xpath("//ol[@class='lines']//h3/a/@href")
    found = [row["address"].removeprefix("http://localhost") for row in rows(coded, "/search?q=公开")]
    assert found[: len(shown)] == shown and len(found) > len(shown)


@pytest.mark.parametrize(
    "path",
    ["/data/facts.json", "/data/panel.json"],
)
def test_files_end_and_say_so(coded, path, monkeypatch):
    monkeypatch.setitem(
        FORMATS, "json", FORMATS["json"].__class__(FORMATS["json"].write, FORMATS["json"].media_type, 7)
    )
    told = coded.get(path).json()
    assert (len(told["rows"]), told["about"]["more"]) == (7, True)


def test_a_search_ends_and_says_so(coded, monkeypatch):
    monkeypatch.setattr(sheets, "HITS", 3)
    told = json.loads(fetched(coded, "/search?q=公开", "json"))
    assert (len(told["rows"]), told["about"]["more"]) == (3, True)


@pytest.mark.parametrize(
    "path",
    ["/archive/report/nothing.csv", "/archive/concept/nothing.json", "/questions/nothing.csv", "/data/wide_1999.csv", "/search.csv",
     "/questions/follow.csv", "/questions/compare.xlsx", "/data/wide_2021;drop.csv", "/search.csv?q=a&since=x"],
)  # fmt: skip
def test_what_is_not_there_is_not_handed_out(site, path):
    assert site.get(path).status_code == 404


def test_without_its_library_parquet_is_refused_in_words(site, monkeypatch):
    monkeypatch.setattr(parquet, "there", lambda: False)
    response = site.get(f"/archive/report/{REPORT}.parquet")
    assert response.status_code == 501 and "nianbao[parquet]" in response.text
    assert "parquet</" not in site.get(f"/archive/report/{REPORT}").text.lower()


def test_too_long_a_query_is_stopped_in_words(site, monkeypatch):
    from datasette.database import QueryInterrupted

    async def slow(*_, **__):
        raise QueryInterrupted(None, "", {})

    monkeypatch.setattr(numbers.page, "rows", slow)
    response = site.get("/data/facts.csv")
    assert response.status_code == 400 and response.text == download.TOO_LONG


PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://example.com","x")', "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
)  # fmt: skip


@pytest.fixture(scope="module", params=PAYLOADS)
def poisoned(request, tmp_path_factory):
    """An archive in which every free text is a payload."""
    path = build(tmp_path_factory.mktemp("poisoned") / "archive.db")
    db = sqlite3.connect(path)
    for table, columns in (
        ("reports", ("title",)), ("issuers", ("name", "kind", "level")), ("fact", ("raw", "unit")), ("findings", ("message", "rule")),
        ("items", ("label", "unit")), ("columns", ("label",)), ("documents", ("file_name", "published_at")),
    ):  # fmt: skip
        for column in columns:
            db.execute(f'update "{table}" set "{column}" = ?', [request.param])
    for no, text in enumerate((request.param, f"{request.param} 毒")):
        section = {
            "id": f"x{no}",
            "no": 900 + no,
            "report_id": "d" * 16,
            "document_id": "d" * 64,
            "ordinal": 9 + no,
            "code": "other",
        }
        insert(db, "sections", section | {"heading": request.param, "text": f"{text} 毒"})
    db.commit()
    db.close()
    return Site(path)


def test_no_text_of_an_archive_comes_alive_in_a_file(poisoned):
    for path in (
        "/search?q=毒",
        "/findings",
        "/coverage",
        f"/archive/report/{REPORT}",
        "/data/facts",
        "/data/panel",
        "/questions/follow?office=yunling",
    ):
        data = fetched(poisoned, path, "xlsx")
        book = openpyxl.load_workbook(BytesIO(data))
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in ("s", "n") and not cell.hyperlink, (path, cell.coordinate)
        for row in csv.reader(StringIO(fetched(poisoned, path, "csv").decode("utf-8-sig"), newline="")):
            for cell in row:
                live = re.match(r"[=+\-@＝＋－＠\t\r\n]", cell)
                assert not live or re.fullmatch(r"-?\d+(\.\d+)?", cell), (path, cell)


def test_the_page_of_data_leads_to_files_that_are_there(coded):
    page = html.fromstring(coded.get("/data").content)
    examples = page.xpath("//ul[@class='examples']//a/@href")
    assert len(examples) > 8
    for at in examples:
        response = coded.get(at)
        assert response.status_code == 200, at
        # The samples contradict themselves nowhere.
        assert response.json()["rows"] or at.startswith("/findings"), at
    for at in page.xpath("//button/@formaction"):
        assert coded.get(at).status_code == 200, at


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_data_explains_every_table(site, language):
    page = html.fromstring(site.get("/data", lang=language).content)
    tables = page.xpath("//details/summary/code/text()")
    assert {"reports", "facts", "cells", "findings", "panel", "wide_2021"} <= set(tables) and "fact" not in tables
    for each in page.xpath("//details[@class='described']"):
        assert (
            each.xpath("string(p)").strip()
            and each.xpath(".//dt")
            and all(dd.text_content().strip() for dd in each.xpath(".//dd"))
        )
    assert len(page.xpath("//h1")) == 1 and not page.xpath("//@style")


@pytest.mark.parametrize("path", PAGES[:3] + PAGES[4:9])
def test_pages_lead_to_their_files(site, path):
    page = html.fromstring(site.get(quote(path, safe="/?=&@:.")).content)
    links = page.xpath("//p[contains(@class, 'files')]/a/@href")
    assert len(links) in ((3, 4) if "follow" not in path else (0, 3, 4))
    for link in links:
        assert site.get(link).status_code == 200, link


def test_the_head_of_every_page_and_the_sitemap_lead_to_the_data(site):
    assert html.fromstring(site.get("/").content).xpath("//header//a[@href='/data']")
    assert "http://localhost/data<" in site.get("/sitemap-pages.xml").text

"""The page of a report: complete, in order, safe whatever a file holds, and findable by id and by slug."""

import sqlite3

import pytest
from conftest import REPORT, Site, build
from lxml import html

from extract.serve.page import link

ADDRESS = f"/archive/report/{REPORT}"
URL = "https://www.example.gov.cn/xxgk/2023/01/30/content.html"
PAYLOADS = {
    "tag": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)",
    "address": "javascript:alert(1)",
}


@pytest.fixture(scope="module")
def page(site):
    response = site.get(ADDRESS)
    assert response.status_code == 200
    return html.fromstring(response.content)


def text(node):
    return " ".join(node.text_content().split())


def test_the_page_says_what_the_report_is_and_where_it_comes_from(page):
    assert page.get("lang") == "zh-CN"
    assert text(page.xpath("//h1")[0]) == "云岭县人民政府2022年政府信息公开工作年度报告"
    about = text(page.xpath("//dl[@class='about']")[0])
    for part in ("云岭县人民政府", "2022", "2021 年版", "a" * 64, "2023-01-30", "正常", "48,213"):
        assert part in about
    assert page.xpath("//dl[@class='about'][1]//a/@href").count(URL) == 1
    assert f"/archive/facts?report_id={REPORT}" in page.xpath("//a/@href")
    assert page.xpath("//pre[@id='gbt7714']")[0].text.startswith(
        "云岭县人民政府. 云岭县人民政府2022年政府信息公开工作年度报告[R/OL]. (2023-01-30)["
    )


def test_chapters_stand_in_order_with_their_paragraphs(page):
    assert [text(h2).split("原文")[0][:2] for h2 in page.xpath("//article//h2")] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]
    assert len(page.xpath("//section[@id='s1']/p")) == 4
    # The heading is not repeated as a paragraph, nor is the title as front matter.
    assert not page.xpath("//section[@id='s1']/p[starts-with(., '一、总体情况')]")
    assert not page.xpath("//section[@id='s0']/p")


def test_tables_stand_where_they_stood(page):
    blocks = [node.tag for node in page.xpath("//section[@id='s3']/*")]
    assert blocks == ["h2", "p", "div", "p"]


def test_every_row_of_a_table_covers_all_its_columns(page):
    for table in page.xpath("//table"):
        rows = table.xpath(".//tr")
        covered = [0] * len(rows)
        for at, row in enumerate(rows):
            for cell in row:
                for down in range(int(cell.get("rowspan", 1))):
                    covered[at + down] += int(cell.get("colspan", 1))
        assert len(set(covered)) == 1


def test_coded_cells_have_an_anchor_and_show_their_code(page):
    cell = page.get_element_by_id(f"{REPORT}:t2:3:9")
    assert cell.xpath("./a")[0].text == "16"
    assert cell.xpath("./a/@title")[0].startswith("request.new@total：一、本年新收政府信息公开申请数量")
    assert text(cell.xpath("./span[@class='code']")[0]) == "request.new@total"
    assert text(page.get_element_by_id("proactive.total@value")).startswith("1,234")


def test_numbers_that_are_not_understood_are_marked(page):
    marked = page.xpath("//td[contains(@class, 'unmapped')]")
    assert [text(cell) for cell in marked[:2]] == ["9未识别", "2未识别"]
    assert len(marked) == 7
    assert [text(cell.xpath("./a")[0]) for cell in page.xpath("//td[contains(@class, 'doubtful')]")] == ["2"]
    assert page.xpath("//td[contains(@class, 'ignored')]/@title") == ["未编码：cumulative"]


def test_findings_show_both_sides_and_the_difference(page):
    found = text(page.get_element_by_id("findings"))
    for part in (
        "左边：17",
        "右边：16",
        "相差1",
        "一、本年新收政府信息公开申请数量（总计） 16",
        "正文“申请16件”",
        "尚未核对",
    ):
        assert part in found
    places = [href[1:] for href in page.xpath("//section[@id='findings']//dd/a/@href") if href.startswith("#")]
    assert len(places) == 5
    assert all(page.get_element_by_id(place) is not None for place in places)


def test_ids_are_unique(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_other_files_are_listed_and_only_web_addresses_are_links(page):
    sources = page.xpath("//section[@class='sources']")[0]
    assert (
        "附件.pdf" in text(sources) and "第 2 页没有文字层" in text(sources) and "javascript:alert(1)" in text(sources)
    )
    assert not [href for href in page.xpath("//a/@href") if href.startswith("javascript")]


def test_nothing_is_loaded_from_elsewhere(site, page):
    loaded = page.xpath("//@src | //link[@rel='stylesheet']/@href")
    assert loaded and all(address.startswith("/-/static-plugins/") for address in loaded)
    assert {site.get(address).headers["content-type"].split(";")[0] for address in loaded} <= {
        "text/css",
        "text/javascript",
        "application/javascript",
    }
    assert "default-src 'none'" in site.get(ADDRESS).headers["content-security-policy"]


def test_a_slug_leads_to_the_current_report(site):
    response = site.get("/archive/report/yunling-2022")
    assert (response.status_code, response.headers["location"]) == (302, ADDRESS)


def test_an_old_version_leads_to_the_current_one(site):
    page = html.fromstring(site.get("/archive/report/cccccccccccccccc").content)
    assert ADDRESS in page.xpath("//p[@class='notice']/a/@href")


@pytest.mark.parametrize("name", ["nothing", "0" * 16, "%E6%97%A0", "a%2Fb", "<b>x", "%00", "yunling-2022.txt"])
def test_an_unknown_report_is_a_404_in_both_languages(site, name):
    response = site.get(f"/archive/report/{name}")
    assert response.status_code == 404
    assert "没有这样的报告" in response.text and "There is no such report" in response.text
    assert "<b>" not in response.text


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The page of the sample report with a part of a chapter, a figure that differs, a correction, a neighbour and an overlap."""
    archive = build(tmp_path_factory.mktemp("grown") / "archive.db")
    db = sqlite3.connect(archive)
    text = db.execute("select text from sections where no = 2").fetchone()[0]
    start = text.index("申请16件")
    head = text.index("（二）依申请公开")
    said = (
        "update reports set issuer_id = 'yunling', year = 2021 where no = 3",
        "update mentions set item = 'request.new', \"column\" = 'total', value = 17, agrees = 0,"
        f' start = {start}, "end" = {start + 5}',
        f"insert into subsections values ('{REPORT}:1', 0, 1, {head}, {len(text)}, '（二）依申请公开', null)",
        f"insert into overlaps values ('{REPORT}:5', 'd:1', 0.87, 40)",
        'insert into fact select 2, item, "column", value + 1, unit, raw, missing, "table", row, col, section, start, "end",'
        " method, confidence from fact where report = 1 and item = (select no from items where code = 'request.new')",
    )
    for statement in said:
        db.execute(statement)
    db.commit()
    db.close()
    return html.fromstring(Site(archive).get(ADDRESS).content)


def test_prose_and_table_that_differ_are_marked_on_both_sides(grown):
    (mark,) = grown.xpath("//article//span[@class='differs']")
    assert mark.text == "申请16件" and text(mark.getnext()) == "表中为 16"
    assert mark.getnext().get("href") == f"/archive/fact/{REPORT}:request.new@total"
    (other,) = grown.xpath("//td/a[@class='mark']")
    assert text(other) == "正文为 17" and other.get("href") == f"#{mark.get('id')}"


def test_parts_of_chapters_have_their_headings(grown):
    assert "（二）依申请公开" in [text(lead) for lead in grown.xpath("//article//strong")]


def test_versions_years_and_overlaps_lead_elsewhere(grown):
    assert "被本报告取代" in text(grown.get_element_by_id("versions"))
    revised = grown.xpath("//*[@id='versions']//tbody/tr/td/a/@href")
    assert (
        f"/archive/fact/{REPORT}:request.new@total" in revised
        and "/archive/fact/cccccccccccccccc:request.new@total" in revised
    )
    assert [text(year) for year in grown.xpath("//nav[@class='years']//li")] == ["2021", "2022"]
    shared = grown.get_element_by_id("overlaps")
    assert "相似度 87%" in text(shared) and "/archive/report/dddddddddddddddd#s1" in shared.xpath(".//a/@href")


def test_a_report_without_tables_or_findings(site):
    page = html.fromstring(site.get("/archive/report/dddddddddddddddd").content)
    assert text(page.xpath("//article")[0]) == "四、依申请公开 2018年，共收到申请1件，见清水政办字〔2018〕50号。"
    assert not page.xpath("//table | //*[@id='findings']")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_a_file_holds_stays_text(tmp_path, payload):
    site = Site(poisoned(tmp_path, payload))
    for path in (ADDRESS, "/archive/sections?_search=alert", "/archive/sections", "/archive/reports"):
        page = html.fromstring(site.get(path).content)
        own = page.xpath("//main | //td")
        assert payload.split(":")[0] in " ".join(node.text_content() for node in own)
        for node in own:
            assert not node.xpath(".//script | .//img")
            assert not node.xpath(".//@*[starts-with(name(), 'on')] | .//@href[starts-with(., 'javascript')]")


def poisoned(folder, payload):
    """The sample archive with a payload in every text that comes from a file or from the codebook."""
    archive = build(folder / "archive.db")
    db = sqlite3.connect(archive)
    db.execute("pragma foreign_keys = off")
    for table, columns in {
        "documents": "file_name media_type source_url published_at retrieved_at reason message",
        "issuers": "name", "reports": "title", "forms": "title", "items": "label", "columns": "label",
        "sections": "heading text code", "cell": "text", "fact": "raw unit", "rules": "note",
        "findings": "message rule left right delta", "mentions": "text",
    }.items():  # fmt: skip
        for column in columns.split():
            db.execute(f'update {table} set "{column}" = ? where "{column}" is not null', (payload,))
    db.execute("update cell set ignored = ? where item is null", (payload,))
    db.execute("insert into sections_fts (rowid, text, heading) values (2, 'alert', 'alert')")
    db.commit()
    db.close()
    return archive


@pytest.mark.parametrize(
    "url, safe",
    [
        ("https://a.cn/x?y=1", True),
        ("HTTP://a.cn/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.cn", False),
        ("file:///etc/passwd", False),
        ("http://[", False),
        ("https:", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, safe):
    assert (link(url) is not None) == safe

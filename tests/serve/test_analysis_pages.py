"""The pages over the whole archive: they answer for what is there and what is not, in both languages, and explain themselves."""

import re
import sqlite3

import pytest
from conftest import REPORT, Site, build
from lxml import html

from extract.serve.topics import QUESTIONS

PAGES = [
    "/questions", *(f"/questions/{question.name}" for question in QUESTIONS), "/questions/requests?show=mean&since=2019",
    "/questions/movers", "/questions/movers?by=factor&since=2018&until=2022&floor=0", "/questions/follow", "/questions/follow?office=县",
    "/questions/compare", "/questions/compare?a=县&b=市&concept=granted_partly", "/findings", "/findings?verdict=open&year=2022&place=99",
    "/coverage", "/coverage?place=99&level=county&since=2018&until=2022", "/codebook", "/codebook?q=申请", "/codebook?q=%27%25",
    "/archive/item/request.new", "/archive/item/request.new?column=business",
]  # fmt: skip
CODED = [
    "/archive/concept/requests_received",
    "/archive/concept/denied_exempt?level=town",
    "/archive/item/litigation.direct.total",
]


@pytest.fixture(scope="module")
def coded(archive_file, tmp_path_factory):
    """The samples, served; a path may hold no `?`."""
    path = tmp_path_factory.mktemp("coded") / "archive.db"
    with sqlite3.connect(path) as target:
        sqlite3.connect(archive_file).backup(target)
    return Site(path)


@pytest.fixture(params=["made up", "samples"])
def served(request, site):
    return site if request.param == "made up" else request.getfixturevalue("coded")


def fetched(served, path):
    response = served.get(
        path.replace("县", "%E5%8E%BF").replace("市", "%E5%B8%82").replace("申请", "%E7%94%B3%E8%AF%B7")
    )
    assert response.status_code == 200, path
    return html.fromstring(response.content)


def sound(page):
    """What must hold of every page."""
    assert len(page.xpath("//h1")) == 1 and page.xpath("//title/text()")[0].strip()
    assert page.xpath("//main") and not page.xpath("//@style | //main//script | //style")
    for table in page.xpath("//main//table"):
        assert table.xpath("./caption") and table.xpath("./thead//th[@scope='col']")
        assert table.getparent().get("role") == "region" and table.getparent().get("aria-label")
    for field in page.xpath("//main//input | //main//select"):
        assert field.xpath("ancestor::label") or field.get("aria-label")
    assert not page.xpath("//main//form[not(@method='get')]")
    levels = [int(each.tag[1]) for each in page.xpath("//h1 | //h2 | //h3")]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers(served, path):
    sound(fetched(served, path))


@pytest.mark.parametrize("path", CODED)
def test_pages_of_codes_answer_where_the_code_is(coded, path):
    sound(fetched(coded, path))


@pytest.mark.parametrize(
    "path", ["/questions/outcomes", "/findings", "/coverage", "/codebook", "/archive/item/request.new"]
)
def test_english_is_english_but_for_what_is_printed(coded, path):
    page = html.fromstring(coded.get(path, lang="en").content)
    assert page.get("lang") == "en"
    assert not re.search("[\u4e00-\u9fff]", page.xpath("//h1")[0].text_content()) or "item" in path
    assert not re.search("[\u4e00-\u9fff]", " ".join(page.xpath("//main//label/text() | //main//button/text()")))


@pytest.mark.parametrize(
    "path",
    [
        "/questions/nothing",
        "/archive/item/no.such",
        "/archive/concept/none",
        "/findings?id=nothing",
        "/archive/item/%3Cb%3E",
    ],
)
def test_what_is_not_there_is_a_404(site, path):
    response = site.get(path)
    assert response.status_code == 404 and "<b>" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "since=x&until=-1&place=%27&level=%3Cb%3E&page=999999999999&floor=-1&year=99999999&column=%3Cb%3E&by=drop&show=x&q=%22%3Cb%3E"
    ],
)
@pytest.mark.parametrize("path", ["/questions/requests", "/questions/movers", "/findings", "/coverage", "/codebook", "/archive/item/request.new"])  # fmt: skip
def test_whatever_an_address_asks_for_is_answered(site, path, query):
    response = site.get(f"{path}?{query}")
    assert response.status_code == 200 and "<b>" not in response.text


def test_a_finding_shows_both_sides_and_leads_to_them(site):
    page = fetched(site, "/findings")
    row = page.xpath("//table[contains(@class, 'findings-table')]/tbody/tr")[0]
    assert "云岭县人民政府 2022" in row.text_content() and "尚未核对" in row.text_content()
    links = row.xpath(".//a/@href")
    assert (
        f"/archive/fact/{REPORT}%3Arequest.new@total" in links or f"/archive/fact/{REPORT}:request.new@total" in links
    )
    assert any(link.startswith(f"/archive/report/{REPORT}#s1") for link in links) and "申请16件" in row.text_content()
    permalink = next(link for link in links if link.startswith("/findings?id="))
    assert len(fetched(site, permalink).xpath("//tbody/tr")) == 1


def test_a_chosen_rule_is_explained(site):
    page = fetched(site, "/findings?rule=r2021.flow")
    assert "第一项加第二项之和" in page.text_content() and "2021〕30号" in page.text_content()
    assert not fetched(site, "/findings?rule=nothing").xpath("//tbody/tr")


def test_a_question_shows_what_it_rests_on(coded):
    page = fetched(coded, "/questions/remedies?level=county")
    caption = page.xpath("//figcaption")[0].text_content()
    assert "n =" in caption and "缺" in caption
    heads = [th.text_content() for th in page.xpath("//table")[0].xpath(".//thead//th")]
    assert heads[1:] == ["分子", "分母", "比例", "报告", "n", "缺", "版式不可比", "说明"]


def test_numbers_of_an_office_lead_to_their_facts(coded):
    connection = sqlite3.connect(coded.archive)
    office, fact = connection.execute(
        "select r.issuer_id, f.id from facts f join reports r on r.id = f.report_id join issuers i on i.id = r.issuer_id"
        " where f.item = 'request.new' and f.\"column\" = 'total' and f.value > 0 and r.is_current limit 1"
    ).fetchone()
    page = html.fromstring(coded.get("/questions/follow", office=office).content)
    assert any(link.replace("%3A", ":").endswith(f"/archive/fact/{fact}") for link in page.xpath("//main//a/@href"))
    assert page.xpath("//*[local-name() = 'svg']")


def test_every_year_of_an_office_is_told_by_its_sign(site):
    page = fetched(site, "/coverage")
    rows = {row.xpath("./th")[0].text_content(): row for row in page.xpath("//table[@class='years']/tbody/tr")}
    assert "清水镇人民政府" in rows
    links = rows["云岭县人民政府"].xpath(".//td//a")
    assert [link.get("href") for link in links] == [f"/archive/report/{REPORT}"]
    assert "云岭县人民政府 2022" in links[0].get("aria-label") and "多个版本" in links[0].get("aria-label")


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_an_archive_holds_stays_text(tmp_path, payload):
    archive = build(tmp_path / "archive.db")
    with sqlite3.connect(archive) as db:
        db.execute("pragma foreign_keys = off")
        for table, columns in {
            "issuers": "name", "items": "label note unit", "columns": "label", "forms": "title legal_basis", "rules": "note",
            "findings": "message left right delta", "mentions": "text", "fact": "raw unit", "cell": "text", "reports": "title",
        }.items():  # fmt: skip
            for column in columns.split():
                db.execute(f'update {table} set "{column}" = ? where "{column}" is not null', (payload,))
    site = Site(archive)
    for path in (
        "/findings",
        "/coverage",
        "/codebook",
        "/archive/item/request.new",
        "/questions/follow?office=yunling",
    ):
        page = fetched(site, path)
        assert not page.xpath("//main//script | //main//img | //main//@*[starts-with(name(), 'on')]")

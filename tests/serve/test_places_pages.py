"""Home, places, offices and what machines read: true to the archive, linked, bounded, safe."""

import json
import sqlite3

import pytest
from conftest import Site, build, insert
from lxml import etree, html

from extract.archive import Archive
from extract.serve import office, sitemap
from extract.serve.bars import HEIGHT, bars, round_step

NS = {"s": sitemap.NAMESPACE}


def seen(site, path, **asked):
    response = site.get(path, **asked)
    assert response.status_code == 200, response.text
    return html.fromstring(response.content)


def text(node):
    return " ".join(node.text_content().split())


def test_the_home_page_says_what_the_archive_holds(site):
    page = seen(site, "/")
    numbers = {text(it.xpath("dt")[0]): text(it.xpath("dd")[0]) for it in page.xpath("//dl[@class='numbers']/div")}
    assert numbers == {"报告": "3", "机关": "2", "年度": "2018–2022", "原始文件": "4", "章节": "8"}
    rows = [[text(cell) for cell in row] for row in page.xpath("//figure/following::table[1]//tr")]
    assert rows[0] == ["年度", "2014 年版", "2021 年版", "合计"]
    assert ["2018", "1", "0", "1"] in rows and ["2020", "0", "0", "0"] in rows and ["2022", "0", "2", "2"] in rows
    assert page.xpath("//a[@href='/places?code=99']") and page.xpath("//form[@role='search']")
    assert page.xpath("//a[@href='/archive/report/dddddddddddddddd']")


def test_the_home_page_describes_the_data_set_to_machines(site):
    said = json.loads(seen(site, "/").xpath("//script[@type='application/ld+json']")[0].text)
    assert (said["@type"], said["temporalCoverage"], said["url"]) == ("Dataset", "2018/2022", "http://localhost/")


def test_the_home_page_sees_what_is_loaded_later(tmp_path):
    path = build(tmp_path / "archive.db")
    site = Site(path)
    assert text(seen(site, "/").xpath("//dd")[0]) == "3"
    db = sqlite3.connect(path)
    insert(db, "reports", {"id": "e" * 16, "no": 9, "title": "新", "year": 2020, "document_id": "d" * 64})
    db.commit()
    assert text(seen(site, "/").xpath("//dd")[0]) == "4"
    db.close()


def test_an_empty_archive_has_its_pages(tmp_path, book):
    with Archive(tmp_path / "archive.db", book):
        pass
    site = Site(tmp_path / "archive.db")
    for path in ("/", "/search", "/places", "/sitemap.xml", "/search?q=公开"):
        assert site.get(path).status_code == 200


@pytest.mark.parametrize("most, step", [(0, 1), (4, 1), (5, 2), (8, 2), (9, 5), (1200, 500), (20_000, 5000)])
def test_lines_of_a_chart_stand_at_round_numbers(most, step):
    assert round_step(most) == step


def test_bars_stand_on_each_other_within_the_chart():
    made = bars([("2018", [3, 1]), ("2019", [0, 0]), ("2020", [0, 2])])
    first, second = made.bars[0].parts
    assert first.y + first.height == made.base and second.y + second.height == pytest.approx(first.y)
    assert first.height == pytest.approx(3 * second.height, abs=0.2)
    assert not made.bars[1].parts and made.bars[2].parts[0].rank == 1
    assert all(0 <= part.y <= HEIGHT for bar in made.bars for part in bar.parts)
    assert bars([]).bars == ()


@pytest.mark.parametrize(
    "code, linked",
    [
        ("", "/places?code=99"),
        ("99", "/places?code=9901"),
        ("9901", "/places?code=990101"),
        ("990101", "/archive/office/yunling"),
    ],
)
def test_places_lead_down_to_offices(site, code, linked):
    page = seen(site, "/places", code=code)
    assert linked in page.xpath("//table//a/@href")
    if code:
        assert page.xpath("//a[@href='/places']")


@pytest.mark.parametrize("code", ["9", "999", "99' or 1", "x" * 9000, "98", "९९"])
def test_no_such_place(site, code):
    assert site.get("/places", code=code).status_code == 404


def test_an_office_lists_its_reports_and_its_family(site):
    page = seen(site, "/archive/office/yunling")
    titles = [text(row) for row in page.xpath("//td[@class='left']")]
    assert len(titles) == 2 and "旧版" in titles[1] and "修订版" in titles[0]
    assert page.xpath("//ul[@class='family']//a[@href='/archive/office/qingshui']")
    assert "1 处需要留意" in text(page.xpath("//dl[@class='about']")[0])
    assert seen(site, "/archive/office/qingshui").xpath("//dl//a[@href='/archive/office/yunling']")


def test_an_office_that_is_not_certain_says_so_with_candidates(tmp_path):
    path = build(tmp_path / "archive.db")
    db = sqlite3.connect(path)
    unresolved = {"id": "unresolved-e", "name": "和平镇人民政府", "candidates": '["qingshui", "elsewhere"]'}
    insert(db, "issuers", unresolved)
    insert(db, "successions", {"predecessor_id": "old", "successor_id": "yunling", "year": 2016, "source": "S9"})
    db.commit()
    db.close()
    page = seen(Site(path), "/archive/office/unresolved-e")
    said = text(page.xpath("//div[@class='notice']")[0])
    assert "可能是" in said and "elsewhere" in said
    assert page.xpath("//div[@class='notice']//a[@href='/archive/office/qingshui']")
    assert "old（2016 年，依据 S9）" in text(seen(Site(path), "/archive/office/yunling"))


@pytest.mark.parametrize("name", ["nobody", "%00", "a%2Fb", "<b>", "x" * 3000])
def test_no_such_office(site, name):
    response = site.get(f"/archive/office/{name}")
    assert response.status_code == 404 and "<b>" not in response.text


def test_an_office_shows_what_the_panel_says(archive_file):
    with sqlite3.connect(f"{archive_file.as_uri()}?mode=ro", uri=True) as db:
        wanted = json.dumps(office.KEY)
        for (issuer,) in db.execute("select distinct issuer_id from reports"):
            said = db.execute(office.SERIES, {"id": issuer, "wanted": wanted}).fetchall()
            panel = db.execute(
                "select year, concept, facts, value from panel where issuer_id = ? and year is not null"
                " and concept in (select value from json_each(?))",
                [issuer, wanted],
            ).fetchall()
            assert sorted(map(repr, said)) == sorted(map(repr, panel))
    db.close()


def test_key_numbers_lead_to_where_they_are_printed(archive_file, tmp_path):
    path = tmp_path / "archive.db"
    path.write_bytes(archive_file.read_bytes())
    with sqlite3.connect(path) as db:
        issuer, report = db.execute("select issuer_id, id from reports where form = '2021' limit 1").fetchone()
        value = db.execute("select value from facts where id = ?", [f"{report}:request.new@total"]).fetchone()[0]
    db.close()
    page = seen(Site(path), f"/archive/office/{issuer}")
    links = {link.get("href"): link.text for link in page.xpath("//a[@class='number']")}
    assert links[f"/archive/fact/{report}:request.new@total"] == str(value)


def test_the_sitemap_lists_what_has_a_page(site):
    index = etree.fromstring(site.get("/sitemap.xml").content)
    found = []
    for part in index.xpath("//s:loc/text()", namespaces=NS):
        found += etree.fromstring(site.get(part.removeprefix("http://localhost")).content).xpath(
            "//s:loc/text()", namespaces=NS
        )
    assert len(found) == len(set(found))
    assert {
        "http://localhost/",
        "http://localhost/archive/report/aaaaaaaaaaaaaaaa",
        "http://localhost/archive/office/yunling",
    } <= set(found)
    reports = etree.fromstring(site.get("/sitemap-reports-1.xml").content)
    assert reports.xpath("//s:url[s:loc[contains(., 'aaaa')]]/s:lastmod/text()", namespaces=NS) == ["2023-02-14"]
    assert len(reports.xpath("//s:url", namespaces=NS)) == 3


def test_the_sitemap_is_cut_into_parts(site, monkeypatch):
    monkeypatch.setattr(sitemap, "SIZE", 2)
    index = etree.fromstring(site.get("/sitemap.xml").content)
    parts = [part for part in index.xpath("//s:loc/text()", namespaces=NS) if "reports" in part]
    assert [len(etree.fromstring(site.get(part.removeprefix("http://localhost")).content)) for part in parts] == [2, 1]


@pytest.mark.parametrize("name", ["nothing-1", "reports", "pages-1", "reports-0"])
def test_no_such_part_of_the_sitemap(site, name):
    assert site.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_may_read_all_but_the_search_and_free_queries(site):
    said = site.get("/robots.txt").text
    assert "Disallow: /search" in said and "?sql=" in said and "Sitemap: http://localhost/sitemap.xml" in said
    assert "Disallow: /\n" not in said

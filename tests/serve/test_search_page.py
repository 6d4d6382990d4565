"""The page of the search: finds what LIKE finds, says what it counted, keeps its state in the address, survives anything."""

import contextlib
import random
import re
import sqlite3

import pytest
from conftest import Site
from lxml import html

from extract.serve import hits
from extract.text import HAN


@pytest.fixture(scope="module")
def loaded(archive_file, tmp_path_factory):
    """The archive of our own sample reports, served."""
    path = tmp_path_factory.mktemp("search") / "archive.db"
    path.write_bytes(archive_file.read_bytes())
    return Site(path)


def seen(site, **asked):
    response = site.get("/search", **asked)
    assert response.status_code == 200, response.text
    return html.fromstring(response.content)


def places(page):
    return page.xpath("//ol[@class='lines']//h3/a/@href")


def everywhere(site, **asked):
    """The places of all hits, through all pages."""
    found, number = [], 1
    while True:
        page = seen(site, **asked, page=number)
        found += places(page)
        if not page.xpath("//a[@rel='next']"):
            return found
        number += 1


@pytest.fixture(scope="module")
def sections(loaded):
    with contextlib.closing(sqlite3.connect(loaded.archive)) as db:
        return db.execute("select report_id, ordinal, text from sections").fetchall()


@pytest.mark.parametrize("sort", ["rank", "new"])
def test_words_and_numbers_are_found_where_like_finds_them(loaded, sections, sort):
    chance = random.Random(6)
    runs = sorted({run for *_, text in sections for run in re.findall(f"[{HAN}]{{4,}}", text)})
    words = [run[:length] for length in (1, 2, 3, 4) for run in chance.sample(runs, 5)]
    for word in words:
        expected = sorted(f"/archive/report/{report}#s{no}" for report, no, text in sections if word in text)
        assert sorted(everywhere(loaded, q=word, sort=sort)) == expected, word


def test_ranked_hits_in_headings_come_first(loaded):
    page = seen(loaded, q="行政复议")
    marks = [bool(line.xpath("./h3//mark")) for line in page.xpath("//ol[@class='lines']/li")]
    assert marks[0] and marks == sorted(marks, reverse=True)


def test_by_year_the_latest_comes_first(loaded):
    years = [int(text[:4]) for text in seen(loaded, q="公开", sort="new").xpath("//ol//p/span[@class='quiet']/text()")]
    assert len(years) == hits.SIZE and years == sorted(years, reverse=True)


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"q": "公开"}, 7), ({"q": "公开", "since": 2019}, 6), ({"q": "公开", "until": 2018}, 1), ({"q": "公開"}, 7),
        ({"q": "公开", "level": "town"}, 1), ({"q": "公开", "place": "99"}, 6), ({"q": "公开", "place": "990102"}, 0),
        ({"q": "公开", "office": "qingshui"}, 1), ({"q": "公开", "chapter": "requests"}, 2), ({"q": "公开", "form": "2014"}, 1),
        ({"q": "信息 收取"}, 1), ({"q": "“收取 信息”"}, 0), ({"q": '"收取信息处理费"'}, 1), ({"q": "２０１８年"}, 1), ({"q": "饕餮"}, 0),
        ({"q": "县"}, 2), ({"q": "201"}, 0),
    ],
)  # fmt: skip
def test_filters_and_ways_to_ask(site, asked, found):
    for sort in ("rank", "new"):
        assert len(places(seen(site, **asked, sort=sort))) == found


def test_counts_lead_to_as_many_hits_as_they_say(site):
    page = seen(site, q="公开")
    links = page.xpath("//details[@class='facets']//li[a]")
    assert {"2022", "2018", "县级", "依申请公开", "2014 年版"} <= {link.xpath("string(a)") for link in links}
    for link in links:
        narrowed = html.fromstring(site.get(link.xpath("a/@href")[0]).content)
        assert len(places(narrowed)) == int(link.xpath("string(span)"))


def test_words_are_marked_in_both_scripts(site):
    for words in ("主动公开", "主動公開"):
        marks = {mark.text for mark in seen(site, q=words).xpath("//ol[@class='lines']//mark")}
        assert marks == {"主动公开"}


def test_offices_codebook_and_titles_that_are_named_stand_above(site):
    page = seen(site, q="云岭县")
    named = page.xpath("//section[@class='named']")[0]
    assert named.xpath(".//a[@href='/archive/office/yunling']")
    assert len(named.xpath(".//a[starts-with(@href, '/archive/report/')]")) == 2
    assert seen(site, q="request.new").xpath("//a[@href='/archive/item/request.new']")
    assert not seen(site, q="县").xpath("//section[@class='named']")


def test_titles_are_found_by_themselves(site):
    assert len(places(seen(site, q="云岭县 年度报告", scope="title"))) == 2
    heads = seen(site, q="云岭县 年度报告", scope="title").xpath("//ol//h3")
    assert "云岭县人民政府2022年政府信息公开工作年度报告" in [head.text_content() for head in heads]
    assert not places(seen(site, q="100%", scope="title"))


def test_a_common_word_says_what_was_counted_and_ranked(site, monkeypatch):
    for name, bound in (("BOUND", 3), ("CANDIDATES", 2), ("HEADINGS", 1)):
        monkeypatch.setattr(hits, name, bound)
    text = " ".join(seen(site, q="公开").text_content().split())
    assert "多于 3 个章节" in text and re.search("只在其中 [23] 个章节", text)
    ordered = seen(site, q="公开", sort="new")
    assert len(places(ordered)) == 7 and "只在其中" not in ordered.text_content()
    monkeypatch.setattr(hits, "PROBE", 0)
    assert places(seen(site, q="公开", sort="new")) == places(ordered)


def test_pages_follow_each_other_and_end(loaded):
    first, second = seen(loaded, q="公开"), seen(loaded, q="公开", page=2)
    assert not set(places(first)) & set(places(second))
    assert "page=2" in first.xpath("//a[@rel='next']/@href")[0]
    assert "没有这一页" in seen(loaded, q="公开", page=99999).text_content()


HOSTILE = [
    '"', "'", "''; drop table sections", "“”", "，。", "%", "_", "\\", "*", "公开*", "heading:公开", "NEAR(公开)", "a OR b", "\x00", "公\x00开",
    "(" * 400, "公 开 政 府 信 息 的 一 二 三 四 五", "<script>alert(1)</script>", "😀", "\ud7ff\uffff", "-公开", "{heading}:x", "18446744073709551617",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("scope", ["text", "title"])
def test_no_words_break_the_page(site, words, scope):
    response = site.get("/search", q=words, scope=scope)
    assert response.status_code == 200
    assert "<script" not in response.text


@pytest.mark.parametrize(
    "asked",
    [{"q": "a" * 10_000}, {"q": "公 " * 5_000 + "开"}, {"q": "公开", "since": "x"}, {"q": "公开", "page": "1e3"}],
    ids=["long", "many", "year", "page"],
)
def test_what_cannot_be_asked_is_said(site, asked):
    response = site.get("/search", **asked)
    assert response.status_code == 400 and 'role="alert"' in response.text


def test_the_page_has_one_heading_labels_and_a_language(site):
    page = seen(site, q="公开", since=2022)
    assert page.get("lang") == "zh-CN" and len(page.xpath("//h1")) == 1
    fields = page.xpath("//input[not(@type='hidden')] | //select")
    assert all(page.xpath(f"//label[@for='{field.get('id')}']") for field in fields)
    english = html.fromstring(site.get("/search", q="公开", lang="en").content)
    assert english.get("lang") == "en" and "Narrow down" in english.text_content()

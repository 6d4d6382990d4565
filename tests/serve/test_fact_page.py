"""The page of a number: everything that is known of it, in both languages, and nothing that a file may smuggle in."""

import sqlite3

import pytest
from conftest import REPORT, Site, build
from lxml import html
from test_report_page import PAYLOADS, poisoned

from extract.draw import Sheet
from extract.serve.fact import near, outlined, printed_path, upright

TOTAL = f"/archive/fact/{REPORT}:request.new@total"
PROSE = f"/archive/fact/{REPORT}:proactive.total@value"
DASH = f"/archive/fact/{REPORT}:doc.normative@in_force"
DOUBTED = f"/archive/fact/{REPORT}:request.result.unavailable.not_held@natural_person"
A4 = Sheet(600, 800)


def text(node):
    return " ".join(node.text_content().split())


def main(site, path):
    response = site.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content).xpath("//main")[0]


def test_a_number_is_told_with_its_unit_its_place_and_its_code(site):
    page = main(site, TOTAL)
    assert text(page.xpath(".//h1")[0]) == "一、本年新收政府信息公开申请数量 总计"
    assert page.xpath(".//data/@value") == ["16"]
    told = text(page)
    for part in (
        "申请人情况 › 总计",
        "request.new",
        "标签与格式一致",
        "可信度 1.00",
        "a" * 64,
        "2023-01-30",
        "2021 年版",
    ):
        assert part in told


def test_the_cell_is_marked_in_its_table_where_there_is_no_picture(site):
    page = main(site, TOTAL)
    assert [text(cell) for cell in page.xpath(".//td[contains(@class, 'marked')]")] == ["16request.new@total"]
    assert "没有页面图像" in text(page) and "没有保留" in text(page)


def test_rules_say_how_they_come_out(site):
    signs = [text(sign) for sign in main(site, TOTAL).xpath(".//ul[@class='rules']//span[@class='sign']")]
    assert "不成立" in signs and "成立" in signs
    assert "新收与上年结转之和" in text(main(site, TOTAL))


def test_a_number_in_prose_is_marked_in_its_paragraph(site):
    page = main(site, PROSE)
    assert [mark.text for mark in page.xpath(".//blockquote/mark")] == ["1,234"]
    assert page.xpath(f".//a[@href='/archive/report/{REPORT}#s1']")


def test_what_is_missing_is_said_in_words(site):
    page = main(site, DASH)
    assert not page.xpath(".//data")
    assert "横线" in text(page.xpath(".//p[contains(@class, 'amount')]")[0])
    assert "dash" in text(main(site, f"{DASH}?lang=en"))


def test_a_doubtful_number_says_so(site):
    assert "不完全可靠" in text(main(site, DOUBTED))
    assert "不完全可靠" not in text(main(site, TOTAL))


def test_the_citation_leads_back_here(site):
    page = main(site, TOTAL)
    for name in ("gbt7714", "bibtex"):
        assert f"http://localhost{TOTAL}" in page.get_element_by_id(name).text
        assert page.xpath(f".//button[@data-copy='{name}']/@hidden")


def test_what_people_decided_is_shown(tmp_path):
    archive = build(tmp_path / "archive.db")
    db = sqlite3.connect(archive)
    said = (REPORT, "value", "request.new@total", "16", "某人", "2026-01-02", "对照原文", "18", 1)
    db.execute("insert into decisions values (?, ?, ?, ?, ?, ?, ?, ?, ?)", said)
    db.commit()
    db.close()
    told = text(main(Site(archive), TOTAL))
    assert "读取时为18" in told and "18 → 16" in told and "对照原文" in told


@pytest.mark.parametrize("name", ["nothing", f"{REPORT}:request.new", f"{REPORT}:x@y", "%00", "<b>:x@value", f"{REPORT}:request.new@total@total"])  # fmt: skip
def test_an_unknown_number_is_a_404(site, name):
    response = site.get(f"/archive/fact/{name}")
    assert response.status_code == 404 and "没有这样的数值" in response.text and "<b>" not in response.text


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_a_file_holds_stays_text(tmp_path, payload):
    site = Site(poisoned(tmp_path, payload))
    for path in (TOTAL, PROSE, DASH):
        page = html.fromstring(site.get(path).content)
        assert payload.split(":")[0] in page.text_content()
        assert not page.xpath("//main//script | //main//img")
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@href[starts-with(., 'javascript')]")


def test_the_path_to_a_cell_is_what_is_printed_around_it():
    def cell(row, col, text, role, rowspan=1, colspan=1):
        return {"row": row, "col": col, "rowspan": rowspan, "colspan": colspan, "text": text, "role": role}

    cells = [
        cell(0, 0, "第一 项", "caption", 1, 3), cell(1, 0, "内容", "header"), cell(1, 1, "旧列", "header", 1, 2),
        cell(2, 0, "甲", "label"), cell(2, 1, "5", "value"), cell(3, 0, "第二项", "caption", 1, 3),
        cell(4, 0, "内容", "header"), cell(4, 1, "申请\n情况", "header", 1, 2), cell(5, 1, "本年", "header"),
        cell(6, 0, "乙", "label", 2), cell(6, 1, "7", "value"), cell(7, 1, "8", "value"), cell(7, 2, "", "empty"),
    ]  # fmt: skip
    assert printed_path(cells, 6, 1) == (("乙",), ("第二项", "申请情况", "本年"))
    assert printed_path(cells, 7, 1) == (("乙",), ("第二项", "申请情况", "本年"))
    assert printed_path(cells, 2, 1) == (("甲",), ("第一项", "旧列"))


@pytest.mark.parametrize(
    "box, outline, part",
    [
        ((300, 400, 340, 420), (298.5, 398.5, 43, 23), (130.0, 325.0, 380.0, 170.0)),
        ((0, 0, 10, 10), (0, 0, 11.5, 11.5), (0, 0, 380, 170)),
        ((590, 790, 600, 800), (588.5, 788.5, 11.5, 11.5), (220, 630, 380, 170)),
        ((50, 100, 550, 700), (48.5, 98.5, 503, 603), (28.5, 78.5, 543, 643)),
    ],
)
def test_an_outline_and_what_is_shown_around_it_stay_on_the_page(box, outline, part):
    assert outlined(box, A4) == pytest.approx(outline)
    assert near(outlined(box, A4), A4) == pytest.approx(part)


@pytest.mark.parametrize(
    "turn, expected",
    [(0, (10, 20, 40, 60)), (90, (540, 10, 580, 40)), (180, (560, 740, 590, 780)), (270, (20, 760, 60, 790))],
)
def test_a_box_turns_with_the_page(turn, expected):
    assert upright((10, 20, 40, 60), Sheet(600, 800, turn)) == expected

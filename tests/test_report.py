"""Titles, issuers, years and chapters as offices print them."""

import pytest

from extract.model import Cell, Document, Paragraph, Table
from extract.report import understand

TABLE = Table((Cell(0, 0, "统计指标"), Cell(0, 1, "统计数"), Cell(1, 0, "（一）收到申请数"), Cell(1, 1, "3")))
SIX = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
CODES = ["overview", "proactive", "requests", "remedies", "problems", "other"]


def read(book, *blocks, title="", publisher=""):
    made = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return understand(Document("text/plain", "plain", made, title=title, publisher=publisher), made, book)


def codes(report):
    return [section.code for section in report.sections]


@pytest.mark.parametrize("lines, issuer, year", [
    (["云泽县人民政府2023年政府信息公开工作年度报告"], "云泽县人民政府", 2023),
    (["云泽县人民政府", "2023年政府信息公开工作年度报告"], "云泽县人民政府", 2023),
    (["云泽县人民政府2023年政府信息公开工作", "年度报告"], "云泽县人民政府", 2023),
    (["2019年云泽市人民政府办公厅政府信息公开工作年度报告"], "云泽市人民政府办公厅", 2019),
    (["云泽县教育局 2015 年度政府信息公开年度报告"], "云泽县教育局", 2015),
    (["首页 > 政府信息公开 > 政府信息公开年报", "云泽镇人民政府2018年政府信息公开工作", "年度报告"], "云泽镇人民政府", 2018),
    (["正文", "2024 年云泽市科委政府信息公开工作", "年度报告"], "云泽市科委", 2024),
    (["云泽县政府信息公开年度报告", "本报告所列数据的统计期限自2012年1月1日起至2012年12月31日止。"], "云泽县", 2012),
    (["云泽市人民政府关于2016年政府信息公开工作情况的报告"], "云泽市人民政府", 2016),
    (["云泽县政府信息公开工作年度报告（2021年度）"], "云泽县", 2021),
    (["云泽县司法局政府信息公开2019年度报告"], "云泽县司法局", 2019),
    (["云泽乡人民政府二〇一二年政府信息公开工作年度报告"], "云泽乡人民政府", 2012),
    (["云泽县人民政府", "政府信息公开工作年度报告", "（2022年）"], "云泽县人民政府", 2022),
    (["2022年工作总结"], None, None),
])  # fmt: skip
def test_title_issuer_and_year(book, lines, issuer, year):
    found = read(book, *lines, *SIX)
    assert (found.issuer, found.year) == (issuer, year)


@pytest.mark.parametrize("title, publisher, issuer, year", [
    ("云泽县2021年度政府信息公开工作年度报告_政府信息公开年报_云泽县人民政府门户网站", "", "云泽县", 2021),
    ("关于报送《云泽区公安局 2015年政府信息公开年度报告》的函", "", "云泽区公安局", 2015),
    ("2009年度政府信息公开年度报告", "云泽县财政局", "云泽县财政局", 2009),
])  # fmt: skip
def test_what_a_page_says_of_itself_counts_where_nothing_is_printed(book, title, publisher, issuer, year):
    found = read(book, *SIX, title=title, publisher=publisher)
    assert (found.issuer, found.year) == (issuer, year)


@pytest.mark.parametrize("headings", [
    SIX,
    [heading[2:] for heading in SIX],  # No numbers at all.
    [*SIX[:4], "存在的主要问题及改进情况", SIX[5]],  # One number lost.
    [heading.replace("、", "．", 1) for heading in SIX],
    [f"第{'一二三四五六'[n]}部分 {heading[2:]}" for n, heading in enumerate(SIX)],
    ["一、 总 体 情 况", *SIX[1:]],
    [*SIX[:3], "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", *SIX[4:]],
])  # fmt: skip
def test_the_six_chapters_are_found_however_they_are_numbered(book, headings):
    body = [
        line for heading in headings for line in (heading, "本章正文，写明本年度的有关情况，并附必要的说明与数据。")
    ]
    found = read(book, "云泽县人民政府2023年政府信息公开工作年度报告", *body)
    assert codes(found) == ["front", *CODES]


def test_an_intro_that_lists_the_headings_is_no_heading(book):
    intro = "本报告由" + "，".join(SIX) + "六部分组成。"
    assert codes(read(book, "云泽县人民政府2023年政府信息公开工作年度报告", intro, *SIX)) == ["front", *CODES]


@pytest.mark.parametrize("contents", [
    SIX,
    [f"{heading}……{page}" for page, heading in enumerate(SIX, 1)],
    [f"{heading} ........ {page}" for page, heading in enumerate(SIX, 1)],
    [f"{heading} ·········" for heading in SIX],
])  # fmt: skip
def test_a_table_of_contents_opens_no_chapter(book, contents):
    body = [line for heading in SIX for line in (heading, "本章正文，写明本年度的有关情况，并附必要的说明与数据。")]
    found = read(book, "云泽县人民政府2023年政府信息公开工作年度报告", "目录", *contents, *body)
    assert codes(found) == ["front", *CODES]


@pytest.mark.parametrize(
    "intro", ["", "本报告由" + "、".join(h[2:] for h in SIX) + "组成。", "本报告由" + "，".join(SIX) + "组成。"]
)
def test_chapters_that_run_on_in_one_line_are_cut(book, intro):
    line = intro + "".join(f"{heading}本章正文，共12件。一、本年新收0" for heading in SIX)
    found = read(book, "云泽县人民政府2023年政府信息公开工作年度报告", line)
    assert codes(found) == ["front", *CODES]
    assert found.sections[2].text == f"{SIX[1]}\n本章正文，共12件。一、本年新收0"


def test_two_headings_in_one_line_may_be_a_mention(book):
    line = "详见一、总体情况和二、主动公开政府信息情况。"
    assert codes(read(book, "云泽县人民政府2023年政府信息公开工作年度报告", line)) == ["whole"]


def test_chapters_without_numbers_are_those_of_their_own_edition(book):
    headings = [
        "概述",
        "主动公开政府信息情况",
        "政府信息公开的收费及减免情况",
        "复议、诉讼和申诉情况",
        "其他需要报告的事项",
    ]
    body = [line for heading in headings for line in (heading, "本章正文，写明本年度的有关情况。")]
    found = read(book, "云泽县人民政府2016年政府信息公开工作年度报告", *body)
    assert codes(found) == ["front", "overview", "proactive", "fees", "remedies", "other"]


def test_numbered_parts_of_a_chapter_stay_in_it(book):
    body = [SIX[0], "（一）主动公开", "1.政府网站", *SIX[1:]]
    found = read(book, "云泽县人民政府2023年政府信息公开工作年度报告", *body)
    assert codes(found) == ["front", *CODES]
    assert found.sections[1].text == "一、总体情况\n（一）主动公开\n1.政府网站"


def test_a_chapter_outside_the_outline_is_kept_as_one(book):
    assert (
        codes(read(book, "云泽县人民政府2023年政府信息公开工作年度报告", SIX[0], "二、数字政府专题", *SIX[1:]))[2]
        == "local"
    )


def test_the_annex_is_cut_off_before_headings_are_looked_for(book):
    rows = [Cell(r, 0, text) for r, text in enumerate(("统计指标", "一、主动公开情况", "三、依申请公开情况"))]
    table = Table((*rows, *(Cell(r, 1, "1") for r in range(3))))
    found = read(
        book,
        "云泽镇人民政府2018年政府信息公开工作年度报告",
        "一、概述",
        "二、其他需要报告的事项",
        "附件",
        "2018年度政府信息公开情况统计表",
        table,
        "（注：本表由办公室填报）",
    )
    assert codes(found) == ["front", "overview", "other"]
    (placed,) = found.tables
    assert [line.text for line in placed.captions] == ["附件", "2018年度政府信息公开情况统计表"]
    assert [line.text for line in placed.notes] == ["（注：本表由办公室填报）"]
    assert found.sections[-1].text == "二、其他需要报告的事项"


def test_an_attachment_line_without_a_table_stays_text(book):
    found = read(book, "云泽镇人民政府2018年政府信息公开工作年度报告", "一、概述", "附件：统计表（另附）")
    assert found.sections[-1].text.endswith("附件：统计表（另附）")


def test_a_table_stands_where_it_was_printed(book):
    found = read(book, "云泽县人民政府2023年政府信息公开工作年度报告", SIX[0], SIX[1], "甲", TABLE, "乙", *SIX[2:])
    (placed,) = found.tables
    section = found.sections[placed.section]
    assert (section.code, section.text[: placed.position]) == ("proactive", f"{SIX[1]}\n甲")


def test_furniture_is_no_part_of_any_chapter(book):
    blocks = (
        Paragraph("- 1 -", furniture=True),
        Paragraph("云泽县人民政府2023年政府信息公开工作年度报告"),
        *map(Paragraph, SIX),
    )
    found = understand(Document("application/pdf", "pdf", blocks), blocks, book)
    assert found.furniture == ("- 1 -",)
    assert all("- 1 -" not in section.text for section in found.sections)

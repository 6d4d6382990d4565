"""What holds for the figures of any text, and of real reports."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Section
from extract.narrative import understand

# What figures are made of, and what they are told by.
PIECES = [
    *"0123456789０１２３４，,．.%％零〇一二两三十百千万亿廿几数余多来约近超第年月日条件个次项起部点分之至—-、和与的。；（）()《》“”\n 　",
    "百分之", "分之", "个百分点", "工作日", "以上", "左右", "2017年", "截至", "以来", "累计", "去年", "上年结转", "全县", "各部门", "我局", "对",
    "未收到", "没有", "无", "零", "申请", "行政复议", "投诉", "收费", "同比增长", "比上年减少", "分别为", "数量为", "若干", "http://a.cn/1", "ab12@c.cn",
]  # fmt: skip


def mentions(text, book):
    return understand([Section(3, "overview", "", text)], 2018, None, book).mentions


def assert_well_placed(text, found):
    for mention in found:
        assert mention.section == 3 and mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.text == mention.text.strip() != ""
        assert mention.upper is None or mention.value < mention.upper
        assert mention.value is not None or mention.approximate
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_places_are_exact_in_order_and_apart(book, text):
    assert_well_placed(text, mentions(text, book))


@given(st.text(max_size=60))
def test_any_text_is_read(book, text):
    assert_well_placed(text, mentions(text, book))


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "9,",
        "１，",
        "一",
        "十",
        "百",
        "〇",
        " ",
        "\n",
        "《",
        "“",
        "2017年",
        "0 ",
        "未",
        "比",
        "全县",
        "（",
        "1.",
        "百分之",
        "第",
        "9一",
        "1-",
        "1,111,",
        "1.a",
        "全县1件，",
        "比2017年1件，",
        "截至2017年",
        "无（",
        "一、",
        "1、",
        "年（",
    ],
)
def test_long_runs_are_read_too(book, piece):
    assert_well_placed(piece * 20000, mentions(piece * 20000, book))


def test_a_section_may_be_as_long_as_a_file(book):
    text = "公开信息。" * 250000 + "收到申请3件。"
    assert [mention.text for mention in mentions(text, book)] == ["3件"]


def test_spacy_is_imported_only_where_prose_is_read():
    check = "import sys, extract.cli, extract.pipeline, extract.narrative; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


def test_sections_are_told_apart(book):
    sections = [Section(1, "overview", "", "公开5条。"), Section(2, "requests", "", "收到申请7件。")]
    prose = understand(sections, 2018, None, book)
    assert [(m.section, m.value) for m in prose.mentions] == [(1, 5), (2, 7)]


def test_a_report_without_a_year_keeps_years_that_are_named(book):
    prose = understand([Section(0, "overview", "", "去年公开5条，2017年公开6条。")], None, None, book)
    assert [m.year for m in prose.mentions] == [None, 2017]


def test_rows_of_a_flattened_table_are_no_prose(book):
    text = (
        "公开信息7条。第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件1023"
        "第二十条第（五）项信息内容本年处理决定数量行政许可12第二十条第（六）项信息内容本年处理决定数量行政处罚30行政强制4"
        "第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费251000元"
    )
    assert [mention.text for mention in mentions(text, book)] == ["7条"]

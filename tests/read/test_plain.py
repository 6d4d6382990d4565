"""Text files: tables however they are set, lines however they are ended, paragraphs however they are wrapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.check import lost
from extract.model import Document, Paragraph
from extract.read import read
from extract.read.encoding import decode
from extract.read.layout.lines import glue, unwrap

WORDS = "某县人民政府办公室按照要求编制本报告，全年主动公开信息一百二十条，" * 3 + "共计1234条。"


def opened(text: str) -> Document:
    """A text read from its bytes, with nothing lost."""
    document = read(text.encode())
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def rows(document: Document) -> list[list[str]]:
    (table,) = document.tables()
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.height)]


ROWS = [["项目", "单位", "数"], ["收到", "件", "12"], ["办结", "件", "10"]]
BEHIND_TABS = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in ROWS)
TABLES = {
    "tabs": "项目\t单位\t数\n收到\t件\t12\n办结\t件\t 10",
    "a cell a line": BEHIND_TABS,
    "a cell a line, further in": BEHIND_TABS.replace("\t", "\t\t"),
    "a blank line inside a row": BEHIND_TABS.replace("\t收到\n", "\t收到\n\n"),
    "bars": "| 项目 | 单位 | 数 |\n|---|:-:|--:|\n| 收到 | 件 | 12 |\n| 办结 | 件 | 10 |",
    "box signs": "┌──┬─┬─┐\n│项目│单位│数│\n├──┼─┼─┤\n│收到│件│12│\n├──┼─┼─┤\n│办结│件│10│\n└──┴─┴─┘",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_tables(text, end):
    document = opened(f"前文\n\n{text}\n\n一、后文\n".replace("\n", end))
    assert rows(document) == ROWS and lines(document) == ["前文", "一、后文"]


def test_a_cell_may_have_lines_and_be_empty():
    text = BEHIND_TABS.replace("收到\n", "收到\n（全年）\n").replace("\t12", "\t")
    assert rows(opened(f"前\n\n{text}\n\n后"))[1] == ["收到\n（全年）", "件", ""]


def test_a_row_that_lacks_a_cell_does_not_shift_the_next_ones():
    assert rows(opened(f"前\n\n{BEHIND_TABS.replace(chr(9) + '12', '')}\n\n后"))[1:] == [
        ["收到", "件"],
        ["办结", "件", "10"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\t一、总体情况\n\t全年公开12条。\n\t二、主动公开\n\t公开3条。",
        "\t一、总体情况\n\t全年公开12条。\n\n\t二、主动公开\n\t公开3条。",
        "2023年\t公开12条\n正文",
    ],
)
def test_a_tab_that_only_indents_makes_no_table(text):
    assert not list(opened(text).tables())


def test_text_behind_a_table_of_cell_lines_is_text_even_where_its_last_row_is_short():
    document = opened(f"{BEHIND_TABS.removesuffix('10').rstrip()}\n\n三、后文\n文字5\n\n{BEHIND_TABS}\n")
    assert lines(document) == ["三、后文", "文字5"] and len(list(document.tables())) == 2


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("width", [28, 33, 40])
def test_wrapped_paragraphs_are_put_together_and_headings_stay_alone(width, end):
    parts = ["一、总体情况", WORDS, WORDS, "二、主动公开", WORDS, "三、其他", WORDS]
    text = "\n".join(wrapped("　　" + part if part is WORDS else part, width) for part in parts)
    assert lines(opened(text.replace("\n", end))) == parts


def test_lines_that_are_paragraphs_are_left_alone():
    parts = [
        "某县2018年政府信息公开工作",
        "年度报告",
        WORDS,
        "一、概述",
        WORDS * 2,
        WORDS[:40],
        "二、其他",
        WORDS,
        WORDS * 3,
        "无",
    ]
    assert lines(opened("\n\n".join(parts))) == parts


@given(st.lists(st.text("某县公开1a，。", min_size=1, max_size=150), max_size=12))
def test_unwrapping_loses_nothing(parts):
    assert "".join("".join(unwrap(parts)).split()) == "".join("".join(parts).split())


@pytest.mark.parametrize(
    "left, right, expected",
    [("open", "data", "open data"), ("公", "开", "公开"), ("12", "34", "1234"), ("共", "12", "共12")],
)
def test_only_latin_words_keep_their_blank(left, right, expected):
    assert glue(left, right) == expected


@pytest.mark.parametrize("sign", ["\f", "\v", "\u2028", "\x85"])
def test_every_sign_for_a_line_end_ends_a_line(sign):
    assert lines(opened(f"第一页12{sign}34第二页")) == ["第一页12", "34第二页"]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_encoding(name):
    text = "某县2023年政府信息公开工作年度报告\r\n二〇二三年镕㐀鄌郚12条\r\n\r\n" * 3
    assert decode(text.encode(name)).text == text


def test_a_damaged_character_is_counted_and_the_rest_read():
    decoded = decode(WORDS.encode() + b"\xff" + WORDS.encode())
    assert decoded.lost == 1 and decoded.text.count(WORDS) == 2 and decoded.warnings


def test_the_record_above_a_crawled_text_is_furniture():
    document = opened(f"标题: 某县年报\n发布时间: 2024-01-02\n原文链接: http://example.cn/1\n=====正文=====\n{WORDS}\n")
    assert (document.title, document.published_at, document.source_url) == (
        "某县年报",
        "2024-01-02",
        "http://example.cn/1",
    )
    assert lines(document) == [WORDS]

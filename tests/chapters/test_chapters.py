"""Which lines and which words inside lines open a chapter, and which only look like it."""

import pytest

from extract.model import Document, Paragraph
from extract.report import understand

TITLE = "云泽县人民政府2023年政府信息公开工作年度报告"
BODY = "本章正文，写明本年度的有关情况，并附必要的说明。"
SIX = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项"]  # fmt: skip
CODES = ["overview", "proactive", "requests", "remedies", "problems", "other"]
NUMERALS = "一二三四五六七八九十"


def read(book, *lines):
    blocks = tuple(map(Paragraph, (TITLE, *lines)))
    return understand(Document("text/plain", "plain", blocks), blocks, book)


def codes(book, *lines):
    return [section.code for section in read(book, *lines).sections if section.code != "front"]


def written(headings, number="{}、", between="\n"):
    """Headings with a numeral and a paragraph each, in lines or run together."""
    text = between.join(f"{number.format(NUMERALS[no])}{heading}{between}{BODY}" for no, heading in enumerate(headings))
    return text.splitlines()


@pytest.mark.parametrize("headings, expected", [
    (["主动公开政府信息的情况", "依申请公开政府信息和不予公开政府信息的情况", "政府信息公开的收费及减免情况", "因政府信息公开申请行政复议、提起行政诉讼的情况", "政府信息公开工作存在的主要问题及改进情况", "其他需要报告的事项"], ["proactive", "requests", "fees", "remedies", "problems", "other"]),
    (["概述", "主动公开政府信息情况", "政府信息依申请公开办理情况", "政府支出和收费情况", "复议、诉讼情况", "咨询处理情况", "存在的主要问题和改进措施", "附表"], ["overview", "proactive", "requests", "fees", "remedies", "inquiries", "problems", "annex"]),
    (["概述", "主动公开政府信息情况", "依申请公开、不予公开及咨询政府信息情况", "申请行政复议、提起行政诉讼和申诉的情况", "工作人员及信息公开事务支出情况"], ["overview", "proactive", "requests", "remedies", "capacity"]),
    (["基本工作情况", "回应解读情况", "重点领域政府信息公开工作情况", "政府信息主动公开情况", "政府信息公开申请的办理情况", "建议提案办理结果公开情况", "存在问题及工作打算"], ["overview", "response", "key_points", "proactive", "requests", "proposals", "problems"]),
    (["总体情况", "工作机制保障", "主动公开工作情况", "政府信息公开申请情况", "政府信息管理", "政府信息公开平台建设"], ["overview", "organisation", "proactive", "requests", "management", "platform"]),
    (["总体情况", "主动公开政府信息情况", "代表建议和政协提案办理情况", "存在问题", "下一步工作打算"], ["overview", "proactive", "proposals", "problems", "problems"]),
    ([*SIX[:5], "信息处理费收取情况", SIX[5]], [*CODES[:5], "fees", "other"]),
    ([SIX[0], "渡口值班室的一年", *SIX[1:]], ["overview", "local", *CODES[1:]]),
])  # fmt: skip
@pytest.mark.parametrize("between", ["\n", ""], ids=["in lines", "in one line"])
def test_chapters_of_every_era_have_one_set_of_codes(book, headings, expected, between):
    if between == "" and {"渡口值班室的一年", "工作机制保障"} & set(headings):
        pytest.skip("words that no edition has are a heading only where something ends them")
    assert codes(book, *written(headings, between=between)) == expected


@pytest.mark.parametrize("line, expected", [
    ("一、总体情况。2023年，平稳有序。", ["overview"]),  # Runs on in its paragraph.
    ("二、主动公开政府信息情况：全年公开12条。", ["proactive"]),
    ("五、存在的主要问题及改进措施一年来，公开渠道有所拓宽。", ["problems"]),
    ("各项工作有序开展。二、主动公开政府信息情况2023年公开12条。", ["proactive"]),
    ("结果维持00000三、收到和处理政府信息公开申请情况全年没有收到申请。", ["requests"]),
    ("三、依申请公开政府信息情况2023年，没有收到申请。", ["requests"]),
    ("四、收费及减免情况 无。", ["fees"]),
    ("第五部分 存在的主要问题及改进情况。队伍不稳。", ["problems"]),
    ("一、 总 体 情 况 2023年，平稳有序。", ["overview"]),
    ("详见一、总体情况和二、主动公开政府信息情况。", ["whole"]),
    ("本报告分为三部分：一、总体情况；二、主动公开政府信息情况；三、其他需要报告的事项。", ["whole"]),
    ("本报告由一、总体情况，二、主动公开政府信息情况，三、存在的主要问题及改进情况三部分组成。", ["whole"]),
    ("工作中把握三点。一、加强领导，二、健全制度。", ["whole"]),
    ("按照第二、第三条的规定办理。", ["whole"]),
])  # fmt: skip
def test_a_heading_inside_a_line_needs_known_words_and_the_end_of_a_sentence_before(book, line, expected):
    assert codes(book, line) == expected


@pytest.mark.parametrize("numbers", [
    "一二三四四五", "一二三五六七", "一二三一二三", "一二三四六七", "一一一一一一",
])  # fmt: skip
@pytest.mark.parametrize("between", ["\n", ""], ids=["in lines", "in one line"])
def test_doubled_skipped_and_restarted_numbers_lose_no_chapter(book, numbers, between):
    text = "".join(f"{number}、{heading}{between}{BODY}{between}" for number, heading in zip(numbers, SIX, strict=True))
    assert codes(book, *text.splitlines()) == CODES


def test_unknown_words_inside_a_line_are_a_heading_where_the_numbers_go_on(book):
    line = f"一、概述 {BODY} 二、主动公开政府信息情况 {BODY} 三、审批事项及处理情况 我局受理12件。 四、复议、诉讼情况 没有。"
    assert codes(book, line) == ["overview", "proactive", "local", "remedies"]
    assert codes(book, line.replace("三、", "九、")) == ["overview", "proactive", "remedies"]


def test_a_list_of_contents_in_one_line_opens_no_chapter(book):
    contents = " ".join(f"{NUMERALS[no]}、{heading}" for no, heading in enumerate(SIX))
    found = read(book, f"目录 {contents} {''.join(written(SIX, between=' '))}")
    assert [section.code for section in found.sections] == ["front", *CODES]
    assert all(BODY in section.text for section in found.sections[1:])


@pytest.mark.parametrize("lost, before, behind", [
    ("代表建议和委员提案办理结果情况", "因政府信息公开申请行政复议、提起行政诉讼的情况", "政府信息公开保密审查及监督检查情况"),
])  # fmt: skip
def test_a_heading_without_its_number_is_told_by_the_gap(book, lost, before, behind):
    lines = ["一、概述", BODY, f"二、{before}", BODY, lost, BODY, f"四、{behind}", BODY]
    assert codes(book, *lines) == ["overview", "remedies", "proposals", "secrecy"]
    lines[6] = f"三、{behind}"
    assert codes(book, *lines) == ["overview", "remedies", "secrecy"]


def test_a_chapter_that_has_lost_its_heading_begins_with_its_first_part(book):
    lines = [line for line in written(SIX) if SIX[4] not in line]
    lines[8:8] = ["（一）主要问题", BODY, "（二）改进情况"]
    found = read(book, *lines)
    assert [section.code for section in found.sections[1:]] == CODES
    assert found.sections[5].text.startswith("（一）主要问题\n")


def test_parts_named_like_chapters_are_none(book):
    lines = written(SIX)
    lines[2:2] = ["（一）主动公开政府信息情况", BODY, "依申请公开政府信息情况", BODY]
    assert codes(book, *lines) == CODES


@pytest.mark.parametrize("number", ["第{}部分 ", "第{}章 ", "（{}）", "{}．", "{}："])
def test_chapters_may_be_numbered_in_other_ways(book, number):
    assert codes(book, *written(["总体概述", *SIX[1:]], number)) == CODES


def test_chapters_with_arabic_numbers(book):
    lines = [line for no, heading in enumerate(SIX, 1) for line in (f"{no}、{heading}", BODY)]
    assert codes(book, *lines) == CODES

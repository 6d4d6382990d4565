"""Headings inside a chapter: where they start and end, how deep they lie, what they are about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.chapters import parts
from extract.codebook import load
from extract.model import Section

BOOK = load()
HEADING = "二、主动公开政府信息情况"


def find(*lines, code="proactive", heading=HEADING):
    return parts.find(Section(1, code, heading, "\n".join((heading, *lines))), BOOK)


@pytest.mark.parametrize("lines, expected", [
    (["（一）公开数量。全年公开12条。", "（二）公开平台。1、政府网站。改版一次。2、新闻媒体。没有。"], [(1, "（一）公开数量", None), (1, "（二）公开平台", "platform"), (2, "1、政府网站", None), (2, "2、新闻媒体", None)]),
    (["（一）主动公开情况", "1.数量", "甲。", "2．形式", "(1)网站", "乙。", "(2)公告栏", "（二）收费情况", "无。"], [(1, "（一）主动公开情况", "proactive"), (2, "1.数量", None), (2, "2．形式", None), (3, "(1)网站", None), (3, "(2)公告栏", None), (1, "（二）收费情况", "fees")]),
    (["1、加强组织领导", "甲。", "2、完善平台建设：改版。", "3、监督检查"], [(1, "1、加强组织领导", "organisation"), (1, "2、完善平台建设", "platform"), (1, "3、监督检查", "supervision")]),
    (["甲。（一）主动公开政府信息的数量2023年公开12条。（二）主动公开的主要形式1.政府网站 在首页设专栏。2.公告栏 在门口。（三）依申请公开方面全局收到3件。"], [(1, "（一）主动公开政府信息的数量", "proactive"), (1, "（二）主动公开的主要形式", "proactive"), (2, "1.政府网站", None), (2, "2.公告栏", None), (1, "（三）依申请公开方面", "requests")]),
    (["（一）进一步规范公开行为1、加强培训，做到规范。2、规范公开，履行责任。（二）改进措施：一是培训。"], [(1, "（一）进一步规范公开行为", None), (2, "1、加强培训，做到规范", None), (2, "2、规范公开，履行责任", None), (1, "（二）改进措施", "problems")]),
    (["（一）甲情况", "（一）乙情况", "（三）丙情况", "（四）丁情况"], [(1, "（一）甲情况", None), (1, "（一）乙情况", None), (1, "（三）丙情况", None), (1, "（四）丁情况", None)]),
    (["①办事公开。甲。", "②财务公开。乙。"], [(1, "①办事公开", None), (1, "②财务公开", None)]),
    (["一是加强领导。二是健全制度。"], []),
    (["按照条例第二十条（一）、（二）项，公开1.2万条，占3.5%。"], []),
    (["2023年1.5万件，其中1、网站。"], []),
    (["1.全年公开信息12条。", "2.没有收到申请。"], []),
    (["（一）我局在开展公开工作的过程中始终坚持把群众满意作为出发点和落脚点，做到了公开及时。"], []),
])  # fmt: skip
def test_headings_of_parts(lines, expected):
    assert [(part.level, part.heading, part.code) for part in find(*lines)] == expected


@pytest.mark.parametrize("topic, code", [
    ("主动公开", "proactive"), ("依申请公开", "requests"), ("政府信息管理", "management"), ("政府信息公开平台建设", "platform"),
    ("监督保障", "supervision"), ("组织领导", "organisation"), ("教育培训", "capacity"), ("收取信息处理费情况", "fees"),
    ("政务公开工作要点落实情况", "key_points"), ("建议提案办理情况", "proposals"), ("咨询情况", "inquiries"), ("特色做法", None),
])  # fmt: skip
def test_the_topics_of_the_overview_have_codes_of_chapters(topic, code):
    (part,) = find(f"（一）{topic}", "甲。", code="overview", heading="一、总体情况")
    assert part.code == code


def test_topics_without_numbers_are_parts_of_the_overview_alone():
    lines = ["主动公开。网站改版。", "依申请公开。没有收到。"]
    assert [part.code for part in find(*lines, code="overview", heading="一、总体情况")] == ["proactive", "requests"]
    assert find(*lines) == ()


def test_rows_of_a_broken_table_are_no_parts():
    lines = ["（二）部分公开（区分处理的，只", "2.其他法律行政法规禁", "止公开", "（四）无法提供"]
    assert find(*lines, code="requests", heading="三、收到和处理政府信息公开申请情况") == ()


WORDS = st.sampled_from([
    "（一）", "（二）", "（三）", "1.", "2、", "3．", "(1)", "（2）", "①", "一、", "主动公开情况", "公开平台建设方面", "甲乙丙丁", "2023年", "12条",
    "。", "，", "：", "；", " ", "\n", "“", "《条例》", "第二十条", "一是", "加强培训，履行责任",
])  # fmt: skip


@given(st.lists(WORDS, max_size=40).map("".join))
def test_parts_are_nested_in_order_and_their_offsets_are_exact(text):
    section = Section(1, "overview", "一、总体情况", f"一、总体情况\n{text}")
    found = parts.find(section, BOOK)
    open_parts = []
    for part in found:
        assert section.text[part.start :].startswith(part.heading) and part.heading.strip() == part.heading
        assert part.start + len(part.heading) <= part.end <= len(section.text)
        open_parts = [other for other in open_parts if other.level < part.level]
        assert part.level >= 1 and all(other.start < part.start and part.end <= other.end for other in open_parts)
        open_parts.append(part)
    for level in {part.level for part in found}:
        ends = [0, *(part.end for part in found if part.level == level)]
        starts = [part.start for part in found if part.level == level]
        assert all(end <= start for end, start in zip(ends, starts, strict=False))

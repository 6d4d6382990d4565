"""Web pages: the report is read whole, what the site prints around it is furniture, and no digit is lost."""

import pytest

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph, Table
from extract.read import read
from extract.read.html import unmarked

PROSE = "某县人民政府办公室按照条例要求编制本报告，全年主动公开政府信息1234条。"
P = f"<p>{PROSE}</p>"


def page(body: str) -> Document:
    """A page read from its bytes, with nothing lost."""
    html = f"<!DOCTYPE html><html><head><meta charset=gb2312><title>x</title></head><body>{body}</body></html>"
    document = read(html.encode())
    assert lost(document.witness, texts(document)) == []
    return document


def texts(document: Document) -> list[str]:
    cells = [cell.text for table in document.tables() for cell in table.cells]
    return cells + [block.text for block in document.blocks if isinstance(block, Paragraph)]


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def furniture(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture]


def shape(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in table.cells]


@pytest.mark.parametrize(
    "html, expected",
    [
        ("<b><span lang=EN-US>202</span></b><b>3</b><b><span>年度<o:p></o:p></span></b>", "2023年度"),
        ("<![if !supportLists]><span>（一）</span><![endif]><span>新收</span>", "（一）新收"),
        ("一、<span><span style='mso-spacerun:yes'>&nbsp; </span></span>总体", "一、 总体"),
        ("共<span>1</span><span>2</span>3&nbsp;条", "共123 条"),
        ("主动\n        公开", "主动公开"),
        ("公开<!-- 9 -->数", "公开数"),
        ("<font><font face=黑体>公</font>开</font>数", "公开数"),
        ("22<sup>1</sup>件", "22¹件"),
        ("<a name=_Toc1>一、总体情况</a>", "一、总体情况"),
        ("2&gt;1", "2>1"),
    ],
)
def test_a_line_is_what_a_browser_shows(html, expected):
    assert lines(page(f"<div>{P}<p>{html}</p>{P}</div>"))[1] == expected


@pytest.mark.parametrize(
    "html, expected",
    [
        ("一、总体情况<br>　　公开12条。<br/><br>　　办结3件。", ["一、总体情况", "公开12条。", "办结3件。"]),
        ("<pre>一、总体情况\n  公开12条。\r\n  办结3件。</pre>", ["一、总体情况", "公开12条。", "办结3件。"]),
        ("<div style='white-space: pre-wrap'>一、总体情况\n公开12条。</div>", ["一、总体情况", "公开12条。"]),
        ("<ul><li>公开12条<li>办结3件</ul>", ["公开12条", "办结3件"]),
        ("<p>一、总体情况<div>公开12条。</div>", ["一、总体情况", "公开12条。"]),
    ],
)
def test_lines_end_where_the_page_ends_them(html, expected):
    assert lines(page(P + html + P))[1:-1] == expected


TABLES = {
    "word": (
        "<table class=MsoNormalTable><tr><td rowspan=2><p><span>信息<br>内容</span></p><p></p><td><p>本年<o:p></o:p></p>"
        "<td>&nbsp;12&nbsp;<tr><td>废<span> </span>止<td><p>&nbsp;</p><p><span>1</span><span>3</span></p></table>",
        [
            (0, 0, 2, 1, "信息\n内容"),
            (0, 1, 1, 1, "本年"),
            (0, 2, 1, 1, "12"),
            (1, 1, 1, 1, "废 止"),
            (1, 2, 1, 1, "13"),
        ],
    ),
    "cells without rows": (
        "<table><td>甲<td>1<tr><td>乙<td>2</table>",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "2")],
    ),
    "spans past the end": (
        "<table><tr><td rowspan=99>甲<td>子<td>4<tr><td>丑<td colspan='100%'>5</table>",
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "子"), (0, 2, 1, 1, "4"), (1, 1, 1, 1, "丑"), (1, 2, 1, 1, "5")],
    ),
    "spans of nothing": (
        "<table><tr><td rowspan=0>甲<td colspan=0>1<tr><td colspan=x>2</table>",
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2")],
    ),
    "a rowspan ends with its section": (
        "<table><tbody><tr><td rowspan=5>甲<td>1<tr><td>2<tbody><tr><td>乙<td>3</table>",
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2"), (2, 0, 1, 1, "乙"), (2, 1, 1, 1, "3")],
    ),
    "the foot is shown last": (
        "<table><tfoot><tr><td>合计<td>9<thead><tr><th>项<th>数<tbody><tr><td>甲<td>9</table>",
        [
            (0, 0, 1, 1, "项"),
            (0, 1, 1, 1, "数"),
            (1, 0, 1, 1, "甲"),
            (1, 1, 1, 1, "9"),
            (2, 0, 1, 1, "合计"),
            (2, 1, 1, 1, "9"),
        ],
    ),
    "two numbers in one cell": (
        "<table><tr><td>甲<td><p>12</p><p>3</p></table>",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "12\n3")],
    ),
}


@pytest.mark.parametrize("html, expected", TABLES.values(), ids=TABLES)
def test_tables(html, expected):
    (table,) = page(P + html + P).tables()
    assert shape(table) == expected


def test_a_caption_stands_before_its_table():
    document = page(P + "<table><caption>表一 2023年</caption><tr><td>甲<td>1</table>" + P)
    assert [getattr(block, "text", "table") for block in document.blocks[1:3]] == ["表一 2023年", "table"]


def test_a_table_inside_a_cell_follows_its_table():
    rows = "".join(f"<tr><td>项目{n}<td>{n}" for n in range(9))
    outer, inner = page(f"{P}<table>{rows}<tr><td>明细<td><table><tr><td>甲<td>77</table></table>{P}").tables()
    assert (outer.height, [cell.text for cell in inner.cells]) == (10, ["甲", "77"])


LAYOUTS = {
    "tables in tables": f"<table><tr><td>首页<td><table><tr><td>{P * 3}<table><tr><td>甲<td>1<tr><td>乙<td>2</table>{P}</table></table>",
    "a column of links beside": f"<table><tr><td><a href=x>栏目一</a><td>{P * 6}<table><tr><td>甲<td>1<tr><td>乙<td>2</table></table>",
    "margins of empty cells": f"<table><tr><td>&nbsp;<td>{P * 6}<table><tr><td>甲<td>1<tr><td>乙<td>2</table><td></table>",
    "a form around everything": f"<form id=aspnetForm><input type=hidden value=9><div>{P * 3}<table><tr><td>甲<td>1<tr><td>乙<td>2</table></div></form>",
}


@pytest.mark.parametrize("html", LAYOUTS.values(), ids=LAYOUTS)
def test_tables_that_lay_out_the_page_are_no_tables(html):
    document = page(html)
    assert [[cell.text for cell in table.cells] for table in document.tables()] == [["甲", "1", "乙", "2"]]
    assert lines(document).count(PROSE) >= 3 and "栏目一" not in lines(document)


def test_a_long_note_in_a_table_leaves_it_a_table():
    rows = "".join(f"<tr><td>第{n}项政府信息公开申请的办理结果数量<td>{n}" for n in range(40))
    (table,) = page(f"{P}<table>{rows}<tr><td colspan=2>{'说明文字很长的一句话。' * 25}</table>{P}").tables()
    assert table.height == 41


TITLE = "某县2023年政府信息公开工作年度报告"
REPORT = f"<p>一、总体情况</p>{P * 4}<p>六、其他需要报告的事项</p><p>无其他需要报告的事项。</p>"
BEFORE = [
    "当前位置：首页 > 政府信息公开 > 年报",
    "您现在的位置是：首页 > 年报",
    "首页 > 年报",
    "发布日期：2024-01-20 09:33 来源：某县政府办 浏览次数：123次",
    "来源：某县政府办 时间：2024-01-20 【字体：大 中 小】",
    "索引号：000014349/2024-00012",
    "【字体：大 中 小】 打印",
]
AFTER = [
    "上一篇：某县2022年政府信息公开工作年度报告",
    "下一篇：没有了",
    "扫一扫在手机打开当前页",
    "【打印】【关闭】",
    "打印本页 关闭窗口",
    "分享到：微信 微博",
    "相关阅读",
    "版权所有：某县人民政府",
    "主办单位：某县人民政府 备案号：苏ICP备05012345号",
    "苏公网安备32010202010123号",
    "网站标识码：3200000001",
]


@pytest.mark.parametrize("line", BEFORE)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_lines_before_the_report_do_not_start_it(line, tag):
    document = page(f"<div><{tag}>{line}</{tag}><h1>{TITLE}</h1><{tag}>{line}</{tag}>{REPORT}</div>")
    assert lines(document)[0] == TITLE and lines(document)[1] == "一、总体情况"
    assert furniture(document) == [line, line]


@pytest.mark.parametrize("line", AFTER)
def test_lines_behind_the_report_do_not_end_it(line):
    document = page(f"<div><h1>{TITLE}</h1>{REPORT}<p>{line}</p></div>")
    assert lines(document)[-1] == "无其他需要报告的事项。"
    assert furniture(document) == [line]


def test_what_follows_a_neighbours_line_belongs_to_the_page():
    tail = f"<p>相关阅读</p><p>{TITLE.replace('2023', '2021')} 2022-01-20</p><p>领导之窗</p>"
    assert lines(page(f"<div><h1>{TITLE}</h1>{REPORT}{tail}</div>"))[-1] == "无其他需要报告的事项。"


def test_links_around_the_report_are_furniture_and_links_in_it_are_not():
    link = "<p><a href=x>政策文件</a></p>"
    inside = REPORT.replace("</p>", "</p><p><a href=y>http://www.example.cn/1</a></p>", 2)
    document = page(f"<div>{link}<h1>{TITLE}</h1>{inside}{link}</div>")
    assert furniture(document) == ["政策文件", "政策文件"]
    assert "http://www.example.cn/1" in lines(document)


def test_the_title_above_the_article_stays_with_it():
    document = page(
        f"<div><h1>{TITLE}</h1><div>发布日期：2024-01-20 来源：某办</div><div id=article>{REPORT}</div></div>"
    )
    assert lines(document)[0] == TITLE


@pytest.mark.parametrize(
    "html",
    [
        "<div style='display:none'>隐藏88</div>",
        "<p hidden>隐藏88</p>",
        "<noscript>隐藏88</noscript>",
        "<select><option>隐藏88</select>",
        "<textarea>隐藏88</textarea>",
    ],
)
def test_what_a_browser_does_not_show_is_furniture(html):
    document = page(f"<div>{P * 3}{html}</div>")
    assert furniture(document) == ["隐藏88"] and lines(document) == [PROSE] * 3


def test_a_hidden_article_is_still_the_article():
    assert lines(page(f"<div style='display:none'>{P * 5}</div>")) == [PROSE] * 5


def test_a_page_that_declares_gb2312_keeps_what_gb2312_lacks():
    html = f"<html><head><meta charset=gb2312></head><body><p>二〇二三年镕㐀鄌郚12条</p>{P}</body></html>"
    assert lines(read(html.encode("gb18030"))) == ["二〇二三年镕㐀鄌郚12条", PROSE]


def test_deep_pages_are_read_and_bottomless_ones_refused():
    assert lines(page("<div>" * 200 + P * 2 + "</div>" * 200)) == [PROSE] * 2
    for depth, reason in ((1500, "damaged"), (20000, "too_large")):
        with pytest.raises(UnreadableFile) as error:
            page("<div>" * depth + P)
        assert error.value.reason == reason


def opened(html: str) -> Document:
    return read(f"<!DOCTYPE html><html><head><title>x</title></head><body>{P}{html}</body></html>".encode())


@pytest.mark.parametrize(
    "html, reason",
    [
        (f"<!-- <p>{PROSE}9件。</p>".replace("全年", "去年"), "unread"),
        (f"<script>var content = '<p>{PROSE.replace('全年', '去年')}</p>'</script>", "unread"),
        (f"<script>x = '{PROSE.replace('全年', '去年')}'".encode("unicode-escape").decode(), "unread"),
        (f"{P * 3}<div style='display:none'>{PROSE.replace('全年', '去年')}</div>", "hidden"),
        (f"{P * 3}<template><p>{PROSE.replace('全年', '去年')}</p></template>", "hidden"),
        (f"{P * 3}<textarea>{PROSE.replace('全年', '去年')}</textarea>", "hidden"),
        (f"<p>一、总体情况</p><img src=W02.jpg>{P}<p>二、其他情况</p>", "picture"),
    ],
)
def test_what_is_not_read_or_not_shown_is_told(html, reason):
    assert [remark.reason for remark in opened(html).warnings] == [reason]


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {PROSE} --><script>alert('请选择。'); var copy = '{PROSE}'</script>",
        f"{P * 3}<div style='display:none'>{PROSE}</div>",
        "<p>一、总体情况</p><img src=icon_pdf.png><img src=a.jpg width=16><p>二、其他情况</p>",
        "<script>var nav = ['政府信息公开指南', '政府信息公开年报']</script>",
    ],
)
def test_copies_and_the_sites_own_words_are_no_doubt(html):
    assert opened(html).warnings == ()


def test_a_form_prints_what_stands_in_its_inputs():
    rows = "<tr><td>受理<td><input value=12><tr><td>办结<td><input type=hidden value=9><input type=text value=7>"
    (table,) = opened(f"<table>{rows}</table>{P}").tables()
    assert [cell.text for cell in table.cells] == ["受理", "12", "办结", "7"]


HEADS = {
    "the names of a site's system": (
        '<meta name="ArticleTitle" content="某县年报"><meta name="PubDate" content="2024-1-5 9:30">'
        '<meta name="ContentSource" content="某县教育局"><meta name="Url" content="http://example.gov.cn/1.html">',
        ("某县年报", "2024-01-05 09:30", "某县教育局", "http://example.gov.cn/1.html"),
    ),
    "properties": (
        '<meta property="og:title" content="某县年报"><link rel=canonical href="http://example.gov.cn/2">',
        ("某县年报", None, "", "http://example.gov.cn/2"),
    ),
    "lines of the page": (
        "<title>年报</title><p>发布日期：2024年1月5日 来源：某县司法局 浏览次数：9</p>",
        ("年报", "2024-01-05", "某县司法局", None),
    ),
    "a browser's note": (
        "<!-- saved from url=(0027)http://example.gov.cn/3.htm --><title>年报</title><p>来源：本站</p>",
        ("年报", None, "", "http://example.gov.cn/3.htm"),
    ),
    "a date that is none": ('<title>年报</title><meta name=PubDate content="2024-13-45">', ("年报", None, "", None)),
}


@pytest.mark.parametrize("head, expected", HEADS.values(), ids=HEADS)
def test_what_a_page_says_of_itself(head, expected):
    found = read(f"<html>{head}{P}</html>".encode())
    assert (found.title, found.published_at, found.publisher, found.source_url) == expected


def test_links_to_files_and_frames_are_kept_as_written():
    html = (
        "<a href='./P02.pdf'>一</a><a href='/a.html'>二</a><a href='d.doc?a=1&amp;b=2'>三</a><a href='./P02.pdf'>四</a>"
        "<iframe src='/body.htm'></iframe><a href='javascript:x(\".pdf\")'>五</a><a href='附件.WPS'>六</a>"
    )
    assert opened(html).links == ("./P02.pdf", "d.doc?a=1&b=2", "/body.htm", "附件.WPS")


def test_a_page_of_frames_names_them_and_holds_nothing():
    found = read(b"<html><frameset cols=1><frame src=a.htm><frame src=b.htm></frameset></html>")
    assert (found.blocks, found.links) == ((), ("a.htm", "b.htm"))


SEEN = "<table><tr><td>一、新收<td>12<tr><td>二、结转<td>3</table>"


@pytest.mark.parametrize(
    "html, tables",
    [
        (f"{SEEN}<div style='display:none'>{SEEN}</div>", 1),
        (f"<div hidden>{SEEN}</div>{SEEN}", 1),
        (f"{SEEN}<div hidden>{SEEN.replace('12', '13')}</div>", 2),
        (f"{SEEN}{SEEN}", 2),
        (f"<div hidden>{SEEN}</div>", 1),
    ],
)
def test_a_hidden_copy_of_a_table_is_no_second_table(html, tables):
    document = page(f"<p>{'一、总体情况。' * 20}</p>{html}")
    assert len(list(document.tables())) == tables


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        ("<td>1<b>2</b></td><td>3</td>", ["12", "3"]),
        ("<p>1<span title='>'>2</span><i></i>3</p>", ["123"]),
        ("<p><b>1</b><b>2</b>年<b>3</b></p>", ["12", "3"]),
        ("<p>1<br>2<b>\u200b</b>3<b>&#52;</b></p>", ["1", "234"]),
        ("<p>1 < 2<b>3</b></p>", ["1", "23"]),
        ("<!--4<rt>5> ", ["45"]),
    ],
)
def test_the_witness_joins_digits_over_tags_that_end_no_line(body, runs):
    assert unmarked.witness(f"<html><body>{body}</body></html>") == runs

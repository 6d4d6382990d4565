"""What stands behind a report's end is kept, and is no part of its last chapter."""

import pytest

from extract.codebook import load
from extract.model import Cell, Document, Paragraph, Table
from extract.report import understand

BOOK = load()
TITLE = "云泽县财政局2023年政府信息公开工作年度报告"
CHAPTERS = ["一、总体情况", "平稳有序。", "二、其他需要报告的事项"]


def read(*lines):
    blocks = tuple(Paragraph(line) if isinstance(line, str) else line for line in (TITLE, *CHAPTERS, *lines))
    return understand(Document("text/plain", "plain", blocks), blocks, BOOK)


@pytest.mark.parametrize("lines, kept, apart", [
    (["无。", "云泽县财政局", "2024年1月5日"], "无。", ["云泽县财政局\n2024年1月5日"]),
    (["无。", "2024年1月5日", "云泽县财政局"], "无。", ["2024年1月5日\n云泽县财政局"]),
    (["无。", "云泽县财政局"], "无。", ["云泽县财政局"]),
    (["无。", "云泽县财政局（公章）", "二○二四年一月五日"], "无。", ["云泽县财政局（公章）\n二○二四年一月五日"]),
    (["无。 云泽县财政局 2024年1月5日"], "无。", ["云泽县财政局 2024年1月5日"]),
    (["无。云泽县财政局2024年1月5日 附件下载"], "无。", ["云泽县财政局2024年1月5日 附件下载"]),
    (["无。", "附件下载", "扫一扫在手机上查看当前页面", "关闭"], "无。", ["附件下载\n扫一扫在手机上查看当前页面\n关闭"]),
    (["无。 【打印】【关闭】"], "无。", ["【打印】【关闭】"]),
    (["无。 相关链接： 2022年年报 主办单位：云泽县人民政府"], "无。", ["相关链接： 2022年年报 主办单位：云泽县人民政府"]),
    (["无。", "抄送：云泽县人民政府办公室", "云泽县财政局办公室 2024年1月6日印发"], "无。", ["抄送：云泽县人民政府办公室\n云泽县财政局办公室 2024年1月6日印发"]),
    (["无。"], "无。", []),
    (["数据截至2023年12月31日"], "数据截至2023年12月31日", []),
    (["统计期限为 2023年1月1日 至 2023年12月31日"], "统计期限为 2023年1月1日 至 2023年12月31日", []),
    (["栏目增设了相关链接，打印更方便。"], "栏目增设了相关链接，打印更方便。", []),
    (["工作由本局于2024年1月5日"], "工作由本局于2024年1月5日", []),
    (["值班人员", "岚某"], "值班人员\n岚某", []),
])  # fmt: skip
def test_signature_and_remains_stand_apart(lines, kept, apart):
    found = read(*lines)
    assert found.sections[-1].text == f"{CHAPTERS[-1]}\n{kept}"
    assert list(found.furniture) == apart


def test_nothing_is_taken_out_above_a_table():
    table = Table((Cell(0, 0, "项目"), Cell(0, 1, "数")))
    found = read("云泽县财政局", "2024年1月5日", table)
    assert found.furniture == ()
    assert found.tables[0].position == len(found.sections[-1].text)


FLAT = "指标名称单位2015年度历年累计主动公开信息数条2111016其中：1.政府网站公开数条21110162.政府公报公开数条00受理政府信息公开申请总数条03其中：1.当面申请数条01"


@pytest.mark.parametrize("lines", [
    ["一、概述 平稳有序。 二、存在的主要问题及改进措施 队伍不稳。 云泽县财政局 2016年1月4日 附表： " + FLAT],
    ["一、概述 平稳有序。 二、存在的主要问题及改进措施 队伍不稳。 云泽县财政局 2016年1月4日 附件1：云泽县财政局2015年政府信息公开情况统计表 " + FLAT],
    ["一、概述", "平稳有序。", "二、存在的主要问题及改进措施", "队伍不稳。", "云泽县财政局", "2016年1月4日", "附件", "2015年统计表", FLAT],
    ["一、概述", "平稳有序。", "二、存在的主要问题及改进措施", "队伍不稳。", "云泽县财政局", "2016年1月4日", "三、附表", FLAT],
])  # fmt: skip
def test_an_annex_that_became_text_is_a_chapter_and_the_signature_stands_before_it(lines):
    blocks = tuple(map(Paragraph, ("云泽县财政局2015年政府信息公开工作年度报告", *lines)))
    found = understand(Document("text/plain", "plain", blocks), blocks, BOOK)
    assert [section.code for section in found.sections] == ["front", "overview", "problems", "annex"]
    assert found.sections[2].text.endswith("队伍不稳。")
    assert found.sections[3].text.endswith(FLAT)
    assert [text.replace("\n", " ") for text in found.furniture] == ["云泽县财政局 2016年1月4日"]


def test_rows_of_an_annex_open_no_chapter():
    flat = "附件 2015年统计表 统计指标单位统计数一、主动公开情况（一）主动公开政府信息数条3972.规范性文件条0三、依申请公开情况（一）收到申请数件0四、行政复议数量件0"
    line = f"一、概述 平稳有序。 二、主动公开政府信息情况 全年公开。 三、存在的主要问题及改进措施 队伍不稳。 {flat}"
    blocks = (Paragraph("云泽镇人民政府2015年政府信息公开工作年度报告"), Paragraph(line))
    found = understand(Document("text/plain", "plain", blocks), blocks, BOOK)
    assert [section.code for section in found.sections] == ["front", "overview", "proactive", "problems", "annex"]

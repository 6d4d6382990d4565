"""Local tables of 2008-2013 and their later copies: header cells and labels decide, and the running total is never the year."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import recode
from extract.coding import code
from extract.coding.cut import Glued, solve
from extract.coding.years import year_of
from extract.model import Cell, Paragraph, Placed, Section, Table
from extract.tables.flat import find

HEAD = ["指标名称", "计量单位"]
LABELS = ["主动公开信息数", "其中：1.网站公开", "2.政府公报公开", "受理依申请公开信息总数", "其中：1.当面申请数"]
YEAR, SINCE = "value", "value.since_start"


def table(head, *rows):
    """A grid of texts under a header."""
    grid = [HEAD + head, *([label, "条", *map(str, row)] for label, row in zip(LABELS, rows, strict=False))]
    return Table(tuple(Cell(r, c, text) for r, line in enumerate(grid) for c, text in enumerate(line)))


def coded(book, *tables, year=None):
    return code([Placed(item, 0, 0) for item in tables], book, year)


def flat(book, text, year=None):
    """What the one flattened table of a text is coded as."""
    (found,) = find(text, book)
    return coded(book, found.table, year=year)


def values(coding):
    return {f"{fact.item}@{fact.column}".removesuffix("@value"): fact.value for fact in coding.facts}


def unmapped(coding):
    cells = (cell for item in coding.tables for cell in item.cells)
    return [c.cell.text for c in cells if c.role == "value" and c.cell.text and not c.item and not c.ignored]


@pytest.mark.parametrize("head, year, expected", [
    (["2011年度", "历年累计"], 2011, 5),
    (["历年累计", "2011年度"], 2011, 6),
    (["二〇一一年度", "历年累计"], 2011, 5),
    (["2011年度", "历年累计"], None, 5),
    (["2010年度", "2011年度"], 2011, 6),
    (["2010年度", "2011年度"], 2010, 5),
    (["2010年度", "2011年度"], None, None),
    (["本月累计", "本年累计"], 2011, 6),
    (["2011年度", "数量"], 2011, None),  # Two columns that could be the year's.
    (["年末统计", "备注"], None, 5),
    (["甲局", "乙局"], 2011, None),
])  # fmt: skip
def test_the_column_of_the_year_is_told_by_its_header(book, head, year, expected):
    found = coded(book, table(head, *[(5, 6)] * 5), year=year)
    assert values(found).get("proactive.total") == expected
    assert SINCE not in {fact.column for fact in found.facts}


def test_a_column_of_another_year_alone_is_read_and_flagged(book):
    found = coded(book, table(["2010年度", "历年累计"], *[(5, 6)] * 5), year=2011)
    assert {(fact.value, fact.confidence < 0.95) for fact in found.facts} == {(5, True)}


def test_running_totals_are_kept_as_cells_with_a_reason(book):
    found = coded(book, table(["2011年度", "历年累计"], *[(5, 6)] * 5), year=2011)
    kept = [cell for cell in found.tables[0].cells if cell.cell.text == "6"]
    assert {cell.ignored for cell in kept} == {"a running total since 2008, never the value of the year"}
    assert unmapped(found) == []


@pytest.mark.parametrize("rows", [
    [["指标名称", "单位", "2011年度"], ["总人口", "人", "300"], ["国内生产总值", "万元", "200"], ["合计", "件", "100"], ["其他", "件", "4"]],
    [["指标", "数量"], ["申请总数", "4"], ["其他", "3"], ["立案数", "2"], ["结案数", "1"], ["合计", "9"]],
    [["部门", "申请总数", "答复总数"], ["甲局", "1", "2"], ["乙局", "3", "4"], ["合计", "4", "6"]],
    [["指标名称", "数量"], ["案件总数", "4"], ["国家秘密数量", "3"], ["商业秘密保护数", "2"], ["个人隐私投诉数", "1"]],
    [["项目", "金额"], ["收取费用总额", "4"], ["其他", "3"], ["合计", "7"], ["总计", "7"]],
])  # fmt: skip
def test_tables_of_another_subject_stay_uncoded(book, rows):
    other = Table(tuple(Cell(r, c, text) for r, line in enumerate(rows) for c, text in enumerate(line)))
    found = coded(book, other)
    numbers = [text for line in rows for text in line if text.isdigit()]
    assert (found.form, found.facts, unmapped(found)) == (None, (), numbers)


def test_a_row_that_no_edition_prints_stays_unmapped_with_its_label(book):
    grid = table(["2011年度"], *[(5,)] * 5)
    extra = (Cell(6, 0, "接待群众来访批次"), Cell(6, 1, "批次"), Cell(6, 2, "8"))
    found = coded(book, Table(grid.cells + extra))
    assert unmapped(found) == ["8"]
    assert values(found)["request.received.in_person"] == 5


def test_the_edition_is_told_by_labels_and_not_by_the_year(book):
    assert coded(book, table(["2016年度"], *[(5,)] * 5), year=2016).form == "2008"


FUJIAN = "附件政府信息公开情况统计表 指标名称计量单位{}主动公开信息数条{}其中：1、网站公开条{}2、政府公报公开条{}受理依申请公开信息总数条{}其中：1、当面申请数条{}2、传真申请数条{}行政复议数件{}"


def copied(columns, rows):
    """A flattened list under some columns, with the digits of its rows."""
    return FUJIAN.format(columns, *rows.split())


@pytest.mark.parametrize("columns, rows, expected, left", [
    # One column: what is printed is the value, without the number of the next row.
    ("年末统计", "86 86 0 0 0 0 0", {"proactive.total": 86, "proactive.channel.website": 86, "reconsideration.total": 0}, []),
    # The three ways to cut the first two rows fit each other: nothing decides.
    ("2015年度历年累计", "2111016 2111016 00 03 01 02 00", {"proactive.total": None, "request.received.fax": 0}, ["2111016"] * 2),
    ("2016年度历年累计", "346085376 346085376 00 00 00 00 00", {"proactive.total": None}, ["346085376"] * 2),
    # 7 in the gazette rules out 4, and no more than 1516 rules out 42: read, and flagged.
    ("2011年度历年累计", "4251516 4181509 77 00 00 00 00", {"proactive.total": 425, "proactive.channel.website": 418}, []),
    # A blank: 11 may be 1 and 1, or 11 and nothing.
    ("2011年度历年累计", "11 11 00 0 00 00 00", {"proactive.total": None}, ["11", "11", "00", "0", "00", "00", "00"]),
    # A date behind the table is none of its figures.
    ("年末统计", "86 86 0 0 0 0 42017年1月13日", {"reconsideration.total": 4}, []),
    ("指标数", "1 1 1 1 1 1 1", None, []),
])  # fmt: skip
def test_flattened_lists_are_cut_where_one_way_is_left(book, columns, rows, expected, left):
    text = copied(columns, rows)
    if expected is None:
        assert find(text, book) == []
        return
    found = flat(book, text)
    assert {item: values(found).get(item) for item in expected} == expected
    assert unmapped(found) == left


def test_the_ways_that_are_left_are_kept_with_the_cell(book):
    found = flat(book, copied("2015年度历年累计", "2111016 2111016 00 03 01 02 00"))
    ways = {cell.candidates for cell in found.tables[0].cells if cell.cell.text == "2111016"}
    assert ways == {(("2", "111016"), ("21", "11016"), ("211", "1016"))}


def test_what_only_an_orderly_report_decides_is_flagged(book):
    found = flat(book, copied("2011年度历年累计", "4251516 4181509 77 00 00 00 00"))
    sure = {fact.item: fact.confidence >= 0.95 for fact in found.facts}
    assert (sure["proactive.total"], sure["proactive.channel.gazette"], sure["reconsideration.total"]) == (False, True, True)  # fmt: skip
    assert {fact.method for fact in found.facts} == {"solved"}


@pytest.mark.parametrize("text", [
    "受理依申请公开信息总数条0其中：1、当面申请数条0行政复议数件0",  # No header: nobody says what the digits are.
    FUJIAN.format("年末统计", *[""] * 7),
    "指标名称解释：主动公开信息数86条，其中网站公开86条，行政复议数0件。",
])  # fmt: skip
def test_other_text_is_no_list(book, text):
    assert find(text, book) == []


def test_a_row_with_an_unknown_label_is_a_row_of_the_list(book):
    text = copied("年末统计", "86 86 0 0 0 0 0").replace("受理", "群众来访批次批次5受理")
    found = flat(book, text)
    assert unmapped(found) == ["5"]
    assert values(found)["request.received.total"] == 0


def test_money_of_a_list_is_brought_to_the_unit_of_its_item(book):
    text = "指标名称单位2015年度对申请的答复总数条0其中：1.同意公开答复数条0政府信息公开收费减免金额万元2行政复议数件0"
    (fact,) = [fact for fact in flat(book, text).facts if fact.item == "fee.waived"]
    assert (fact.value, fact.unit, fact.raw) == (20000, "元", "2")


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=5, max_size=5))
def test_a_flattened_list_is_cut_as_printed_or_flagged_or_not_at_all(book, numbers):
    """Where the report is orderly, whatever is read is what was printed."""
    pairs = [(small, small + more) for small, more in numbers]
    total = tuple(map(sum, zip(*pairs[:2], strict=True)))
    rows = [total, *pairs[:2], pairs[2], pairs[2], (0, 0), (0, 0)]
    found = flat(book, FUJIAN.format("2011年度历年累计", *("".join(map(str, row)) for row in rows)))
    codes = ["proactive.total", "proactive.channel.website", "proactive.channel.gazette", "request.received.total"]
    expected = {item: row[0] for item, row in zip(codes, rows, strict=False)}
    assert {item: value for item, value in values(found).items() if item in expected}.items() <= expected.items()


@settings(max_examples=30)
@given(st.integers(1, 200), st.integers(1, 10_000), st.sampled_from(["1", "10", "123", "0"]))
def test_time_is_bounded_on_any_digits(book, rows, length, digits):
    keys = [((f"request.received.{no}", YEAR), (f"request.received.{no}", SINCE)) for no in range(rows)]
    found = solve([Glued((digits * length)[:length], own) for own in keys], book, "2008", "indicators")
    assert len(found) == rows


def test_time_is_bounded_on_rows_that_hang_together(book):
    items = [row.code for row in book.form("2008").rows()]
    rows = [Glued("12345678912345", ((item, YEAR), (item, SINCE))) for item in dict.fromkeys(items)]
    assert {found.cut for found in solve(rows, book, "2008", "indicators")} == {None}


@pytest.mark.parametrize("key, year", [("2011年度", 2011), ("二〇一一年度", 2011), ("二一一年", 2011), ("年末统计", None), ("12011年", None)])  # fmt: skip
def test_the_year_of_a_column(key, year):
    assert year_of(key) == year


BUDGET = ["收取费用总数", "其中：主动公开收费总数", "处理政府信息公开的专项经费"]


@pytest.mark.parametrize("units, head, caption, budget, expected", [
    (["元", "元", "万元"], "数量", "", "12.5", (12.5, True)),
    (["元", "元", "元"], "数量", "", "125000", (12.5, True)),
    (["元", "元", "万元"], "数量", "", "125,000元", (12.5, True)),
    (["元", "元", "万元"], "数量", "", "12.5万元", (12.5, True)),
    (["", "", ""], "数量", "单位：万元", "12.5", (12.5, True)),
    (["", "", ""], "数量", "", "12.5", (12.5, False)),
    (["元", "元", "万元"], "数量", "", "125000", (125000, False)),  # So much only in 元.
    (["元", "元", "万元"], "数量", "", "24252.311082", (24252.311082, True)),  # No 元 has six decimals.
])  # fmt: skip
def test_the_unit_of_money_is_told_by_cell_row_caption_and_size(book, units, head, caption, budget, expected):
    rows = [[label, unit, "0"] for label, unit in zip(BUDGET, units, strict=True)]
    rows[-1][-1] = budget
    lines = [["指标名称", "单位", head], *rows]
    grid = Table(tuple(Cell(r, c, text) for r, line in enumerate(lines) for c, text in enumerate(line)))
    found = code([Placed(grid, 0, 0, (Paragraph(caption),) if caption else ())], book)
    (fact,) = [fact for fact in found.facts if fact.item == "org.budget"]
    assert (fact.value, fact.confidence >= 0.95, fact.raw) == (*expected, budget)


@pytest.mark.parametrize(
    "text, doubted",
    [
        ("二、主动公开情况\n单位：万元", False),
        ("二、主动公开情况\n（金额单位：元）", False),
        ("二、主动公开情况\n如下表。", True),
        ("二、主动公开情况\n单位：万元。" + "全年经费由财政安排。" * 5, True),
    ],
)
def test_the_line_right_above_a_table_in_a_chapter_names_its_unit(book, text, doubted):
    lines = [["指标名称", "单位", "数量"], *([label, "", "0"] for label in BUDGET[:-1]), [BUDGET[-1], "", "12.5"]]
    grid = Table(tuple(Cell(r, c, text) for r, line in enumerate(lines) for c, text in enumerate(line)))
    placed = Placed(grid, 1, len(text))
    found, _ = recode.understand([placed], [Section(1, "proactive", "", text)], book, False, 2012)
    (budget,) = [fact for fact in found.facts if fact.item == "org.budget"]
    assert (budget.confidence < 0.95) is doubted


ANHUI = ["（一）主动公开政府信息数", "主动公开机构领导、机构设置及人事信息", "主动公开政府文件数", "（一）收到申请数"]


@pytest.mark.parametrize("head", [
    ["合计", "县政府统计数", "部门统计数", "乡镇街道统计数"],
    ["总计", "区政府统计数", "区直单位统计数", "乡镇街道统计数"],
    ["统计数", "本级政府", "部门统计数", "乡镇街道统计数"],
])  # fmt: skip
def test_several_levels_stand_in_columns_of_their_own(book, head):
    lines = [["统计指标", "单位", *head], *([label, "条", "9", "2", "3", "4"] for label in ANHUI)]
    found = coded(book, Table(tuple(Cell(r, c, text) for r, line in enumerate(lines) for c, text in enumerate(line))))
    columns = ["value", "value.government", "value.departments", "value.towns"]
    assert found.form == "2014"
    for item in ("proactive.total", "x.anhui.personnel", "x.anhui.gov_documents", "request.received.total"):
        assert [values(found).get(f"{item}@{column}".removesuffix("@value")) for column in columns] == [9, 2, 3, 4]


def test_a_flattened_table_of_2014_is_read_by_its_header(book):
    text = "统计指标单位统计数一、主动公开情况——（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）条140其中：主动公开规范性文件数条3（二）通过不同渠道和方式公开政府信息的情况——1.政府公报公开政府信息数条02.政府网站公开政府信息数条120三、依申请公开情况——（一）收到申请数件2"
    found = flat(book, text)
    assert values(found) == {"proactive.total": 140, "proactive.normative_docs": 3, "proactive.channel.gazette": 0,
                             "proactive.channel.website": 120, "request.received.total": 2}  # fmt: skip
    assert unmapped(found) == []

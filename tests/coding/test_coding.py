"""Odd tables: what is printed decides, and what cannot be decided stays unmapped."""

import pytest

from extract.coding import code
from extract.model import Cell, Coding, Paragraph, Placed, Table

TOWN = ["统计指标", "单位", "统计数"]
MATRIX = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
ART20 = [["第二十条第（一）项"], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]


def table(rows):
    """A grid of texts; `None` goes on with the cell to its left."""
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is None:
                last = cells.pop()
                cells.append(Cell(last.row, last.col, last.text, 1, last.colspan + 1))
            else:
                cells.append(Cell(r, c, text))
    return Table(tuple(cells))


def coded(book, *tables) -> Coding:
    return code([Placed(item if isinstance(item, Table) else table(item), 0, 0) for item in tables], book)


def values(coding: Coding) -> dict:
    return {f"{fact.item}@{fact.column}".removesuffix("@value"): fact.value for fact in coding.facts}


def unmapped(coding: Coding) -> list:
    cells = (cell for item in coding.tables for cell in item.cells)
    return [c.cell.text for c in cells if c.role == "value" and c.item is None and c.ignored is None]


def requests(*rows, header=MATRIX):
    """The start of the 2021 form's table 三, then some rows."""
    first = ["一、本年新收政府信息公开申请数量", "3", "1", "0", "0", "0", "0", "4"]
    second = ["二、上年结转政府信息公开申请数量", "0", "0", "0", "0", "0", "0", "0"]
    return [["", *header], first, second, *rows]


def row(label, *numbers):
    return [label, *map(str, numbers)]


def test_a_repeated_leaf_is_told_by_the_rows_around_it(book):
    rows = [TOWN] + [[label, "件", str(n)] for n, label in enumerate((
        "四、行政复议数量", "（一）维持具体行政行为数", "（二）被依法纠错数", "（三）其他情形数", "五、行政诉讼数量",
        "（一）维持具体行政行为或者驳回原告诉讼请求数", "（二）被依法纠错数", "（三）其他情形数", "六、被举报投诉数量",
        "（一）维持具体行政行为数", "（二）被纠错数", "（三）其他情形数"), 1)]  # fmt: skip
    found = values(coded(book, rows))
    assert [found[f"{name}.other"] for name in ("reconsideration", "litigation", "complaint")] == [4, 8, 12]
    assert (found["reconsideration.corrected"], found["litigation.corrected"]) == (3, 7)


def test_a_likeness_between_exact_neighbours_is_sure(book):
    rows = requests(
        row("（一）予以公开", *[0] * 7),
        row("1.属于国家秘密", *[1] * 7),
        row("2.其他法律行政止公开", *[2] * 7),
        row("3.危及“三安全一稳定”", *[0] * 7),
    )
    (fact,) = [f for f in coded(book, rows).facts if f.key == ("request.result.denied.other_law", "total")]
    assert (fact.value, fact.method, fact.confidence >= 0.95) == (2, "aligned", True)


def test_a_likeness_never_lands_on_a_total(book):
    found = coded(
        book,
        requests(
            row("（一）予以公开", *[4] * 7), row("（七）总汁数", *[9] * 7), row("四、结转下年度继续办理", *[0] * 7)
        ),
    )
    assert "request.result.total@total" not in values(found)
    assert unmapped(found) == ["9"] * 7


def test_a_lost_label_is_told_by_its_neighbours_and_flagged(book):
    found = coded(
        book, requests(row("1.信访举报投诉类申请", *[0] * 7), row("", *[5] * 7), row("3.要求提供公开出版物", *[0] * 7))
    )
    (fact,) = [f for f in found.facts if f.key == ("request.result.not_processed.duplicate", "total")]
    assert (fact.value, fact.method, fact.confidence < 0.95) == (5, "aligned", True)


def test_a_local_extra_row_moves_nothing(book):
    found = coded(
        book,
        requests(row("（一）予以公开", *[1] * 7), row("本地增设的情形", *[7] * 7), row("（二）部分公开", *[2] * 7)),
    )
    assert (values(found)["request.result.granted@total"], values(found)["request.result.partial@total"]) == (1, 2)
    assert unmapped(found) == ["7"] * 7


def test_header_and_body_that_do_not_line_up_are_told_by_order(book):
    # 自然人 spans two grid columns in the header, 商业企业 in the body.
    rows = [
        ["", "自然人", None, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
        ["一、本年新收政府信息公开申请数量", "64", "6", None, "0", "2", "0", "4", "76"],
        ["二、上年结转政府信息公开申请数量", "1", "2", None, "3", "4", "5", "6", "21"],
        ["（七）总计", "1", "2", None, "3", "4", "5", "6", "21"],
    ]
    found = values(coded(book, rows))
    assert (found["request.new@natural_person"], found["request.new@business"], found["request.new@total"]) == (
        64,
        6,
        76,
    )


def test_a_column_that_no_form_knows_stays_unmapped(book):
    header = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "法人小计", "总计"]
    found = coded(
        book,
        requests(header=header)[:1]
        + [
            row("一、本年新收政府信息公开申请数量", 1, 2, 3, 4, 5, 6, 20, 21),
            row("二、上年结转政府信息公开申请数量", *[0] * 8),
            row("（七）总计", *[0] * 8),
        ],
    )
    assert values(found)["request.new@total"] == 21
    assert "20" in unmapped(found)


def test_fewer_cells_than_columns_are_placed_by_the_grid_only(book):
    rows = requests()
    rows[1] = ["一、本年新收政府信息公开申请数量", "3", "1", None, "0", "0", "0", "4"]
    found = coded(book, [*rows, row("（七）总计", *[0] * 7)])
    assert unmapped(found) == ["1"]
    assert values(found)["request.new@total"] == 4


def test_a_running_total_is_never_the_year(book):
    rows = [
        ["统计指标", "单位", "统计数", "历年累计"],
        ["（一）主动公开政府信息数", "条", "425", "1516"],
        ["2.政府网站公开政府信息数", "条", "418", "1509"],
        ["（一）收到申请数", "件", "0", "3"],
    ]
    found = coded(book, rows)
    assert values(found) == {"proactive.total": 425, "proactive.channel.website": 418, "request.received.total": 0}
    assert {
        cell.ignored for item in found.tables for cell in item.cells if cell.cell.text in ("1516", "1509", "3")
    } == {"a running total since 2008, never the value of the year"}


def test_serial_numbers_are_ignored(book):
    rows = [["序号", *TOWN]] + [
        [str(n), label, "件", "5"]
        for n, label in enumerate(("（一）收到申请数", "1.当面申请数", "2.传真申请数", "3.网络申请数"), 1)
    ]
    found = coded(book, rows)
    assert len(found.facts) == 4
    assert [c.ignored for c in found.tables[0].cells if c.cell.col == 0 and c.cell.row] == ["serial number"] * 4


@pytest.mark.parametrize("printed, value, unit, sure", [
    ("96171.6", 96171.6, "万元", True),
    ("251000元", 25.1, "万元", True),
    ("0", 0, "万元", True),
    ("—", None, "万元", True),
    ("22（其中减免6）", 22, "万元", False),
    ("约30", "none", None, True),
])  # fmt: skip
def test_money_is_brought_to_the_unit_of_its_item(book, printed, value, unit, sure):
    rows = [
        *ART20,
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "1", "0", "2"],
        ["第二十条第（八）项"],
        ["信息内容", "本年收费金额（单位：万元）"],
        ["行政事业性收费", printed],
    ]
    found = [fact for fact in coded(book, rows).facts if fact.item == "fee.admin"]
    if value == "none":
        assert found == []
    else:
        assert [(fact.value, fact.unit, fact.confidence >= 0.95, fact.raw) for fact in found] == [
            (value, unit, sure, printed)
        ]


def test_words_with_digits_in_a_value_column_are_unmapped(book):
    assert unmapped(coded(book, requests(row("（一）予以公开", "约30", *[0] * 6), row("（七）总计", *[0] * 7)))) == [
        "约30"
    ]


@pytest.mark.parametrize("text, missing", [("", "blank"), ("—", "dash"), ("/", "not_applicable"), ("□", "illegible")])
def test_what_is_missing_keeps_its_meaning(book, text, missing):
    found = coded(book, requests(row("（一）予以公开", text, *[0] * 6), row("（七）总计", *[0] * 7)))
    (fact,) = [f for f in found.facts if f.key == ("request.result.granted", "natural_person")]
    assert (fact.value, fact.missing) == (None, missing)


def test_an_item_printed_twice_keeps_the_first_and_doubts_it(book):
    rows = requests(row("（七）总计", *[0] * 7))
    found = coded(book, rows, [[*r[:1], *(["9"] * 7)] if n else r for n, r in enumerate(rows)])
    (fact,) = [f for f in found.facts if f.key == ("request.new", "total")]
    assert (fact.value, fact.confidence < 0.95) == (4, True)
    assert "9" in unmapped(found)


def test_a_number_merged_over_two_rows_belongs_to_neither(book):
    base = table(
        requests(row("（一）予以公开", *[1] * 7), row("（二）部分公开", *[1] * 7), row("（七）总计", *[2] * 7))
    )
    cells = [
        Cell(c.row, c.col, c.text, 2) if (c.row, c.col) == (3, 7) else c for c in base.cells if (c.row, c.col) != (4, 7)
    ]
    found = coded(book, Table(tuple(cells)))
    assert "request.result.granted@total" not in values(found)
    assert unmapped(found) == ["1"]


REMEDIES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def test_one_row_of_fifteen_is_read_across(book):
    found = values(coded(book, [REMEDIES * 3, [str(n) for n in range(15)]]))
    assert (
        found["reconsideration.upheld"],
        found["litigation.direct.total"],
        found["litigation.after_review.total"],
    ) == (0, 9, 14)


def test_part_of_that_table_needs_its_upper_header(book):
    assert coded(book, [REMEDIES * 2, [str(n) for n in range(10)]]).facts == ()
    upper = ["行政诉讼", *[None] * 9]
    middle = ["未经复议直接起诉", *[None] * 4, "复议后起诉", *[None] * 4]
    found = values(coded(book, [upper, middle, REMEDIES * 2, [str(n) for n in range(10)]]))
    assert (found["litigation.direct.upheld"], found["litigation.after_review.upheld"]) == (0, 5)


def test_the_edition_is_told_by_the_table_and_not_by_the_year(book):
    old = [
        ["第二十条第（一）项"],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "1", "2", "3"],
        ["规范性文件", "4", "5", "6"],
    ]
    new = [*ART20, ["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"]]
    assert (coded(book, old).form, coded(book, new).form) == ("2019", "2021")


def test_a_table_that_no_edition_explains_is_kept_whole(book):
    found = coded(book, [["区域", "人口", "面积"], ["甲", "100", "20"], ["乙", "200", "30"]])
    assert (found.form, found.facts, unmapped(found)) == (None, (), ["100", "20", "200", "30"])


def test_captions_and_notes_of_an_annex_are_cells_of_their_own(book):
    placed = Placed(
        table([TOWN, ["（一）收到申请数", "件", "1"], ["1.当面申请数", "件", "1"]]),
        0,
        0,
        (Paragraph("附件"),),
        (Paragraph("（注：…）"),),
    )
    (item,) = code([placed], book).tables
    assert [(cell.role, cell.cell.row) for cell in item.cells if cell.role in ("caption", "note")] == [
        ("caption", 3),
        ("note", 4),
    ]


def test_a_piece_without_any_header_is_read_by_order_and_flagged(book):
    piece = [
        row("（一）予以公开", 1, 0, 0, 0, 0, 0, 1),
        row("1.属于国家秘密", 0, 0, 0, 0, 0, 0, 0),
        row("（七）总计", 1, 0, 0, 0, 0, 0, 1),
    ]
    found = coded(book, piece)
    assert values(found)["request.result.total@natural_person"] == 1
    assert all(fact.confidence < 0.95 for fact in found.facts)


def test_a_piece_without_header_does_not_doubt_what_a_header_tells(book):
    whole = requests(row("（一）予以公开", *[1] * 7), row("（二）部分公开", *[1] * 7), row("（七）总计", *[2] * 7))
    piece = [row("（一）予以公开", *[9] * 7), row("（二）部分公开", *[9] * 7), row("（七）总计", *[9] * 7)]
    found = coded(book, whole, piece)
    assert values(found)["request.result.total@total"] == 2
    assert all(fact.confidence >= 0.95 for fact in found.facts)


def test_a_header_of_other_words_is_no_lack_of_one(book):
    header = ["甲局", "乙局", "丙局", "丁局", "戊局", "己局", "合计数"]
    found = coded(book, requests(row("（一）予以公开", *[1] * 7), row("（七）总计", *[2] * 7), header=header))
    assert found.facts == ()

"""Glued digits are cut where the form's sums leave one way only, and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.coding import code
from extract.coding.cut import Glued, cuts, solve
from extract.model import Placed
from extract.tables.flat import find

COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")
HEAD = (
    "三、收到和处理政府信息公开申请情况申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
)
LABELS = {
    "request.new": "一、本年新收政府信息公开申请数量",
    "request.carried_in": "二、上年结转政府信息公开申请数量",
    "request.result.granted": "（一）予以公开",
    "request.result.partial": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "request.result.denied.state_secret": "1.属于国家秘密",
    "request.result.denied.other_law": "2.其他法律行政法规禁止公开",
    "request.result.denied.safety_stability": "3.危及“三安全一稳定”",
    "request.result.denied.third_party": "4.保护第三方合法权益",
    "request.result.denied.internal_affairs": "5.属于三类内部事务信息",
    "request.result.denied.process": "6.属于四类过程性信息",
    "request.result.denied.enforcement_file": "7.属于行政执法案卷",
    "request.result.denied.admin_query": "8.属于行政查询事项",
    "request.result.total": "（七）总计",
    "request.carried_out": "四、结转下年度继续办理",
}  # fmt: skip
ZEROS = "0000000"


def row(item, digits):
    return Glued(digits, tuple((item, column) for column in COLUMNS))


def solved(rows, book, form="2021", table="requests"):
    return [found.cut for found in solve(rows, book, form, table)]


def flat(book, **digits):
    """The coding of a flattened table 三 whose rows hold zeros but for those given (codes with __ for dots)."""
    given_rows = {name.replace("__", "."): text for name, text in digits.items()}
    text = HEAD + "".join(label + given_rows.get(item, ZEROS) for item, label in LABELS.items()) + "五、存在的问题"
    (found,) = find(text, book)
    return code([Placed(found.table, 0, 0)], book)


def unmapped(coding):
    cells = (cell for table in coding.tables for cell in table.cells)
    return [cell.cell.text for cell in cells if cell.role == "value" and not cell.item and not cell.ignored]


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=6), st.booleans())
def test_the_printed_numbers_are_among_the_cuts(numbers, spaced):
    pieces = tuple(map(str, numbers))
    found = list(cuts((" " if spaced else "").join(pieces), len(pieces)))
    assert pieces in found
    assert len(set(found)) == len(found)
    assert not spaced or found == [pieces]


@settings(max_examples=200)
@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_a_row_is_cut_as_printed_or_not_at_all(book, numbers):
    printed = tuple(map(str, [*numbers, sum(numbers)]))
    rows = [
        row("request.new", "".join(printed)),
        row("request.carried_in", ZEROS),
        row("request.result.partial", ZEROS),
    ]
    assert solved(rows, book)[0] in (printed, None)


@settings(max_examples=200)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), st.sampled_from("—–/"))
def test_signs_for_none_are_cells_of_their_own(book, numbers, sign):
    printed = tuple(str(number) if number else sign for number in [*numbers, sum(numbers)])
    rows = [
        row("request.new", "".join(printed)),
        row("request.carried_in", ZEROS),
        row("request.result.partial", ZEROS),
    ]
    assert solved(rows, book)[0] in (printed, None)


@pytest.mark.parametrize("digits, cut", [
    ("640020470", ("64", "0", "0", "2", "0", "4", "70")),
    ("20 0 0 0 02", ("2", "0", "0", "0", "0", "0", "2")),
    (ZEROS, tuple(ZEROS)),
    ("1000002", None),  # Adds up in no way.
    ("12", None),  # Too few digits.
    ("3-1000002", None),
    ("6—————6", ("6", "—", "—", "—", "—", "—", "6")),
    ("21/1//4", ("2", "1", "/", "1", "/", "/", "4")),
    ("//////0", (*"//////", "0")),
    ("21——4", None),  # Too few: somewhere a cell is blank.
])  # fmt: skip
def test_a_row_is_cut_by_its_own_sum(book, digits, cut):
    rows = [row("request.new", digits), *(row(item, ZEROS) for item in list(LABELS)[1:8])]
    assert solved(rows, book)[0] == cut


def test_columns_choose_between_the_ways_to_cut_a_row(book):
    # 1·10·0·0·0·0·11 or 11·0·0·0·0·0·11: the other rows of the column tell.
    rows = [row("request.new", "11000001 1".replace(" ", "")), row("request.carried_in", ZEROS)]
    rows += [row("request.result.total", "11 0 0 0 0 0 11"), row("request.carried_out", ZEROS)]
    two_ways = [cut for cut in cuts(rows[0].digits, 7) if sum(map(int, cut[:6])) == int(cut[6])]
    assert len(two_ways) > 1
    assert solved(rows, book)[0] == ("11", "0", "0", "0", "0", "0", "11")


def test_what_columns_do_not_decide_stays_undecided(book):
    rows = [
        row("request.result.partial", "1100000" + "11"),
        row("request.new", ZEROS),
        row("request.carried_in", ZEROS),
    ]
    assert solved(rows, book) == [None, tuple(ZEROS), tuple(ZEROS)]


def test_a_table_with_blanks_is_not_decided(book):
    rows = [row(item, "11") for item in list(LABELS)[:6]] + [row("request.result.total", ZEROS)]
    assert set(solved(rows, book)) == {None}


def test_time_is_bounded_on_any_input(book):
    rows = [row(item, "1" * 60) for item in LABELS]
    assert set(solved(rows, book)) == {None}


def test_facts_of_a_flattened_table_are_solved_and_lead_to_their_digits(book):
    coding = flat(book, request__new="640020470", request__result__total="640020470")
    facts = {fact.key: fact for fact in coding.facts}
    fact = facts["request.new", "natural_person"]
    assert (fact.value, fact.raw, fact.method, fact.confidence >= 0.95) == (64, "64", "solved", True)
    (table,) = coding.tables
    (cell,) = [c for c in table.cells if (c.cell.row, c.cell.col) == (fact.row, fact.col)]
    assert cell.cell.text == "640020470"
    assert unmapped(coding) == []


def test_a_row_that_adds_up_in_no_way_stays_unmapped(book):
    assert unmapped(flat(book, request__result__partial="1000002")) == ["1000002"]


def test_a_sign_for_none_is_a_missing_value(book):
    facts = {fact.key: fact for fact in flat(book, request__new="64—0—/468").facts}
    found = [(facts["request.new", column].value, facts["request.new", column].missing) for column in COLUMNS]
    assert found == [(64, None), (None, "dash"), (0, None), (None, "dash"), (None, "not_applicable"), (4, None), (68, None)]  # fmt: skip


def test_a_row_without_a_sum_of_its_own_is_flagged_where_it_is_not_zero(book):
    text = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件123第二十条第（五）项信息内容本年处理决定数量行政许可2629第二十条第（六）项信息内容本年处理决定数量行政处罚1330行政强制54第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费5949.088667三、"
    (found,) = find(text, book)
    sure = {
        f"{f.item}@{f.column}": (f.value, f.confidence >= 0.95) for f in code([Placed(found.table, 0, 0)], book).facts
    }
    assert sure["doc.rules@issued"] == (0, True)
    assert sure["doc.normative@in_force"] == (3, False)
    assert sure["act.license@decisions"] == (2629, True)
    assert sure["fee.admin@amount"] == (5949.088667, True)

"""Facts from prose: only where no table is, only the office's own figures of the year, and never as sure as a cell."""

import pytest

from extract.codebook import load
from extract.narrative.facts import era, facts
from tests.narrative.bracketed import linked

BOOK = load()
TOLD = (
    "本局主动公开政府信息[45条]，<未收到>政府信息公开申请。受理审批事项[20件]，办结[20件]。"
    "政府信息公开专项经费[15000元]。政府信息公开工作有兼职人员[2人]。"
)


def told(text=TOLD, form="2008", year=2013, **more):
    return linked(BOOK, form, text, code="whole", year=year, **more)


def values(found):
    return {fact.item: fact.value for fact in found}


def test_figures_become_facts_with_their_place_in_the_text():
    mentions = told()
    found = facts(BOOK, "2008", mentions, 2013, has_table=False)
    assert values(found) == {
        "proactive.total": 45,
        "request.received.total": 0,
        "approval.accepted": 20,
        "approval.concluded": 20,
        "org.budget": 1.5,
        "org.staff.part_time": 2,
    }
    assert [(fact.start, fact.end, fact.raw) for fact in found] == [(m.start, m.end, m.text) for m in mentions]
    assert {(fact.method, fact.missing, fact.section, fact.table) for fact in found} == {("narrative", None, 0, None)}
    assert {fact.item: fact.unit for fact in found}["org.budget"] == "万元"
    # The least sure cell of a table is surer.
    assert max(fact.confidence for fact in found) < 0.3


@pytest.mark.parametrize("form, year, has_table", [("2008", 2013, True), ("2008", 2012, False), (None, 2013, False)])
def test_a_table_another_year_or_no_form_leaves_none(form, year, has_table):
    assert facts(BOOK, form, told(), year, has_table) == ()


@pytest.mark.parametrize("text, more, found", [
    ("收到政府信息公开申请[12件]，本年另收到政府信息公开申请[15件]。", {}, {"request.received.total": 12}),
    ("收到政府信息公开申请[12件]。", {"own": False}, {}),
    ("收到政府信息公开申请[12件]。", {"upper": 15}, {}),
    ("主动公开政府信息[31]条。收到困难救助申请[12件]。", {}, {}),
])  # fmt: skip
def test_one_fact_for_an_item_and_none_of_others(text, more, found):
    assert values(facts(BOOK, "2008", told(text, **more), 2013, has_table=False)) == found


def test_an_exact_figure_comes_before_a_rounded_one():
    [rounded] = told("主动公开政府信息[40条]。", approximate=True)
    [exact] = told("主动公开政府信息[43条]。")
    assert values(facts(BOOK, "2008", [rounded, exact], 2013, has_table=False)) == {"proactive.total": 43}
    [alone] = facts(BOOK, "2008", [rounded], 2013, has_table=False)
    [sure] = facts(BOOK, "2008", [exact], 2013, has_table=False)
    assert alone.value == 40 and alone.confidence < sure.confidence


def test_a_row_that_is_only_a_heading_has_no_value_of_its_own():
    mentions = linked(BOOK, "2021", "办结申请[9件]，不予公开[5件]。", heading="依申请公开情况", year=2022)
    assert values(facts(BOOK, "2021", mentions, 2022, has_table=False)) == {"request.result.total": 9}


@pytest.mark.parametrize("year, form", [(2013, "2008"), (2014, "2014"), (2018, "2014"), (2020, "2019"), (2025, "2021"), (2007, None), (None, None)])  # fmt: skip
def test_the_form_in_force_tells_what_figures_are(year, form):
    assert era(BOOK, year) == form

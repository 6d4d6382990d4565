"""Rules find what does not add up, say which side has what, and keep quiet where nothing can be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.check import check, lost
from extract.model import Fact


def facts(**values):
    """Facts of the column `value`, codes with __ for dots; None is a blank."""
    return [fact(name.replace("__", "."), "value", value) for name, value in values.items()]


def fact(item, column, value, **more):
    return Fact(
        item,
        column,
        value,
        raw=str(value),
        missing=None if value is not None else "blank",
        table=0,
        row=0,
        col=0,
        **more,
    )


def rules(found):
    return [(finding.rule, finding.column, finding.left, finding.right, finding.verdict) for finding in found]


REVIEW = {
    "reconsideration__upheld": 10,
    "reconsideration__corrected": 1,
    "reconsideration__other": 0,
    "reconsideration__pending": 0,
}
COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")


def matrix(**rows):
    """Facts of the 2021 form's table 三: item -> seven numbers."""
    return [
        fact(item.replace("__", "."), column, value)
        for item, values in rows.items()
        for column, value in zip(COLUMNS, values, strict=True)
    ]


@pytest.mark.parametrize("total, expected", [
    (11, []),
    (0, [("R21-04", "value", 0, 11, "source")]),
    (12, [("R21-04", "value", 12, 11, "source")]),
    (None, []),  # A blank total says nothing.
])  # fmt: skip
def test_a_total_is_the_sum_of_its_parts(book, total, expected):
    assert rules(check(book, "2021", facts(reconsideration__total=total, **REVIEW))) == expected


def test_a_blank_part_counts_as_zero_but_leaves_a_contradiction_open(book):
    blank = REVIEW | {"reconsideration__other": None}
    assert check(book, "2021", facts(reconsideration__total=11, **blank)) == []
    assert rules(check(book, "2021", facts(reconsideration__total=12, **blank))) == [
        ("R21-04", "value", 12, 11, "open")
    ]


def test_a_doubtful_reading_is_no_error_of_the_source(book):
    known = facts(reconsideration__total=0, **REVIEW)
    known[1] = fact("reconsideration.upheld", "value", 10, confidence=0.9)
    assert [finding.verdict for finding in check(book, "2021", known)] == ["reading"]


def test_a_row_that_does_not_add_up_names_all_its_columns(book):
    (finding,) = check(book, "2021", matrix(request__result__granted=(1, 0, 0, 0, 0, 0, 2)))
    assert (finding.rule, finding.items, finding.column, finding.delta) == (
        "R21-03",
        ("request.result.granted",),
        None,
        1,
    )


def test_the_printed_rule_of_the_form_is_checked_in_every_column(book):
    ok = (1, 0, 0, 0, 0, 0, 1)
    none = (0,) * 7
    broken = matrix(
        request__new=ok,
        request__carried_in=none,
        request__result__granted=none,
        request__result__total=none,
        request__carried_out=none,
    )
    assert [(f.rule, f.column) for f in check(book, "2021", broken)] == [
        ("R21-01", "natural_person"),
        ("R21-01", "total"),
    ]


def test_a_row_of_its_own_stands_for_its_parts(book):
    one, none = (1, 0, 0, 0, 0, 0, 1), (0,) * 7
    rows = matrix(
        request__result__other=one,
        request__result__other__rest=one,
        request__result__granted=none,
        request__result__total=one,
    )
    assert check(book, "2021", rows) == []


@pytest.mark.parametrize("known, expected", [
    (facts(request__received__total=0, request__closed__total=3, request__answered__total=0), ["R14-17"]),
    (facts(gazette__issues=4, gazette__copies=0), ["R14-19"]),
    (facts(org__staff__total=0), ["R14-22"]),
    (facts(proactive__normative_docs=5, proactive__total=4), ["R14-11"]),
    (facts(proactive__channel__wechat=5, proactive__total=4), ["R14-14"]),
    (facts(training__courses=-1), ["R14-28"]),
    (facts(training__courses=1.5), ["R14-28"]),
    (facts(org__budget=1.5), []),
])  # fmt: skip
def test_each_kind_of_rule_finds_its_breach(book, known, expected):
    assert [finding.rule for finding in check(book, "2014", known)] == expected


def test_a_signed_column_may_be_negative(book):
    known = [
        fact("act.license", "items_prev", 9),
        fact("act.license", "items_change", -8),
        fact("act.license", "decisions", 0),
    ]
    assert check(book, "2019", known) == []
    known[0] = fact("act.license", "items_prev", 7)
    assert [finding.rule for finding in check(book, "2019", known)] == ["R19-09"]


def test_a_report_without_an_edition_has_no_rules(book):
    assert check(book, None, facts(reconsideration__total=0, **REVIEW)) == []


@pytest.mark.parametrize("witness, texts, expected", [
    (["2018", "397"], ["2018年公开397条"], []),
    (["2018", "397"], ["2018年"], ["397"]),
    (["7", "7"], ["7"], ["7"]),  # Counted, not only seen.
    (["64", "0", "0"], ["6400"], []),  # Glued in one extraction.
    (["270020130"], ["27", "0", "0", "2", "0", "1", "30"], []),
    (["12"], ["3"], ["12"]),
])  # fmt: skip
def test_digit_runs_that_stand_nowhere_are_lost(witness, texts, expected):
    assert lost(witness, texts) == expected


@given(st.lists(st.integers(0, 99999).map(str), max_size=30), st.randoms())
def test_what_was_read_in_any_order_is_not_lost(runs, random):
    shuffled = random.sample(runs, len(runs))
    assert lost(runs, [" ".join(shuffled)]) == []
    if runs:
        assert lost([*runs, "123456789"], [" ".join(shuffled)]) == ["123456789"]

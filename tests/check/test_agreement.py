"""Prose is held against the table of its report: sums and rounded figures agree, other scopes and years say nothing."""

from dataclasses import replace

import pytest

from extract.check.prose import compare
from extract.model import Fact, Mention


def said(item, value, text=None, column="value", unit="件", **more):
    kind = more.pop("kind", "count")
    return Mention(
        0, 0, 3, text or f"{value}{unit}", value, unit, kind, item=item, column=column, **{"year": 2020} | more
    )


def table(**values):
    """Facts by `item` or `item__at__column`, dots as __."""
    facts = []
    for no, (name, value) in enumerate(values.items()):
        item, _, column = name.replace("__at__", "@").replace("__", ".").partition("@")
        blank = "blank" if value is None else None
        facts.append(Fact(item, column or "value", value, str(value), missing=blank, table=0, row=no, col=0))
    return facts


def judged(book, form, mentions, facts=(), year=2020):
    found, findings = compare(book, form, mentions, facts, year)
    return [mention.agrees for mention in found], findings


RECEIVED = {"column": "total"}


@pytest.mark.parametrize("mention, agrees", [
    (said("request.new", 40, **RECEIVED), True),
    (said("request.new", 42, **RECEIVED), True),  # with the two carried in
    (said("request.new", 41, **RECEIVED), False),
    (said("request.new", 41, year=2019, **RECEIVED), None),
    (said("request.new", 41, year=None, **RECEIVED), None),
    (said("request.new", 41, own=False, **RECEIVED), None),
    (said("request.new", 40, own=False, **RECEIVED), True),
    (said("request.new", 12, "12%", unit="%", kind="rise", **RECEIVED), None),
    (said("request.new", None, "数十件", approximate=True, **RECEIVED), None),
    (said("request.new", 38, "38至45件", upper=45, **RECEIVED), True),
    (said("request.new", 42, "42至45件", upper=45, **RECEIVED), True),
    (said("request.new", 43, "43至45件", upper=45, **RECEIVED), False),
    (said("request.new", 0, "未收到", unit=None, kind="none", **RECEIVED), False),
    (said("request.result.total", 39, **RECEIVED), True),
    (said("request.result.denied", 5, **RECEIVED), True),  # the rows of the group together
    (said("request.result.denied", 4, **RECEIVED), False),
    (said("litigation.total", 9), True),
    (said("litigation.total", 8), False),
    (said("reconsideration.total", 3), None),  # printed blank
    (said("proactive.total", 31, unit="条"), None),
    (said(None, 40), None),
])  # fmt: skip
def test_a_figure_agrees_with_its_item_or_with_a_sum_that_says_the_same(book, mention, agrees):
    denied = book.form("2021").leaves("request.result.denied")
    parts = [
        Fact(name, "total", 5 if no == 0 else 0, "", table=0, row=50 + no, col=0) for no, name in enumerate(denied)
    ]
    facts = table(request__new__at__total=40, request__carried_in__at__total=2, request__result__total__at__total=39, litigation__direct__total=7, litigation__after_review__total=2, reconsideration__total=None)  # fmt: skip
    found, findings = judged(book, "2021", [mention], facts + parts)
    assert found == [agrees]
    assert [(finding.rule, finding.left_mentions) for finding in findings] == [("RX-02", (0,))] * (agrees is False)


@pytest.mark.parametrize("text, value, number, agrees", [
    ("3400余条", 3400, 3467, True),
    ("3400余条", 3400, 3400, True),
    ("3400余条", 3400, 3521, False),
    ("近3400条", 3400, 3367, True),
    ("近3400条", 3400, 3467, False),
    ("约3400条", 3400, 3367, True),
    ("3400条左右", 3400, 3467, True),
    ("约3400条", 3400, 3600, False),
    ("超过3000条", 3000, 3900, True),
    ("不足30条", 30, 26, True),
    ("30多条", 30, 39, True),
])  # fmt: skip
def test_rounding_goes_the_way_that_its_words_say(book, text, value, number, agrees):
    mention = said("proactive.total", value, text, unit="条", approximate=True)
    assert judged(book, "2014", [mention], table(proactive__total=number))[0] == [agrees]


@pytest.mark.parametrize("text, value, number, agrees", [
    ("1.2万条", 12000, 12046, True),
    ("1.2万条", 12000, 13001, False),
    ("12000条", 12000, 12046, False),
])  # fmt: skip
def test_ten_thousands_are_exact_to_their_last_digit(book, text, value, number, agrees):
    mention = said("proactive.total", value, text, unit="条")
    assert judged(book, "2014", [mention], table(proactive__total=number))[0] == [agrees]


def test_money_is_compared_in_the_unit_of_its_item(book):
    mention = said("org.budget", 15000, "1.5万元", unit="元")
    assert judged(book, "2014", [mention], table(org__budget=1.5))[0] == [True]
    _, [finding] = judged(book, "2014", [mention], table(org__budget=2))
    assert (finding.left, finding.right) == (1.5, 2)
    between = said("org.budget", 15000, "1.5至2万元", unit="元", upper=20000)
    assert judged(book, "2014", [between], table(org__budget=1.8))[0] == [True]
    assert judged(book, "2014", [between], table(org__budget=3))[0] == [False]


def test_a_contradiction_names_both_sides_and_doubts_one_value(book):
    mentions = [said("proactive.total", 5, unit="条"), said("request.received.total", 12)]
    facts = table(proactive__total=5, request__received__total=15)
    _, [finding] = judged(book, "2014", mentions, facts)
    assert (finding.rule, finding.severity, finding.items, finding.column) == ("RX-02", "expected", ("request.received.total",), "value")  # fmt: skip
    assert (finding.left, finding.right, finding.left_mentions, finding.right_facts) == (12, 15, (1,), (("request.received.total", "value"),))  # fmt: skip
    assert (finding.verdict, finding.basis) == ("source", "prose_as_printed")
    assert "12件" in finding.message and "15" in finding.message


def test_a_doubtful_cell_makes_the_reading_doubtful(book):
    facts = [replace(fact, confidence=0.6) for fact in table(request__received__total=15)]
    _, [finding] = judged(book, "2014", [said("request.received.total", 12)], facts)
    assert (finding.verdict, finding.basis) == ("reading", "doubtful_reading")


@pytest.mark.parametrize("values, agrees", [
    ([15, 12], [True, None]),  # a part that its words do not show to be one
    ([15, 18], [True, False]),
    ([12], [False]),
])  # fmt: skip
def test_beside_a_figure_that_agrees_a_smaller_one_is_a_part(book, values, agrees):
    mentions = [said("request.received.total", value) for value in values]
    assert judged(book, "2014", mentions, table(request__received__total=15))[0] == agrees


@pytest.mark.parametrize("mentions, rules", [
    ([("request.received.total", 12), ("request.received.total", 12)], []),
    ([("request.received.total", 12), ("request.received.total", 15)], ["RX-07"]),
    ([("approval.accepted", 20), ("approval.concluded", 31)], ["RX-08"]),
    ([("approval.accepted", 31), ("approval.concluded", 20)], []),
    ([("request.received.total", 12), ("request.answered.total", 15)], ["R08-10"]),
    ([("request.received.total", 12), ("request.closed.total", 15)], ["R08-09"]),
    ([("request.received.total", 12), ("request.received.web_form", 9)], []),
    ([("request.received.total", 12), ("request.received.web_form", 9), ("request.received.letter", 4)], ["R08-01"]),
    ([("org.staff.total", 5), ("org.staff.full_time", 1), ("org.staff.part_time", 3)], ["R08-05"]),
    ([("org.staff.total", 5), ("org.staff.full_time", 1)], []),
])  # fmt: skip
def test_without_a_table_prose_is_held_against_itself(book, mentions, rules):
    found, findings = judged(book, "2008", [said(item, value) for item, value in mentions])
    assert found == [None] * len(mentions)
    assert [finding.rule for finding in findings] == rules
    for finding in findings:
        assert finding.left_mentions and finding.right_mentions and finding.verdict == "source"


def test_what_is_added_elsewhere_is_no_contradiction(book):
    mentions = [said("request.new", 42, column="total"), said("request.carried_in", 2, column="total"), said("request.new", 40, column="total")]  # fmt: skip
    assert judged(book, "2021", mentions) == ([None, None, None], [])


@pytest.mark.parametrize("unpaid, charged, rules", [(2, 0, ["R21-12"]), (2, 870, []), (0, 0, []), (2, None, [])])
def test_unpaid_charges_must_have_been_charged(book, unpaid, charged, rules):
    mentions = [] if charged is None else [said("fee.processing", charged, unit="元")]
    _, findings = judged(book, "2021", mentions, table(request__result__other__fee_unpaid__at__total=unpaid))
    assert [finding.rule for finding in findings] == rules
    for finding in findings:
        # The table's value is not doubted, but a reader is led to it.
        assert finding.items == ("fee.processing",)
        assert finding.left_facts == (("request.result.other.fee_unpaid", "total"),)


def test_facts_from_prose_are_no_table(book):
    facts = [Fact("request.received.total", "value", 15, "15件", method="narrative", section=0, start=0, end=3)]
    assert judged(book, "2014", [said("request.received.total", 12)], facts) == ([None], [])


def test_without_a_form_nothing_is_said(book):
    assert judged(book, None, [said("request.received.total", 12)]) == ([None], [])


def test_all_that_the_table_contradicts_of_one_thing_is_one_finding(book):
    facts = table(complaint__total=3)
    mentions = [said("complaint.total", 0, "没有"), said("complaint.total", 5), said("complaint.total", 0, "没有")]
    agrees, (finding,) = judged(book, "2014", mentions, facts)
    assert agrees == [False] * 3
    assert (finding.left_mentions, finding.left, finding.right) == ((0, 1, 2), 0, 3)
    assert finding.message.endswith("为“没有”、“5件”，表中为3")

"""What each rule comes to agrees with what is found, and a value knows the rules that name it."""

from collections import Counter

import pytest

from extract.check import check
from extract.check.outcomes import about, outcomes
from extract.model import Fact

FLOW = {"new": 16, "carried_in": 1, "result.total": 14, "carried_out": 3}


def facts(values):
    return {made.key: made for made in (fact(f"request.{item}", value) for item, value in values.items())}


def fact(item, value):
    return Fact(item, "total", value, str(value), missing="blank" if value is None else None)


def test_what_is_broken_is_what_is_found(each_report, understood, book):
    if each_report is None:
        return
    coding = understood(each_report).coding
    known = {fact.key: fact for fact in coding.facts}
    found = Counter(finding.rule for finding in check(book, coding.form, coding.facts))
    broken = Counter(outcome.rule.id for outcome in outcomes(book, coding.form, known) if outcome.holds is False)
    assert broken == found


@pytest.mark.parametrize(
    "changed, holds",
    # A blank part of a sum counts as 0.
    [({}, True), ({"new": 17}, False), ({"carried_out": None}, False), ({"result.total": 13}, False)],
)
def test_a_value_knows_the_sums_that_it_stands_in(book, changed, holds):
    own = about(book, "2021", facts(FLOW | changed), ("request.new", "total"))
    (flow,) = [outcome for outcome in own if outcome.rule.kind == "sum"]
    assert flow.holds is holds
    assert ("request.carried_out", "total") in flow.keys


def test_a_sum_of_which_a_side_is_blank_cannot_be_checked(book):
    known = facts({"new": 16, "result.total": None, "carried_out": None})
    sums = [o for o in about(book, "2021", known, ("request.new", "total")) if o.rule.kind == "sum"]
    assert sums and {outcome.holds for outcome in sums} == {None}

"""Rules between reports: years of one office, levels, files of one report; and tables that repeat the year before."""

from dataclasses import replace
from random import Random

import pytest

from bench.generate import figures, places
from extract.check import between
from extract.check.between import Unchanged, Year
from extract.model import Fact

COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")


def year(book, number, values, form="2021", **more):
    """A report of a year; `values` by `item@column`, or by the item alone where the column is `value`."""
    keys = [(*key.split("@"), "value")[:2] for key in values]
    facts = [
        Fact(item, column, value, str(value), book.unit(form, item, column), None if value is not None else "blank")
        for (item, column), value in zip(keys, values.values(), strict=True)
    ]
    given = {"report_id": f"r{number}", "level": None, "scope": None} | more
    return Year(year=number, form=form, facts=tuple(facts), **given)


def told(found):
    return [(f.rule, f.items, f.column, f.left, f.right, f.verdict, f.cause) for f in found]


def licences(prev, change):
    return {"act.license@items_prev": prev, "act.license@items_change": change}


def stock(issued, abolished, in_force):
    return {
        "doc.normative@issued": issued,
        "doc.normative@abolished": abolished,
        "doc.normative@in_force": in_force,
    }


LEFT, COME = "request.carried_out@total", "request.carried_in@total"
CARRIED = ("request.carried_in",)


@pytest.mark.parametrize("forms, before, after, expected", [
    # What is left over comes in, in the same form and over the change of forms.
    (("2021", "2021"), {LEFT: 3}, {COME: 3}, []),
    (("2021", "2021"), {LEFT: 3}, {COME: 5}, [("R21-10", CARRIED, "total", 5, 3, "source", None)]),
    (("2019", "2021"), {LEFT: 3}, {COME: 5}, [("R21-10", CARRIED, "total", 5, 3, "source", None)]),
    (("2019", "2019"), {LEFT: 3}, {COME: 5}, [("R19-14", CARRIED, "total", 5, 3, "source", None)]),
    (("2021", "2021"), {LEFT: None}, {COME: 5}, []),
    (("2021", "2021"), {LEFT: 3}, {"request.new@total": 5}, []),
    # Items: those of the year before and their change.
    (("2019", "2019"), licences(100, -8), licences(92, 0), []),
    (("2019", "2019"), licences(100, 8), licences(92, 0),
     [("R19-10", ("act.license",), "items_prev", 92, 108, "source", "sign_lost")]),
    (("2019", "2019"), licences(100, 8), licences(90, 0),
     [("R19-10", ("act.license",), "items_prev", 90, 108, "source", None)]),
    # Documents in force: those of the year before, with what came and without what went.
    (("2021", "2021"), stock(0, 0, 40), stock(3, 1, 42), []),
    (("2021", "2021"), stock(0, 0, 40), stock(3, 1, 43),
     [("R21-07", ("doc.normative",), "in_force", 43, 42, "source", None)]),
    (("2021", "2021"), stock(0, 0, 40), stock(3, None, 43), []),
    # What looks alike and is not: all that is public is not what is in force.
    (("2019", "2021"), {"doc.normative@disclosed_total": 40}, stock(3, 1, 99), []),
    # Orders of magnitude.
    (("2021", "2021"), {"fee.admin@amount": 1.25}, {"fee.admin@amount": 12500},
     [("R21-11", ("fee.admin",), "amount", 12500, 1.25, "source", "unit")]),
    (("2021", "2021"), {"fee.admin@amount": 1.25}, {"fee.admin@amount": 250},
     [("R21-11", ("fee.admin",), "amount", 250, 1.25, "source", None)]),
    (("2021", "2021"), {"fee.admin@amount": 0.02}, {"fee.admin@amount": 12.5}, []),
    (("2021", "2021"), {"fee.admin@amount": 0}, {"fee.admin@amount": 12500}, []),
    (("2019", "2021"), {"fee.admin@items_prev": 1}, {"fee.admin@amount": 12500}, []),
    (("2019", "2019"), {"procurement.central@amount": 600}, {"procurement.central@amount": 5100000},
     [("R19-17", ("procurement.central",), "amount", 5100000, 600, "source", "unit")]),
    (("2014", "2014"), {"org.budget": 52000}, {"org.budget": 5},
     [("R14-29", ("org.budget",), "value", 5, 52000, "source", "unit")]),
    # One concept in two forms.
    (("2014", "2019"), {"request.received.total": 12}, {"request.new@total": 150},
     [("RX-03", ("request.new",), "total", 150, 12, "source", None)]),
    (("2014", "2019"), {"request.received.total": 20}, {"request.new@total": 150}, []),
    (("2014", "2019"), {"request.received.total": 1}, {"request.new@total": 15}, []),
])  # fmt: skip
def test_each_rule_between_years_finds_its_breach(book, forms, before, after, expected):
    pair = (year(book, 2020, before, forms[0]), year(book, 2021, after, forms[1]))
    assert told(between.years(book, *pair)) == expected


def test_both_sides_are_named_with_the_report_they_stand_in(book):
    (carried,) = between.years(book, year(book, 2022, {LEFT: 3}), year(book, 2023, {COME: 5}))
    assert (carried.left_facts, carried.left_others) == ((("request.carried_in", "total"),), ())
    assert (carried.right_facts, carried.right_others) == ((), ("r2022:request.carried_out@total",))
    assert "2023年" in carried.message and "2022年" in carried.message and "相差+2" in carried.message
    (kept,) = between.years(book, year(book, 2022, stock(0, 0, 40)), year(book, 2023, stock(3, 1, 43)))
    assert kept.right_facts == (("doc.normative", "issued"), ("doc.normative", "abolished"))
    assert kept.right_others == ("r2022:doc.normative@in_force",)


@pytest.mark.parametrize("more, verdict, basis", [
    ({}, "source", "cells_as_printed"),
    ({"confidence": 0.9}, "reading", "doubtful_reading"),
    ({"method": "solved"}, "reading", "glued_digits"),
    ({"method": "ocr", "confidence": 0.5}, "reading", "recognised"),
])  # fmt: skip
def test_a_verdict_rests_on_how_either_side_was_read(book, more, verdict, basis):
    before = year(book, 2022, {LEFT: 3})
    before = replace(before, facts=tuple(replace(fact, **more) for fact in before.facts))
    (found,) = between.years(book, before, year(book, 2023, {COME: 5}))
    assert (found.verdict, found.basis) == (verdict, basis)


@pytest.mark.parametrize("before", [2021, 2023, 2024, None])
def test_years_that_do_not_follow_each_other_say_nothing(book, before):
    pair = (year(book, before, {LEFT: 3}), year(book, 2023, {COME: 5}))
    assert between.years(book, *pair) == []
    assert between.unchanged(book, *pair) == []


def carried(before, after):
    """The second year as it follows from the first: what was left comes in, what was in force stays."""
    after = dict(after)
    for column in COLUMNS[:-1]:
        total = after[f"request.result.total@{column}"]
        left = before[f"request.carried_out@{column}"]
        after[f"request.carried_in@{column}"] = left
        after[f"request.carried_out@{column}"] = max(after[f"request.carried_out@{column}"], left - total)
        after[f"request.new@{column}"] = total + after[f"request.carried_out@{column}"] - left
    for item in ("new", "carried_in", "carried_out"):
        after[f"request.{item}@total"] = sum(after[f"request.{item}@{column}"] for column in COLUMNS[:-1])
    for item in ("doc.rules", "doc.normative"):
        issued, then = after[f"{item}@issued"], before[f"{item}@in_force"]
        after[f"{item}@abolished"] = min(after[f"{item}@abolished"], then)
        after[f"{item}@in_force"] = then + issued - after[f"{item}@abolished"]
    return after | {"fee.admin@amount": before["fee.admin@amount"]}


def test_two_years_that_follow_from_each_other_break_no_rule(book):
    tried = 0
    for seed in range(150):
        office, rng = places.office(seed, ("county", "town", "department")), Random(seed)
        before = figures.draw("2021", office, rng)
        after = carried(before, figures.draw("2021", office, rng))
        pair = (year(book, 2022, before, level=office.level), year(book, 2023, after, level=office.level))
        found = between.years(book, *pair) + between.office(book, pair[1])
        # Invented offices may have ten times as many requests as the year before.
        assert {finding.rule for finding in found} <= {"RX-03"}
        tried += not found
    assert tried > 100


@pytest.mark.parametrize("level, form, values, expected", [
    ("county", "2021", {"doc.rules@in_force": 6, "doc.rules@issued": 0}, ["R21-09"]),
    ("town", "2019", {"doc.rules@disclosed_total": 6}, ["R19-11"]),
    ("town", "2021", {"doc.rules@in_force": 0, "doc.rules@issued": None}, []),
    ("city", "2021", {"doc.rules@in_force": 6}, []),
    (None, "2021", {"doc.rules@in_force": 6}, []),
])  # fmt: skip
def test_towns_and_counties_make_no_rules(book, level, form, values, expected):
    found = between.office(book, year(book, 2022, values, form, level=level))
    assert [finding.rule for finding in found] == expected
    assert all("（6）" in finding.message for finding in found)


@pytest.mark.parametrize("scope, whole, parts, expected", [
    ("all", 10, (4, 7), [("RX-06", ("request.new",), "total", 11, 10, "source", None)]),
    ("departments", 10, (4, 7), [("RX-06", ("request.new",), "total", 11, 10, "source", None)]),
    ("all", 11, (4, 7), []),
    ("office", 10, (4, 7), []),
    (None, 10, (4, 7), []),
    ("all", 10, (), []),
    ("all", None, (4, 7), []),
])  # fmt: skip
def test_departments_have_no_more_than_the_government_that_covers_them(book, scope, whole, parts, expected):
    government = year(book, 2022, {"request.new@total": whole}, scope=scope)
    departments = [year(book, 2022, {"request.new@total": part}, report_id=f"d{part}") for part in parts]
    other = year(book, 2023, {"request.new@total": 1000})
    found = between.levels(book, government, [*departments, other])
    assert told(found) == expected
    assert [finding.left_others for finding in found] == [
        ("d4:request.new@total", "d7:request.new@total") for _ in expected
    ]


@pytest.mark.parametrize("one, other, expected", [
    (3, 3, []),
    (3, 5, [("open", "copies_differ", None)]),
    (0, None, [("open", "blank", "blank_for_zero")]),
    (None, 4, [("open", "blank", None)]),
    (None, None, []),
])  # fmt: skip
def test_files_of_one_report_that_disagree_are_told(book, one, other, expected):
    files = (year(book, 2022, {COME: one, LEFT: 1}), year(book, 2022, {COME: other}, report_id="copy"))
    found = between.copies(book, *files)
    assert [(finding.verdict, finding.basis, finding.cause) for finding in found] == expected
    assert all(finding.right_others == ("copy:request.carried_in@total",) for finding in found)


def test_a_copy_in_another_unit_is_told(book):
    files = (year(book, 2022, {"fee.admin@amount": 1.2}), year(book, 2022, {"fee.admin@amount": 12000}))
    assert [finding.cause for finding in between.copies(book, *files)] == ["unit"]


def test_a_copy_that_was_read_with_doubt_is_a_doubt_of_the_reading(book):
    files = (year(book, 2022, {COME: 3}), year(book, 2022, {COME: 5}))
    doubtful = replace(files[1], facts=tuple(replace(fact, method="solved") for fact in files[1].facts))
    (found,) = between.copies(book, files[0], doubtful)
    assert (found.verdict, found.basis) == ("reading", "glued_digits")


GROUPS = ("reconsideration", "litigation.direct", "litigation.after_review")
REMEDIES = {f"{group}.{name}": 0 for group in GROUPS for name in ("upheld", "corrected", "other", "pending", "total")}
CASES = REMEDIES | {"reconsideration.upheld": 2, "reconsideration.total": 2}
SOME = {key: value for key, value in CASES.items() if not key.startswith("litigation.direct")}
RULES = {f"{item}@{column}": 0 for item in ("doc.rules", "doc.normative") for column in ("issued", "abolished", "in_force")}  # fmt: skip
ACTS = RULES | {"act.license@decisions": 0, "act.penalty@decisions": 0, "act.coercion@decisions": 0, "fee.admin@amount": 0}  # fmt: skip


@pytest.mark.parametrize("before, after, expected", [
    (CASES, CASES, [("remedies", 15, 2)]),
    (CASES, CASES | {"reconsideration.pending": 1}, []),
    (CASES, CASES | {"reconsideration.pending": None}, []),
    # Too little of the table was read.
    (SOME, CASES, []),
    # All 0 says nothing by itself, but belongs to what was repeated.
    (REMEDIES, REMEDIES, []),
    (CASES | ACTS, CASES | ACTS, [("art20", 10, 0), ("remedies", 15, 2)]),
])  # fmt: skip
def test_tables_that_repeat_the_year_before_are_listed(book, before, after, expected):
    found = between.unchanged(book, year(book, 2022, before), year(book, 2023, after))
    assert found == [Unchanged("2021", *entry) for entry in expected]

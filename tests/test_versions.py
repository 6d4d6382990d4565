"""Several reports of one office and year: corrections supersede, copies check each other, and the order of loading plays no part."""

import dataclasses
from itertools import permutations

import pytest

from extract.archive import Archive, Source
from extract.compare import versions as changed
from extract.model import Clue, Fact, Refusal
from extract.versions import Version, stand

ONE = (Fact("request.new", "total", 3, "3"), Fact("request.carried_in", "total", 0, "0"))
OTHER = (Fact("request.new", "total", 4, "4"), Fact("request.carried_in", "total", 0, "0"))
MORE = (*ONE, Fact("request.carried_out", "total", 1, "1"))


def version(name, date, kind="application/pdf", facts=ONE, title="某县2021年报告"):
    return Version(name, date, kind, title, facts)


def told(found):
    return {item.id: (item.current, item.supersedes, item.copy_of) for item in stand(found)}


@pytest.mark.parametrize(
    "found, expected",
    [
        ([version("a", None)], {"a": (True, None, None)}),
        (
            [version("a", "2022-01-10"), version("b", "2022-03-01", facts=OTHER)],
            {"a": (False, None, None), "b": (True, "a", None)},
        ),
        # The same figures on a page and in a PDF: the one that says more is the report.
        (
            [version("a", "2022-01-10", facts=MORE), version("b", "2022-01-12", "text/html")],
            {"a": (True, None, None), "b": (False, None, "a")},
        ),
        # Published together in two kinds of file, they are one report, even where they disagree.
        (
            [version("a", "2022-01-10", facts=MORE), version("b", "2022-01-10", "text/html", OTHER)],
            {"a": (True, None, None), "b": (False, None, "a")},
        ),
        # Two of one kind of file that disagree are two versions.
        (
            [version("a", "2022-01-10"), version("b", "2022-01-10", facts=OTHER, title="某县2021年报告（更正）")],
            {"a": (False, None, None), "b": (True, "a", None)},
        ),
        # A correction comes behind what it corrects, whatever kind of file it is in.
        (
            [version("a", None), version("b", None, "text/html", OTHER, "某县2021年报告（修订版）")],
            {"a": (False, None, None), "b": (True, "a", None)},
        ),
        (
            [
                version("a", "2022-01-10"),
                version("b", "2022-01-10", "text/html"),
                version("c", "2022-05-01", facts=OTHER),
            ],
            {"a": (False, None, "b"), "b": (False, None, None), "c": (True, "b", None)},
        ),
    ],
)
def test_what_reports_of_one_year_are_to_each_other(found, expected):
    for order in permutations(found):
        assert told(order) == expected


def other(reading, key, by=1, **more):
    """The reading with another value of one fact."""
    facts = tuple(
        dataclasses.replace(fact, value=(fact.value or 0) + by, missing=None) if fact.key == key else fact
        for fact in reading.coding.facts
    )
    return dataclasses.replace(reading, coding=dataclasses.replace(reading.coding, facts=facts), **more)


@pytest.fixture
def reading(few, understood):
    return by("云岭县财政局", understood(next(path for path in few if path.name.startswith("2021"))))


def by(office, reading):
    """The reading as that of an office which no registry has, but whose name says all."""
    return dataclasses.replace(reading, issuer=office, clues=(Clue("signature", office),))


KEY = ("request.new", "total")


def source(letter, date):
    return Source(letter * 64, f"{letter}.txt", 1, published_at=date)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_copy_that_disagrees_is_a_finding_and_belongs_to_the_report(memory, reading, order):
    page = other(reading, KEY, media_type="text/html")
    for letter in order:
        memory.put(source(letter, "2022-01-10"), reading if letter == "a" else page)
    ask = memory.connection.execute
    (main, copy) = ask(
        "select id, (select id from reports where copy_of = r.id) from reports r where is_current = 1"
    ).fetchone()
    (finding,) = ask(
        "select id, report_id, rule, kind, items, \"column\" from findings where kind = 'copies'"
    ).fetchall()
    assert finding[1:] == (main, "RX-05", "copies", '["request.new"]', "total")
    sides = ask("select fact_id from finding_sides where finding_id = ?", [finding[0]]).fetchall()
    assert {fact for (fact,) in sides} == {f"{main}:request.new@total", f"{copy}:request.new@total"}
    roles = ask("select document_id, role from report_documents where report_id = ?", [main]).fetchall()
    assert {role for _, role in roles} == {"main", "copy"}


def test_compare_shows_what_a_corrected_report_prints_otherwise(tmp_path, book, reading):
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.put(source("a", "2022-01-10"), reading)
        archive.put(source("b", "2022-03-01"), other(reading, KEY))
        assert archive.connection.execute("select item, after - before from revisions").fetchall() == [
            ("request.new", 1)
        ]
    (change,) = changed(tmp_path / "archive.db")
    assert (change.kind, change.fact) == ("changed", "request.new@total")


def test_what_is_carried_over_is_held_against_the_year_before(memory, reading):
    carried = {f.column: f.value or 0 for f in reading.coding.facts if f.item == "request.carried_out"}
    later = dataclasses.replace(reading, year=reading.year + 1)
    for column, value in carried.items():
        later = other(later, ("request.carried_in", column), value - known(later, column))
    memory.put(source("a", None), reading)
    memory.put(source("b", None), later)
    ask = memory.connection.execute
    assert ask("select count(*) from findings where rule = 'R21-10'").fetchone() == (0,)
    memory.put(source("b", None), other(later, ("request.carried_in", "total"), 5))
    (found,) = ask("select report_id, kind, delta from findings where rule = 'R21-10'").fetchall()
    assert found == ("b" * 16, "years", 5)
    # Without the year before there is nothing to hold it against.
    memory.connection.execute("delete from documents where id = ?", ["a" * 64])
    memory.recode("b" * 16)
    assert ask("select count(*) from findings where rule = 'R21-10'").fetchone() == (0,)


def known(reading, column):
    return next(f.value or 0 for f in reading.coding.facts if f.key == ("request.carried_in", column))


def test_the_tables_of_the_year_before_are_listed_without_a_verdict(memory, reading):
    memory.put(source("a", None), reading)
    memory.put(source("b", None), dataclasses.replace(reading, year=reading.year + 1))
    rows = memory.connection.execute('select report_id, other_id, "table" from unchanged order by "table"').fetchall()
    assert ("b" * 16, "a" * 16, "requests") in rows
    assert memory.connection.execute(
        "select count(*) from findings where kind = 'years' and rule = 'RX-04'"
    ).fetchone() == (0,)


def test_missing_values_keep_their_meaning_in_the_panel(memory, reading):
    key = ("request.new", "total")
    blank = tuple(
        dataclasses.replace(f, value=None, missing="not_applicable") if f.key == key else f
        for f in reading.coding.facts
        if f.item != "request.carried_in"
    )
    memory.put(source("a", None), dataclasses.replace(reading, coding=dataclasses.replace(reading.coding, facts=blank)))
    ask = "select value, match, missing from panel where concept = ?"
    assert memory.connection.execute(ask, ["requests_received"]).fetchone() == (None, "exact", "not_applicable")
    assert memory.connection.execute(ask, ["requests_carried_in"]).fetchone() == (None, "exact", "no_row")
    assert memory.connection.execute(ask, ["requests_on_time"]).fetchone() == (None, "none", "none")


def test_a_stated_succession_joins_two_offices_and_the_break_is_labelled(memory, reading):
    memory.put(source("a", None), reading)
    memory.put(source("b", None), dataclasses.replace(by("云岭县财政金融局", reading), year=reading.year + 1))
    ask = "select issuer_id, year, reported_by, break from series where concept = 'requests_received' order by 1, 2"
    alone = memory.connection.execute(ask).fetchall()
    assert [row[0] == row[2] for row in alone] == [True, True]
    memory.connection.execute(
        "insert into successions values (?, ?, ?, ?)", [alone[0][0], alone[1][0], reading.year + 1, "一份文件"]
    )
    joined = [row for row in memory.connection.execute(ask).fetchall() if row[0] == alone[1][0]]
    assert [row[1] for row in joined] == [reading.year, reading.year + 1]
    assert joined[1][3].startswith("另一机关")


def test_who_is_expected_and_did_not_report_is_in_the_coverage(tmp_path, book, reading):
    names = tmp_path / "offices.csv"
    names.write_text(
        "issuer,year,due\n云岭县财政局,2019,\n淮安市洪泽区人民政府,2023,2024-02-01\n财政局,2023,\n", "utf-8"
    )
    with Archive(tmp_path / "archive.db", book) as archive:
        archive.put(source("a", f"{reading.year + 1}-02-01"), reading)
        (unknown,) = archive.expect(names)
        assert unknown.endswith("offices.csv:4: 财政局")
        rows = archive.connection.execute(
            "select issuer, year, found, missing, due, late, expected from coverage"
            " where year in (2019, 2023, ?) order by year, issuer",
            [reading.year],
        ).fetchall()
    assert ("云岭县财政局", 2019, 0, 1, "2020-01-31", None, 1) in rows
    assert ("淮安市洪泽区人民政府", 2023, 0, 1, "2024-02-01", None, 1) in rows
    assert ("云岭县财政局", reading.year, 1, 0, f"{reading.year + 1}-01-31", 1, 0) in rows


def test_a_file_that_cannot_be_read_counts_as_refused_for_its_office(memory):
    refused = Source("c" * 64, "c.pdf", 1, said_issuer="淮安市洪泽区人民政府", said_year="2022")
    memory.refuse(refused, Refusal("damaged", ""))
    ask = "select issuer_id, year, found, missing, refused from coverage"
    assert memory.connection.execute(ask).fetchall() == [("320813", 2022, 0, 1, 1)]
    memory.refuse(dataclasses.replace(refused, said_issuer="财政局"), Refusal("damaged", ""))
    assert memory.connection.execute(ask).fetchall() == []


@pytest.mark.parametrize("office, rules", [("福建省平潭县人民政府", ["R21-09"]), ("云岭县人民政府", [])])
def test_a_rule_on_levels_asks_the_registry_and_not_the_name(memory, reading, office, rules):
    printed = other(reading, ("doc.rules", "in_force"))
    titled = dataclasses.replace(
        printed, issuer=office, clues=(Clue("title", f"{office}2022年政府信息公开工作年度报告"),)
    )
    memory.put(source("a", "2023-01-10"), titled)
    found = memory.connection.execute("select rule from findings where rule = 'R21-09'").fetchall()
    assert [rule for (rule,) in found] == rules

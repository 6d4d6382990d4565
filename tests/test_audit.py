"""The accounting identity holds for every report at hand, and whatever is taken out or changed shows."""

import dataclasses

import pytest

from extract.audit import breaches, violations
from extract.tables.values import parse
from extract.text import digits


@pytest.fixture
def found(memory, understood, source_of):
    """A function: store a report as it was read, or `changed`; what is not accounted for then."""

    def check(path, changed=lambda reading: reading):
        memory.put(source_of(path), changed(understood(path)))
        return [violation.message for violation in violations(memory.connection)]

    return check


@pytest.fixture
def stored(memory, understood, source_of):
    """A function: store a report; the connection, and a function that says what is not accounted for."""

    def put(path):
        source = source_of(path)
        report = memory.put(source, understood(path))
        return memory.connection, lambda: list(breaches(memory.connection, report))

    return put


def holds_digits(table):
    return any(digits(cell.cell.text) for cell in table.cells) and not table.flat


def test_every_digit_of_a_report_is_accounted_for(each_report, found):
    assert found(each_report) == []


def test_a_table_that_was_not_stored_shows(each_report, found, understood):
    tables = understood(each_report).coding.tables
    for gone in filter(holds_digits, tables):
        left = tuple(table for table in tables if table is not gone)
        assert found(each_report, lambda reading, left=left: without_tables(reading, left)), f"table {gone.no}"


def test_a_table_that_was_deleted_shows(each_report, stored, understood):
    connection, broken = stored(each_report)
    for table in filter(holds_digits, understood(each_report).coding.tables):
        assert changed(
            connection, broken, 'delete from cell where "table" in (select no from tables where table_no = ?)', table.no
        )


def test_a_chapter_that_was_deleted_shows(each_report, stored, understood):
    connection, broken = stored(each_report)
    chapters = [section for section in understood(each_report).sections if digits(section.text)]
    for section in chapters:
        assert changed(connection, broken, "delete from sections where ordinal = ?", section.ordinal)


def test_a_digit_that_was_read_wrong_shows(each_report, found, understood):
    tables = [table for table in understood(each_report).coding.tables if not table.flat]
    cells = [(table.no, cell) for table in tables for cell in table.cells if digits(cell.cell.text)]
    for no, coded in cells[:: len(cells) // 20 + 1]:
        assert found(
            each_report, lambda reading, no=no, coded=coded: with_cell(reading, no, coded, turned(coded.cell.text))
        )


@pytest.mark.parametrize(
    "change, says",
    [
        ("update cell set text = '7' || text where role = 0 and text glob '[0-9]*'", "its cell says"),
        ("update fact set value = value + 1 where value is not null", "its cell says"),
        ("update fact set raw = raw || '0' where value is not null", "its cell says"),
        ("update fact set value = null, missing = 'blank' where value is not null", "its cell says"),
        ("delete from fact where value is not null", "there is no such fact"),
        ('update fact set row = 9999 where "table" is not null', "leads to no cell"),
        (
            'update cell set role = 1, item = null, "column" = null where role = 0',
            "neither coded nor ignored",
        ),
        ("update sections set text = '' where text glob '*[0-9]*'", "stand nowhere in the archive"),
    ],
)
def test_a_change_in_the_archive_shows(each_sample, stored, change, says):
    connection, broken = stored(each_sample)
    assert says in " ".join(changed(connection, broken, change))


def test_amounts_of_money_may_stand_in_another_unit_than_they_are_printed_in(samples, understood):
    facts = [fact for sample in samples for fact in understood(sample).coding.facts if fact.unit == "元"]
    assert any(fact.value and parse(fact.raw).number != fact.value for fact in facts)


def changed(connection, broken, statement, *values):
    """What is not accounted for after a change that touches something; the change is taken back."""
    connection.execute("begin")
    try:
        assert connection.execute(statement, values).rowcount > 0
        return broken()
    finally:
        connection.execute("rollback")


def without_tables(reading, tables):
    """The reading with these tables only, and the facts that stand in them."""
    left = {table.no for table in tables}
    facts = tuple(fact for fact in reading.coding.facts if fact.table is None or fact.table in left)
    return dataclasses.replace(reading, coding=dataclasses.replace(reading.coding, tables=tables, facts=facts))


def with_cell(reading, no, coded, text):
    """The reading with another text in one cell, and in the fact that the cell states."""
    other = dataclasses.replace(coded, cell=dataclasses.replace(coded.cell, text=text))
    tables = tuple(
        dataclasses.replace(table, cells=tuple(other if cell is coded else cell for cell in table.cells))
        for table in reading.coding.tables
    )
    place = (no, coded.cell.row, coded.cell.col)
    facts = tuple(
        dataclasses.replace(fact, raw=text, value=parse(text).number)
        if (fact.table, fact.row, fact.col) == place and fact.value is not None
        else fact
        for fact in reading.coding.facts
    )
    return dataclasses.replace(reading, coding=dataclasses.replace(reading.coding, tables=tables, facts=facts))


def turned(text):
    """The text with its last digit misread."""
    at = max(index for index, char in enumerate(text) if char.isdigit())
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]

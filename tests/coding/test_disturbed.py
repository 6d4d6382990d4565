"""No wrong number without a flag: tables of the forms, disturbed in every way that offices and copies disturb them.

Each cell of a form's table gets a number of its own, so wherever it ends up it says where it belongs.
"""

import random

import pytest

from extract.coding import code
from extract.model import Cell, Placed, Table

SEEDS = 150
# The editions that are printed here.
EDITIONS = {"fujian", "sd_town"}
TABLES = [
    ("2008", "indicators"),
    ("2014", "indicators"),
    ("2019", "art20"),
    ("2019", "requests"),
    ("2021", "art20"),
    ("2021", "requests"),
    ("2021", "remedies"),
]


def printed(form_table, extra):
    """The rows of a form's table as texts, and the fact that each number stands for."""
    rows, known = [], {}
    for block in form_table.blocks:
        columns = [column for column in block.columns if "." not in column.code]
        lines = _across(block) if form_table.layout == "record" else _down(block, columns, extra)
        for row in lines:
            rows.append([_numbered(cell, known) for cell in row])
    return rows, known


def _numbered(cell, known):
    """A text stays, a fact becomes a number that names it."""
    if isinstance(cell, str):
        return cell
    known[str(1000 + len(known))] = cell
    return str(999 + len(known))


def _down(block, columns, units):
    if block.heading:
        yield [block.heading]
    yield [block.row_header, *(["单位"] if units else []), *(column.label.replace("{Y}", "2011") for column in columns)]
    seen = set()
    for row in block.rows:
        if row.code in seen or (row.editions and not EDITIONS & set(row.editions)):
            continue
        seen.add(row.code)
        values = [(row.code, column.code) if row.kind == "item" else "" for column in columns]
        yield [row.label, *([row.unit or ""] if units else []), *values]


def _across(block):
    for level in (0, -1):
        yield [row.path[level] for row in block.rows]
    yield [row.label for row in block.rows]
    yield [(row.code, "value") for row in block.rows]


def _data(rows):
    return [row for row in rows if any(cell.isdigit() for cell in row)]


def lose_rows(rows, chance):
    start = chance.randrange(len(rows))
    del rows[start : start + chance.randint(1, 5)]


def lose_column(rows, chance):
    column = chance.randrange(1, max(map(len, rows)))
    for row in rows:
        del row[column : column + 1]


def lose_cell(rows, chance):
    row = chance.choice(_data(rows))
    del row[chance.randrange(1, len(row))]


def lose_label(rows, chance):
    chance.choice(_data(rows))[0] = ""


def lose_header_cell(rows, chance):
    row = chance.choice(rows[:2])
    row[chance.randrange(len(row))] = ""


def swap_rows(rows, chance):
    first, second = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[first], rows[second] = rows[second], rows[first]


def add_column(rows, chance):
    column, name = chance.randrange(1, max(map(len, rows)) + 1), chance.choice(["小计", "上年数", "", "其中：个人"])
    for row in rows:
        if len(row) >= column:
            row.insert(column, str(chance.randint(50_000, 99_999)) if row in _data(rows) else name)


def add_row(rows, chance):
    row = chance.choice(_data(rows))
    label = chance.choice(["本地增设的情形", "九、专项统计", "（八）补充事项"])
    rows.insert(rows.index(row), [label, *(str(chance.randint(50_000, 99_999)) for _ in row[1:])])


def blank_values(rows, chance):
    row = chance.choice(_data(rows))
    row[1:] = [chance.choice(["", cell]) for cell in row[1:]]


def mistype_label(rows, chance):
    row = chance.choice([row for row in rows if row[0]])
    place = chance.randrange(len(row[0]))
    row[0] = row[0][:place] + chance.choice("某的、") + row[0][place + 1 :]


DISTURBANCES = [
    lose_rows,
    lose_column,
    lose_cell,
    lose_label,
    lose_header_cell,
    swap_rows,
    add_column,
    add_row,
    blank_values,
    mistype_label,
]


def disturbed(rows, chance):
    """A copy of the rows with one to four things wrong, and what they are."""
    rows, done = [list(row) for row in rows], []
    # A lost cell comes last: a column that is lost after it can hide it from everything but the sums.
    for disturb in sorted(chance.sample(DISTURBANCES, chance.randint(1, 4)), key=lambda item: item is lose_cell):
        if len(_data(rows)) > 1 and min(map(len, rows)):
            disturb(rows, chance)
            done.append(disturb.__name__)
    return [row for row in rows if row], done


@pytest.mark.parametrize("form, name", TABLES)
def test_a_disturbed_table_gives_no_wrong_number_without_a_flag(book, form, name):
    (form_table,) = [table for table in book.form(form).tables if table.code == name]
    rows, known = printed(form_table, extra=form_table.listed)
    read = 0
    for seed in range(SEEDS):
        table, done = disturbed(rows, random.Random(seed))
        cells = tuple(Cell(r, c, text) for r, row in enumerate(table) for c, text in enumerate(row))
        facts = code([Placed(Table(cells), 0, 0)], book).facts
        sure = [fact for fact in facts if fact.value is not None and fact.confidence >= 0.95]
        wrong = [(fact.key, fact.raw, known.get(fact.raw)) for fact in sure if known.get(fact.raw) != fact.key]
        assert wrong == [], (seed, done)
        read += len(sure)
    # The safety is not bought by reading nothing.
    assert read > 0.5 * SEEDS * len(known)


@pytest.mark.parametrize("form, name", TABLES)
def test_an_undisturbed_table_is_read_whole(book, form, name):
    (form_table,) = [table for table in book.form(form).tables if table.code == name]
    rows, known = printed(form_table, extra=form_table.listed)
    cells = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    found = {
        fact.raw: fact.key
        for fact in code([Placed(Table(cells), 0, 0)], book).facts
        if fact.confidence >= 0.95 and fact.value is not None
    }
    money = {
        raw
        for raw, (item, column) in known.items()
        if (form, item, column) == ("2019", "procurement.central", "amount")
    }
    assert {raw: fact for raw, fact in known.items() if raw not in money} == {
        raw: fact for raw, fact in found.items() if raw not in money
    }

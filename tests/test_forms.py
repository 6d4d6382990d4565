"""A table is held against every known edition, and a new form shows itself."""

import pytest

from extract.forms import compare_forms, lines
from extract.model import Cell, Table

HEAD = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def table(rows):
    return Table(tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))


def printed(book, form, code, edition=None):
    """A form's table as an edition prints it, every figure 1."""
    (form_table,) = [item for item in book.form(form).tables if item.code == code]
    rows = []
    for block in form_table.blocks:
        if form_table.layout == "record":
            return [[row.label for row in block.rows], ["1"] * len(block.rows)]
        columns = [column for column in block.columns if not form_table.listed or column.code == "value"]
        if block.heading:
            rows.append([block.heading, *[""] * len(columns)])
        rows.append([block.row_header or "", *(column.label.replace("{Y}", "2011") for column in columns)])
        own = [row for row in block.rows if not row.editions or edition in row.editions]
        rows += [[row.label, *(["1"] * len(columns) if row.valued else [""] * len(columns))] for row in own]
    return rows


def compared(book, rows):
    (found,) = compare_forms([table(rows)], book)
    return found


@pytest.mark.parametrize("form, code, edition", [
    ("2008", "indicators", "fujian"),
    ("2008", "indicators", "fujian_2015"),
    ("2008", "indicators", "dingxi"),
    ("2014", "indicators", "sd_town"),
    ("2014", "indicators", "national"),
    ("2019", "requests", None),
    ("2021", "art20", None),
    ("2021", "requests", None),
    ("2021", "remedies", None),
])  # fmt: skip
def test_a_known_edition_differs_from_itself_in_nothing(book, form, code, edition):
    nearest = compared(book, printed(book, form, code, edition)).nearest
    assert (nearest.form, nearest.table, nearest.edition, nearest.count) == (form, code, edition, 0)


def changed(book, change):
    rows = printed(book, "2021", "requests")
    change(rows)
    return compared(book, rows).nearest


def row_of(rows, label):
    return next(no for no, row in enumerate(rows) if row[0].startswith(label))


def lose(rows):
    del rows[row_of(rows, "8.属于行政查询事项")]


def add(rows):
    rows.insert(row_of(rows, "8.属于行政查询事项"), ["8.属于工作秘密", *["1"] * 7])


def move(rows):
    rows.append(rows.pop(row_of(rows, "1.属于国家秘密")))


def rename(rows):
    rows[row_of(rows, "3.要求提供公开出版物")][0] = "3.要求提供各类公开出版物"


def add_column(rows):
    for row in rows:
        row.insert(7, "1" if row[1] == "1" else "")
    rows[0][7] = "外国人"


def lose_column(rows):
    for row in rows:
        del row[2]


@pytest.mark.parametrize("change, kind, labels", [
    (lose, "rows_gone", ("8.属于行政查询事项",)),
    (add, "rows_new", ("8.属于工作秘密",)),
    (move, "rows_moved", ("1.属于国家秘密",)),
    (rename, "renamed", (("3.要求提供公开出版物", "3.要求提供各类公开出版物"),)),
    (add_column, "columns_new", ("外国人",)),
    (lose_column, "columns_gone", ("商业企业",)),
])  # fmt: skip
def test_what_changed_is_named_and_nothing_else(book, change, kind, labels):
    found = changed(book, change)
    assert (found.form, found.table, found.count) == ("2021", "requests", 1)
    assert getattr(found, kind) == labels


def test_a_new_form_is_near_none_and_its_rows_are_named(book):
    rows = [["指标", "本期"], ["全新的事项甲", "1"], ["全新的事项乙", "2"], ["一、本年新收政府信息公开申请数量", "3"]]
    found = compared(book, rows)
    assert found.nearest is None
    assert list(lines([found]))[0] == (
        "table 0: near no known edition; its rows: 全新的事项甲, 全新的事项乙, 一、本年新收政府信息公开申请数量"
    )


def test_lines_say_what_differs_from_the_nearest_edition(book):
    rows = printed(book, "2021", "requests")
    add(rows)
    first, detail, *others = lines([compared(book, rows)])
    assert first.startswith("table 0: nearest to 2021, table requests, ")
    assert detail == "  row new: 8.属于工作秘密"
    assert any(line.startswith("  2019") for line in others)


def test_a_table_as_known_is_one_line_and_its_relatives(book):
    first, *others = lines([compared(book, printed(book, "2021", "requests"))])
    assert first == "table 0: as in 2021, table requests"
    assert all(": " in line for line in others)


def test_a_file_without_tables_has_nothing_to_compare(book):
    assert compare_forms([], book) == ()

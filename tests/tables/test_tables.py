"""A table that was cut over a page break is put together again as it was."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extract.model import Cell, Paragraph, Table, Where
from extract.tables.pieces import goes_on, join, number_columns
from extract.tables.values import UNITS

HEIGHT = 20.0
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters="一二三四五六七八九十其中第无")


@dataclass(frozen=True)
class Form:
    """A form in the making: groups of labelled rows, each with a number in every value column."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    width: int

    @property
    def labels(self) -> set[str]:
        """Everything that the form prints as a label."""
        return {label for group, rows in self.groups for label in (group, *rows)} | {"项目", "小项"}

    @property
    def rows(self) -> list[tuple[str, int, str]]:
        """Group, size of the group and label of each row."""
        return [(group, len(rows), label) for group, rows in self.groups for label in rows]

    def whole(self) -> Table:
        """The table as it would be printed on one page."""
        cells = [_cell(0, 0, "项目"), _cell(0, 1, "小项")]
        cells += [_cell(0, 2 + col, f"栏{'甲乙丙丁'[col]}") for col in range(self.width)]
        row = 1
        for group, rows in self.groups:
            cells.append(_cell(row, 0, group, len(rows)))
            for label in rows:
                cells.append(_cell(row, 1, label))
                cells += [_cell(row, 2 + col, str(7 * row + col)) for col in range(self.width)]
                row += 1
        return _table(cells, 1)


def _cell(row: int, col: int, text: str, rowspan: int = 1, page: int = 1, shift: float = 0) -> Cell:
    left = 50.0 + 60 * col + shift
    return Cell(row, col, text, rowspan, 1, Where(page, left, HEIGHT * row, left + 60, HEIGHT * (row + rowspan)))


def _table(cells: list[Cell], page: int) -> Table:
    xs = [edge for cell in cells for edge in (cell.where.x0 or 0, cell.where.x1 or 0)] or [0]
    return Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))), Where(page, min(xs), 0, max(xs), 100))


def cut(whole: Table, at: int, shift: float, header: bool) -> tuple[Table, Table]:
    """The pieces above and below a row: the label of a group that is cut stays above, the lower piece has it empty."""
    upper, lower = [], [cell for cell in whole.cells if header and cell.row == 0]
    for cell in whole.cells:
        if cell.row < at:
            upper.append(replace(cell, rowspan=min(cell.rowspan, at - cell.row)))
        if cell.row + cell.rowspan > at:
            start = max(cell.row, at)
            text = cell.text if cell.row >= at else ""
            lower.append(replace(cell, row=start - at + header, rowspan=cell.row + cell.rowspan - start, text=text))
    return _table(upper, 1), _moved(lower, 2, shift)


def _moved(cells: list[Cell], page: int, shift: float) -> Table:
    moved = [_cell(c.row, c.col, c.text, c.rowspan, page, shift) for c in cells]
    return _table(moved, page)


def shape(table: Table) -> list[tuple[int, int, int, int, str]]:
    """The cells without their places and without repeated header rows."""
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells if c.row not in table.repeated]


words = st.text(HAN, min_size=3, max_size=8)
forms = st.builds(
    Form,
    st.lists(
        st.tuples(words, st.lists(words, min_size=1, max_size=5).map(tuple)), min_size=1, max_size=4, unique=True
    ).map(tuple),
    st.integers(1, 4),
).filter(lambda form: len(form.labels) == len(form.groups) + len(form.rows) + 2)


@given(forms, st.data(), st.floats(-30, 30), st.booleans())
def test_a_cut_between_rows_is_mended(form, data, shift, header):
    whole = form.whole()
    at = data.draw(st.integers(1, len(form.rows)))
    (joined,) = join(cut(whole, at, shift, header), form.labels.__contains__)
    assert shape(joined) == shape(whole)
    assert len(joined.repeated) == header


@given(forms, st.data(), st.booleans())
def test_a_row_that_is_cut_in_two_is_one_again(form, data, header):
    whole = form.whole()
    row = data.draw(st.integers(1, len(form.rows)))
    label = form.rows[row - 1][2]
    split = data.draw(st.integers(1, len(label) - 1))
    above, below = _cut_row(whole, row, split, header)
    known = form.labels
    assume(not {label[:split], label[split:]} & (known | set(UNITS)))
    (joined,) = join((above, below), known.__contains__)
    assert shape(joined) == shape(whole)


def _cut_row(whole: Table, row: int, split: int, header: bool) -> tuple[Table, Table]:
    """Both pieces have the row: its label in halves, its numbers above."""
    upper, _ = cut(whole, row + 1, 0, False)
    _, lower = cut(whole, row, 0, header)
    upper_cells = [replace(c, text=c.text[:split]) if (c.row, c.col) == (row, 1) else c for c in upper.cells]
    lower_cells = [_second_half(c, split, header) for c in lower.cells]
    return _table(upper_cells, 1), _table(lower_cells, 2)


def _second_half(cell: Cell, split: int, first: int) -> Cell:
    if cell.row != first:
        return cell
    return replace(cell, text=cell.text[split:] if cell.col == 1 else "")


@given(forms, st.data())
def test_a_group_label_that_is_cut_in_two_is_one_again(form, data):
    whole = form.whole()
    inner = [n for n in range(1, len(form.rows)) if form.rows[n - 1][0] == form.rows[n][0]]
    assume(inner)
    at = data.draw(st.sampled_from(inner)) + 1
    group = form.rows[at - 1][0]
    split = data.draw(st.integers(1, len(group) - 1))
    above, below = cut(whole, at, 0, False)
    halves = [replace(c, text=group[:split]) if c.text == group else c for c in above.cells]
    rest = [replace(c, text=group[split:]) if (c.row, c.col) == (0, 0) else c for c in below.cells]
    (joined,) = join((_table(halves, 1), _table(rest, 2)), form.labels.__contains__)
    assert shape(joined) == shape(whole)


@given(forms, st.data())
def test_every_text_of_the_pieces_is_in_the_joined_table(form, data):
    """Whatever the known labels are: joining may glue, it may not drop."""
    whole = form.whole()
    at = data.draw(st.integers(1, len(form.rows)))
    pieces = cut(whole, at, 0, data.draw(st.booleans()))
    (joined,) = join(pieces, data.draw(st.sampled_from([lambda label: True, lambda label: False])))
    printed = sorted("".join(cell.text for piece in pieces for cell in piece.cells))
    assert sorted("".join(cell.text for cell in joined.cells)) == printed


def test_three_pages_are_one_table():
    form = Form((("总数甲", ("子项一类", "子项二类", "子项三类")), ("总数乙", ("子项四类", "子项五类"))), 2)
    first, rest = cut(form.whole(), 2, 0, True)
    second, third = cut(rest, 3, 0, True)
    third = _moved(list(third.cells), 3, 8)
    (joined,) = join((first, _moved(list(second.cells), 2, -5), third), form.labels.__contains__)
    assert shape(joined) == shape(form.whole())
    assert len(joined.repeated) == 2


def test_a_piece_without_the_inner_border_of_its_labels_keeps_its_columns():
    """Below the break the group's column has no text and no border: label and group are one wide cell."""
    form = Form((("总数甲", ("子项一类", "子项二类", "子项三类")),), 2)
    above, below = cut(form.whole(), 3, 0, False)
    wide = [c for c in below.cells if c.col > 1]
    wide.append(Cell(0, 0, "子项三类", 1, 2, Where(2, 50, 0, 170, 20)))
    (joined,) = join((above, _table(wide, 2)), form.labels.__contains__)
    last = [c for c in joined.cells if c.row == 3]
    assert [(c.col, c.colspan, c.text) for c in last] == [(0, 2, "子项三类"), (2, 1, "21"), (3, 1, "22")]


@pytest.mark.parametrize(
    "page, shift, wider, expected",
    [
        (2, 0, 0, True),
        (2, 40, 0, True),
        (1, 0, 0, False),
        (3, 0, 0, False),
        (2, 0, 60, False),
    ],
)
def test_only_the_next_page_of_the_same_width_goes_on(page, shift, wider, expected):
    above = _table([_cell(0, 0, "甲"), _cell(0, 1, "1")], 1)
    below = _moved([_cell(0, 0, "乙"), _cell(0, 1, "2")], page, shift)
    below = replace(below, where=replace(below.where, x1=(below.where.x1 or 0) + wider))
    assert goes_on(above, below) is expected


@pytest.mark.parametrize(
    "above, below, expected",
    [
        ("收到申请", "", [(0, 2, "收到申请")]),
        ("收到", "申请", [(0, 2, "收到申请")]),
        ("收到申请", "收到申请", [(0, 2, "收到申请")]),
        ("收到申请", "办理结果", [(0, 1, "收到申请"), (1, 1, "办理结果")]),
        ("收到申请", "三、办理", [(0, 1, "收到申请"), (1, 1, "三、办理")]),
        ("", "办理结果", [(0, 1, ""), (1, 1, "办理结果")]),
    ],
)
def test_a_group_goes_on_with_nothing_its_other_half_or_its_label_once_more(above, below, expected):
    upper = _table([_cell(0, 0, above), _cell(0, 1, "甲"), _cell(0, 2, "1")], 1)
    lower = _moved([_cell(0, 0, below), _cell(0, 1, "乙"), _cell(0, 2, "2")], 2, 0)
    (joined,) = join((upper, lower), {"收到申请", "办理结果", "甲", "乙"}.__contains__)
    assert [(cell.row, cell.rowspan, cell.text) for cell in joined.cells if cell.col == 0] == expected


def test_a_unit_beside_the_values_does_not_name_its_row():
    upper = _table([_cell(0, 0, "收到申"), _cell(0, 1, "件"), _cell(0, 2, "12")], 1)
    lower = _moved([_cell(0, 0, "请数"), _cell(0, 1, ""), _cell(0, 2, "")], 2, 0)
    (joined,) = join((upper, lower), {"收到申请数"}.__contains__)
    assert [cell.text for cell in joined.cells] == ["收到申请数", "件", "12"]


def test_text_between_two_tables_keeps_them_apart():
    above = _table([_cell(0, 0, "甲"), _cell(0, 1, "1")], 1)
    below = _moved([_cell(0, 0, "乙"), _cell(0, 1, "2")], 2, 0)
    assert len(join((above, Paragraph("三、收到申请情况"), below), lambda label: False)) == 3


def test_a_number_column_holds_numbers_of_its_own():
    table = _table([_cell(0, 0, "甲"), _cell(0, 1, "12"), _cell(1, 0, "乙"), _cell(1, 1, "")], 1)
    assert number_columns(table) == {1}

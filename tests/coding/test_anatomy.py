"""The parts of a printed table, however it was damaged."""

import pytest

from extract.coding.anatomy import leaves, rows
from extract.model import Cell, Table


@pytest.mark.parametrize(
    "cells, start, found",
    [
        ([Cell(0, 0, "项目"), Cell(0, 1, "数量")], 1, [("数量", (), range(1, 2))]),
        (
            [Cell(0, 1, "法人", 1, 2), Cell(1, 1, "企业"), Cell(1, 2, "机构")],
            1,
            [("企业", ("法人",), range(1, 2)), ("机构", ("法人",), range(2, 3))],
        ),
        ([Cell(0, 1, "法人", 1, 2), Cell(1, 1, ""), Cell(1, 2, " ")], 1, [("法人", (), range(1, 3))]),
        ([Cell(0, 1, "甲"), Cell(0, 2, "甲")], 1, [("甲", (), range(1, 2)), ("甲", (), range(2, 3))]),
        ([Cell(0, 1, "甲"), Cell(1, 3, "乙")], 1, [("甲", (), range(1, 2)), ("乙", (), range(3, 4))]),
        ([], 0, []),
    ],
)
def test_header_cells_name_the_columns_below_them(cells, start, found):
    assert [(leaf.key, leaf.path, leaf.cols) for leaf in leaves(rows(Table(tuple(cells))), start)] == found


def test_a_row_of_very_many_cells_is_looked_through_once():
    """A mutated sample had such a row: with one look at all cells for each column this takes minutes."""
    header = rows(Table(tuple(Cell(0, col, f"列{col}") for col in range(20_000))))
    assert len(leaves(header, 1)) == 19_999

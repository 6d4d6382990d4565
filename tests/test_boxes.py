"""The box of a cell on its page holds exactly what is printed in it."""

import re

from boxes import printed_in


def test_the_box_of_every_fact_holds_exactly_what_it_prints(each_sample, understood):
    coding = understood(each_sample).coding
    cells = {(table.no, coded.cell.row, coded.cell.col): coded.cell for table in coding.tables for coded in table.cells}
    if each_sample.suffix != ".pdf":
        assert all(cell.where.x0 is None for cell in cells.values())
        return
    assert coding.facts
    for fact in coding.facts:
        where = cells[fact.table, fact.row, fact.col].where
        inside = printed_in(each_sample, where.page, (where.x0, where.top, where.x1, where.bottom))
        assert inside == re.sub(r"\s", "", fact.raw)

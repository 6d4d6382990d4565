"""Stored rows become chapters with paragraphs and rectangular tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.serve.layout import Grid, chapters, grid

TABLE = {"id": "t", "section_id": "s", "position": 0, "flat": 0}


def cell(row, col, rowspan=1, colspan=1, **more):
    place = {"id": f"t:{row}:{col}", "table_id": "t", "row": row, "col": col, "rowspan": rowspan, "colspan": colspan}
    return place | {"text": "x", "role": "value", "item": None, "ignored": None} | more


def section(text, heading=""):
    return {"id": "s", "ordinal": 1, "code": "c", "heading": heading, "text": text, "page": None}


def shape(chapter):
    return ["TABLE" if isinstance(block, Grid) else "".join(run.text for run in block) for block in chapter.blocks]


@pytest.mark.parametrize(
    "text, heading, positions, blocks",
    [
        ("一、概述\n甲\n乙", "一、概述", [], ["甲", "乙"]),
        ("一、概述\n甲\n乙", "一、概述", [4], ["TABLE", "甲", "乙"]),
        ("一、概述\n甲\n乙", "一、概述", [6], ["甲", "TABLE", "乙"]),
        ("一、概述\n甲\n乙", "一、概述", [8], ["甲", "乙", "TABLE"]),
        ("一、概述\n甲\n乙", "一、概述", [0], ["TABLE", "甲", "乙"]),
        ("一、概述\n甲\n乙", "一、概述", [8, 6, 99], ["甲", "TABLE", "乙", "TABLE", "TABLE"]),
        ("一、 概 述\n甲", "一、概述", [], ["甲"]),
        ("一、概述。甲", "一、概述", [], ["。甲"]),
        ("云岭县 人民政府\n年度报告\n甲", "云岭县人民政府年度报告", [], ["甲"]),
        ("甲\n云岭县人民政府年度报告", "云岭县人民政府年度报告", [], ["甲", "云岭县人民政府年度报告"]),
        ("甲\n\n　\n乙", "", [], ["甲", "乙"]),
        ("一、概述", "一、概述", [4], ["TABLE"]),
        ("", "", [0], ["TABLE"]),
    ],
)
def test_text_is_cut_where_tables_stand(text, heading, positions, blocks):
    tables = [TABLE | {"id": str(at), "position": at} for at in positions]
    (chapter,) = chapters([section(text, heading)], tables, [], [])
    assert shape(chapter) == blocks


def test_a_table_without_a_section_is_not_lost():
    made = chapters([section("甲")], [TABLE | {"section_id": None}], [cell(0, 0)], [])
    assert [shape(chapter) for chapter in made] == [["甲"], ["TABLE"]]


def test_facts_in_prose_are_cut_out_once():
    facts = [
        {"cell_id": None, "section_id": "s", "start": start, "end": end}
        for start, end in ((1, 3), (2, 4), (None, None))
    ]
    (chapter,) = chapters([section("共12件")], [], [], facts)
    assert [(run.text, run.fact) for run in chapter.blocks[0]] == [("共", None), ("12", facts[0]), ("件", None)]


def widths(made):
    """How many columns each row of a grid covers, spans from above included."""
    covered = [0] * len(made.rows)
    for at, row in enumerate(made.rows):
        for box in row:
            for down in range(box.rowspan):
                covered[at + down] += box.colspan
    return set(covered)


def test_a_hole_is_filled():
    made = grid(TABLE, [cell(0, 0, 2), cell(0, 2), cell(1, 1, 1, 2)], {})
    assert [[box.cell is None for box in row] for row in made.rows] == [[False, True, False], [False]]


@pytest.mark.parametrize("span", [10**9, 0, -5])
def test_absurd_spans_end_with_the_table(span):
    made = grid(TABLE, [cell(0, 0, span, 1), cell(1, 1)], {})
    assert len(made.rows) == 2 and widths(made) == {2}


@settings(max_examples=200)
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_any_printed_grid_stays_rectangular(height, width, data):
    free = {(row, col) for row in range(height) for col in range(width)}
    cells = []
    for row, col in sorted(free):
        down = data.draw(st.integers(1, height - row))
        right = data.draw(st.integers(1, width - col))
        places = {(r, c) for r in range(row, row + down) for c in range(col, col + right)}
        if places <= free and data.draw(st.booleans()):
            free -= places
            cells.append(cell(row, col, down, right))
    made = grid(TABLE, cells, {})
    assert len(widths(made)) <= 1
    assert sum(box.cell is not None for row in made.rows for box in row) == len(cells)


@pytest.mark.parametrize(
    "more, unmapped",
    [
        ({"text": "12"}, True),
        ({"text": "１２"}, True),
        ({"text": "/"}, False),
        ({"text": "12", "item": "request.new"}, False),
        ({"text": "12", "ignored": "cumulative"}, False),
        ({"text": "12", "role": "label"}, False),
    ],
)
def test_unmapped_means_what_the_view_says(more, unmapped):
    assert grid(TABLE, [cell(0, 0, **more)], {}).rows[0][0].unmapped is unmapped


def test_headings_of_parts_stand_alone_or_open_their_paragraph():
    text = "一、概述\n（一）甲\n（二）乙。丙12件"
    leads = [
        {"section_id": "s", "start": text.index(head), "heading": head, "level": 1} for head in ("（一）甲", "（二）乙")
    ]
    mark = {"section_id": "s", "start": text.index("12"), "end": text.index("件") + 1}
    (chapter,) = chapters([section(text, "一、概述")], [], [], [], [mark], leads)
    title, runs = chapter.blocks
    assert (title.level, title.text) == (1, "（一）甲")
    assert [(run.text, bool(run.lead), bool(run.mark)) for run in runs if run.text] == [
        ("（二）乙", True, False),
        ("。丙", False, False),
        ("12件", False, True),
    ]

"""PDF files that are drawn for it: tables, paragraphs as they were written, furniture, and what is reported."""

import re

import numpy as np
import pytest
from drawn import Sheet, box, column, grid, paragraphs, pdf, prose, rule, table, text, texts, thin

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph, Table
from extract.read.pdf import batch, glyphs, segments
from extract.read.pdf.reader import read

WORDS = "某县人民政府办公室按照要求编制本报告，全年主动公开信息一百二十条，办结三件，" * 2 + "共计1234条。"
ROWS = [["项目", "数量", "备注"], ["收到申请", "12", "无"], ["办结", "10", "3件结转"]]
# Figures in a font that does not say what its glyphs mean.
GLYPHS = [["项目", "数量", "备注"], ["收到申请", "\x14\x15", "无"], ["办结", "\x14\x13", "\x16件结转"]]
CELLS = [text for row in ROWS for text in row]
XS = [60, 200, 300, 400]
YS = [300, 320, 340, 360]
PROSE = prose(60, 60, WORDS)[0]


def furniture(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture]


def cells(table: Table) -> list[str]:
    return [cell.text for cell in table.cells]


def test_a_paragraph_and_a_table():
    document = read(pdf([PROSE, table(XS, YS, ROWS)]))
    assert paragraphs(document) == [WORDS]
    assert [cells(table) for table in document.tables()] == [CELLS]
    assert document.pages == 1 and document.warnings == ()


def _double(apart: float):
    """Two strokes beside each other."""

    def stroke(x0: float, y0: float, x1: float, y1: float) -> str:
        right, down = apart * (x0 == x1), apart * (y0 == y1)
        return rule(x0, y0, x1, y1) + "\n" + rule(x0 + right, y0 + down, x1 + right, y1 + down)

    return stroke


def _pieces(x0: float, y0: float, x1: float, y1: float) -> str:
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return rule(x0, y0, x, y) + "\n" + rule(x, y, x1, y1)


STROKES = {
    "thin boxes": thin,
    "thin boxes with a border": lambda *line: rule(*line) + "\n" + thin(*line),
    "double, narrow": _double(2),
    "double, wide": _double(4),
    "in pieces": _pieces,
}


@pytest.mark.parametrize("stroke", STROKES.values(), ids=STROKES)
def test_rules_are_rules_however_they_are_drawn(stroke):
    (found,) = read(pdf([PROSE, table(XS, YS, ROWS, stroke)])).tables()
    assert (found.height, found.width, cells(found)) == (3, 3, CELLS)


@pytest.mark.parametrize("stroke", STROKES.values(), ids=STROKES)
def test_rules_are_the_same_where_each_corner_has_to_be_asked_for(monkeypatch, stroke):
    data = pdf([PROSE, table(XS, YS, ROWS, stroke), "60 500 40 14 re S 60 400 m 70 410 80 410 90 400 c 95 400 l s"])
    copied = read(data)
    monkeypatch.setattr(segments, "_WAY", segments.asked)
    assert read(data) == copied


def test_a_table_drawn_in_one_path_is_a_table():
    xs, ys = [60 + 40 * n for n in range(11)], [100 + 14 * n for n in range(41)]
    boxes = " ".join(f"{x} {842 - y - 14} 40 14 re" for x in xs[:-1] for y in ys[:-1])
    words = [text(x + 3, y + 11, "栏目" if y == 100 else "12", 8) for x in xs[:-1] for y in ys[:-1]]
    (found,) = read(pdf([PROSE, f"0.5 w {boxes} S", *words])).tables()
    assert (found.height, found.width) == (40, 10)


def test_a_table_without_outer_verticals_has_its_outer_columns():
    rules = [rule(60, y, 400, y) for y in YS] + [rule(x, 300, x, 360) for x in (200, 300)]
    (found,) = read(pdf([PROSE, *rules, table(XS, YS, ROWS, lambda *line: "")])).tables()
    assert cells(found) == CELLS


def test_white_and_shaded_backgrounds_are_no_tables():
    shades = [box(50, 40 + 20 * n, 500, 60 + 20 * n, grey) for n, grey in enumerate((1, 0.9, 1))]
    document = read(pdf([*shades, PROSE]))
    assert not list(document.tables()) and paragraphs(document) == [WORDS]


def test_merged_cells_have_spans():
    lines = [rule(60, 300, 400, 300), rule(60, 320, 400, 320), rule(200, 340, 400, 340), rule(60, 360, 400, 360)]
    lines += [rule(60, 300, 60, 360), rule(400, 300, 400, 360), rule(200, 300, 200, 360), rule(300, 320, 300, 360)]
    words = [(63, 314, "头"), (203, 314, "尾"), (63, 334, "左"), (203, 334, "1"), (303, 334, "2"), (203, 354, "3")]
    (found,) = read(pdf([PROSE, *lines, *(text(*word) for word in words), text(303, 354, "4")])).tables()
    spans = [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in found.cells]
    assert spans[:3] == [(0, 0, 1, 1, "头"), (0, 1, 1, 2, "尾"), (1, 0, 2, 1, "左")]
    assert cells(found)[3:] == ["1", "2", "3", "4"]


def test_two_tables_side_by_side_are_two():
    left, right = [["甲", "1"], ["乙", "2"]], [["丁", "4"], ["戊", "5"]]
    found = read(pdf([PROSE, table([60, 120, 180], YS[:3], left), table([300, 360, 420], YS[:3], right)])).tables()
    assert [cells(table) for table in found] == [["甲", "1", "乙", "2"], ["丁", "4", "戊", "5"]]


def test_a_table_without_rules_ends_as_lines_with_its_numbers_apart():
    words = [(60, 300, "收到申请"), (200, 300, "12"), (216, 300, "34"), (260, 300, "５６"), (292, 300, "７８")]
    document = read(pdf([PROSE, *(text(*word) for word in words)]))
    assert paragraphs(document)[1] == "收到申请 12 34 ５６ ７８"


def test_a_label_in_a_column_is_read_from_the_top():
    document = read(pdf([PROSE, table([60, 90, 200], [300, 320, 420], [["", "数量"]]), column(65, 340, "收到申请数")]))
    assert "".join(next(document.tables()).cells[-2].text.split()) == "收到申请数"


@pytest.mark.parametrize(
    "lines, width, expected",
    [("123\n45", 22, "12345"), ("12\n34", 80, "12\n34"), ("收到\n12", 30, "收到\n12")],
)
def test_a_number_is_joined_only_where_its_cell_is_full(lines, width, expected):
    rows = [["项目", "数"], ["甲", lines]]
    (found,) = read(pdf([PROSE, table([60, 120, 120 + width], [300, 320, 350], rows, size=8)])).tables()
    assert found.cells[-1].text == expected


def test_a_raised_sign_is_no_digit_of_its_number():
    words = [text(203, 334, "22", 10), text(213.5, 330, "1", 6)]
    rows = [["项目", "数量", "备注"], ["收到申请", "", "无"], ["办结", "10", "无"]]
    (found,) = read(pdf([PROSE, table(XS, YS, rows), *words])).tables()
    assert found.cells[4].text == "22¹"


def test_type_made_bold_by_drawing_it_twice_is_read_once():
    twice = [
        text(60 + shift, y, words)
        for y, words in ((300, "一、总体情况"), (330, "公开11221条，11件"))
        for shift in (0, 0.4)
    ]
    assert paragraphs(read(pdf([PROSE, *twice])))[1:] == ["一、总体情况", "公开11221条，11件"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_is_read_upright_whatever_the_page_says(turn):
    document = read(pdf(Sheet([PROSE, table(XS, YS, ROWS)], f"/Rotate {turn}")))
    assert paragraphs(document) == [WORDS] and cells(next(document.tables())) == CELLS


@pytest.mark.parametrize(
    "turn, matrix", [(90, "0 1 -1 0 842 0"), (0, "0 1 -1 0 842 0"), (0, "-1 0 0 -1 595 842"), (270, "0 -1 1 0 0 842")]
)
def test_pages_drawn_sideways_are_read_upright(turn, matrix):
    drawn = [f"q {matrix} cm", PROSE, table(XS, YS, ROWS), "Q"]
    document = read(pdf(Sheet(drawn, f"/Rotate {turn} /MediaBox [0 0 842 842]")))
    assert paragraphs(document) == [WORDS] and cells(next(document.tables())) == CELLS


def test_what_is_cropped_away_is_furniture_and_places_are_on_the_page_as_cropped():
    crop = "/CropBox [30 30 560 800]"
    document = read(pdf(Sheet([text(10, 20, "裁切之外999"), PROSE, table(XS, YS, ROWS)], crop)))
    assert furniture(document) == ["裁切之外999"]
    assert next(document.tables()).where.x0 == pytest.approx(30, abs=1)
    assert next(document.tables()).where.top == pytest.approx(258, abs=1)


def test_a_slanted_watermark_stays_out_of_the_cells():
    document = read(pdf([PROSE, table(XS, YS, ROWS), text(190, 345, "内部2023", 30, matrix="0.7 0.7 -0.7 0.7")]))
    assert cells(next(document.tables())) == CELLS
    assert furniture(document) == ["内部2023"]


@pytest.mark.parametrize(
    "number",
    [
        "- {} -",
        "— {} —",
        "第{}页 共6页",
        "第 {} 页，共 6 页",
        "{}/6",
        "{} / 6",
        "－{}－",
        "{}",
        "·{}·",
        "Page {} of 6",
        "页码：{}",
        "[{}]",
        "第{}页",
    ],
)
def test_page_numbers_are_furniture_and_do_not_cut_a_paragraph(number):
    first, second = WORDS[: 34 + 36], WORDS[34 + 36 :]
    one = [prose(60, 740, first)[0], text(280, 810, number.format(4))]
    two = [text(60, 60 + 20 * n, second[36 * n : 36 * n + 36]) for n in range(2)] + [text(280, 810, number.format(5))]
    document = read(pdf(one, two))
    assert paragraphs(document) == [WORDS]
    assert len(furniture(document)) == 2


@pytest.mark.parametrize("pages", [2, 3, 6])
def test_running_heads_are_furniture(pages):
    sheets = [
        [text(200, 30, "某县年度报告", 9), prose(60, 60, f"{'甲乙丙丁戊己'[n]}{WORDS}" * (n + 1))[0]]
        for n in range(pages)
    ]
    assert furniture(read(pdf(*sheets))) == ["某县年度报告"] * pages


@pytest.mark.parametrize(
    "below, expected",
    [
        (text(84, 140, "二、主动公开情况"), "二、主动公开情况"),
        (text(60, 140, "二、主动公开情况"), "二、主动公开情况"),
        (text(60, 140, "附件"), "附件"),
        (text(220, 140, "收到申请情况表"), "收到申请情况表"),
        (text(60, 170, "另起一段。"), "另起一段。"),
    ],
)
def test_a_heading_is_never_glued_to_a_full_line_above(below, expected):
    full = "某" * 34 + "某" * 36 + "某" * 36 + "某" * 35 + "。"
    assert paragraphs(read(pdf([prose(60, 60, full)[0], below]))) == [full, expected]


def test_a_centred_title_on_two_lines_is_one():
    title = "云岭县政务服务数据管理局二〇二二年信息公开报"
    document = read(pdf([text(60, 40, title, 18.5), text(254, 66, "告", 18.5), prose(60, 100, WORDS)[0]]))
    assert paragraphs(document) == [title + "告", WORDS]


def test_latin_words_keep_their_blank_over_a_line_end_and_numbers_do_not_grow():
    words = "某" * 30 + "open" + "data" + "某" * 30 + "1234" + "某" * 40
    (found,) = paragraphs(read(pdf([prose(60, 60, words)[0]])))
    assert re.findall(r"\d+", found) == ["1234"]


def test_a_hyphen_at_the_end_of_a_line_is_kept():
    document = read(pdf([PROSE, text(60, 300, "电话abc-"), text(60, 316, "def")]))
    assert paragraphs(document)[1:] == ["电话abc-", "def"]


def test_more_lines_than_any_table_has_are_reported():
    lines = [f"{at} 0 m {at} 6100 l S 0 {at} m 6100 {at} l S" for at in range(0, 3 * 2001, 3)]
    document = read(pdf(Sheet([*lines, PROSE], "/MediaBox [0 0 6100 6100]")))
    assert [item.reason for item in document.warnings] == ["unplaced"]
    assert not list(document.tables()) and paragraphs(document) == [WORDS]


GREY = "q {} 0 0 {} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"


def test_pictures_are_reported():
    assert [str(item) for item in read(pdf([PROSE], [GREY.format(595, 842)])).warnings] == [
        "page 2 is a picture without text; it needs text recognition"
    ]
    (warning,) = read(pdf([PROSE, GREY.format(400, 400)])).warnings
    assert warning.message.startswith("a picture covers 32% of page 1")
    assert read(pdf([PROSE, GREY.format(120, 120)])).warnings == ()


def test_text_hidden_behind_a_scan_is_marked_as_recognised():
    document = read(pdf([GREY.format(595, 842), "3 Tr", PROSE]))
    assert document.ocr and "recognition" in document.warnings[0].message
    assert not read(pdf([GREY.format(595, 842), PROSE])).ocr


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"%PDF-1.5\nnothing", "damaged"),
        (pdf([]), "no_text"),
        (pdf([GREY.format(595, 842)]), "no_text"),
        (pdf([text(60, 60, "\ue001\ue002\ue003" * 20)]), "garbled_text"),
        (pdf([PROSE], [PROSE, table(XS, YS, GLYPHS)]), "garbled_text"),
        (pdf([PROSE], [prose(60, 60, "ƀɀęšōȑěɏ" * 5 + "12345")[0]]), "garbled_text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, reason):
    with pytest.raises(UnreadableFile) as error:
        read(data)
    assert error.value.reason == reason


def test_a_glyph_without_a_meaning_is_a_mark_and_no_blank():
    rows = [["项目", "数量", "备注"], ["收到申请", "1\x13", "无"], ["办结", "10", "无"]]
    document = read(pdf([PROSE, table(XS, YS, rows)]))
    assert cells(next(document.tables()))[4] == "1\ufffd"
    assert [remark.reason for remark in document.warnings] == ["lost_characters"]


def test_a_page_says_how_many_pages_recognition_could_read():
    with pytest.raises(UnreadableFile) as error:
        read(pdf([PROSE], [PROSE, table(XS, YS, GLYPHS)]))
    assert error.value.scanned == 1 and "page 2" in str(error.value)


def test_columns_are_read_from_the_right_and_stand_where_they_are_printed():
    document = read(pdf([column(400, 60, "一、总体情况"), column(370, 60, "全年公开三十条，办结二件。")]))
    assert paragraphs(document) == ["一、总体情况", "全年公开三十条，办结二件。"]
    first, second = (paragraph.where for paragraph in document.paragraphs())
    assert first.x0 == pytest.approx(400, abs=1) and second.x0 == pytest.approx(370, abs=1)
    assert (second.bottom or 0) - (second.top or 0) > 150


@pytest.mark.parametrize("second, reasons", [([PROSE], ["engines_differ"]), ([], [])], ids=["text", "blank"])
def test_a_page_that_is_blank_to_one_engine_only_is_reported(monkeypatch, second, reasons):
    given = glyphs.printed
    turns = iter((True, False))
    nothing = glyphs.Printed(np.zeros(0, int), np.zeros(0, int))
    monkeypatch.setattr(batch, "printed", lambda page: given(page) if next(turns) else nothing)
    assert [remark.reason for remark in read(pdf([PROSE], second)).warnings] == reasons


DRAWN = {
    "rules": pdf([PROSE, table(XS, YS, ROWS)]),
    "no rules": pdf([PROSE, table(XS, YS, ROWS, lambda *line: "")]),
    "turned": pdf(Sheet([PROSE, table(XS, YS, ROWS)], "/Rotate 180")),
    "over the edge": pdf([prose(60, 60, "某" * 30 + "123456" * 4)[0]]),
    "overlapping": pdf([PROSE, table(XS, YS, ROWS), grid([150, 250, 350], [330, 350, 370])]),
}


@pytest.mark.parametrize("data", DRAWN.values(), ids=DRAWN)
def test_every_digit_of_the_witness_is_in_some_block(data):
    document = read(data)
    assert document.witness and lost(document.witness, texts(document)) == []

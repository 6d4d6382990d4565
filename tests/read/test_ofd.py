"""OFD pages give the tables and paragraphs that a PDF of the same page gives."""

import pytest
from paged import grid, ofd, page, path, rule, table, text, thin

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph, Table
from extract.read.ofd.reader import read

XS, YS = [20.0, 80.0, 110.0, 140.0], [50.0, 58.0, 66.0, 74.0]
ROWS = [["项目", "数量", "其他"], ["受理申请", "27", "1234"], ["办结申请", "30", ""]]
TITLE = "某镇2020年政府信息公开工作年度报告"


def opened(data: bytes) -> Document:
    document = read(data)
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in found.cells]


def plain(rows: list[list[str]]) -> list[tuple[int, int, int, int, str]]:
    return [(row, col, 1, 1, words) for row, line in enumerate(rows) for col, words in enumerate(line)]


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def around(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture]


@pytest.mark.parametrize("stroke", [rule, thin])
def test_a_table_comes_out_as_drawn(stroke):
    document = opened(ofd(page(text(60, 30, TITLE), table(XS, YS, ROWS, stroke), text(20, 90, "二、其他情况。"))))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert shape(next(document.tables())) == plain(ROWS)
    assert (document.title, document.pages, document.reader) == ("年报", 1, "ofd")


def test_merged_cells_are_one_cell_with_its_place():
    lines_ = [rule(20, y, 140, y) for y in (50, 74)] + [rule(80, 58, 140, 58), rule(80, 66, 140, 66)]
    down = [rule(x, 50, x, 74) for x in (20, 80, 140)] + [rule(110, 58, 110, 74)]
    words = [text(21, 60, "项目"), text(81, 55, "数量"), text(81, 63, "12"), text(111, 63, "3"), text(111, 71, "45")]
    (found,) = opened(ofd(page(*lines_, *down, *words))).tables()
    assert shape(found) == [
        (0, 0, 3, 1, "项目"),
        (0, 1, 1, 2, "数量"),
        (1, 1, 1, 1, "12"),
        (1, 2, 1, 1, "3"),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, "45"),
    ]
    assert found.cells[0].where.page == 1
    assert found.cells[0].where.x0 == pytest.approx(20 * 72 / 25.4, abs=0.1)


WORDS = {
    "a repeated step": text(20, 30, "公开信息12条", deltas="g 4 3.7 1.85 1.85"),
    "no steps": text(20, 30, "公开信息12条", deltas=""),
    "a scaled object": text(20, 30, "公开信息12条", size=1, deltas="g 4 1 0.5 0.5", more='CTM="4 0 0 4 0 0"'),
    "one object a character": "".join(text(20 + 4 * no, 30, char) for no, char in enumerate("公开信息"))
    + text(36, 30, "12")
    + text(40, 30, "条"),
    "drawn twice": text(20, 30, "公开信息12条") + text(20.1, 30, "公开信息12条"),
    "hidden text": text(20, 30, "公开信息12条")
    + text(20, 60, "99", more='Visible="false"')
    + text(20, 70, "98", more='Alpha="0"'),
    "escaped": text(20, 30, "公开信息12条").replace("公", "&#20844;"),
}


@pytest.mark.parametrize("case", WORDS)
def test_text_is_what_is_printed(case):
    assert lines(opened(ofd(page(WORDS[case])))) == ["公开信息12条"]


def test_a_page_drawn_sideways_is_turned():
    def turned(x: float, y: float, words: str) -> str:
        return text(x, y + 3.7, words, more='CTM="0 1 -1 0 0 0"')

    cells = [
        turned(190 - y, x + 2, w) for y, row in zip(YS, ROWS, strict=False) for x, w in zip(XS, row, strict=False) if w
    ]
    across = [rule(195 - y, XS[0], 195 - y, XS[-1]) for y in YS]
    down = [rule(195 - YS[-1], x, 195 - YS[0], x) for x in XS]
    (found,) = opened(ofd(page(*across, *down, *cells))).tables()
    assert shape(found) == plain(ROWS)


def test_lines_of_a_template_make_tables_and_its_text_is_furniture_where_pages_share_it():
    behind = page(text(20, 15, "页眉"), grid(XS, YS), text(21, 55, "项目"))
    words = [text(81, 55, "数量"), text(111, 55, "其他"), text(21, 63, "受理"), text(81, 63, "27")]
    document = opened(ofd(*(page(*words, template="5") for _ in "ab"), templates={"5": behind}))
    assert [shape(found)[:5] for found in document.tables()] == [plain([["项目", "数量", "其他"], ["受理", "27"]])] * 2
    assert (lines(document), around(document)) == ([], ["页眉", "页眉"])
    assert lines(
        opened(ofd(page(text(20, 40, "正文"), template="5"), templates={"5": page(text(20, 15, "某县报告"))}))
    ) == ["某县报告", "正文"]


def test_seals_and_watermarks_are_furniture():
    slanted = text(50, 100, "内部资料7", more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    document = opened(ofd(page(table(XS, YS, ROWS), slanted), notes=text(81, 63, "专用章8")))
    assert shape(next(document.tables())) == plain(ROWS)
    assert sorted(around(document)) == ["专用章8", "内部资料7"]


def test_composite_units_are_drawn():
    unit = f'<ofd:CompositeGraphicUnit ID="7" Width="9" Height="9"><ofd:Content>{text(20, 30, "公开信息12条")}</ofd:Content></ofd:CompositeGraphicUnit>'
    placed = '<ofd:CompositeObject ID="8" Boundary="0 0 210 297" ResourceID="7"/>'
    assert [block.text for block in read(ofd(page(placed), units=unit)).blocks] == ["公开信息12条"]


def test_units_that_hold_each_other_end():
    inner = '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="7"/>' * 60
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'
    with pytest.raises(UnreadableFile, match="draws more"):
        read(ofd(page(inner, text(20, 30, "公开")), units=unit))


def test_drawings_are_no_tables():
    curve = path("20 20 50 50", "M 0 0 B 1 1 2 2 3 3 L 9 9")
    assert lines(opened(ofd(page(curve, text(20, 30, "公开12"))))) == ["公开12"]
    many = "".join(rule(x / 20, 20, x / 20, 90) + rule(20, x / 20, 90, x / 20) for x in range(0, 4000, 1))
    assert lines(opened(ofd(page(many, text(20, 100, "公开12"))))) == ["公开12"]


def test_more_lines_than_any_table_has_are_reported():
    many = "".join(rule(5, y, 200, y) for y in range(5, 210)) + rule(5, 5, 5, 210) + rule(200, 5, 200, 210)
    document = opened(ofd(page(many, text(20, 30, "公开12"))))
    assert [item.reason for item in document.warnings] == ["unplaced"]
    assert lines(document) == ["公开12"]


SCAN = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>'


def test_pictures_are_told():
    document = opened(ofd(page(text(20, 30, "公开12")), page(SCAN)))
    assert [str(item) for item in document.warnings] == ["page 2 is a picture without text; it needs text recognition"]
    hidden = opened(ofd(page(SCAN, text(20, 30, "公开", more='Alpha="0"'))))
    assert (lines(hidden), hidden.ocr) == (["公开"], True)


GLYPHS = '<ofd:TextObject Boundary="9 9 9 9" Size="4"><ofd:CGTransform CodePosition="0" GlyphCount="3"><ofd:Glyphs>5 6 7</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="0" Y="4"/></ofd:TextObject>'
GOOD = page(text(20, 30, "公开12"))


@pytest.mark.parametrize(
    "data, reason",
    [
        (ofd(page(SCAN)), "no_text"),
        (ofd(), "no_text"),
        (ofd(page(GLYPHS)), "garbled_text"),
        (ofd(page(text(20, 30, "\ue001\ue002\ue003公开"))), "garbled_text"),
        (ofd(page(text(20, 30, "abcdefgh12"))), "garbled_text"),
        (ofd(GOOD, **{"Doc_0/Encryptions.xml": "<a/>"}), "protected"),
        (ofd(GOOD)[:-60], "damaged"),
        (ofd(GOOD[:-9]), "damaged"),
        (ofd("<!DOCTYPE x>" + GOOD), "damaged"),
        (ofd(GOOD + " " * (2 << 20)), "too_large"),
        (ofd(GOOD, **{f"x{no}.xml": "<a/>" for no in range(1001)}), "too_large"),
        (ofd(page("<ofd:PageBlock>" * 210 + "</ofd:PageBlock>" * 210)), "damaged"),
        (ofd(GOOD).replace(b"Page_0", b"Page_9"), "damaged"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(data, reason):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert (refused.value.reason, refused.value.media_type) == (reason, "application/ofd")

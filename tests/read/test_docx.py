"""Word files: what Word prints is what we read, wherever it hides in the package."""

import pytest
from packed import cell, docx, par, row, run, table

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph, Table
from extract.read import read

RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def opened(body: str, **parts: str) -> Document:
    """A file read from its bytes, with nothing lost."""
    document = read(docx(body, **parts))
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in found.cells]


def words(found: Table) -> list[str]:
    return [c.text for c in found.cells]


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def deleted(text: str) -> str:
    return f'<w:del w:id="2"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def shown(content: str) -> str:
    """A text box, twice as Word writes it."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


RUNS = {
    "split runs": (par("公开", "12", "34", "条"), ["公开1234条"]),
    "line breaks": (
        par("一、总体", "<w:r><w:br/></w:r>", "全年12", "<w:r><w:tab/></w:r>", "34"),
        ["一、总体", "全年12 34"],
    ),
    "hyphens": (par("0512", "<w:r><w:noBreakHyphen/></w:r>", "1234", "<w:r><w:softHyphen/></w:r>"), ["0512-1234"]),
    "tracked changes": (par("共", deleted("99"), f'<w:ins w:id="1">{run("12")}</w:ins>', "条"), ["共12条"]),
    "moved text": (par("共", f"<w:moveFrom>{run('77')}</w:moveFrom>", f"<w:moveTo>{run('66')}</w:moveTo>"), ["共66"]),
    "a deleted end": (par("前半", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + par("后半"), ["前半后半"]),
    "hidden text": (par("显", run("99", "<w:vanish/>"), "示"), ["显示"]),
    "raised digits": (par("22", run("1", '<w:vertAlign w:val="superscript"/>'), "件"), ["22¹件"]),
    "fields": (par("<w:r><w:instrText>PAGE 88</w:instrText></w:r>", f"<w:fldSimple>{run('6')}</w:fldSimple>"), ["6"]),
    "links": (par("见", f"<w:hyperlink>{run('网站12')}</w:hyperlink>"), ["见网站12"]),
    "formulas": (par("共", "<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>"), ["共12"]),
    "controls": (control(par("块")) + par("行内", control(run("12")), "条"), ["块", "行内12条"]),
    "text boxes": (par("外文", shown(par("框里12"))) + par("后"), ["外文", "框里12", "后"]),
}


@pytest.mark.parametrize("body, expected", RUNS.values(), ids=RUNS)
def test_paragraphs_are_what_word_prints(body, expected):
    assert lines(opened(body)) == expected


TABLES = {
    "merged": (
        table(
            row(cell("甲", RESTART), cell("头", span(2))),
            row(cell("", GOES_ON), "1", "2"),
            row(cell("乙", span(2)), "4"),
        ),
        [
            (0, 0, 2, 1, "甲"),
            (0, 1, 1, 2, "头"),
            (1, 1, 1, 1, "1"),
            (1, 2, 1, 1, "2"),
            (2, 0, 1, 2, "乙"),
            (2, 2, 1, 1, "4"),
        ],
    ),
    "merged across, the old way": (
        table(row(cell("甲", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "1"), row("a", "b", "2")),
        [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "1"), (1, 0, 1, 1, "a"), (1, 1, 1, 1, "b"), (1, 2, 1, 1, "2")],
    ),
    "rows that start further in": (
        table(row("甲", "1", "2"), row("3", "4", properties='<w:gridBefore w:val="1"/>')),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "2"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "4")],
    ),
    "spans wider than the table": (
        table(row(cell("头", span(500)), "1"), row(cell("左", span(499)), "右", "2")),
        [(0, 0, 1, 2, "头"), (0, 2, 1, 1, "1"), (1, 0, 1, 1, "左"), (1, 1, 1, 1, "右"), (1, 2, 1, 1, "2")],
    ),
    "controls around cells and rows": (
        table(row("甲", control(cell("5"))), control(row("乙", "6"))),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "5"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "6")],
    ),
    "deleted rows": (
        table(row("甲", "1"), row("乙", cell(par(deleted("2"))), properties='<w:del w:id="3"/>'), row("丙", "3")),
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "3")],
    ),
}


@pytest.mark.parametrize("body, expected", TABLES.values(), ids=TABLES)
def test_tables(body, expected):
    (found,) = opened(body).tables()
    assert shape(found) == expected


def test_tables_inside_cells_follow_once_and_frames_are_no_tables():
    rows = [row(f"项目{n}", str(n)) for n in range(9)]
    body = table(*rows, row("明细", cell(par("外") + table(row("子", "77")) + table(row("内11"), row("内12")))))
    outer, inner = opened(body).tables()
    assert words(outer)[-1] == "外\n内11\n内12" and words(inner) == ["子", "77"]
    assert lines(opened(table(row(cell(par("一、总体") + par("文字12")))))) == ["一、总体", "文字12"]


def test_a_table_that_lays_out_the_page_is_no_table():
    article = cell(par("一、总体情况") + par("这是正文的一句话。" * 40) + table(row("甲", "1"), row("乙", "2")))
    document = opened(table(row("", article)))
    assert lines(document)[0] == "一、总体情况"
    assert [words(found) for found in document.tables()] == [["甲", "1", "乙", "2"]]


def level(depth: int, fmt: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="h2"><w:basedOn w:val="h1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
)


def listed(text: str, num: int, depth: int = 0) -> str:
    return par(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


def styled(text: str, style: str, more: str = "") -> str:
    return par(text, properties=f'<w:pStyle w:val="{style}"/>{more}')


NUMBERED = {
    "by style": (
        styled("甲", "h1") + styled("子", "h2") + styled("丑", "h2") + styled("乙", "h1") + styled("寅", "h2"),
        ["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"],
    ),
    "switched off": (
        styled("甲", "h1") + styled("乙", "h1", '<w:numPr><w:numId w:val="0"/></w:numPr>') + styled("丙", "h1"),
        ["一、甲", "乙", "二、丙"],
    ),
    "lists of one kind count on": (listed("甲", 1) + listed("乙", 2) + listed("丙", 1), ["一、甲", "二、乙", "三、丙"]),
    "a list that starts anew": (listed("甲", 1) + listed("乙", 3) + listed("丙", 3), ["一、甲", "一、乙", "二、丙"]),
    "legal numbers": (listed("甲", 1) + listed("子", 1, 1) + listed("法", 1, 2), ["一、甲", "（一）子", "1.1.1法"]),
    "before a year": (listed("甲", 1) + listed("2023年", 1, 2), ["一、甲", "1.1.1 2023年"]),
}


@pytest.mark.parametrize("body, expected", NUMBERED.values(), ids=NUMBERED)
def test_numbers_that_word_counts_are_printed(body, expected):
    assert lines(opened(body, numbering=LISTS, styles=STYLES)) == expected


def test_numbers_count_on_through_tables():
    document = opened(
        table(row(cell(listed("甲", 1)), "1"), row(cell(listed("乙", 1)), "2")) + listed("丙", 1), numbering=LISTS
    )
    assert words(next(document.tables())) == ["一、甲", "1", "二、乙", "2"] and lines(document) == ["三、丙"]


def test_notes_are_text_and_headers_are_furniture():
    notes = f'<w:footnote w:id="0"><w:p/></w:footnote><w:footnote w:id="2">{par("注：含3条")}</w:footnote>'
    document = opened(par("共12条"), footnotes=notes, hdr=table(row("页眉", "5"), row("第", "2")), ftr=par("— 4 —"))
    assert lines(document) == ["共12条", "注：含3条"]
    around = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture]
    assert sorted(around) == ["— 4 —", "第 2", "页眉 5"]


@pytest.mark.parametrize(
    "body, warning",
    [
        ('<w:altChunk r:id="x"/>', "another file"),
        (par("<w:r><w:object><o:OLEObject xmlns:o='o'/></w:object></w:r>"), "object of another"),
    ],
)
def test_what_cannot_be_seen_into_is_reported(body, warning):
    (found,) = opened(par("甲") + body).warnings
    assert warning in found.message


@pytest.mark.parametrize("data", [docx(table(row(cell("x", span(10**9)), "1"))), b"PK\x03\x04 and no more"])
def test_damaged_files_are_refused(data):
    with pytest.raises(UnreadableFile) as error:
        read(data)
    assert error.value.reason == "damaged"

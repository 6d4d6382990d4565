"""Rich text: paragraphs and tables as Word prints them, in whatever encoding, and nothing lost."""

import pytest

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph, Table
from extract.read.rtf.reader import read

FONTS = r"{\fonttbl{\f0\fnil\fcharset0 Times 12;}{\f1\fnil\fcharset134 SimSun;}{\f2\fnil\fcharset136 MingLiU;}}"


def rtf(body: str | bytes, head: str = r"\ansi\ansicpg936\deff0") -> bytes:
    """A file; Han text in the body becomes escapes."""
    inner = (
        body if isinstance(body, bytes) else "".join(char if char.isascii() else uni(char) for char in body).encode()
    )
    return b"{\\rtf1" + head.encode() + FONTS.encode() + inner + b"}"


def uni(char: str) -> str:
    code = ord(char)
    return rf"\u{code if code < 0x8000 else code - 0x10000}?"


def hexed(words: str, charset: str = "gbk") -> str:
    return "".join(rf"\'{byte:02x}" for byte in words.encode(charset))


def row(*cells: str, edges: tuple[int, ...] = (), marks: tuple[str, ...] = (), left: int = 0) -> str:
    """A table row; its cells are 2000 wide unless it says where they end."""
    edges = edges or tuple(2000 * (number + 1) for number in range(len(cells)))
    marks = marks or ("",) * len(cells)
    shape = "".join(rf"{mark}\clbrdrt\brdrs\cellx{edge}" for mark, edge in zip(marks, edges, strict=False))
    return rf"\trowd\trgaph108\trleft{left}{shape}\pard\intbl " + "".join(rf"{text}\cell " for text in cells) + r"\row "


def opened(data: bytes) -> Document:
    document = read(data)
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in found.cells]


TEXTS = {
    "unicode": ("公开12条\\par 第二", ["公开12条", "第二"]),
    "beyond the plane": (r"\uc0\u-10176\u-9216 7", ["𠀀7"]),
    "two bytes stand in": (r"\uc2\u20844" + hexed("公") + r"\u24320" + hexed("开"), ["公开"]),
    "a font's charset": (rf"\f1 {hexed('公开')}\f2 {hexed('機關', 'big5')}", ["公开機關"]),
    "a Latin font": (rf"\f0 {hexed('公开')}12", ["公开12"]),
    "a second byte that is a letter": (
        r"\f1 \'81A\'81\\\'81\{9",
        [
            "丄乗亄9".replace("丄", b"\x81A".decode("gbk"))
            .replace("乗", b"\x81\\".decode("gbk"))
            .replace("亄", b"\x81{".decode("gbk"))
        ],
    ),
    "a line end inside a character": ("\\f1 \\'b9\r\n\\'ab", ["公"]),
    "line breaks": (r"甲\line 乙\tab 丙", ["甲", "乙 丙"]),
    "groups in a number": (r"{\b 12}{\i 34}\b 5\b0 6", ["123456"]),
    "hidden and deleted": (r"甲{\v 99}\v 98\v0 乙{\deleted 97}", ["甲乙"]),
    "raised": (r"22{\super 1}条\super 2\nosupersub 3", ["22¹条²3"]),
    "numbers": (r"{\listtext\pard\plain 一、\tab}总体情况\par{\pntext 1.\tab}公开", ["一、总体情况", "1.公开"]),
    "fields": (r"{\field{\*\fldinst PAGE 7}{\fldrslt 3}}", ["3"]),
    "silent groups": (r"{\pict\wmetafile8 0102ab}{\*\xyz 55}{\stylesheet{\s1 66;}}{\*\shppict{\pict 77}}甲", ["甲"]),
    "binary": (r"{\pict\bin5 {{{12}甲", ["甲"]),
    "text boxes": (
        r"甲{\shp{\*\shpinst{\sp{\sn a}{\sv 44}}{\shptxt \pard 框8\par}}{\shprslt 框8}}乙\par 丙",
        ["甲乙", "框8", "丙"],
    ),
    "notes": (r"22{\footnote\pard 注5}条", ["22条", "注5"]),
    "said twice": (r"{\upr{88}{\*\ud{甲}}}", ["甲"]),
    "signs": (r"\{甲\}\~1\_2\emdash 3", ["{甲} 1-2—3"]),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_what_is_printed(case):
    body, expected = TEXTS[case]
    assert lines(opened(rtf(body))) == expected


def test_a_table_comes_out_as_printed():
    document = opened(rtf("前\\par " + row("项目", "数量") + row("受理", "27") + "\\pard 后\\par"))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert shape(next(document.tables())) == [
        (0, 0, 1, 1, "项目"),
        (0, 1, 1, 1, "数量"),
        (1, 0, 1, 1, "受理"),
        (1, 1, 1, 1, "27"),
    ]


MERGED = [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "数量"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "23")]


@pytest.mark.parametrize(
    "first, second",
    [
        (
            row("项目", "数量", "", marks=(r"\clvmgf", r"\clmgf", r"\clmrg")),
            row("", "1", "23", marks=(r"\clvmrg", "", "")),
        ),
        (
            row("项目", "数量", edges=(2000, 6000), marks=(r"\clvmgf", "")),
            row("", "1", "23", edges=(2010, 3990, 5995), left=-8, marks=(r"\clvmrg", "", "")),
        ),
    ],
)
def test_merged_cells_are_one_cell(first, second):
    assert shape(next(opened(rtf(first + second)).tables())) == MERGED


def test_a_row_that_declares_itself_at_its_end_and_one_that_does_not():
    cells = r"\pard\intbl 甲\cell 1\cell {\trowd\trleft0\cellx2000\cellx4000\row}\pard\intbl 乙\cell 2\cell \row "
    assert [c.text for c in next(opened(rtf(cells)).tables()).cells] == ["甲", "1", "乙", "2"]


def test_cells_beyond_the_declared_ones_are_kept():
    (found,) = opened(rtf(row("甲", "1", "2", edges=(2000,)))).tables()
    assert shape(found) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "2")]


def test_a_table_inside_a_cell_follows_the_table():
    inner = r"\pard\intbl\itap2 内\nestcell 5\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    body = rf"\trowd\cellx2000\cellx4000\pard\intbl\itap1 甲\par{inner}\pard\intbl\itap1\cell 乙\cell\row"
    first, second = opened(rtf(body)).tables()
    assert ([c.text for c in first.cells], [c.text for c in second.cells]) == (["甲", "乙"], ["内", "5"])


def test_lines_in_a_cell_stay_lines_and_tables_that_lay_out_text_are_text():
    assert next(opened(rtf(row(r"甲\par 乙", "1"))).tables()).cells[0].text == "甲\n乙"
    assert lines(opened(rtf(row("甲") + row("乙")))) == ["甲", "乙"]
    assert lines(opened(rtf(row("公开信息。" * 60, "1")))) == ["公开信息。" * 60, "1"]


def test_headers_and_footers_are_furniture():
    document = opened(rtf(r"{\header 页眉1\par}{\footerf\pard 页脚2}甲"))
    assert [(block.text, block.furniture) for block in document.blocks] == [
        ("甲", False),
        ("页眉1", True),
        ("页脚2", True),
    ]


def test_the_title_comes_from_the_properties():
    document = opened(rtf(r"{\info{\title 年报}{\author 某人3}{\upr{\subject 1}{\*\ud{\subject 1}}}}甲"))
    assert (document.title, lines(document)) == ("年报", ["甲"])


def test_gbk_under_a_western_code_page_is_told():
    assert lines(opened(rtf(rf"\f0 {hexed('政府信息公开年报')}", r"\ansi\ansicpg1252"))) == ["政府信息公开年报"]
    assert lines(opened(rtf(r"\f0 caf\'e9 au lait", r"\ansi\ansicpg1252"))) == ["café au lait"]


def test_objects_are_told():
    assert "embedded" in opened(rtf(r"甲{\object{\*\objdata 0105}{\result 5}}")).warnings[0].message


@pytest.mark.parametrize(
    "data, reason",
    [
        (rtf("甲")[:-1], "damaged"),
        (rtf("甲") + b"{more}", "damaged"),
        (b"{" * 5000 + b"}" * 5000, "damaged"),
        (rtf(r"{\pict 00ff}"), "no_text"),
        (rtf(rb"\f1 " + rb"\'ff\'ff\'20" * 40), "garbled_text"),
        (
            rtf(
                r"\trowd"
                + "".join(rf"\cellx{100 * number}" for number in range(1, 700))
                + r"\intbl "
                + r"1\cell" * 699
                + r"\row"
            ),
            "damaged",
        ),
        (rtf(r"\trowd\cellx1\intbl" + r"\cell" * 200_001), "damaged"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(data, reason):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.reason == reason


@pytest.mark.parametrize("data", [rtf("甲") + b"\0\r\n", rtf("甲") + b"}", rtf("甲") + b"\xefx"])
def test_what_stands_behind_the_end_without_text_does_no_harm(data):
    assert lines(opened(data)) == ["甲"]


def test_half_a_character_in_the_title_is_none():
    assert read(rtf(r"{\info{\title a\u-10000?}}公开\par")).title == "a\ufffd"

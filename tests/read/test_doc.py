"""Binary Word documents: what stands in them, in order; what is wrong with them, by a reason."""

import random
import struct
from pathlib import Path

import pytest

pytest.importorskip("olefile")

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Cell, Document, Paragraph, Table
from extract.read.doc import lists, runs, sprm, word97
from extract.read.doc import reader as doc
from extract.read.doc.rows import Row, blocks
from extract.read.doc.rows import cells as cells_of
from extract.read.doc.runs import Run
from extract.read.doc.sprm import Pap, Shape
from extract.read.doc.word97 import Streams
from extract.read.docx.numbering import Level

FILES = Path(__file__).parent / "files" / "doc"
FORM, STORY = ((FILES / name).read_bytes() for name in ("form.doc", "story.doc"))
FIB = b"\xec\xa5\x01\x01"

TABLE = [
    (0, 0, 2, 2, "项目"),
    (0, 2, 1, 3, "申请人情况"),
    (1, 2, 1, 1, "自然人"),
    (1, 3, 1, 1, "法人"),
    (1, 4, 1, 1, "总计"),
    (2, 0, 2, 1, "办理结果"),
    (2, 1, 1, 1, "予以公开"),
    (2, 2, 1, 1, "12"),
    (2, 3, 1, 1, "3"),
    (2, 4, 1, 1, "15"),
    (3, 1, 1, 1, "其他处理\n（含转办）"),
    (3, 2, 1, 1, "4"),
    (3, 3, 1, 1, "0"),
    (3, 4, 1, 1, "4"),
    (4, 0, 1, 2, "合计"),
    (4, 2, 1, 1, "16"),
    (4, 3, 1, 1, "3"),
    (4, 4, 1, 1, "19"),
]


def placed(cells):
    return [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in cells]


def texts(document: Document) -> list[str]:
    blocks = document.blocks
    return [block.text for block in blocks if isinstance(block, Paragraph)] + [
        cell.text for table in document.tables() for cell in table.cells
    ]


def patched(data: bytes, at: int, value: bytes) -> bytes:
    """The file with some bytes of its FIB replaced."""
    place = data.index(FIB) + at
    return data[:place] + value + data[place + len(value) :]


def damaged(data: bytes, seed: int) -> bytes:
    """The file with some bytes overwritten, set to one value, copied over others, or cut off."""
    chance, found = random.Random(seed), bytearray(data)
    kind = seed % 4
    if kind == 0:
        return data[: chance.randrange(len(data))]
    for _ in range(chance.choice((1, 5, 50))):
        at, other = chance.randrange(512, len(data) - 64), chance.randrange(512, len(data) - 64)
        patch = {1: chance.randbytes(2), 2: b"\xff" * 4, 3: data[other : other + 64]}[kind]
        found[at : at + len(patch)] = patch
    return bytes(found)


def test_a_table_keeps_its_merged_cells():
    [table] = doc.read(FORM).tables()
    assert placed(table.cells) == TABLE


def test_paragraphs_around_a_table_are_in_order():
    document = doc.read(FORM)
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert document.title == "青石镇2022年政府信息公开工作年度报告"
    assert (document.media_type, document.reader, document.warnings) == ("application/msword", "doc", ())


def test_a_document_is_read_as_it_is_printed():
    document = doc.read(STORY)
    assert [paragraph.text for paragraph in document.paragraphs()] == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请公开",
        "二、存在的问题",
        "全年收到申请22¹件，网址见镇网站。",
        "第一行",
        "第二行𠀀",
        "外表",
        "内表在此",
        "框住的段落",
        "文本框之后",
        "框内文字31号",
        "含上年结转4件",
    ]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture] == [
        "青石镇文件",
        "共8份",
    ]


def test_a_table_in_a_table_is_a_table():
    [table] = doc.read(STORY).tables()
    assert placed(table.cells) == [(0, 0, 1, 1, "件数"), (0, 1, 1, 1, "5"), (1, 0, 1, 1, "人数"), (1, 1, 1, 1, "6")]


@pytest.mark.parametrize("data", [FORM, STORY])
def test_no_digits_are_lost(data):
    document = doc.read(data)
    assert document.witness
    assert lost(document.witness, texts(document)) == []


def test_the_witness_does_not_know_the_tables(monkeypatch):
    monkeypatch.setattr("extract.read.doc.rows.blocks", lambda rows: iter(()))
    document = doc.read(FORM)
    assert lost(document.witness, texts(document)) == ["0", "12", "15", "16", "19", "3", "3", "4", "4"]


@pytest.mark.parametrize(
    "data, reason",
    [
        (patched(FORM, 0x0B, b"\x13"), "protected"),
        (patched(FORM, 2, b"\x65\x00"), "unsupported"),
        (FORM.replace("WordDocument".encode("utf-16-le"), "WorkDocument".encode("utf-16-le")), "unsupported"),
        (patched(FORM, 0, b"\x00"), "damaged"),
        (FORM[:600], "damaged"),
        (FORM[:8], "damaged"),
        (patched(FORM, 34 + 2 * 14 + 2 + 4 * 3 + 2, b"\x7f"), "damaged"),
    ],
    ids=["password", "Word 95", "no Word", "no FIB", "cut", "header only", "text too long"],
)
def test_a_bad_file_is_refused_with_a_reason(data, reason):
    with pytest.raises(UnreadableFile) as error:
        doc.read(data)
    assert error.value.reason == reason


@pytest.mark.parametrize("data", [FORM, STORY])
def test_a_damaged_file_is_read_or_refused(data):
    for seed in range(100):
        try:
            assert isinstance(doc.read(damaged(data, seed)), Document)
        except UnreadableFile as error:
            assert error.reason in ("damaged", "protected", "unsupported")


def test_broken_list_definitions_cost_only_the_numbers(monkeypatch):
    def broken(streams):
        raise struct.error("unpack requires a buffer")

    monkeypatch.setattr(lists, "lists", broken)
    document = doc.read(STORY)
    assert next(document.paragraphs()).text == "总体情况"
    assert "automatic numbers may be missing" in document.warnings[0].message


@pytest.mark.parametrize(
    "grpprl, codes",
    [
        (b"", []),
        (b"\x16\x24\x01\x17\x24\x01", [(0x2416, b"\x01"), (0x2417, b"\x01")]),
        (b"\x08\xd6\x04\x00abc\x16\x24\x01", [(0xD608, b"abc"), (0x2416, b"\x01")]),
        (b"\x15\xc6\xff\x01abcd\x01abc\x16\x24\x01", [(0xC615, b"\x01abcd\x01abc"), (0x2416, b"\x01")]),
        (b"\x15\xc6\x02ab\x16\x24\x01", [(0xC615, b"ab"), (0x2416, b"\x01")]),
        (b"\x16\x24\x01\x49\x66\x01", [(0x2416, b"\x01")]),
    ],
)
def test_sprms_are_told_apart_by_the_sizes_of_their_operands(grpprl, codes):
    assert list(sprm.modifiers(grpprl)) == codes


def shaped(edges, flags=()):
    cells = b"".join(struct.pack("<H", flag).ljust(20, b"\0") for flag in flags)
    operand = bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return struct.pack("<HH", 0xD608, len(operand) + 1) + operand


@pytest.mark.parametrize(
    "grpprl, shape",
    [
        (shaped([0, 10, 30]), Shape((0, 10, 30), (0, 0), (0, 0))),
        (shaped([0, 10, 30], [0x60, 0x20]), Shape((0, 10, 30), (0, 0), (3, 1))),
        (shaped([0, 10, 30], [1, 2]), Shape((0, 10, 30), (1, 2), (0, 0))),
        (shaped([0, 10, 30]) + b"\x24\x56\x00\x02", Shape((0, 10, 30), (1, 2), (0, 0))),
        (shaped([0, 10, 30]) + b"\x2b\xd6\x02\x01\x01", Shape((0, 10, 30), (0, 0), (0, 1))),
    ],
)
def test_a_row_says_where_its_cells_are(grpprl, shape):
    assert sprm.paragraph(grpprl).shape == shape


def test_properties_can_stand_in_the_data_stream():
    assert sprm.paragraph(b"\x46\x66\x07\x00\x00\x00", {7: b"\x16\x24\x01"}.__getitem__).in_table


def row(texts, edges, across=None, down=None):
    count = len(edges) - 1
    shape = Shape(tuple(edges), tuple(across or [0] * count), tuple(down or [0] * count))
    return Row(tuple((Paragraph(text),) if text else () for text in texts), shape)


@pytest.mark.parametrize(
    "rows, cells",
    [
        ([row("ab", [0, 500, 1000]), row("c", [0, 1000])], [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]),
        (
            [row("ab", [0, 500, 1000]), row("cd", [5, 480, 1010])],
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
        ),
        ([row("abc", [0, 30, 60, 90])], [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]),
        ([row(["a", "", "b"], [0, 500, 900, 1000], [1, 2, 0])], [(0, 0, 1, 1), (0, 1, 1, 1)]),
        ([row(["a", "", "b"], [0, 500, 900, 1000], [2, 1, 0])], [(0, 0, 1, 1), (0, 1, 1, 1)]),
        ([row("ab", [0, 500, 1000], [1, 1])], [(0, 0, 1, 1), (0, 1, 1, 1)]),
        (
            [row("ab", [0, 500, 1000], down=[3, 0]), row(["", "c"], [0, 500, 1000], down=[1, 0])],
            [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)],
        ),
        ([row(["a", "", "b"], [0, 500, 505, 1000])], [(0, 0, 1, 1), (0, 1, 1, 1)]),
        ([row("ab", [0, 500, 1000]), Row(((), ()), None)], [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]),
        ([row("ab", [0, 500]), row("cd", [0, 500, 1500])], [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]),
    ],
    ids=["wide", "dragged", "narrow", "first=1", "first=2", "apart", "down", "thin", "no shape", "too few edges"],
)
def test_edges_become_columns(rows, cells):
    assert [(c.row, c.col, c.rowspan, c.colspan) for c in cells_of(rows)] == cells


def test_text_of_a_merged_cell_is_kept():
    assert cells_of([row("ab", [0, 500, 1000], [1, 2])]) == [Cell(0, 0, "a\nb")]


def test_a_table_of_one_column_frames_paragraphs():
    assert list(blocks([row("a", [0, 500]), row("b", [0, 500])])) == [Paragraph("a"), Paragraph("b")]


@pytest.mark.parametrize(
    "own, style, place",
    [
        (Pap(), None, None),
        (Pap(list_no=2), None, (2, 0)),
        (Pap(list_no=2, level=1), None, (2, 1)),
        (Pap(), Pap(list_no=3, level=1), (3, 1)),
        (Pap(list_no=0), Pap(list_no=3), None),
        (Pap(list_no=0xF801), None, None),
        (Pap(level=2), Pap(list_no=3), (3, 2)),
    ],
)
def test_a_paragraph_has_the_list_of_its_style_or_its_own(own, style, place):
    assert lists.place(own, style) == place


def test_lists_count_and_restart():
    level = Level("chineseCounting", "%1、", 1)
    again = Level("chineseCounting", "%1、", 1, restart=True)
    counting = lists.Lists({"1": {0: level}, "2": {0: again}}, {}, {"1": "a", "2": "a"})
    assert [counting.next((number, 0)) for number in (1, 1, 2, 2)] == ["一、", "二、", "一、", "二、"]
    assert counting.next(None) == ""


def test_runs_over_each_other_are_cut_apart():
    given = [Run(0, 1000, b"a"), Run(0, 1000, b"b"), Run(500, 1200, b"c")]
    assert runs._apart(given) == [Run(0, 1000, b"a"), Run(1000, 1200, b"c")]


@pytest.mark.parametrize("pcd", [(10, 0xFFFF), (10**8, 0), (10, 0x40000000 + 2000)])
def test_pieces_must_stand_in_the_file(pcd):
    end, fc = pcd
    plc = struct.pack("<IIHIH", 0, end, 0, fc, 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    streams = Streams(bytes(1000), clx, b"", (10,) + (0,) * 7, ((0, 0),) * word97.CLX + ((0, len(clx)),))
    with pytest.raises(ValueError):
        runs.pieces(streams)

"""Word 2003 XML: the same text and tables as in a .docx of the same content."""

import pytest
from packed import cell, par, row, run, table

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph
from extract.read.docx.wordml import is_wordml, read

NAMES = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def wordml(body: str, before: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
    return f"{head}<w:wordDocument {NAMES}>{before}<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>".encode()


def opened(data: bytes) -> Document:
    document = read(data)
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


def lines(body: str) -> list[str]:
    return [paragraph.text for paragraph in opened(wordml(body)).paragraphs()]


def change(kind: str, words: str, tag: str = "t") -> str:
    inner = f"<aml:content><w:r><w:{tag}>{words}</w:{tag}></w:r></aml:content>"
    return f'<aml:annotation aml:id="1" w:type="Word.{kind}">{inner}</aml:annotation>'


def numbered(shown: str) -> str:
    return f'<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="{shown}"/></w:listPr>'


TEXTS = {
    "runs": (par("公开", "12", "34", "条"), ["公开1234条"]),
    "numbers": (par("总体情况", properties=numbered("一、")), ["一、总体情况"]),
    "changes": (f"<w:p>{change('Deletion', '5', 'delText')}{change('Insertion', '6')}</w:p>", ["6"]),
    "deleted text": (f"<w:p>{change('Deletion', '57')}{run('8')}</w:p>", ["8"]),
    "comments": (par("8", f"<w:r>{change('Comment', '57')}</w:r>"), ["8"]),
    "hidden": (par(run("9", "<w:vanish/>"), "公开"), ["公开"]),
    "breaks": (
        par("甲<w:br/>乙".join(["<w:r><w:t>", "</w:t></w:r>"]).replace("<w:br/>", "</w:t><w:br/><w:t>")),
        ["甲", "乙"],
    ),
    "sub-sections": (f"<wx:sub-section>{par('3条')}</wx:sub-section>", ["3条"]),
    "text boxes": (
        par(
            f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{par('框7')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        ),
        ["框7"],
    ),
    "pictures": (par(f"<w:r><w:pict><w:binData w:name='a'>{'QUJD' * 9}12</w:binData></w:pict></w:r>", "图"), ["图"]),
    "notes": (par("22", f"<w:r><w:footnote>{par('注5')}</w:footnote></w:r>"), ["22", "注5"]),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_what_is_printed(case):
    body, expected = TEXTS[case]
    assert lines(body) == expected


def test_merged_cells_are_one_cell():
    body = table(
        row(cell("项目", '<w:vmerge w:val="restart"/>'), cell("数量", '<w:gridSpan w:val="2"/>')),
        row(cell("", "<w:vmerge/>"), cell("2"), cell("30")),
    )
    (found,) = opened(wordml(body)).tables()
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in found.cells] == [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "数量"),
        (1, 1, 1, 1, "2"),
        (1, 2, 1, 1, "30"),
    ]


def test_headers_and_footers_are_furniture():
    section = (
        f'<w:sectPr><w:hdr w:type="odd">{par("页眉1")}</w:hdr><w:ftr w:type="odd">{par("页脚2")}</w:ftr></w:sectPr>'
    )
    document = opened(wordml(par("正文3") + section))
    assert [(b.text, b.furniture) for b in document.blocks] == [("正文3", False), ("页脚2", True), ("页眉1", True)]


def test_the_title_comes_from_the_properties():
    before = "<o:DocumentProperties><o:Title>年报</o:Title></o:DocumentProperties>"
    assert opened(wordml(par("1"), before)).title == "年报"


def test_numbers_that_are_not_written_down_are_told():
    listed = par("总体情况", properties='<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr>')
    assert "automatic numbers" in opened(wordml(listed)).warnings[0].message


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030"])
def test_it_is_told_by_content_in_any_encoding(charset):
    data = wordml(par("镕3")).decode().encode(charset)
    assert is_wordml(data.decode(charset))
    assert [block.text for block in opened(data).blocks] == ["镕3"]


def test_other_xml_is_not_taken():
    assert not is_wordml('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/x"/>')


@pytest.mark.parametrize(
    "data",
    [
        wordml(par("1"))[:-30],
        wordml("").replace(b"w:body>", b"w:x>"),
        wordml(par("1")).replace(b"<w:wordDocument", b'<!DOCTYPE x [<!ENTITY a "b">]><w:wordDocument'),
        wordml("<w:tbl><w:tr><w:tc>" * 80 + par("1") + "</w:tc></w:tr></w:tbl>" * 80),
        wordml(table(row(cell("1", '<w:gridSpan w:val="1000000000"/>'), cell("2")))),
    ],
)
def test_broken_files_are_refused(data):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert (refused.value.reason, refused.value.media_type) == ("damaged", "application/vnd.ms-word.xml")

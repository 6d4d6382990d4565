"""Ways to lose text without a word: each file holds one line that must not get lost. It is read, or the file is warned or refused."""

import base64
import zlib
from io import BytesIO
from zipfile import ZipFile

import drawn
import packed
import paged
import pytest
from test_sheet import XLS, rows, xlsx

from extract.errors import UnreadableFile
from extract.model import Document, Paragraph
from extract.read import read

MARK = "本机关全年共收到政府信息公开申请4321件，均已按时办结答复。"
LEAD = "一、总体情况"
OUT = f"<p>{LEAD}</p>"


def page(html: str, name: str = "utf-8") -> bytes:
    return f"<html><head><meta charset=gb2312><title>年报</title></head><body>{OUT}{html}</body></html>".encode(
        name, "xmlcharrefreplace"
    )


def open_page(html: str) -> bytes:
    """A page that ends with what is given."""
    return f"<html><head><title>年报</title></head><body>{OUT}{html}".encode()


def word(body: str, **parts: str) -> bytes:
    return packed.docx(packed.par(LEAD) + body, **parts)


def repacked(data: bytes, change) -> bytes:
    """A package whose parts have gone through a function: (name, bytes) -> (name, bytes)."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for info in old.infolist():
            new.writestr(*change(info.filename, old.read(info)))
    return buffer.getvalue()


def renamed(name: str, part: bytes) -> tuple[str, bytes]:
    return name.replace("word/document", "word/document2"), part.replace(b"word/document.xml", b"word/document2.xml")


def strict(name: str, part: bytes) -> tuple[str, bytes]:
    for year, kind in (("/2006", "wordprocessingml"), ("/2006", "officeDocument")):
        old = f"http://schemas.openxmlformats.org/{kind}{year}".encode()
        part = part.replace(old, f"http://purl.oclc.org/ooxml/{kind}".encode())
    return name, part


def wide(name: str, part: bytes) -> tuple[str, bytes]:
    if name != "word/document.xml":
        return name, part
    return name, part.decode().replace("UTF-8", "UTF-16").encode("utf-16")


def mail(body: bytes, coding: str, end: str = "\r\n--B--\r\n") -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n"
    return f"{head}Content-Transfer-Encoding: {coding}\r\n\r\n".encode() + body + end.encode()


def rtf(body: str) -> bytes:
    return ("{\\rtf1\\ansi\\ansicpg936\\uc1 " + body + "}").encode()


def coded(text: str, stand_in: str = "?") -> str:
    return "".join(f"\\u{ord(char)}{stand_in}" for char in text)


def paper(*lines: str, **more: str) -> bytes:
    rows = [drawn.text(72, 100 + 20 * no, line) for no, line in enumerate(lines)]
    return drawn.pdf(drawn.Sheet(rows, **more))


def noted(kind: str, key: str) -> bytes:
    """A page with a field or a note on it."""
    words = MARK.encode("utf-16-be").hex()
    note = f"<< /Type /Annot /Subtype /{kind} /FT /Tx /Rect [72 400 372 420] /F 4 /{key} <FEFF{words}> >>"
    return paper(LEAD, entries=f"/Annots [{note}]")


def holding() -> bytes:
    """A PDF with another file in it."""
    names = f"<< /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) /UF (a) /Desc ({len(MARK)}) >>] >> >>"
    return paper(LEAD).replace(b"/Type /Catalog", b"/Type /Catalog /Names " + names.encode())


def drawing(across: int, down: int) -> str:
    """A picture in a Word file, so many points wide and high."""
    return (
        f'<w:r><w:drawing xmlns:wp="urn:wp" xmlns:a="urn:a"><wp:inline><wp:extent cx="{across * 12700}" cy="{down * 12700}"/>'
        "<a:blip/></wp:inline></w:drawing></w:r>"
    )


BOX = f"<w:txbxContent>{packed.par(MARK)}</w:txbxContent>"
LOSSES = {
    **{f"page with {char} said to be gb2312": page(f"<p>{char}</p><p>{MARK}</p>", "gb18030") for char in "〇镕囧€㐀𠀀"},
    "300 nested divs": page("<div>" * 300 + MARK),
    "elements nested deeper than any parser goes": page("<div>" * 30000 + MARK),
    "page in Big5 said to be gb2312": page(f"<p>{MARK.translate(str.maketrans('关开请办结复机时', '關開請辦結復機時'))}</p>", "big5hkscs"),
    "page in UTF-16 without a mark": page(f"<p>{MARK}</p>", "utf-16-le"),
    "text with zeros": f"{LEAD}\n{MARK}".replace("件", "\0件").encode(),
    "text cut in a character": f"{LEAD}\n{MARK}件".encode("gbk")[:-1],
    "text in two encodings": f"{LEAD}\n".encode() + MARK.encode("gbk"),
    "comment that is never closed": open_page(f"<!-- <p>{MARK}</p>"),
    "script that is never closed": open_page(f"<script>a=1 <p>{MARK}</p>"),
    "style sheet that is never closed": open_page(f"<style>p {{ }} <p>{MARK}</p>"),
    "textarea that is never closed": open_page(f"<textarea><p>{MARK}</p>"),
    "plaintext": open_page(f"<plaintext>{MARK}"),
    "xmp": page(f"<xmp>{MARK}</xmp>"),
    "CDATA in a page": page(f"<div><![CDATA[{MARK}]]></div>"),
    "template": page(f"<template>{MARK}</template>"),
    "noscript": page(f"<noscript>{MARK}</noscript>"),
    "noframes": page(f"<noframes>{MARK}</noframes>"),
    "drawing in a page": page(f"<svg><text>{MARK}</text></svg>"),
    "object's stand-in": page(f"<object data=a.swf>{MARK}</object>"),
    "text in a script's string": page(f"<script>document.write('{MARK}')</script>"),
    "text in a script's escapes": page("<script>x='" + MARK.encode("unicode-escape").decode() + "'</script>"),
    "hidden tab": page(f"<p>{LEAD * 9}</p><div style='display: none'>{MARK}</div>"),
    "input": page(f"<input value='{MARK}'>"),
    "entities without semicolon": page("".join(f"&#{ord(char)}" for char in MARK if not char.isdigit()) + "&#52321&#52;321"),
    "conditional comment that is revealed": page(f"<![if !vml]>{MARK}<![endif]>"),
    "conditional comment that is hidden": page(f"<!--[if vml]>{MARK}<![endif]-->"),
    "definition list": page(f"<dl><dd>{MARK}</dl>"),
    "text directly in the body": page(MARK),
    "table cell in a row that is not closed": page(f"<table><tr><td>甲<td>{MARK}"),
    "box of drawing": word(packed.par(f"<w:r><wps:txbx>{BOX}</wps:txbx></w:r>")),
    "box of old drawing": word(packed.par(f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>")),
    "box with a fallback": word(
        packed.par(f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{BOX}</wps:txbx></mc:Choice></mc:AlternateContent></w:r>")
    ),
    "table in a box": word(packed.par(f"<w:r><wps:txbx><w:txbxContent>{packed.table(packed.row('甲', MARK))}</w:txbxContent></wps:txbx></w:r>")),
    "content control": word(f"<w:sdt><w:sdtContent>{packed.par(MARK)}</w:sdtContent></w:sdt>"),
    "smart tag": word(packed.par(f"<w:smartTag>{packed.run(MARK)}</w:smartTag>")),
    "tracked insertion": word(packed.par(f"<w:ins>{packed.run(MARK)}</w:ins>")),
    "field's result": word(packed.par(f"<w:fldSimple>{packed.run(MARK)}</w:fldSimple>")),
    "base of a ruby": word(packed.par(f"<w:r><w:ruby><w:rubyBase>{packed.run(MARK)}</w:rubyBase></w:ruby></w:r>")),
    "hidden text": word(packed.par(packed.run(MARK, "<w:vanish/>"))),
    "symbol": word(packed.par('全年', '<w:r><w:sym w:font="Symbol" w:char="F034"/></w:r>')),
    "table in a table": word(packed.table(packed.row("甲", packed.cell(packed.table(packed.row("乙", MARK)) + packed.par())))),
    "text in a covered cell": word(
        packed.table(
            packed.row(packed.cell("甲", '<w:vMerge w:val="restart"/>'), "1"),
            packed.row(packed.cell(MARK, "<w:vMerge/>"), "2"),
        )
    ),
    "file embedded as text": word('<w:altChunk r:id="r9"/>'),
    "drawing's own text": word(packed.par(f"<w:r><w:drawing><a:t xmlns:a='urn:a'>{MARK}</a:t></w:drawing></w:r>").replace("a:t xmlns:a='urn:a'", "a:t")
        .replace("<w:p>", "<w:p xmlns:a='urn:a'>")),
    "picture of a table": word(packed.par("本机关全年依法办理各类政府信息公开申请，均已办结。" * 9) + packed.par(drawing(420, 300))),
    "pictures of pages": word(packed.par(drawing(420, 600)) * 3),
    "old picture of a table": word(packed.par('<w:r><w:pict><v:shape style="width:400pt;height:300pt"><v:imagedata/></v:shape></w:pict></w:r>')),
    "tracked deletion of a paragraph's end": word(packed.par(MARK, properties="<w:rPr><w:del/></w:rPr>") + packed.par("续")),
    "embedded workbook": word(packed.par('<w:r><w:object><o:OLEObject xmlns:o="urn:o" ProgID="Excel.Sheet.12"/></w:object></w:r>')),
    "page of a script alone": f"<html><body><div id=app></div><script>x='{MARK}'</script></body></html>".encode(),
    "page that hides a table": page(f"<p>{LEAD * 9}</p><table hidden><tr><td>{MARK}<td>4321</table>"),
    "note": word("", footnotes=f"<w:footnote>{packed.par(MARK)}</w:footnote>"),
    "end note": word("", endnotes=f"<w:endnote>{packed.par(MARK)}</w:endnote>"),
    "running head": word("", hdr=packed.par(MARK)),
    "main part of another name": repacked(word(packed.par(MARK)), renamed),
    "strict names": repacked(word(packed.par(MARK)), strict),
    "main part in UTF-16": repacked(word(packed.par(MARK)), wide),
    "package that breaks off": word(packed.par(MARK))[:-400],
    "web archive": mail(base64.encodebytes(page(MARK)), "base64"),
    "web archive without an end": mail(page(MARK), "8bit", end=""),
    "web archive with soft breaks": mail("".join(f"={byte:02X}" + "=\r\n" * (no % 20 == 19) for no, byte in enumerate(page(MARK))).encode(), "quoted-printable"),
    "rich text in numbers": rtf(coded(MARK)),
    "rich text with stand-ins": rtf(coded(MARK, "\\'3f")),
    "rich text behind binary data": rtf(f"\\bin4 }}{{}} {coded(MARK)}"),
    "rich text in a destination": rtf("{\\shp{\\*\\shpinst{\\shptxt " + coded(MARK) + "\\par}}}" + coded(LEAD)),
    "rich text in UTF-16": ("\ufeff" + rtf(coded(MARK)).decode()).encode("utf-16-le"),
    "picture of a table in rich text": rtf(coded(LEAD * 30) + "{\\pict\\picwgoal8000\\pichgoal6000 00}"),
    "pictures of pages in rich text": rtf(coded(LEAD) + "{\\pict\\picwgoal8000\\pichgoal6000 00}"),
    "rich text that breaks off": rtf(coded(LEAD + MARK))[:-60],
    "paper": paper(LEAD, MARK),
    "paper with words before it": b"HTTP/1.1 200 OK\r\n\r\n" + paper(LEAD, MARK),
    "paper with words behind it": paper(LEAD, MARK) + b"<html>" * 99,
    "paper whose pages are themselves": paper(LEAD, MARK).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
    "text outside the visible part of a page": paper(LEAD, MARK, entries="/CropBox [0 700 595 842]"),
    "field of a form on a paper": noted("Widget", "V"),
    "note on a paper": noted("FreeText", "Contents"),
    "file in a paper": holding(),
    "hidden sheet": xlsx(rows([MARK, 1]), rows([LEAD, 1]), state="hidden"),
    "string in pieces": xlsx(rows(['<c t="inlineStr"><is><r><t>全年4</t></r><r><t>321</t></r></is></c>', 1])),
    "number in thousands": xlsx(rows(['<c t="n" s="3"><v>4321</v></c>', "甲"])),
    "old workbook that is cut": XLS.read_bytes()[:-2000],
    "page of an OFD that is not there": paged.ofd(paged.page(paged.text(20, 30, LEAD))).replace(b"Page_0", b"Page_9", 1),
    "picture on a page of an OFD": paged.ofd(paged.page(paged.text(20, 30, LEAD), '<ofd:ImageObject Boundary="20 40 170 200" ResourceID="5"/>')),
    "workbook as one XML file": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "Word as one XML file": b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    "data of a program": ('{"content": "' + MARK + '"}').encode(),
    "compressed page": b"\x1f\x8b" + zlib.compress(page(MARK)),
}  # fmt: skip


def told(document: Document) -> str:
    cells = [cell.text for table in document.tables() for cell in table.cells]
    return "".join([*cells, *(block.text for block in document.blocks if isinstance(block, Paragraph))])


@pytest.mark.parametrize("data", LOSSES.values(), ids=LOSSES)
def test_nothing_is_lost_without_a_word(data):
    try:
        document = read(data)
    except UnreadableFile as refused:
        assert refused.reason
        return
    assert "4321" in told(document).replace(",", "") or "全年4" in told(document) or document.warnings


def test_there_are_at_least_forty_ways():
    assert len(LOSSES) >= 40

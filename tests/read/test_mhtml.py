"""Web archives: the page inside is read, whatever its coding and its name, and nothing of it is lost."""

import base64
import quopri

import pytest

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph
from extract.read.html import reader as html
from extract.read.html.mhtml import is_mhtml, read

PAGE = (
    "<html><head><meta charset='{charset}'><title>年报</title></head><body><h1>某镇2020年政府信息公开工作年度报告</h1>"
    "<p>一、总体情况</p><p>全年主动公开信息137条，由朱镕同志审核。</p>"
    "<table><tr><th>项目</th><th colspan=2>数量</th></tr><tr><td>受理</td><td>12</td><td>3</td></tr></table></body></html>"
)
CODINGS = {
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
    "8bit": bytes,
}


def part(body: bytes, coding: str = "base64", kind: str = 'text/html; charset="gb2312"', place: str = "") -> bytes:
    where = f"Content-Location: {place}\n" if place else ""
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\n{where}\n"
    return head.encode() + CODINGS[coding](body)


def mail(*parts: bytes, head: str = "MIME-Version: 1.0\n", end: bool = True) -> bytes:
    start = head + 'Content-Type: multipart/related; boundary="----=_X"\n\n'
    body = b"".join(b"\n------=_X\n" + item for item in parts)
    return (start.encode() + body + b"\n------=_X--\n" * end).replace(b"\n", b"\r\n")


def opened(data: bytes) -> Document:
    document = read(data)
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_reads_as_if_it_stood_alone(coding, charset):
    body = PAGE.format(charset="gb2312").encode(charset)
    document = opened(mail(part(body, coding)))
    assert document.blocks == html.read(body).blocks
    assert document.witness == html.read(body).witness
    assert (document.reader, document.title) == ("mhtml", "年报")


@pytest.mark.parametrize(
    "head",
    [
        "MIME-Version: 1.0\n",
        "From: <Saved by Blink>\nSubject: =?gb2312?B?xOqxqA==?=\nMIME-Version: 1.0\n",
        "\n\nX-A: b\nmime-version: 1.0\n",
    ],
)
def test_an_archive_is_told_by_its_header(head):
    assert is_mhtml(mail(part(b"<p>1</p>"), head=head))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MIME-Version: 1.0",
        b"<html>MIME-Version: 1.0</html>",
        "标题：年报\nMIME-Version: 1.0\n".encode(),
        b"A: b\nC: d\n\nx",
    ],
)
def test_other_text_is_no_archive(data):
    assert not is_mhtml(data)


def test_the_address_is_kept_but_not_a_place_on_a_disk():
    assert (
        opened(mail(part(PAGE.encode(), place="http://www.example.gov.cn/nb.htm"))).source_url
        == "http://www.example.gov.cn/nb.htm"
    )
    assert opened(mail(part(PAGE.encode(), place="file:///C:/nb.htm"))).source_url is None


def test_what_other_pages_hold_is_furniture():
    document = opened(mail(part("<p>页眉8</p>".encode()), part(PAGE.encode())))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture] == ["页眉8"]
    assert document.warnings == ()


def test_a_second_long_page_and_an_attachment_are_told():
    found = opened(mail(part(PAGE.encode()), part(PAGE.encode()), part(b"x", kind="application/msword"))).warnings
    assert [str(warning)[:24] for warning in found] == ["the web archive holds se", "a file of the kind appli"]


def test_a_missing_end_is_told():
    assert "breaks off" in opened(mail(part(PAGE.encode()), end=False)).warnings[0].message


@pytest.mark.parametrize(
    "data, reason",
    [
        (mail(part(b"x", kind="text/plain")), "unsupported"),
        (mail(b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGh0bWw+PHA+MTwvc\n"), "damaged"),
        (b"MIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3000, "damaged"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(data, reason):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.reason == reason

"""Files under a name that is not theirs: the reader never sees the name, and the content says what is done with it."""

import base64
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import drawn
import packed
import pytest

from extract.errors import UnreadableFile
from extract.read import read
from extract.read.kinds import OLE

FILES = Path(__file__).parent / "files"
LINE = "全年共收到申请4321件。"
HTML = f"<html><head><title>年报</title></head><body><p>{LINE}</p></body></html>"
RTF = "{\\rtf1\\ansi " + "".join(f"\\u{ord(char)}?" for char in LINE) + "}"
WORDML = (
    '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
    f"<w:p><w:r><w:t>{LINE}</w:t></w:r></w:p></w:body></w:wordDocument>"
)
HEAD = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"


def mail(kind: str, body: bytes) -> bytes:
    part = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + base64.encodebytes(body)
    return HEAD.encode() + part + b"\r\n--B--\r\n"


def ole(*streams: str) -> bytes:
    """The beginning of an OLE file and the names of its streams."""
    return OLE + b"\0" * 1000 + b"".join(name.encode("utf-16-le") for name in streams)


def archive(**files: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return buffer.getvalue()


PAPER = drawn.pdf([drawn.text(72, 100, LINE)])
ROUTED = {
    "Word as .pdf": (packed.docx(packed.par(LINE)), "docx"),
    "page as .doc": (HTML.encode("gbk"), "html"),
    "page as .xls": (f"<table><tr><td>甲<td>{LINE}</table>".encode(), "html"),
    "page behind an XML line as .wps": (f'<?xml version="1.0" encoding="gbk"?>{HTML}'.encode(), "html"),
    "page behind a browser's note": (f"<!-- saved from url=(0001)x -->\r\n{HTML}".encode(), "html"),
    "web archive as .doc": (mail("text/html", HTML.encode()), "mhtml"),
    "Word 2003 XML as .doc": (WORDML.encode(), "wordml"),
    "rich text as .doc": (RTF.encode(), "rtf"),
    "rich text behind a mark": (b"\xef\xbb\xbf\r\n" + RTF.encode(), "rtf"),
    "text as .pdf": (LINE.encode("gbk"), "plain"),
    "text about PDF": (f"%PDF- 是一种格式。{LINE}".encode()[1:], "plain"),
    "PDF behind an answer's header": (b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + PAPER, "pdf"),
    "PDF behind a server's warning": (b"<br />\n<b>Warning</b>: in x.php<br />\n" + PAPER, "pdf"),
    "PDF before a page": (PAPER + HTML.encode() * 9, "pdf"),
    "old Word as .wps": ((FILES / "doc" / "form.doc").read_bytes(), "doc"),
    "old workbook as .doc": ((FILES / "xls" / "merged.xls").read_bytes(), "xls"),
}
REFUSED = {
    "rich text in UTF-16": (f"\ufeff{RTF}".encode("utf-16-le"), "unsupported"),
    "presentation as .doc": (ole("PowerPoint Document"), None),
    "archive as .doc": (archive(a="b"), "unsupported"),
    "PDF in a mail": (mail("application/pdf", PAPER), "unsupported"),
    "archive that breaks off as .docx": (archive(a="b")[:-30], "damaged"),
    "picture as .pdf": (b"\xff\xd8\xff\xe0" + b"\0" * 99, "damaged"),
    "program as .doc": (b"MZ" + b"\0" * 99, "unsupported"),
    "PDF of which only the first line came": (b"%PDF-1.4\n", "unsupported"),
    "Word as one XML file": (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "unsupported"),
    "zeros as .pdf": (b"\0" * 999, "empty"),
}


@pytest.mark.parametrize("data, reader", ROUTED.values(), ids=ROUTED)
def test_a_file_is_read_as_what_it_is(data, reader):
    assert read(data).reader == reader


@pytest.mark.parametrize("data, reason", REFUSED.values(), ids=REFUSED)
def test_a_file_that_nothing_reads_is_refused_with_a_reason(data, reason):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.reason == (reason or refused.value.reason)

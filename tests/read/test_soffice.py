"""Files for LibreOffice: what it makes of them is read, marked and held against the file; what it does wrong is refused."""

import os
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from extract.check import lost
from extract.errors import UnreadableFile
from extract.read import converted, read, sniff, soffice
from extract.read.soffice import Kind

KIND = Kind("odt", "writer8", "docx")
FORM = (Path(__file__).parent / "files" / "doc" / "form.doc").read_bytes()
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
DOCX = Path(__file__).parents[2] / "samples" / "2021-0012.docx"
real = pytest.mark.skipif(soffice.program() is None, reason="NO CONVERSION IS TESTED: LibreOffice is not installed")


def odt(body: str, **parts: str) -> bytes:
    """An OpenDocument text."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "text", "table"))
    content = f'<office:document-content {spaces} office:version="1.2"><office:body>{body}</office:body></office:document-content>'
    manifest = (
        f'<m:manifest xmlns:m="{OFFICE}:manifest:1.0" m:version="1.2">'
        '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    made = {"content.xml": content, "META-INF/manifest.xml": manifest} | parts
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, text in made.items():
            package.writestr(name, text)
    return out.getvalue()


ROW = "<table:table-row>{}</table:table-row>".format
CELL = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
TABLE = (
    '<table:table><table:table-column table:number-columns-repeated="3"/>'
    + ROW(CELL(' table:number-columns-spanned="2"', "项目") + "<table:covered-table-cell/>" + CELL("", "数量"))
    + ROW(CELL("", "收到") + CELL("", "申请") + CELL("", "12"))
    + "</table:table>"
)
WORDS = "<text:p>全年收到申请34件。</text:p>"
TEXT = odt(f"<office:text>{WORDS}{TABLE}</office:text>")


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """A function: lines of shell -> a program of them in LibreOffice's place. Its folders are made below `tmp_path`."""

    def make(lines: str) -> None:
        script = tmp_path / "soffice"
        script.write_text(f"#!/bin/sh\nout={tmp_path}/tmp/soffice-*/out\n{lines}\n")
        script.chmod(0o755)
        (tmp_path / "tmp").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
        monkeypatch.setattr(soffice, "program", lambda: script)
        monkeypatch.setattr(soffice, "PATIENCE", 1.0)

    return make


@pytest.mark.parametrize(
    "lines, reason",
    [
        ("exec sleep 60", "timeout"),
        ("exit 3", "damaged"),
        ("kill -9 $$", "damaged"),
        ("exit 0", "damaged"),
        ("exit 81", "damaged"),
        ("cd $out; touch 0.docx other.docx", "damaged"),
        ("cd $out; touch other.docx", "damaged"),
        ("cd $out; touch 0.docx", "damaged"),
        ("cd $out; echo garbage > 0.docx", "damaged"),
    ],
)
def test_a_program_that_misbehaves_costs_its_file_and_leaves_nothing(stand_in, tmp_path, lines, reason):
    stand_in(f"echo $$ > {tmp_path}/pid; {lines}")
    with pytest.raises(UnreadableFile) as error:
        converted.read(TEXT)
    assert error.value.reason == reason
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not _runs(int((tmp_path / "pid").read_text()))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_started_again_where_it_asks_for_that(stand_in, tmp_path):
    stand_in(f"cd $out; [ -f {tmp_path}/again ] || {{ touch {tmp_path}/again; exit 81; }}; cp {DOCX} 0.docx")
    document = converted.read(TEXT)
    assert (document.reader, document.media_type) == ("soffice", converted.ODF)
    assert document.warnings[0].reason == "converted"
    # The witness is the file's own.
    assert document.witness == ("34", "12")


def test_an_empty_conversion_is_refused(stand_in):
    blank = BytesIO()
    with ZipFile(DOCX) as given, ZipFile(blank, "w") as package:
        for name in given.namelist():
            part = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
            package.writestr(name, part if name == "word/document.xml" else given.read(name))
    stand_in("cd $out; cp ../../../blank.docx 0.docx")
    (Path(soffice.program() or "").parent / "blank.docx").write_bytes(blank.getvalue())
    with pytest.raises(UnreadableFile) as error:
        converted.read(TEXT)
    assert error.value.reason == "no_text"


LOCKED = f'<m:manifest xmlns:m="{OFFICE}:manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'


@pytest.mark.parametrize(
    "data, reason",
    [
        (TEXT, "unsupported"),
        (odt("<office:presentation/>"), "unsupported"),
        (odt("", **{"META-INF/manifest.xml": LOCKED}), "protected"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "unsupported"),
        (b"\xdb\xa5\x2d\x00" + bytes(60), "unsupported"),
        (FORM[:2000], "damaged"),
    ],
    ids=["text", "slides", "locked", "Excel 4", "Word 2", "cut"],
)
def test_without_the_program_a_file_is_refused(monkeypatch, data, reason):
    monkeypatch.setattr(soffice, "program", lambda: None)
    with pytest.raises(UnreadableFile) as error:
        read(data)
    assert error.value.reason == reason


def test_what_our_own_readers_take_never_meets_it(monkeypatch):
    monkeypatch.setattr(soffice, "convert", lambda *given: pytest.fail("called"))
    assert read(FORM).reader == "doc"


@real
def test_an_open_document_is_read():
    document = read(TEXT)
    assert [paragraph.text for paragraph in document.paragraphs()] == ["全年收到申请34件。"]
    (table,) = document.tables()
    assert [(cell.row, cell.col, cell.colspan, cell.text) for cell in table.cells] == [
        (0, 0, 2, "项目"),
        (0, 2, 1, "数量"),
        (1, 0, 1, "收到"),
        (1, 1, 1, "申请"),
        (1, 2, 1, "12"),
    ]
    assert document.witness == ("34", "12") and lost(document.witness, ["全年34件", "12"]) == []
    assert "LibreOffice" in str(document.warnings[0])


@real
def test_a_text_in_disguise_is_never_taken_for_a_document():
    with pytest.raises(UnreadableFile):
        soffice.convert("全年收到申请34件。\n".encode(), Kind("doc", "MS Word 97", "docx"), "application/msword")


def test_an_office_file_is_told_by_its_root(monkeypatch):
    assert sniff(FORM) == "application/msword"
    assert sniff(FORM[:2048] + bytes(100)) == "application/msword"

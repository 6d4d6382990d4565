"""A file that claims more than a report has is refused before it is parsed; one at the limit is let through."""

import struct
import warnings
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from drawn import pdf, text
from packed import cell, docx, par, row, table
from paged import ofd, page

from extract.errors import UnreadableFile
from extract.read import DOC, DOCX, HTML, OFD, PDF, TEXT, preflight, read, sniff
from extract.read.limits import LIMITS, Limits
from extract.read.parts import Parts

FORM = (Path(__file__).parent / "files" / "doc" / "form.doc").read_bytes()
WORD = docx(par("公开"))


def outcome(data, media_type, **limits):
    """The reason for which a file is refused, or None."""
    try:
        preflight.check(data, media_type, replace(LIMITS, **limits))
    except UnreadableFile as error:
        assert error.media_type == media_type
        return error.reason
    return None


def stream(content, entries="", times=1):
    """A PDF object with a compressed stream."""
    for _ in range(times):
        content = zlib.compress(content)
    filters = "/FlateDecode " * times
    return f"<< {entries} /Filter [{filters}] >>\nstream\n".encode() + content + b"\nendstream"


def objects(*bodies):
    """The bytes of a PDF with some objects: what a check by bytes alone needs."""
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(bodies, 1))


def forms(count, twice):
    """Forms that each draw the next one, once or twice."""
    drawn = b"/X Do /X Do" if twice else b"/X Do"
    entry = "/Subtype /Form /Resources << /XObject << /X {} 0 R >> >>"
    return objects(*(stream(drawn, entry.format(number + 2)) for number in range(count)))


def package(**parts):
    """A compressed package of some parts, named with a dot for each slash but the last one."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def doubled():
    """A package that holds one part twice."""
    buffer = BytesIO()
    with warnings.catch_warnings(), ZipFile(buffer, "w") as zipped:
        warnings.simplefilter("ignore")
        for content in ("<a/>", "<b/>"):
            zipped.writestr("word/document.xml", content)
    return buffer.getvalue()


def lying(data, size):
    """A package of one part whose headers say that it is as long as this when unpacked."""
    central, local = data.index(b"PK\x01\x02"), 0
    patched = bytearray(data)
    patched[central + 24 : central + 28] = patched[local + 22 : local + 26] = struct.pack("<I", size)
    return bytes(patched)


def locked(data):
    """A package whose entries say that they are encrypted."""
    patched = bytearray(data)
    place = -1
    while (place := data.find(b"PK\x01\x02", place + 1)) >= 0:
        patched[place + 8] |= 1
    return bytes(patched)


WIDE = table(row(*["1"] * 5))
DEEP = "<div>" * 9 + "<p>公开" + "</div>" * 9
UNCLOSED = "<p><b><font size=2>公开" * 5
SWOLLEN = b" " * 5000


@pytest.mark.parametrize(
    "data, media_type, limits, reason",
    [
        (docx(WIDE), DOCX, {"cells": 5}, None),
        (docx(WIDE), DOCX, {"cells": 4}, "too_large"),
        (WORD, DOCX, {"parts": 4}, None),
        (WORD, DOCX, {"parts": 3}, "too_large"),
        (WORD, DOCX, {"part": 5000}, None),
        (WORD, DOCX, {"part": 500}, "too_large"),
        (WORD, DOCX, {"total": 500}, "too_large"),
        (WORD, DOCX, {"tags": 10}, "too_large"),
        (package(document="<a>" + " " * 9000 + "</a>"), DOCX, {"big": 1000, "ratio": 300}, None),
        (package(document="<a>" + " " * 9000 + "</a>"), DOCX, {"big": 1000, "ratio": 50}, "too_large"),
        (package(document="<a>" + " " * 9000 + "</a>"), DOCX, {"big": 10000, "ratio": 50}, None),
        (docx(par("公开"), styles="<!DOCTYPE x>"), DOCX, {}, "damaged"),
        (package(document="<!DOCTYPE x><a/>".encode("utf-16-le")), DOCX, {}, "damaged"),
        (doubled(), DOCX, {}, "damaged"),
        (lying(package(document="<a>" + " " * 9000 + "</a>"), 20), DOCX, {}, "damaged"),
        (locked(WORD), DOCX, {}, "protected"),
        (ofd(page("公开")), OFD, {"parts": 3}, None),
        (ofd(page("公开")), OFD, {"parts": 2}, "too_large"),
        (pdf([text(20, 20, "公开")]), PDF, {"objects": 5}, None),
        (pdf([text(20, 20, "公开")]), PDF, {"objects": 4}, "too_large"),
        (objects(b"<< /Contents [%s] >>" % (b"4 0 R " * 5)), PDF, {"contents": 5}, None),
        (objects(b"<< /Contents [%s] >>" % (b"4 0 R " * 6)), PDF, {"contents": 5}, "too_large"),
        (objects(stream(SWOLLEN)), PDF, {"stream": 6000, "ratio": 50}, None),
        (objects(stream(SWOLLEN)), PDF, {"stream": 4000, "ratio": 50}, "too_large"),
        (objects(stream(SWOLLEN)), PDF, {"stream": 4000, "ratio": 500}, None),
        (objects(stream(SWOLLEN, times=2)), PDF, {"stream": 4000, "ratio": 50}, "too_large"),
        (objects(stream(SWOLLEN, "/Subtype /Image")), PDF, {"stream": 4000, "ratio": 50}, None),
        (forms(60, twice=False), PDF, {}, None),
        (forms(8, twice=True), PDF, {}, None),
        (forms(60, twice=True), PDF, {}, "too_large"),
        (objects(stream(b"/X Do", "/Subtype /Form /Resources << /XObject << /X 1 0 R >> >>")), PDF, {}, None),
        (DEEP.encode(), HTML, {"unclosed": 9}, None),
        (DEEP.encode(), HTML, {"unclosed": 8}, "too_large"),
        (DEEP.encode("utf-16-le"), HTML, {"unclosed": 8}, "too_large"),
        (b"<div></p>" * 9, HTML, {"unclosed": 8}, "too_large"),
        (UNCLOSED.encode(), HTML, {"spread": 150}, None),
        (UNCLOSED.encode(), HTML, {"spread": 149}, "too_large"),
        (b"<p " + b"a=1 " * 9 + b">", HTML, {"attributes": 9}, None),
        (b"<p " + b"a=1 " * 10 + b">", HTML, {"attributes": 9}, "too_large"),
        (b"<p " + b"a" * 30 + b"='1 2 3 4 5'>", HTML, {"attributes": 9}, None),
        (b"<p " + b"a=''" * 10 + b">", HTML, {"attributes": 9}, "too_large"),
        (b"<table>" + b"<td>1<th>2" * 3, HTML, {"cells": 6}, None),
        (b"<table>" + b"<td>1<th>2" * 3, HTML, {"cells": 5}, "too_large"),
        (b"<br>" * 9, HTML, {"page_tags": 8}, "too_large"),
        (b"12345\n" * 4, TEXT, {"line": 6}, None),
        (b"12345\n" * 4, TEXT, {"line": 5}, "too_large"),
        (b"12345\r12345678", TEXT, {"line": 6}, "too_large"),
        (FORM, DOC, {}, None),
        (FORM[:0x2C] + b"\xff\xff\xff\x7f" + FORM[0x30:], DOC, {}, "damaged"),
        (FORM[:0x1E] + b"\xff\xff" + FORM[0x20:], DOC, {}, "damaged"),
    ],
)
def test_limits_hold_on_both_sides(data, media_type, limits, reason):
    assert outcome(data, media_type, **limits) == reason


@pytest.mark.parametrize(
    "data, limits, reason",
    [
        (b"%PDF-1.5" + b" " * 92, {"pdf": 100, "text": 10}, None),
        (b"%PDF-1.5" + b" " * 93, {"pdf": 100, "text": 10}, "too_large"),
        # A zip may hold many files: what it may weigh as one Word file is asked later.
        (WORD, {"pdf": len(WORD), "office": 10, "text": 10}, None),
        (WORD, {"pdf": len(WORD) - 1}, "too_large"),
        (b"{\\rtf1" + b" " * 94, {"office": 100, "text": 10}, None),
        (b"MIME-Version: 1.0\n" + b" " * 82, {"office": 100, "text": 10}, None),
        (b" " * 11, {"text": 10}, "too_large"),
    ],
)
def test_the_size_of_a_file_is_looked_at_first(data, limits, reason):
    try:
        preflight.size(data, replace(LIMITS, **limits))
    except UnreadableFile as error:
        assert error.reason == reason
    else:
        assert reason is None


@pytest.mark.parametrize("count, allowed", [(LIMITS.pages, True), (LIMITS.pages + 1, False)])
def test_pages_are_counted_by_what_the_engine_says(count, allowed):
    with pytest.raises(UnreadableFile) as refused:
        read(pdf(*[[]] * count))
    assert (refused.value.reason == "no_text") is allowed


def test_a_part_that_is_longer_than_its_header_says_is_not_unpacked():
    parts = Parts(lying(package(document="<a>" + " " * 9000 + "</a>"), 20), DOCX)
    with pytest.raises(UnreadableFile, match="cannot be unpacked"):
        parts.read("word/document.xml")


def test_a_document_type_in_a_rare_encoding_is_refused():
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w:document><w:document/>'.encode("utf-16-be")
    with pytest.raises(UnreadableFile) as refused:
        Parts(package(document=b"\xfe\xff" + hidden), DOCX).xml("word/document.xml")
    assert refused.value.reason == "damaged"


def test_a_merged_column_is_read_however_long_it_is():
    rows = [row(cell("头", '<w:vMerge w:val="restart"/>'), "0")]
    rows += [row(cell("", "<w:vMerge/>"), str(number)) for number in range(1, 1000)]
    found = next(read(docx(table(*rows))).tables())
    assert (found.cells[0].rowspan, found.height) == (1000, 1000)


@pytest.mark.parametrize("name", ["pages", "ratio", "pixels"])
def test_a_limit_below_one_fails_where_it_is_written(name):
    with pytest.raises(ValueError, match=name):
        Limits(**{name: 0})


def test_what_is_too_large_is_refused_before_its_kind_is_looked_for(monkeypatch):
    monkeypatch.setattr("extract.read.encoding.decode", lambda data: pytest.fail("the whole text was decoded"))
    with pytest.raises(UnreadableFile) as error:
        sniff("年".encode("gbk") * (LIMITS.text // 2 + 1))
    assert error.value.reason == "too_large"

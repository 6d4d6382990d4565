"""Archives of files: every member comes out under a name of ours, whatever it calls itself, and within limits."""

import io
import struct
import zipfile
import zlib

import pytest

from extract.errors import UnreadableFile
from extract.read import container, sniff
from extract.read.container import unpack
from extract.read.kinds import RAR, ZIP, box


def zipped(*files):
    """A deflated zip of (name, content) pairs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def raw_zip(name, content, flags=0, extra=b"", claims=None):
    """A zip with one stored member, packed by hand so that its name keeps its bytes."""
    size = len(content) if claims is None else claims
    head = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 0, zlib.crc32(content), size, size, len(name), len(extra))
    local = b"PK\x03\x04" + head + name + extra + content
    central = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + extra
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def rar(*files, flags=0):
    """A rar (version 4) of (name, content) pairs, stored."""
    out = b"Rar!\x1a\x07\x00" + _block(0x73, 0, b"\0" * 6)
    for name, content in files:
        raw = name.encode()
        head = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 29, 0x30, len(raw), 0x20
        )
        out += _block(0x74, 0x8000 | flags, head + raw) + content
    return out + _block(0x7B, 0x4000, b"")


def _block(kind, flags, body):
    rest = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest


def contents(data, kind, folder):
    """What comes out: (name, content) pairs."""
    return [(member.name, member.path.read_bytes()) for member in unpack(data, kind, folder)]


def beside(name):
    """The extra field that gives a zip's member a UTF-8 name; its checksum is that of `name`."""
    coded = "年报.doc".encode()
    body = struct.pack("<BI", 1, zlib.crc32(name)) + coded
    return struct.pack("<HH", 0x7075, len(body)) + body


@pytest.mark.parametrize(
    "name, flags, extra, read",
    [
        ("年报.doc".encode("gbk"), 0, b"", "年报.doc"),
        ("镕〇㐀.doc".encode("gb18030"), 0, b"", "镕〇㐀.doc"),
        ("年报.doc".encode(), 0, b"", "年报.doc"),
        ("年报.doc".encode(), 0x800, b"", "年报.doc"),
        (b"nb.doc", 0, beside(b"nb.doc"), "年报.doc"),
        (b"nb.doc", 0, beside(b"other"), "nb.doc"),
        (r"甲\乙.doc".encode("gbk"), 0, b"", "甲/乙.doc"),
        (b"../../etc/passwd", 0, b"", "etc/passwd"),
        (b"/etc/passwd", 0, b"", "etc/passwd"),
        (b"C:\\a.doc", 0, b"", "a.doc"),
    ],
)
def test_names_are_read_as_they_were_meant_and_never_become_paths(name, flags, extra, read, tmp_path):
    assert contents(raw_zip(name, b"x", flags, extra), ZIP, tmp_path) == [(read, b"x")]
    assert [path.name for path in tmp_path.iterdir()] == ["0000"]


def test_members_of_a_rar_come_out(tmp_path):
    data = rar(("a.txt", b"one"), ("b\\c.txt", b"two"))
    assert sniff(data) == RAR
    assert contents(data, RAR, tmp_path) == [("a.txt", b"one"), ("b/c.txt", b"two")]


@pytest.mark.parametrize(
    "data, kind, reason",
    [
        (raw_zip(b"a", b"x", flags=1), ZIP, "protected"),
        (raw_zip(b"a", b"xyz", claims=2), ZIP, "damaged"),
        (raw_zip(b"a", b"x")[:-30], ZIP, "damaged"),
        (raw_zip(b"folder/", b""), ZIP, "empty"),
        (rar(("a", b"x"), flags=4), RAR, "protected"),
        (rar(("a", b"x" * 99))[:-60], RAR, "damaged"),
        (b"Rar!\x1a\x07\x00 and no more than this", RAR, "damaged"),
    ],
)
def test_what_cannot_be_had_whole_is_refused(data, kind, reason, tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        unpack(data, kind, tmp_path)
    assert caught.value.reason == reason


def test_limits_are_held_by_what_comes_out_and_not_by_what_is_claimed(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "TOTAL", 1000)
    monkeypatch.setattr(container, "MEMBERS", 2)
    contents(zipped(("a", b"0" * 999), ("b", b"0")), ZIP, tmp_path)
    for files in [("a", b"0" * 999), ("b", b"00")], [("a", b""), ("b", b""), ("c", b"")]:
        with pytest.raises(UnreadableFile) as caught:
            unpack(zipped(*files), ZIP, tmp_path)
        assert caught.value.reason == "too_large"


def test_what_systems_leave_beside_files_is_none_of_them(tmp_path):
    beside = [".DS_Store", "__MACOSX/._a.doc", "甲/~$a.doc", "Thumbs.db"]
    data = zipped(("a.doc", b"x"), *((name, b"y") for name in beside))
    assert contents(data, ZIP, tmp_path) == [("a.doc", b"x")]


@pytest.mark.parametrize(
    "names, kind",
    [
        (["年报.pdf"], ZIP),
        (["word/document.xml"], None),
        (["[Content_Types].xml", "ppt/presentation.xml"], None),
        (["[Content_Types].xml", "_rels/.rels"], None),
    ],
)
def test_a_file_of_an_office_program_is_no_archive_of_files(names, kind):
    assert box(zipped(*((name, b"") for name in names))) == kind

"""Encodings: a text comes out as it was written, or with a warning, or not at all; what it declares of itself is not believed."""

import pytest

from extract.errors import UnreadableFile
from extract.read.encoding import decode

SIMPLE = "某镇2023年政府信息公开工作年度报告\r\n全年共受理申请12件，其中予以公开8件。\r\n" * 3
PLAIN = "無極鎮2023年政府資訊公開工作年度報告\r\n全年共受理申請12件，其中予以公開8件。\r\n" * 3
EVERY = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("name", [*EVERY, "gbk"])
@pytest.mark.parametrize("said", ["", "<meta charset=utf-8>", "<meta charset=big5>", "<?xml encoding='gb2312'?>"])
@pytest.mark.parametrize("text", [SIMPLE, PLAIN], ids=["simplified", "traditional"])
def test_a_text_is_read_as_written_whatever_it_declares(name, said, text):
    found = decode((said + text).encode(name))
    assert (found.text.lstrip("\ufeff"), found.warnings) == (said + text, ())


@pytest.mark.parametrize("name", ["big5", "big5hkscs", "cp950"])
@pytest.mark.parametrize("said", ["", "<meta charset=big5>", "<meta charset=gb2312>", "<meta charset=utf-8>"])
def test_big5_is_told_from_gbk(name, said):
    assert decode((said + PLAIN).encode(name)).text == said + PLAIN


def test_characters_of_hong_kong():
    assert decode((PLAIN + "啲嘢喺度").encode("big5hkscs")).text == PLAIN + "啲嘢喺度"


@pytest.mark.parametrize("char", "〇镕囧€㐀𠀀")
def test_what_gb2312_lacks_ends_no_page(char):
    text = f"<meta charset=gb2312>{SIMPLE}{char}{SIMPLE}"
    assert decode(text.encode("gb18030")).text == text


def test_the_euro_sign_of_windows():
    assert decode(SIMPLE.encode("gbk") + b"\x80" + SIMPLE.encode("gbk")).text == f"{SIMPLE}€{SIMPLE}"


@pytest.mark.parametrize("text", ["无", "2023年", "联通", "公开12件", "123", "某县"])
@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_few_characters(text, name):
    assert decode(text.encode(name)).text == text


FLAGGED = {
    "GBK cut by its last byte": (SIMPLE.rstrip("。\r\n").encode("gbk")[:-1], "cut_off"),
    "UTF-8 cut by its last byte": (SIMPLE.rstrip().encode()[:-1], "cut_off"),
    "Big5 cut by its last byte": (PLAIN.rstrip().encode("big5")[:-1], "cut_off"),
    "GBK that has lost its first byte": ("公开政府信息工作年度报告情况说明".encode("gbk")[1:], "cut_off"),
    "GBK and UTF-8 by turns": (SIMPLE.encode("gbk") + SIMPLE.encode(), "lost_characters"),
    "UTF-8, then GBK": (SIMPLE.encode() + SIMPLE.encode("gbk"), "lost_characters"),
    "zeros inside": (SIMPLE[:9].encode() + b"\0\0" + SIMPLE.encode(), "lost_characters"),
    "a damaged character": (SIMPLE.encode() + b"\xff" + SIMPLE.encode(), "lost_characters"),
    "characters lost before it was saved": ((SIMPLE + "全年受理\ufffd\ufffd件").encode(), "lost_characters"),
    "UTF-8 taken for GBK and saved": (
        SIMPLE.encode().decode("gb18030", "replace").encode("gb18030"),
        "lost_characters",
    ),
}


@pytest.mark.parametrize("data, reason", FLAGGED.values(), ids=FLAGGED)
def test_what_is_not_whole_is_told_or_refused(data, reason):
    try:
        assert reason in {remark.reason for remark in decode(data).warnings}
    except UnreadableFile as error:
        assert error.reason == "unknown"


def test_both_encodings_of_a_mixed_text_are_read():
    assert decode(SIMPLE.encode("gbk") + SIMPLE.encode()).text == SIMPLE * 2


def test_zeros_never_join_two_numbers():
    assert "12" + "34" not in decode((SIMPLE + "12\0" + "34").encode()).text


def test_zeros_that_pad_the_end_are_no_text():
    found = decode(SIMPLE.encode() + b"\0" * 5000)
    assert (found.text, found.warnings) == (SIMPLE, ())


@pytest.mark.parametrize("data", [bytes(range(256)) * 9, b"\x01\x02\x03" * 99, b"\xff" * 99])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableFile) as error:
        decode(data)
    assert error.value.reason == "unknown"

"""The same label is the same string, whatever font, file or numbering it came with."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text import clean, digits, key, line, numbered, strip_number, tight


@pytest.mark.parametrize(
    "printed, expected",
    [
        ("⾏政复议", "行政复议"),
        ("⺠⽣", "民生"),
        ("⻅⻓⻔⻛⻥⻬", "见长门风鱼齐"),
        ("１２件（其中）", "１２件（其中）"),
        ("公\u00ad开\u200b信\ufeff息", "公开信息"),
    ],
)
def test_clean_mends_the_file_and_leaves_the_print(printed, expected):
    assert clean(printed) == expected


@pytest.mark.parametrize(
    "printed, expected",
    [(" 甲\u3000\u3000乙\n丙 ", "甲 乙 丙"), ("\xa012\xa0件", "12 件"), ("\t一、总体\r\n情况", "一、总体 情况")],
)
def test_a_line_has_single_blanks_and_bare_ends(printed, expected):
    assert line(printed) == expected


@pytest.mark.parametrize(
    "printed, expected",
    [
        ("　　（二）被依法纠错数", "被依法纠错数"),
        ("其中：1.当面申请数", "当面申请数"),
        ("1.其中：当面申请数", "当面申请数"),
        ("⾏政复议 数量", "行政复议数量"),
        ("①新收", "新收"),
        ("（一）予以公开（区分处理的，只计这一情形，不计其他答复情形）", "予以公开"),
        ("第三部分、收到申请", "收到申请"),
        ("收\n到\n申\n请\n数", "收到申请数"),
        ("3.5万元以下", "35万元以下"),
    ],
)
def test_key_is_what_two_spellings_of_a_label_share(printed, expected):
    assert key(printed) == expected


@given(st.text())
def test_key_is_idempotent(text):
    assert key(key(text)) == key(text)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1), st.sampled_from(" 　\n\xa0\t"))
def test_blanks_inside_a_label_do_not_matter(label, blank):
    assert key(blank.join(label)) == key(label)


@given(st.text("甲（）()１1①,，.、 　\n⾏〇\u200bＡ"))
def test_clean_tight_and_line_are_idempotent(text):
    assert clean(clean(text)) == clean(text)
    assert line(line(text)) == line(text)
    assert tight(tight(text)) == tight(text)


@given(st.text())
def test_no_digit_is_lost_by_cleaning(text):
    assert "".join(digits(clean(text))) == "".join(digits(text))
    assert "".join(digits(line(text))) == "".join(digits(text))


@pytest.mark.parametrize(
    "printed, expected",
    [("共12件，3.5%", ["12", "3", "5"]), ("１２③", ["123"]), ("二〇二三", []), ("", [])],
)
def test_digits_are_runs(printed, expected):
    assert digits(printed) == expected


@pytest.mark.parametrize(
    "label, expected",
    [
        ("一、总体情况", True),
        ("（二）新收", True),
        ("3.其他", True),
        ("④", True),
        ("3.5万元", False),
        ("2023年", False),
        ("其他", False),
    ],
)
def test_numbered_labels_start_with_their_own_number(label, expected):
    assert numbered(label) is expected


def test_a_label_that_is_all_numbering_keeps_it():
    assert strip_number("一、") == "一、"


def test_every_radical_becomes_a_character_of_the_unified_block():
    radicals = [chr(code) for code in range(0x2F00, 0x2FD6)]
    assert all("CJK UNIFIED" in unicodedata.name(clean(radical)) for radical in radicals)

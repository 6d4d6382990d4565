"""Numbers as prose writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.narrative.numerals import Number, arabic, fold, words

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    "text, value",
    [
        ("零", 0),
        ("〇", 0),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("廿", 20),
        ("廿三", 23),
        ("卅一", 31),
        ("二〇", 20),
        ("一〇五", 105),
        ("二〇一八", 2018),
        ("一百二", 120),
        ("一百零二", 102),
        ("一百二十", 120),
        ("一千二百", 1200),
        ("两万五", 25000),
        ("一万二千", 12000),
        ("三万零五十", 30050),
        ("十二万三千四百", 123400),
        ("一亿零三万", 100030000),
        ("一万亿", 10**12),
        ("三十点五", 30.5),
        ("零点二五", 0.25),
    ],
)
def test_chinese_numerals_are_read(text, value):
    assert words(text) == Number(value)


@pytest.mark.parametrize("text, low, high", [("三四", 3, 4), ("十五六", 15, 16), ("二十七八", 27, 28)])
def test_two_digits_in_a_row_leave_the_choice(text, low, high):
    assert words(text) == Number(low, high)


@pytest.mark.parametrize("text", ["一一", "十十", "百千", "十百", "三一", "一百一百", "九五", "二五", "一" * 100])
def test_what_is_no_number_is_none(text):
    assert words(text) is None


@pytest.mark.parametrize(
    "parts, value",
    [
        (("0",), 0),
        (("1,234",), 1234),
        (("1，234，567",), 1234567),
        (("1.50",), 1.5),
        (("1.2", "万"), 12000),
        (("3", "千", "2", "百"), 3200),
        (("3", "亿", "2000", "万"), 320000000),
        (("0.1", "亿"), 10000000),
        (("12345678901234567890",), 12345678901234567890),
        (("1234567890.12", "万"), 12345678901200),
    ],
)
def test_digits_are_read_whole(parts, value):
    assert arabic(*parts) == Number(value)
    assert type(arabic(*parts).value) is type(value)


@pytest.mark.parametrize("parts", [("007",), ("9" * 25,), ("3", "百", "200")])
def test_digits_that_number_something_are_none(parts):
    assert arabic(*parts) is None


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


def below_ten_thousand(number):
    """A number up to 9999 in Chinese, with 零 for every gap."""
    printed, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            printed += ("零" if gap and printed else "") + DIGITS[digit] + name
        gap = not digit
    return printed


def chinese(number):
    """A number below 10**12 in Chinese."""
    if number == 0:
        return "零"
    printed = ""
    for power, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // power % 10**4
        if part:
            printed += ("零" if printed and part < 1000 else "") + below_ten_thousand(part) + name
    return printed


@given(st.integers(0, 10**12 - 1))
def test_a_number_written_in_chinese_is_read_back(number):
    assert words(chinese(number)) == Number(number)


@given(st.integers(0, 10**20), st.integers(0, 4))
def test_grouped_and_full_width_digits_are_the_same_number(number, places):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert arabic(fold(f"{number:,}".translate(wide))) == arabic(str(number)) == Number(number)
    assert arabic(f"{number}.{'0' * places}5"[:24]) is not None

"""What is printed in a cell: no digit is lost, no two numbers become one, nothing to say is told from zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.tables.values import Value, convert, parse

FULL = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@pytest.mark.parametrize(
    "text, number",
    [
        ("0", 0),
        ("12", 12),
        ("　12　", 12),
        ("\xa012\xa0", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("12.50", 12.5),
        ("+19", 19),
        ("-3", -3),
        ("－3", -3),
        ("增12", 12),
        ("减12", -12),
        ("12\n", 12),
        ("12\u200b", 12),
    ],
)
def test_numbers(text, number):
    assert parse(text) == Value(number)


@pytest.mark.parametrize(
    "text, number, unit, note",
    [
        ("12件", 12, "件", None),
        ("3.5万元", 3.5, "万元", None),
        ("98％", 98, "%", None),
        ("22（其中修订16件）", 22, None, "(其中修订16件)"),
        ("22件（其中修订16件）", 22, "件", "(其中修订16件)"),
        ("22*", 22, None, "*"),
        ("22①", 22, None, "①"),
        ("22²", 22, None, "²"),
        ("22（注）③", 22, None, "(注)③"),
    ],
)
def test_units_and_notes_stand_beside_the_number(text, number, unit, note):
    assert parse(text) == Value(number, unit, note)


@pytest.mark.parametrize(
    "text, missing",
    [
        ("", "blank"),
        ("　\n", "blank"),
        ("\u200b", "blank"),
        ("—", "dash"),
        ("——", "dash"),
        ("－", "dash"),
        ("‐", "dash"),
        ("/", "not_applicable"),
        ("／", "not_applicable"),
        ("无", "not_applicable"),
        ("不适用", "not_applicable"),
        ("□", "illegible"),
        ("■■", "illegible"),
        ("？", "illegible"),
        ("无", "not_applicable"),
        ("不适用", "not_applicable"),
        ("\ufffd", "illegible"),
    ],
)
def test_nothing_is_never_zero(text, missing):
    assert parse(text) == Value(missing=missing)


@pytest.mark.parametrize(
    "text",
    [
        "12 34",
        "12\n34",
        "12\n345\n",
        "1\u30002",
        "12、34",
        "12/34",
        "①12",
        "①",
        "3-5",
        "约12",
        "2023年",
        "规章",
        "1,23",
        "12.",
        "½",
    ],
)
def test_what_is_not_one_number_is_none(text):
    value = parse(text)
    assert value.number is None and not value.is_value


@given(st.integers(0, 10**40), st.sampled_from(["{}", "{:,}"]), st.booleans())
def test_whole_numbers_of_any_size_keep_every_digit_or_are_flagged(number, shape, full_width):
    printed = shape.format(number)
    value = parse(printed.translate(FULL) if full_width else printed)
    assert value.number is not None
    assert not value.exact or Decimal(repr(value.number)) == number


@given(st.decimals(0, 10**12, places=6, allow_nan=False))
def test_decimals_keep_every_digit_or_are_flagged(number):
    value, exact = convert(f"{number:f}")
    assert not exact or Decimal(repr(value)) == number


@given(st.text("0123456789", min_size=2, max_size=30))
def test_leading_zeros_are_flagged(digits):
    _, exact = convert(digits)
    assert not exact or str(int(digits)) == digits


@given(st.text())
def test_any_text_is_a_number_or_a_sign_for_none_or_words(text):
    value = parse(text)
    assert (value.number is None) or (value.missing is None)


@given(st.lists(st.integers(0, 999), min_size=2, max_size=3), st.sampled_from([" ", "\n", "　", "\t", " \n "]))
def test_two_numbers_in_one_cell_are_not_one(numbers, blank):
    assert parse(blank.join(map(str, numbers))).number is None

"""Money is brought to one unit, and flagged where nothing printed says which one it is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.tables.units import MONEY, Amount, normalise, scale
from extract.tables.values import parse


@pytest.mark.parametrize(
    "cell, wanted, row_unit, header, expected",
    [
        ("12", None, None, "数量", Amount(12, None)),
        ("12件", None, None, "数量", Amount(12, "件")),
        ("12", "件", None, "数量", Amount(12, "件")),
        ("251000元", "万元", None, "本年收费金额（单位：万元）", Amount(25.1, "万元")),
        ("477.35", "元", None, "采购总金额（万元）", Amount(4773500, "元")),
        ("477.35", "元", "万元", "采购总金额（元）", Amount(4773500, "元")),
        ("0.1", "元", None, "金额（亿元）", Amount(10_000_000, "元")),
        ("3", "万元", None, "金额（单位:万元)", Amount(3, "万元")),
        ("12.5万元", "元", None, "金额（元）", Amount(125_000, "元")),
        ("125,000元", "万元", "万元", "金额（万元）", Amount(12.5, "万元")),
        ("12.5", "万元", "万元", "", Amount(12.5, "万元")),
        ("300", "元", "元", "", Amount(300, "元")),
        ("3", "万元", None, "金额（元/万元）", Amount(3, None, doubtful=True)),
        ("3", "万元", None, "单元数", Amount(3, None, doubtful=True)),
        ("", "万元", None, "金额（元）", Amount(None, "万元")),
        ("8040", "元", None, "采购总金额", Amount(8040, None, doubtful=True)),
        ("0", "元", None, "采购总金额", Amount(0, None)),
    ],
)
def test_the_cell_speaks_before_its_row_and_the_row_before_its_header(cell, wanted, row_unit, header, expected):
    assert normalise(parse(cell), wanted, row_unit, header) == expected


@pytest.mark.parametrize("headers, number", [
    (["经费（元）", "金额（万元）"], 3),
    (["经费", "金额（万元）"], 30_000),
    (["经费", "金额", "万元"], 30_000),
    (["经费", "金额"], None),
])  # fmt: skip
def test_of_several_headers_the_nearest_speaks(headers, number):
    found = normalise(parse("3"), "元", None, *headers)
    assert (found.number if not found.doubtful else None) == number


@given(st.integers(0, 10**9), st.sampled_from(sorted(MONEY)), st.sampled_from(sorted(MONEY)))
def test_scaling_there_and_back_changes_nothing(number, there, back):
    scaled = scale(number, MONEY[there], MONEY[back])
    assert scale(scaled, MONEY[back], MONEY[there]) == number

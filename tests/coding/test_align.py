"""Alignment keeps order, prefers exact labels, and never takes a short label for a likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.coding.align import ALIAS, EXACT, align, likeness

SCORES = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from([0.0, 0.6, 0.9, 1.0]), min_size=width, max_size=width), max_size=6)
)


@given(SCORES)
def test_pairs_rise_on_both_sides_and_match_something(scores):
    pairs = align(scores)
    assert all(i < k and j < m for (i, j), (k, m) in zip(pairs, pairs[1:], strict=False))
    assert all(scores[i][j] > 0 for i, j in pairs)


@given(SCORES)
def test_no_single_pair_beats_the_alignment(scores):
    total = sum(scores[i][j] for i, j in align(scores))
    assert total >= max((score for row in scores for score in row), default=0)


@pytest.mark.parametrize("scores, pairs", [
    # A leaf that stands three times is told by its order.
    ([[1, 0, 1, 0, 1], [0, 1, 0, 1, 0], [1, 0, 1, 0, 1]], [(0, 0), (1, 1), (2, 2)]),
    # A printed row that no form knows is left out, and those around it still find their places.
    ([[1, 0], [0, 0], [0, 1]], [(0, 0), (2, 1)]),
    # Of two equal places the one without a gap.
    ([[1, 0, 0], [0, 1, 1]], [(0, 0), (1, 1)]),
    ([], []),
])  # fmt: skip
def test_alignment(scores, pairs):
    assert align(scores) == pairs


@pytest.mark.parametrize("printed, spellings, expected", [
    ("行政许可", ("行政许可",), EXACT),
    ("同意公开", ("同意公开答复数", "同意公开"), ALIAS),
    ("", ("",), 0.0),
    ("其它", ("其他",), 0.0),
    ("行政处罚", ("行政许可",), 0.0),
])  # fmt: skip
def test_likeness(printed, spellings, expected):
    assert likeness(printed, spellings) == expected


def test_a_typing_error_is_like_and_not_equal():
    assert 0.6 < likeness("其他法律行政止公开", ("其他法律行政法规禁止公开",)) < ALIAS

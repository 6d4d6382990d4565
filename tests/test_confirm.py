"""Sums as checksums: what they confirm, what they contradict, and what they leave open."""

import pytest

from extract.check import Side
from extract.confirm import CONFIRMED, CONTRADICTED, Sum, weigh
from extract.model import Fact


def fact(name: str, value: int | None) -> Fact:
    return Fact(name, "value", value, str(value), method="ocr")


def add(left: dict, right: dict, whole: bool = True) -> Sum:
    return Sum(*(Side(tuple(fact(*item) for item in side.items())) for side in (left, right)), whole)


def sure(values: dict) -> dict:
    return {(name, "value"): value for name, value in values.items()}


TOTAL = add({"t": 7}, {"a": 3, "b": 4})


@pytest.mark.parametrize(
    "read, sums, expected",
    [
        ({"t": 0.99, "a": 0.5, "b": 0.99}, [TOTAL], {"t": 0.99, "a": CONFIRMED, "b": 0.99}),
        # Two misreadings could make up for each other.
        ({"t": 0.99, "a": 0.5, "b": 0.5}, [TOTAL], {"t": 0.99, "a": 0.5, "b": 0.5}),
        ({"t": 0.5, "a": 0.5, "b": 0.99}, [TOTAL], {"t": 0.5, "a": 0.5, "b": 0.99}),
        # Counts that add up to nothing are all nothing.
        ({"t": 0.99, "a": 0.5, "b": 0.5}, [add({"t": 0}, {"a": 0, "b": 0})], {"t": 0.99, "a": CONFIRMED, "b": CONFIRMED}),
        # One sum settles what another needs.
        ({"t": 0.99, "a": 0.5, "b": 0.5, "c": 0.99}, [TOTAL, add({"b": 4}, {"c": 4})], {"t": 0.99, "a": CONFIRMED, "b": CONFIRMED, "c": 0.99}),
        ({"t": 0.99, "a": 0.99, "b": 0.99}, [add({"t": 8}, {"a": 3, "b": 4})], dict.fromkeys("tab", CONTRADICTED)),
        # One misreading explains both failures; two that ask for different values leave all in doubt.
        ({"t": 0.99, "a": 0.97, "b": 0.99, "c": 0.99, "d": 0.99}, [add({"t": 7}, {"a": 8, "b": 4}), add({"c": 5}, {"a": 8, "d": 2})], {"t": 0.99, "a": CONTRADICTED, "b": 0.99, "c": 0.99, "d": 0.99}),
        ({"t": 0.99, "a": 0.97, "b": 0.99, "c": 0.99, "d": 0.99}, [add({"t": 7}, {"a": 8, "b": 4}), add({"c": 6}, {"a": 8, "d": 2})], dict.fromkeys("tabcd", CONTRADICTED)),
        # What one sum contradicts no other confirms.
        ({"t": 0.99, "a": 0.5, "b": 0.99, "c": 0.99}, [TOTAL, add({"a": 3}, {"c": 5})], {"t": 0.99, "a": 0.5, "b": 0.99, "c": 0.5}),
        ({"t": 0.99, "a": 0.5, "b": 0.99}, [add({"t": 7}, {"a": 3, "b": 4}, whole=False)], {"t": 0.99, "a": 0.5, "b": 0.99}),
    ],
)  # fmt: skip
def test_sums_confirm_and_contradict(read, sums, expected):
    assert weigh(sure(read), sums) == sure(expected)

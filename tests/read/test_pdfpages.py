"""Pages that are read together are read as each is read alone."""

from pathlib import Path

import numpy as np
import pytest

from extract.read.layout.lattice import Rule, merge, merged_on
from extract.read.pdf import reader as pdf

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.pdf"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_how_many_pages_are_read_together_changes_nothing(path, monkeypatch):
    data = path.read_bytes()
    together = pdf.read(data)
    for size in (1, 2):
        monkeypatch.setattr(pdf, "BATCH", size)
        assert pdf.read(data) == together


@pytest.mark.parametrize(
    "rules, merged",
    [
        ([], []),
        ([Rule(10, 0, 50), Rule(10, 52, 90)], [Rule(10, 0, 90)]),
        ([Rule(10, 0, 50), Rule(10, 54, 90)], [Rule(10, 0, 50), Rule(10, 54, 90)]),
        ([Rule(10, 0, 90), Rule(10, 20, 30), Rule(10, 91, 99)], [Rule(10, 0, 99)]),
        ([Rule(10, 0, 50, 3), Rule(12, 0, 50)], [Rule(10.5, 0, 50)]),
        # Each is near the one before, but the third is too far from the first.
        ([Rule(10, 0, 50), Rule(12, 0, 50), Rule(14.5, 0, 50)], [Rule(11, 0, 50), Rule(14.5, 0, 50)]),
        ([Rule(at, 0, 50) for at in (10, 12, 14, 16, 18)], [Rule(12, 0, 50), Rule(17, 0, 50)]),
    ],
)
def test_pieces_of_a_line_are_one_line(rules, merged):
    assert merge(rules) == merged


def test_lines_of_two_pages_are_never_joined():
    rules = np.array([Rule(10, 0, 50), Rule(10, 50, 90), Rule(11, 0, 20)])
    assert merged_on(rules, np.array([1, 0, 1]), 3) == [[Rule(10, 50, 90)], [Rule(10.5, 0, 50)], []]

"""Mutations of our own files end as a reading or a refusal with a documented reason, and each can be made again."""

import fuzz
import pytest

from extract.read import read
from extract.read.ocr import available

COUNT, PICTURES, SEED = 2000, 28, 1


def test_mutated_files_end_in_a_documented_way():
    wrong = {}
    done = 0
    for number, reply in fuzz.run(SEED, range(COUNT), jobs=2):
        done += 1
        if complaint := fuzz.complaint(reply):
            wrong[f"python -m tests.fuzz --seed {SEED} --case {number}"] = complaint
    assert (wrong, done) == ({}, COUNT)


@pytest.mark.ocr
def test_mutated_pictures_are_recognised_or_refused():
    if not available():
        pytest.skip("NO MUTATED PICTURE IS RECOGNISED: nianbao[ocr] is not installed")
    ends = dict(fuzz.run(SEED, range(PICTURES), 2, scans=True))
    wrong = {number: complaint for number, reply in ends.items() if (complaint := fuzz.complaint(reply))}
    assert (wrong, len(ends)) == ({}, PICTURES)


@pytest.mark.parametrize("name", fuzz.seeds())
def test_a_seed_is_read_before_it_is_mutated(name):
    assert read(fuzz.seeds()[name]).blocks


def test_a_case_can_be_made_again():
    first, again = ([fuzz.case(7, number, scans) for scans in (False, True) for number in range(30)] for _ in range(2))
    assert first == again

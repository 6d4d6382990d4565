"""Mutations of our own files end as a reading or a refusal with a documented reason, and each can be made again."""

import fuzz
import pytest

from extract.read import read

COUNT, SEED = 2000, 1


def test_mutated_files_end_in_a_documented_way():
    wrong = {}
    done = 0
    for number, reply in fuzz.run(SEED, range(COUNT), jobs=2):
        done += 1
        if complaint := fuzz.complaint(reply):
            wrong[f"python -m tests.fuzz --seed {SEED} --case {number}"] = complaint
    assert (wrong, done) == ({}, COUNT)


@pytest.mark.parametrize("name", fuzz.seeds())
def test_a_seed_is_read_before_it_is_mutated(name):
    assert read(fuzz.seeds()[name]).blocks


def test_a_case_can_be_made_again():
    assert [fuzz.case(7, number) for number in range(30)] == [fuzz.case(7, number) for number in range(30)]

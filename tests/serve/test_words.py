"""Every code that the archive may hold has words in both languages."""

from typing import get_args

import pytest

from extract.codebook.entries import Match
from extract.decisions import Kind
from extract.model import Method, Missing, PartRole, Severity, Verdict
from extract.serve.words import WORDS, word

CODES = {"method": Method, "missing": Missing, "severity": Severity, "verdict": Verdict, "match": Match, "decision": Kind, "role": PartRole}  # fmt: skip


@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_words(kind):
    assert set(get_args(CODES[kind])) <= set(WORDS[kind])


def test_words_are_pairs():
    assert all(len(pair) == 2 and all(pair) for words in WORDS.values() for pair in words.values())


def test_a_code_without_words_is_its_own_name():
    assert word("method", "guessed") == ("guessed", "guessed") and word("level", None) == ("", "")

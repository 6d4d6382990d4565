"""Every code that the archive may hold has words in both languages."""

from typing import get_args

import pytest

from extract import codebook
from extract.codebook.entries import Match
from extract.decide.decisions import Kind
from extract.model import Method, Missing, PartRole, Severity, Verdict
from extract.serve import called
from extract.serve.words import WORDS, word

CODES = {"method": Method, "missing": Missing, "severity": Severity, "verdict": Verdict, "match": Match, "decision": Kind, "role": PartRole}  # fmt: skip


@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_words(kind):
    assert set(get_args(CODES[kind])) <= set(WORDS[kind])


def test_words_are_pairs():
    assert all(len(pair) == 2 and all(pair) for words in WORDS.values() for pair in words.values())


def test_a_code_without_words_is_its_own_name():
    assert word("method", "guessed") == ("guessed", "guessed") and word("level", None) == ("", "")


def test_chinese_reasons_are_those_of_the_crosswalk():
    told = [entry.why for concept in codebook.load().concepts for entry in concept.map.values()]
    known = called._reasons()
    assert set(known) <= set(told) and all(known.values())
    assert sum(why in known for why in told) > len(told) * 0.6


@pytest.mark.parametrize(
    "why, lang, said",
    [("no row", "zh", ("没有该行", "zh-CN")), ("no row", "en", ("no row", "en")), ("结果纠正", "en", ("结果纠正", "zh-CN")),
     ("never worded", "zh", ("never worded", "en"))],
)  # fmt: skip
def test_a_reason_says_its_language(why, lang, said):
    assert called.reason(why, lang) == said


def test_an_item_is_called_as_its_edition_prints_it():
    assert called.rows()["2021", "reconsideration.upheld"] == "行政复议·结果维持"

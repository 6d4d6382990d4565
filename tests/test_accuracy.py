"""The tables of accuracy: what counts as right or wrong, and that the pages say what our readers do."""

import json
from dataclasses import replace

import pytest

from bench import accuracy
from bench.score import COUNTS, score

ROOT = accuracy.ROOT
NAME = "2021-0009.html"


@pytest.fixture(scope="module")
def found(understood):
    """The scores of all reports with known values in the repository."""
    return accuracy.part("repository", understood)


@pytest.fixture
def known():
    """What is known of one sample."""
    return json.loads((ROOT / "samples" / "truth" / "2021-0009-html.json").read_text("utf-8"))


@pytest.fixture
def reading(understood):
    """How that sample is read."""
    return understood(ROOT / "samples" / NAME)


def counted(reading, known):
    result = score("samples", NAME, known, reading)
    return tuple(result.counts[name] for name in COUNTS), result.good


@pytest.mark.parametrize("change, counts, good", [
    (lambda facts: facts, (200, 0, 0, 0, 0), True),
    (lambda facts: facts | {"request.new@total": 10**9}, (199, 1, 0, 1, 0), False),
    (lambda facts: facts | {"request.none@total": 3}, (200, 0, 1, 0, 0), False),
    (lambda facts: facts | {"request.none@total": None}, (200, 0, 0, 0, 0), True),
    (lambda facts: {key: facts[key] for key in facts if key != "request.new@total"}, (199, 1, 0, 1, 0), False),
])  # fmt: skip
def test_values_are_told_right_wrong_and_absent(reading, known, change, counts, good):
    assert counted(reading, known | {"facts": change(known["facts"])}) == (counts, good)


def test_a_doubt_is_told_and_costs_the_file_unless_it_is_in_order(reading, known):
    key = "request.new@total"
    facts = tuple(
        replace(fact, confidence=0.5) if f"{fact.item}@{fact.column}" == key else fact for fact in reading.coding.facts
    )
    doubted = replace(reading, coding=replace(reading.coding, facts=facts))
    assert counted(doubted, known) == ((200, 0, 0, 0, 1), False)
    assert counted(doubted, known | {"doubtful": [key]}) == ((200, 0, 0, 0, 1), True)
    assert counted(doubted, known | {"facts": known["facts"] | {key: -1}}) == ((199, 1, 0, 0, 0), False)


def test_an_optional_figure_may_be_absent_but_not_wrong(reading, known):
    key = "request.new@total"
    facts = {code: value for code, value in known["facts"].items() if code != key}
    assert counted(reading, known | {"facts": facts, "optional": {key: known["facts"][key], "x@y": 3}})[1]
    assert counted(reading, known | {"facts": facts, "optional": {key: -1}}) == ((199, 1, 0, 1, 0), False)


@pytest.mark.parametrize("order, same", [
    (["overview", "proactive", "requests", "remedies", "problems", "other"], 6),
    (["overview", "requests", "proactive", "remedies", "problems", "other"], 5),
    (["overview", "overview"], 1),
    (["local"], 0),
])  # fmt: skip
def test_chapters_are_counted_in_their_order(reading, known, order, same):
    chapters = score("samples", NAME, known | {"sections": order}, reading).chapters
    assert chapters == {"same": same, "found": 6, "known": len(order)}


def test_the_pages_say_how_the_repository_is_read(found):
    for path, text in accuracy.pages("repository", found):
        assert path.read_text("utf-8") == text, f"{path.name} is out of date: run make accuracy"


def test_the_readers_reach_what_was_promised(found):
    assert list(accuracy.short(found)) == []

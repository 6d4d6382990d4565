"""What is found in prose, next to what people labelled: our own sentences, and the reports beside a checkout."""

import re
from itertools import pairwise

import pytest
import yaml

from bench import labelled, prose

NUMERAL = re.compile(r"\d+|[一二两三四五六七八九十百千万]+")


@pytest.fixture(scope="module")
def cases():
    """The labelled sentences of our own."""
    return list(labelled.own())


@pytest.mark.parametrize("group", ["own", "real"])
def test_figures_in_prose_are_found(group):
    counts = prose.judged()[group]
    if not counts["labels"]:
        pytest.skip(f"NO FIGURE OF A REAL REPORT IS TESTED: there is no {labelled.REPORTS}")
    assert prose.short(counts) == []


def test_labels_are_many_and_of_every_kind(cases):
    labels = [label for case in cases for label in case.labels]
    assert len(labels) >= 650
    assert {label.kind for label in labels} == {"count", "share", "rise", "fall", "none"}
    assert sum(label.item != labelled.OPEN for label in labels) >= 300
    assert sum(len(re.findall("[^。；]+", case.sections[0].text)) for case in cases) >= 350


def test_labels_stand_apart_and_without_white_space_at_the_ends(cases):
    for case in cases:
        text = case.sections[0].text
        assert all(left.end <= right.start for left, right in pairwise(case.labels))
        assert all(text[label.start : label.end].strip() == text[label.start : label.end] for label in case.labels)


def test_much_that_looks_like_a_quantity_is_none():
    entries = yaml.safe_load(labelled.LABELLED.read_text("utf-8"))
    left = [NUMERAL.findall(re.sub("⟦.+?⟧", "", entry["text"])) for entry in entries]
    assert sum(map(len, left)) >= 300


def test_labelled_items_are_codes_of_their_form(cases, book):
    for case in cases:
        for item in {label.item for label in case.labels} - {None, labelled.OPEN}:
            assert book.place(case.form, *item.split("@")), f"{case.name}: {item}"

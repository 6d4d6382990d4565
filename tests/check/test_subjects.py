"""Every finding of a report has a name of its own, whatever the report prints: it is stored and decided on under that name."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.archive.rows import subject
from extract.check import check
from extract.check.prose import compare
from extract.model import Fact, Mention

YEAR = 2020


@pytest.mark.parametrize("form", ["2008", "2014", "2019", "2021"])
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.1, 0.4, 0.9]))
@settings(max_examples=30, deadline=None)
def test_no_two_findings_of_a_report_have_one_name(book, form, seed, share):
    random = Random(seed)
    # Numbers so small that most sums are broken, and many at once.
    keys = list(book.form(form).places())
    facts = [
        Fact(*key, random.choice([0, 0, 1, 2, 3, 0.5, -1]), "", table=0, row=number, col=0)
        for number, key in enumerate(keys)
        if random.random() < share
    ]
    told = random.choices([(item, column) for item, column in keys if column in ("value", "total")], k=40)
    mentions = [
        Mention(0, 10 * number, 10 * number + 1, str(value), value, item=item, column=column, year=YEAR)
        for number, (item, column) in enumerate(told)
        for value in [random.choice([0, 1, 2, 7])]
    ]
    _, said = compare(book, form, mentions, facts, YEAR)
    names = Counter(map(subject, [*check(book, form, facts), *said]))
    twice = [name for name, count in names.items() if count > 1]
    assert twice == []

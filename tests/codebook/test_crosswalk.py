"""What looks alike and is not: no code is shared, and no series runs through both as if they were the same."""

import pytest

from extract.codebook import load
from extract.codebook.entries import split

BOOK = load()
ALIKE = [
    # Everything on the website, repealed or not, against the documents in force.
    ("2019", "doc.normative@disclosed_total", "2021", "doc.normative@in_force"),
    ("2019", "doc.rules@disclosed_total", "2021", "doc.rules@in_force"),
    # A number of fee items against an amount of money.
    ("2019", "fee.admin@items_prev", "2021", "fee.admin@amount"),
    # Charges for copies and postage against the fees of the administration.
    ("2014", "fee.request", "2019", "fee.admin@items_prev"),
    ("2014", "fee.request", "2021", "fee.admin@amount"),
    ("2008", "fee.total", "2021", "fee.admin@amount"),
    ("2008", "fee.waived", "2014", "fee.request"),
    # Refusals that count what does not exist, refusals in the narrow sense, and the grounds as grouped since 2019.
    ("2008", "request.answered.refused_wide", "2008", "request.answered.refused"),
    ("2008", "request.answered.refused_wide", "2014", "request.answered.refused"),
    ("2008", "request.answered.refused_wide", "2019", "request.result.denied.state_secret@total"),
    ("2014", "request.answered.refused", "2019", "request.result.denied.state_secret@total"),
    # Refused because unclear, asked to amend, and closed because it stayed unclear.
    ("2008", "request.answered.refused_wide.unclear", "2014", "request.answered.asked_to_amend"),
    ("2014", "request.answered.asked_to_amend", "2019", "request.result.unavailable.unclear@total"),
    ("2008", "request.answered.refused_wide.unclear", "2019", "request.result.unavailable.unclear@total"),
    # An appeal is no complaint, and a row of both is neither.
    ("2008", "appeal.total", "2014", "complaint.total"),
    ("2008", "grievance.total", "2014", "complaint.total"),
    ("2008", "grievance.total", "2008", "appeal.total"),
    # Documents made against documents disclosed.
    ("2014", "proactive.normative_docs", "2014", "proactive.normative_docs_issued"),
    ("2008", "proactive.normative_docs_new", "2014", "proactive.normative_docs_issued"),
    # Outcomes of cases against the cases.
    ("2014", "reconsideration.other", "2019", "reconsideration.pending"),
    # The year against all years.
    ("2008", "proactive.total", "2008", "proactive.total@value.since_start"),
    # What went in by letter alone, by fax alone, and in one row of both.
    ("2008", "request.received.letter_fax", "2014", "request.received.letter"),
    ("2008", "request.received.letter_fax", "2014", "request.received.fax"),
]


def measured(concept, form):
    """What a concept takes from a form without reserve."""
    walk = concept.map[form]
    return {term[:2] for term in walk.terms} | set(map(split, walk.instead)) if walk.match == "exact" else set()


@pytest.mark.parametrize("form, ref, other_form, other", ALIKE)
def test_what_only_looks_alike_is_not_chained(form, ref, other_form, other):
    one, two = split(ref), split(other)
    assert BOOK.place(form, *one) and BOOK.place(other_form, *two)
    assert one != two
    chained = [c.id for c in BOOK.concepts if one in measured(c, form) and two in measured(c, other_form)]
    assert chained == []


def test_no_series_takes_what_carries_no_fact():
    for concept in BOOK.concepts:
        for form, walk in concept.map.items():
            for term in walk.terms:
                assert BOOK.place(form, term.item, term.column).column.ignored is None, concept.id


@pytest.mark.parametrize("concept", BOOK.concepts, ids=lambda concept: concept.id)
def test_every_edition_is_judged_with_a_reason(concept):
    assert set(concept.map) == {form.form for form in BOOK.forms}
    assert all(walk.why.strip() for walk in concept.map.values())

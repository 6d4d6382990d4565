"""What the archive says of copied words: which pairs, how much, and the same whatever the order of loading."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generate import copies
from extract import overlap
from extract.overlap import buckets, store
from extract.overlap.likely import _distinct
from tests.overlap.shelf import Paper, Shelf

RNG = Random(5)
ONE, OTHER = copies.section(RNG, 160), copies.section(RNG, 160)
TEMPLATE = copies.section(RNG, 160)
# One text in many reports, texts of several years of an office, some of two sections, and some that stand alone.
WIDE = [Paper(f"w{no}", 2020, (copies.copied(TEMPLATE, RNG, no % 4 / 50),)) for no in range(2 * buckets.WIDTH)]
YEARS = [Paper("y", year, (copies.copied(ONE, RNG, 0.05), copies.section(RNG, 120))) for year in range(2015, 2020)]
MIXED = [Paper("m", 2019, (ONE, TEMPLATE)), Paper("n", 2019, (copies.section(RNG, 150),)), Paper("y", 2021, (OTHER,))]
POOL = [*WIDE, *YEARS, *MIXED]


def scratch(papers):
    """The rows of an archive that was given these reports at once."""
    shelf = Shelf()
    shelf.put(*papers)
    return shelf.rows()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "take", "change", "retire"]),
        st.lists(st.sampled_from(range(len(POOL))), unique=True),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_rows_depend_on_the_reports_alone(steps, order):
    shelf, there = Shelf(), {}
    first = order.sample(range(len(POOL)), len(POOL))
    for what, numbers in [("put", first[:9]), ("put", first[9:22]), *steps]:
        papers = [POOL[no] for no in numbers]
        if what == "change":
            papers = [replace(paper, texts=(*paper.texts[1:], OTHER, TEMPLATE)) for paper in papers]
        if what == "retire":
            papers = [replace(paper, current=False) for paper in papers]
        if what == "take":
            shelf.take(*papers)
            there = {name: paper for name, paper in there.items() if name not in {paper.id for paper in papers}}
        else:
            shelf.put(*papers)
            there |= {paper.id: paper for paper in papers}
    assert shelf.rows() == scratch(sorted(there.values(), key=lambda paper: paper.id))


def test_one_by_one_and_backwards_is_the_same_as_at_once():
    expected = scratch(POOL)
    for papers in (POOL, POOL[::-1]):
        shelf = Shelf()
        for paper in papers:
            shelf.put(paper)
        assert shelf.rows() == expected


@pytest.mark.parametrize("at_once", [True, False])
def test_reports_that_are_gone_but_not_told_of_yet_are_in_nobodys_way(at_once, monkeypatch):
    monkeypatch.setattr(store, "_PART", 1)
    shelf, new = Shelf(), Paper("new", 2020, WIDE[0].texts)
    shelf.put(*POOL)
    # Fewer sections than before is the same for those that are left out.
    shorter = [replace(paper, texts=paper.texts[:1]) for paper in YEARS[:2]]
    gone = WIDE[3:6]
    shelf.drop(*gone)
    shelf.put(new, *shorter, tell=False)
    changed, removed = [new.id, *(paper.id for paper in shorter)], [paper.id for paper in gone]
    if at_once:
        overlap.update(shelf.db, changed, removed)
    else:
        for report in sorted({*changed, *removed}, reverse=True):
            overlap.update(shelf.db, [report])
    there = {paper.id: paper for paper in (*POOL, new, *shorter)}
    assert shelf.rows() == scratch(
        sorted((there[name] for name in there.keys() - set(removed)), key=lambda paper: paper.id)
    )


def test_a_report_that_is_read_again_unchanged_keeps_its_rows():
    shelf = Shelf()
    shelf.put(*POOL)
    before = shelf.rows()
    for paper in POOL[::3]:
        shelf.put(paper)
    assert shelf.rows() == before


@pytest.mark.parametrize(
    "one, other, rows",
    [
        (Paper("a", 2019, (ONE,)), Paper("b", 2021, (ONE,)), 2),
        (Paper("a", 2019, (ONE,)), Paper("a", 2021, (ONE,)), 1),
        (Paper("a", 2019, (ONE,)), Paper("a", 2019, (ONE,), copy=1), 0),
        (Paper("a", 2019, (ONE,)), Paper("b", 2019, (ONE,), current=False), 0),
        (Paper("a", 2019, (ONE,)), Paper("b", 2019, (OTHER,)), 0),
        (Paper("a", 2019, (ONE[:50],)), Paper("b", 2019, (ONE[:50],)), 0),
    ],
    ids=["two offices", "years", "copies of a report", "superseded", "different words", "too short"],
)
def test_who_is_compared(one, other, rows):
    shelf = Shelf()
    shelf.put(one, other)
    assert len(shelf.rows()) == rows


def test_years_are_compared_with_earlier_ones_only():
    shelf = Shelf()
    shelf.put(*YEARS)
    years = {f"{paper.id}:0": paper.year for paper in YEARS}
    seen = {(years[one], years[other]) for one, other in shelf.pairs()}
    assert seen == {(one, other) for one in range(2015, 2020) for other in range(2015, one)}


def test_a_wide_template_keeps_few_rows_a_section_and_tells_how_wide_it_is():
    shelf = Shelf()
    papers = [Paper(f"w{no}", 2020, (TEMPLATE + "莓椒" * (no % 3),)) for no in range(5 * buckets.WIDTH)]
    shelf.put(*papers)
    sections = [f"{paper.id}:0" for paper in papers]
    kept = [sum(one == name for one, _ in shelf.pairs()) for name in sections]
    assert min(kept) >= buckets.WIDTH - 1
    assert max(kept) <= 3 * buckets.WIDTH
    assert min(overlap.reach(shelf.db, name) for name in sections) >= 4 * buckets.WIDTH
    assert overlap.reach(shelf.db, "nothing") == 0


def test_a_row_says_how_much_is_shared():
    shelf = Shelf()
    shelf.put(
        Paper("a", 2019, ("渡口每周三贴出消息大家都来看" * 6,)), Paper("b", 2019, ("渡口每周三贴出消息大家都来看" * 8,))
    )
    assert {row[2:] for row in shelf.rows()} == {(round(2 * 84 / (84 + 112), 4), 84)}


def test_seeded_copies_are_found_and_nothing_else():
    rng = Random(11)
    others = [Paper(f"o{no}", 2020, (copies.section(rng, rng.randint(150, 500)),)) for no in range(400)]
    copied = [
        Paper(f"c{no}", 2020, (copies.copied(paper.texts[0], rng, 0.1),)) for no, paper in enumerate(others[:100])
    ]
    shelf = Shelf()
    shelf.put(*others, *copied)
    seeded = {(f"{copy.id}:0", f"{paper.id}:0") for copy, paper in zip(copied, others, strict=False)}
    assert len(seeded & shelf.pairs()) >= 99
    assert min(row[2] for row in shelf.rows()) >= 0.5
    assert shelf.pairs() == {pair for one, other in seeded & shelf.pairs() for pair in ((one, other), (other, one))}


def test_other_official_wording_compares_everything_anew():
    shelf = Shelf()
    shelf.put(*POOL)
    before = shelf.rows()
    shelf.db.execute("delete from overlaps")
    shelf.db.execute("update meta set value = 'another' where name = 'overlaps'")
    shelf.tell()
    assert shelf.rows() == before


@given(pairs=st.lists(st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 9))))
def test_pairs_that_come_again_are_left_out(pairs):
    found = _distinct(np.array(pairs, dtype=np.int64).reshape(-1, 2))
    assert [tuple(pair) for pair in found.tolist()] == sorted(set(pairs))

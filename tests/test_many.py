"""Archives of any size: a number is always the same report, and what is known of it is true."""

from collections import Counter
from random import Random

import pytest

from bench.generate import many, odd, truth, writing
from bench.generate.many import plan
from bench.score import score
from extract.pipeline import understand

SHOWN = range(1, 2001)
# Figures of flattened tables may be left open, and oddities have tests of their own.
PLAIN = [
    seed
    for seed in range(1, 400)
    if not plan(seed).oddities and plan(seed).kind in ("html", "txt", "rtf", "mhtml", "xlsx")
]


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def test_the_same_numbers_make_the_same_bytes_whatever_else_is_made(tmp_path):
    seeds = [seed for seed in range(1, 100) if not plan(seed).kind.startswith("pdf")][:14]
    writing.write_many(tmp_path / "one", seeds)
    writing.write_many(tmp_path / "two", reversed(seeds[7:]), jobs=2)
    one, two = content(tmp_path / "one"), content(tmp_path / "two")
    assert len(two) == 14 and two.items() <= one.items()


def test_an_archive_shows_all_editions_kinds_errors_and_copies():
    plans = [plan(seed) for seed in SHOWN]
    assert {item.form for item in plans} == {*many.LOCAL, "2014", "2014-national", "2014-anhui", "2019", "2021"}
    assert {item.kind for item in plans} == set(many.KINDS) <= set(odd.ODD_KINDS)
    assert len({(item.office.name, item.year) for item in plans}) == len(plans)
    share = Counter(sum(map(bool, (item.copied, item.oddities))) > 0 for item in plans)[True] / len(plans)
    assert 0.1 < share < 0.4


def test_a_copied_passage_stands_in_its_source_too():
    seeds = [seed for seed in range(1, 200) if (copied := plan(seed).copied) and copied.changed == 0]
    assert seeds
    for seed in seeds:
        copied = plan(seed).copied
        source = many._passage(copied.seed, copied.chapter)
        for number in (seed, copied.seed):
            blocks = [block for _, block in plan(number).sample().blocks() if isinstance(block, str)]
            assert sum(source in block for block in blocks) == 1, (seed, number)
        assert truth(plan(seed).sample(), "x")["copied"] == [
            {"chapter": copied.chapter, "seed": copied.seed, "changed": 0.0}
        ]


@pytest.mark.parametrize(
    "seed", [*Random(1).sample(PLAIN, 5), *(seed for seed in PLAIN if plan(seed).kind in ("mhtml", "xlsx"))][:12]
)
def test_what_is_known_of_a_report_is_what_a_reader_finds(seed, book):
    planned = plan(seed)
    sample = planned.sample()
    known = truth(sample, planned.stem)
    found = score("many", planned.stem, known, understand(odd.ODD_KINDS[planned.kind].write(sample), book))
    assert (found.counts["wrong"], found.counts["absent"]) == (0, 0)
    assert found.issuer and found.year

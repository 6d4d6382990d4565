"""Published reports of one office over the years, which lie beside a checkout of the project's owner."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from extract.check import between

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason=f"NO REAL REPORT IS TESTED: there is no {REPORTS}")


@pytest.fixture
def year(understood):
    """A function: how the name of a file starts -> its report among others."""

    def read(start):
        (path,) = REPORTS.glob(f"{start}*")
        found = understood(path)
        return between.Year(start, found.year, found.coding.form, None, None, found.coding.facts)

    return read


def test_tables_that_an_office_repeats_are_listed(book, year):
    found = between.unchanged(book, year("pingtan/96895"), year("pingtan/104656"))
    assert [entry.table for entry in found] == ["requests", "remedies"]
    assert found[0].nonzero > 0 == found[1].nonzero


@pytest.mark.parametrize("other", ["pingtan/96895", "pingtan/104656"])
def test_a_year_of_its_own_is_not_listed_even_if_it_came_before(book, year, other):
    before, after = year("pingtan/80560"), year(other)
    assert between.unchanged(book, before, after) == []
    assert between.unchanged(book, before, replace(after, year=before.year + 1)) == []


def test_what_follows_from_the_year_before_names_no_figure(book, year):
    assert between.years(book, year("pingtan/96895"), year("pingtan/104656")) == []


@pytest.mark.parametrize("page, text", [("pingtan/80613.html", "pingtan/80613_")])
def test_two_files_of_one_report_agree(book, year, page, text):
    for one, other in permutations((year(page), year(text))):
        assert between.copies(book, one, other) == []


def test_a_contradiction_on_the_page_rests_on_what_two_engines_read(understood):
    found = understood(REPORTS / "hongze-2023.pdf").findings
    assert {(entry.rule, entry.verdict, entry.basis) for entry in found} == {
        ("R21-04", "source", "second_engine"),
        ("R21-06", "source", "second_engine"),
    }

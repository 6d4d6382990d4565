"""Every bad input ends as the ledger says: a file that ends otherwise, better or worse, is looked at by a person."""

import csv
from pathlib import Path

import pytest

from extract import pool
from tests import ledger

pytestmark = pytest.mark.skipif(
    not ledger.INPUTS.is_dir(), reason=f"NO BAD INPUT IS TESTED: there is no {ledger.INPUTS}"
)
REASONS = Path(__file__).parents[1] / "schema" / "reasons.csv"
# Only for a file that was made to take all it can get.
LIMITS = {"timeout", "memory"}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """How they all end this time; nothing may be left of it."""
    pytest.importorskip("pikepdf", reason="NO BAD INPUT IS TESTED: pikepdf is not installed")
    pytest.importorskip("msoffcrypto", reason="NO BAD INPUT IS TESTED: msoffcrypto-tool is not installed")
    bombs = tmp_path_factory.mktemp("bombs")
    ledger.make_bombs(bombs)
    started = []

    def start(work):
        worker = original(work)
        started.append(worker)
        return worker

    original = pool._start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_start", start)
        rows = ledger.outcomes(bombs)
    assert started and not [worker.folder for worker in started if worker.folder.exists()]
    return rows


def test_every_input_ends_as_the_ledger_says(found):
    known = ledger.known()
    changed = {name: (known.get(name), end) for name, end in found.items() if known.get(name) != end}
    assert changed == {}, "look at each; `make ledger` writes the ledger anew"
    assert known.keys() == found.keys()


def test_every_end_is_documented_and_none_is_a_defect(found):
    with REASONS.open(encoding="utf-8", newline="") as file:
        known = {(row["status"], row["reason"]) for row in csv.DictReader(file)} - {
            ("refused", "defect"),
            ("refused", "crashed"),
        }
    assert {
        name: end
        for name, end in found.items()
        if end != ("ok", "") and not {(end[0], reason) for reason in end[1].split()} <= known
    } == {}


def test_only_what_was_made_to_reaches_a_limit(found):
    assert [name for name, (_, reason) in found.items() if reason in LIMITS and not name.startswith("bombs/")] == []


def test_no_foreign_file_is_taken_for_a_report(found):
    """The bombs among these hold a report's title; the files of other projects are no reports at all."""
    assert [name for name, (status, _) in found.items() if status != "refused" and not name.startswith("bombs/")] == []

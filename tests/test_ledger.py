"""Every bad input ends as the ledger says: a file that ends otherwise, better or worse, is looked at by a person."""

import csv
import os
import tempfile
import time
from pathlib import Path

import pytest

from extract.isolation import processes
from extract.read.ocr import available
from extract.read.soffice import program
from tests import ledger

pytestmark = pytest.mark.skipif(
    not ledger.INPUTS.is_dir(), reason=f"NO BAD INPUT IS TESTED: there is no {ledger.INPUTS}"
)
REASONS = Path(__file__).parents[1] / "schema" / "reasons.csv"
# No file may reach these. A machine that is busy with something else makes recognition slow: then run the test by itself.
LIMITS = {"timeout", "memory"}
BROKEN = {"defect", "crashed"}
# Seconds until a process that has ended is no longer seen, on a busy machine.
PATIENCE = 20
# Every so many-th of the files for recognition is recognised here; `python -m tests.ledger` takes them all.
SAMPLE = 9


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """All bad inputs by name."""
    pytest.importorskip("pikepdf", reason="NO BAD INPUT IS TESTED: pikepdf is not installed")
    pytest.importorskip("msoffcrypto", reason="NO BAD INPUT IS TESTED: msoffcrypto-tool is not installed")
    bombs = tmp_path_factory.mktemp("bombs")
    ledger.make_bombs(bombs)
    return ledger.files(bombs)


@pytest.fixture(scope="module")
def own(inputs, tmp_path_factory):
    """What our own readers say of them."""
    return _watched(tmp_path_factory, lambda: ledger.own(inputs))


@pytest.fixture(scope="module")
def office(inputs, own, tmp_path_factory):
    """What is said with LibreOffice of those that only it may read."""
    if program() is None:
        pytest.skip("NO FILE IS READ THROUGH LIBREOFFICE: it is not installed")
    return _watched(tmp_path_factory, lambda: ledger.office(inputs, own))


@pytest.fixture(scope="module")
def ocr(inputs, tmp_path_factory):
    """What is said with recognition of some of those with pages for it."""
    if not available():
        pytest.skip("NO BAD INPUT IS RECOGNISED: nianbao[ocr] is not installed")
    pages = dict(sorted(ledger.scanned(ledger.own(_picked(inputs))).items()))
    return _watched(tmp_path_factory, lambda: ledger.ocr(inputs, pages))


def _picked(inputs):
    return {name: inputs[name] for name in sorted(ledger.known("ocr"))[::SAMPLE] if name in inputs}


def _watched(folders, read):
    """What `read` gives; it may leave no process, no folder, no open file or socket."""
    temporary = folders.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        # What the first process of all needs is there from now on.
        ledger.own({"": REASONS})
        before = _held()
        said = read()
        # A process that has just ended is taken note of a moment later.
        end = time.monotonic() + PATIENCE
        while not (left := _within(_held(), before)) and time.monotonic() < end:
            time.sleep(0.1)
    assert left
    assert [path.name for path in temporary.iterdir() if not path.name.startswith("pymp-")] == []
    return said


def _within(after, before):
    """Whether no process is there that was not, and none has more open than it had."""
    return after.keys() <= before.keys() and all(count <= before[pid] for pid, count in after.items())


def _held():
    """The processes that descend from this one, and how many files and sockets each has open, where /proc tells."""
    if not processes.PROC.is_dir():
        return {}
    return {
        pid: len(list((processes.PROC / str(pid) / "fd").iterdir()))
        for pid in (os.getpid(), *processes.below(os.getpid()))
    }


@pytest.mark.parametrize("way", ["own", "office", pytest.param("ocr", marks=pytest.mark.ocr)])
def test_every_input_ends_as_the_ledger_says(way, request):
    found, known = ledger.ends(request.getfixturevalue(way)), ledger.known(way)
    changed = {name: (known.get(name), end) for name, end in found.items() if known.get(name) != end}
    assert changed == {}, "look at each; `make ledger` writes the ledger anew"
    assert way == "ocr" or known.keys() == found.keys()


@pytest.mark.parametrize("way", ledger.WAYS)
def test_every_end_is_documented_and_none_is_a_defect_or_at_a_limit(way):
    with REASONS.open(encoding="utf-8", newline="") as file:
        known = {(row["status"], row["reason"]) for row in csv.DictReader(file) if row["reason"] not in LIMITS | BROKEN}
    ends = {name: end.split() for name, end in ledger.known(way).items()}
    assert ends
    assert {
        name: (status, *reasons)
        for name, (status, *reasons) in ends.items()
        if status != "ok" and not {(status, reason) for reason in reasons} <= known
    } == {}


@pytest.mark.parametrize("way", ledger.WAYS)
def test_no_foreign_file_is_taken_for_a_report(way):
    """The bombs among these hold a report's title; the files of other projects are no reports at all."""
    read = [name for name, end in ledger.known(way).items() if not end.startswith("refused ")]
    assert [name for name in read if not name.startswith("bombs/")] == []


def test_what_is_read_of_a_disguised_file_is_its_title(own):
    titles = {name: reply.reading.title for name, reply in own.items() if reply.reading}
    assert titles and set(titles.values()) == {"2023年政府信息公开工作年度报告"}

"""Golden reports: every sample, the oddity set, and the one real table in the repository, against their known values.

What the readers do not manage yet stands in odd/open.csv, a line for a file and a test; a line that is overcome fails.
"""

import csv
import json
from pathlib import Path

import pytest

from extract.model import Reading

ROOT = Path(__file__).parents[1]
TRUTHS = [
    *sorted((ROOT / "samples" / "truth").glob("*.json")),
    *sorted((ROOT / "tests" / "odd" / "truth").glob("*.json")),
    *sorted((ROOT / "tests" / "reports").glob("*.json")),
]
with (ROOT / "tests" / "odd" / "open.csv").open(encoding="utf-8", newline="") as lines:
    OPEN = {(row["file"], row["what"]): row["why"] for row in csv.DictReader(lines)}


def cases(what):
    """Truth files with the file that each belongs to, as parameters of the test of values, doubts or words."""
    for truth in TRUTHS:
        known = json.loads(truth.read_text("utf-8"))
        folder = truth.parent.parent if truth.parent.name == "truth" else truth.parent
        why = OPEN.get((known["file"], what)) if folder.name == "odd" else None
        marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
        yield pytest.param(folder / known["file"], known, id=truth.stem, marks=marks)


def differences(reading: Reading, known: dict) -> dict:
    """Facts that are not as known, or missing, or invented: code -> (known, found). What is optional may be missing."""
    found = {f"{fact.item}@{fact.column}": fact.value for fact in reading.coding.facts}
    optional = {code: value for code, value in known.get("optional", {}).items() if code in found}
    expected = known["facts"] | optional
    wrong = {
        code: (value, found.get(code, "absent"))
        for code, value in expected.items()
        if found.get(code, "absent") != value
    }
    return wrong | {code: ("nothing", value) for code, value in found.items() if value and code not in expected}


@pytest.mark.parametrize("path, known", cases("values"))
def test_every_known_value_is_read(path, known, understood):
    assert differences(understood(path), known) == {}


@pytest.mark.parametrize("path, known", cases("silent"))
def test_a_wrong_value_is_never_silent(path, known, understood):
    reading = understood(path)
    differing = {code for code, (_, found) in differences(reading, known).items() if found != "absent"}
    assert differing - flagged(reading) == set()


def flagged(reading: Reading) -> set[str]:
    """The codes of facts that are doubted or named by a finding."""
    named = {(item, finding.column) for finding in reading.findings for item in finding.items}
    facts = reading.coding.facts
    doubted = [f for f in facts if f.confidence < 0.95 or (f.item, f.column) in named or (f.item, None) in named]
    return {f"{fact.item}@{fact.column}" for fact in doubted}


@pytest.mark.parametrize("path, known", cases("doubts"))
def test_a_right_value_is_not_doubted(path, known, understood):
    reading = understood(path)
    against = set(known.get("contradicts", ()))
    in_order = {*against, *known.get("doubtful", ()), *known.get("optional", ())}
    unsure = {f"{fact.item}@{fact.column}" for fact in reading.coding.facts if fact.confidence < 0.95}
    assert unsure - in_order == set()
    assert against <= flagged(reading)
    assert (bool(reading.findings), reading.warnings) == (bool(against), ())


@pytest.mark.parametrize("path, known", cases("words"))
def test_issuer_year_form_and_chapters_are_told(path, known, understood):
    reading = understood(path)
    assert (reading.issuer or "", reading.year, reading.coding.form) == (known["issuer"], known["year"], known["form"])
    if known.get("sections"):
        assert [section.code for section in reading.sections if section.code != "front"] == known["sections"]


def test_the_table_of_wutu_2018_is_read_whole(understood):
    reading = understood(ROOT / "tests" / "reports" / "wutu-2018-table.txt")
    (table,) = reading.coding.tables
    assert (table.form, table.code, len(reading.coding.facts)) == ("2014", "indicators", 68)
    assert {fact.method for fact in reading.coding.facts} == {"exact"}


def test_all_editions_and_kinds_of_file_are_among_the_samples(samples):
    kinds = {(path.name[:4], path.suffix) for path in samples}
    assert kinds >= {(form, kind) for form in ("2014", "2019", "2021") for kind in (".txt", ".html", ".docx", ".pdf")}


def test_at_least_99_in_100_number_cells_of_known_tables_become_facts(samples, understood):
    cells = [cell for path in samples for table in understood(path).coding.tables for cell in table.cells]
    numbers = [cell for cell in cells if cell.role == "value" and cell.cell.text.strip().isdigit()]
    assert sum(cell.item is not None for cell in numbers) >= 0.99 * len(numbers) > 0

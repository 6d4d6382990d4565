"""Golden reports: every sample, and the one real table in the repository, against its known values."""

import json
from pathlib import Path

import pytest

from extract.model import Reading

ROOT = Path(__file__).parents[1]
TRUTHS = sorted((ROOT / "samples" / "truth").glob("*.json")) + sorted((ROOT / "tests" / "reports").glob("*.json"))


def cases():
    """Truth files with the file that each belongs to."""
    for truth in TRUTHS:
        known = json.loads(truth.read_text("utf-8"))
        folder = truth.parent.parent if truth.parent.name == "truth" else truth.parent
        yield pytest.param(folder / known["file"], known, id=truth.stem)


def differences(reading: Reading, known: dict) -> dict:
    """Facts that are not as known, or missing, or invented: code -> (known, found)."""
    found = {f"{fact.item}@{fact.column}": fact.value for fact in reading.coding.facts}
    expected = known["facts"]
    wrong = {
        code: (value, found.get(code, "absent"))
        for code, value in expected.items()
        if found.get(code, "absent") != value
    }
    return wrong | {code: ("nothing", value) for code, value in found.items() if value and code not in expected}


@pytest.mark.parametrize("path, known", cases())
def test_every_known_value_is_read(path, known, understood):
    assert differences(understood(path), known) == {}


@pytest.mark.parametrize("path, known", cases())
def test_a_right_value_is_not_doubted(path, known, understood):
    reading = understood(path)
    assert [fact for fact in reading.coding.facts if fact.confidence < 0.95] == []
    assert (reading.findings, reading.warnings) == ((), ())


@pytest.mark.parametrize("path, known", cases())
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

"""The codes of causes and of what verdicts rest on are those of the tables; what a second engine saw counts."""

from pathlib import Path

import pytest

from extract.check import check, seconded
from extract.model import Fact

ROOT = Path(__file__).parents[2]
SAID = "".join(path.read_text("utf-8") for path in (ROOT / "extract" / "check").glob("*.py"))
RULES = (ROOT / "schema" / "rules.yml").read_text("utf-8")


def test_every_cause_can_be_named_and_every_basis_given(book):
    causes, bases = [entry.cause for entry in book.causes], [entry.basis for entry in book.verdicts]
    assert (causes, bases) == (sorted(causes), sorted(bases))
    assert [code for code in causes if f'"{code}"' not in SAID and f"cause: {code}" not in RULES] == []
    # What people decide is not found by a rule.
    assert [code for code in bases if f'"{code}"' not in SAID] == ["decision"]


PARTS = {"upheld": 10, "corrected": 1, "other": 0, "pending": 0, "total": 0}


@pytest.mark.parametrize("seen, basis", [
    (PARTS, "second_engine"),
    (["total"], "cells_as_printed"),
    ([], "cells_as_printed"),
])  # fmt: skip
def test_a_second_engine_supports_a_verdict_where_it_saw_every_figure(book, seen, basis):
    facts = [Fact(f"reconsideration.{name}", "value", value, str(value)) for name, value in PARTS.items()]
    found = seconded(check(book, "2021", facts), {(f"reconsideration.{name}", "value") for name in seen})
    assert [(finding.verdict, finding.basis) for finding in found] == [("source", basis)]

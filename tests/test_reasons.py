"""schema/reasons.csv names every way in which reading a file can end short of `ok`, and no other."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
REASONS = list(csv.DictReader((ROOT / "schema" / "reasons.csv").read_text("utf-8").splitlines()))
CODE = "".join(path.read_text("utf-8") for path in (ROOT / "extract").rglob("*.py"))
# How the program gives a reason.
GIVEN = {
    "refused": re.compile(r'(?:UnreadableFile|Refusal|refusal)\(\s*"(\w+)"|return "(\w+)", f?"'),
    "warned": re.compile(r'Remark\(\s*"(\w+)"'),
}


def test_every_reason_that_is_given_is_in_the_table_and_no_other():
    for status, pattern in GIVEN.items():
        given = {
            one for found in pattern.findall(CODE) for one in ([found] if isinstance(found, str) else found) if one
        }
        assert given == {row["reason"] for row in REASONS if row["status"] == status}


def test_reasons_are_sorted_single_and_explained():
    names = [row["reason"] for row in REASONS]
    assert names == sorted(set(names))
    assert [row for row in REASONS if not all(row.values()) or row["status"] not in GIVEN] == []

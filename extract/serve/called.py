"""What kinds of offices, chapters and divisions are called on our pages."""

import csv
from functools import cache

from extract import codebook
from extract.codebook import SCHEMA
from extract.serve.words import Pair

KINDS: dict[str, Pair] = {
    "government": ("人民政府", "government"), "department": ("部门", "department"), "town": ("乡镇政府", "town government"),
    "subdistrict": ("街道办事处", "subdistrict office"), "zone": ("开发区管理机构", "zone administration"),
    "institution": ("事业单位", "institution"), "enterprise": ("企业", "enterprise"), "school": ("学校", "school"),
}  # fmt: skip


@cache
def chapters() -> dict[str, Pair]:
    """The chapters that the codebook knows."""
    return {kind.code: (kind.zh, kind.en) for kind in codebook.load().sections}


@cache
def divisions() -> dict[str, str]:
    """The name that each division has, or had last, by its code without padding."""
    with (SCHEMA / "divisions.csv").open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["until"] or "9999")
    return {row["code"]: row["name"] for row in rows}


def path(code: str) -> list[tuple[str, str]]:
    """The divisions that a code lies in and it itself, from the province down: code and name, the code where it has none."""
    return [(code[:cut], divisions().get(code[:cut], code[:cut])) for cut in (2, 4, 6, 9) if cut <= len(code)]

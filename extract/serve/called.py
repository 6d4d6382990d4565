"""What kinds of offices, chapters and divisions are called on our pages."""

import csv
import re
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


@cache
def rows() -> dict[tuple[str, str], str]:
    """What each form calls an item: its label, behind what stands over it where the label alone could be several."""
    found: dict[tuple[str, str], str] = {}
    for form in codebook.load().forms:
        for (item, _), place in form.places().items():
            found.setdefault((form.form, item), "·".join((*place.row.path, place.row.label)))
    return found


@cache
def _reasons() -> dict[str, str]:
    with (SCHEMA / "crosswalk_zh.csv").open(encoding="utf-8", newline="") as lines:
        return {row["en"]: row["zh"] for row in csv.DictReader(lines)}


def reason(en: str, lang: str) -> tuple[str, str]:
    """Why an edition corresponds to a concept or does not, in a language where it is worded in it; and the language that it is in."""
    zh = _reasons().get(en)
    if zh and lang == "zh":
        return zh, "zh-CN"
    return en, "en" if re.search("[a-z]{2}", en) else "zh-CN"


def path(code: str) -> list[tuple[str, str]]:
    """The divisions that a code lies in and it itself, from the province down: code and name, the code where it has none."""
    return [(code[:cut], divisions().get(code[:cut], code[:cut])) for cut in (2, 4, 6, 9) if cut <= len(code)]

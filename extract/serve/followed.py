"""What one office says of some concepts, year by year, with the reports and the printed numbers that it rests on."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.serve import page
from extract.serve.charts import Point, Series
from extract.serve.words import WORDS, Pair

VALUES = """
select r.id as report_id, r.year, r.form, x.concept, x.match, v.value, v.missing
from reports r
left join crosswalk x on x.form = r.form and x.concept in (select value from json_each(:concepts))
left join panel_values v on v.concept = x.concept and v.report = r.no
where r.issuer_id = :office and r.is_current = 1 and r.year is not null order by r.year limit 3000
"""
# The facts that a value is the sum of; the way that has most of them is the one that counts.
FACTS = """
select r.id as report_id, m.concept, m.way, r.id || ':' || i.code || '@' || k.code as fact
from reports r
join crosswalk_terms m on m.form = r.form and m.concept in (select value from json_each(:concepts))
join items i on i.code = m.item
join columns k on k.code = m."column"
join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
where r.issuer_id = :office and r.is_current = 1 order by r.year, m.concept, m.way, m.item, m."column" limit 9000
"""
MISSING: dict[str, Pair] = WORDS["missing"] | {
    "no_report": ("没有报告", "no report"),
    "no_form": ("版式未识别", "form not known"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What an office says of a concept in a year: a value, or why there is none (a key of MISSING)."""

    year: int
    value: float | None
    missing: str | None
    match: str | None = None
    form: str | None = None
    report_id: str | None = None
    facts: tuple[str, ...] = ()

    @property
    def run(self) -> str:
        """What the value may be held against."""
        return "exact" if self.match == "exact" else f"{self.form}:{self.match}"


async def read(datasette: Any, office: str, concepts: Sequence[str]) -> dict[str, dict[int, Cell]]:
    """For each concept, the years in which the office has a report."""
    asked = {"office": office, "concepts": json.dumps(concepts)}
    facts = ways(await page.rows(datasette, FACTS, **asked))
    return cells(await page.rows(datasette, VALUES, **asked), facts, concepts)


def ways(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The facts of the fullest way under report and concept, of two the first."""
    found: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["report_id"], row["concept"]][row["way"]].append(row["fact"])
    return {
        key: tuple(sorted(ways.items(), key=lambda way: (-len(way[1]), way[0]))[0][1]) for key, ways in found.items()
    }


def cells(
    rows: Sequence[Mapping[str, Any]], facts: Mapping[tuple[str, str], tuple[str, ...]], concepts: Sequence[str]
) -> dict[str, dict[int, Cell]]:
    """The rows of VALUES under concept and year; a report without a known form lacks every value."""
    found: dict[str, dict[int, Cell]] = {concept: {} for concept in concepts}
    for row in rows:
        for concept in [row["concept"]] if row["concept"] else concepts:
            missing = row["missing"] or (None if row["value"] is not None else row["match"] or "no_form")
            found[concept][row["year"]] = Cell(
                row["year"], row["value"], missing, row["match"], row["form"], row["report_id"],
                facts.get((row["report_id"], concept), ()),
            )  # fmt: skip
    return found


def drawn(name: str, cells: Mapping[int, Cell], years: Sequence[int], lang: str) -> Series:
    """One series for a chart; a year without a report is a gap like any other."""
    at = 1 if lang == "en" else 0
    points = []
    for year in years:
        cell = cells.get(year) or Cell(year, None, "no_report")
        note = MISSING.get(cell.missing or "", ("", ""))[at]
        points.append(Point(year, cell.value, note, cell.run))
    return Series(name, tuple(points))

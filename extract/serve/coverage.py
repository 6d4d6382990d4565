"""The page `/coverage`: which office has a report for which year, on time, late, revised, refused or missing."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from datasette import Request, Response

from extract.serve import charts, filters, page
from extract.serve.charts import Chart
from extract.serve.filters import LEVELS
from extract.serve.words import Pair

Row = Mapping[str, Any]

SIZE, LAST_PAGE = 50, 400
OFFICES = """
select i.id, i.name, i.kind, i.level, i.division_code from issuers i
where (exists (select 1 from reports r where r.issuer_id = i.id) or exists (select 1 from expected e where e.issuer_id = i.id)
  or exists (select 1 from documents d where d.said_issuer = i.id)){offices}
order by i.division_code is null, i.division_code, i.kind = 'department', i.name, i.id limit :size offset :offset
"""
REPORTS = """
select r.issuer_id, r.year, r.id, r.is_current, r.copy_of, substr(d.published_at, 1, 10) as published
from reports r join documents d on d.id = r.document_id
where r.issuer_id in (select value from json_each(:ids)) and r.year is not null
"""
EXPECTED = "select issuer_id, year, due from expected where issuer_id in (select value from json_each(:ids))"
REFUSED = """
select said_issuer as issuer_id, said_year as year, id, reason from documents
where said_issuer in (select value from json_each(:ids)) and said_year is not null and status = 'refused'
"""
DEADLINES = "select * from deadlines"
BY_LEVEL = """
select i.level, r.year, count(*) as count from issuers i cross join reports r on r.issuer_id = i.id
where {where} and r.year is not null and i.level is not null group by 1, 2
"""
# What a cell may say: its sign and its words. Told apart by shape.
STATES: dict[str, tuple[str, Pair]] = {
    "reported": ("●", ("有报告，按时", "reported in time")),
    "undated": ("○", ("有报告，发布日期不明", "reported, date not known")),
    "late": ("◐", ("有报告，晚于法定日期", "reported after the legal date")),
    "refused": ("▲", ("有文件，未能读取", "a file that could not be read")),
    "missing": ("✕", ("应有，未见", "expected, not found")),
    "gap": ("·", ("前后有，此年未见", "not found, though years around it are")),
}
REVISED: tuple[str, Pair] = ("＋", ("有多个版本", "in several versions"))
KINDS = {"subdistrict": "town", "zone": "government"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of an office and a year: a key of STATES, and where it leads."""

    state: str
    report_id: str | None = None
    document_id: str | None = None
    revised: bool = False
    published: str | None = None
    due: str | None = None


class Mark(NamedTuple):
    """How a cell looks: a sign ("" for none), what the pointer and a screen reader are told, and where it leads."""

    sign: str = ""
    title: str = ""
    label: str = ""
    report_id: str | None = None
    document_id: str | None = None


async def view(request: Request, datasette: Any) -> Response:
    """Some offices, all years."""
    await page.allowed(datasette, request)
    chosen = filters.read(request)
    number = max(1, filters.number(request, "page", 1, LAST_PAGE))
    offices, cells = await known(datasette, chosen, SIZE + 1, (number - 1) * SIZE)
    shown = offices[:SIZE]
    ids = {office["id"] for office in shown}
    cells = {at: cell for at, cell in cells.items() if at[0] in ids}
    counted = await page.rows(datasette, BY_LEVEL.format(where=chosen.where), **chosen.bound)
    years = filters.years([*(row["year"] for row in counted), *(year for _, year in cells)])
    years = [year for year in years if chosen.since <= year <= chosen.until]
    lang = page.language(request)
    return await page.render(datasette, request, "coverage.html", {
        "chosen": chosen, "choices": await filters.places(datasette, chosen.place), "level_words": LEVELS,
        "lines": lines(shown, years, cells, lang), "years": years, "states": STATES, "revised": REVISED, "number": number,
        "more": len(offices) > SIZE and number < LAST_PAGE,
        "counts": {(row["level"], row["year"]): row["count"] for row in counted}, "chart": draw(counted, years, lang),
    })  # fmt: skip


async def known(
    datasette: Any, chosen: filters.Filters, size: int, start: int
) -> tuple[list[dict[str, Any]], dict[tuple[str, int], Cell]]:
    """So many offices in the order of places, and what is known of each by year."""
    sql = OFFICES.format(offices="".join(f" and {part}" for part in chosen.office))
    offices = await page.rows(datasette, sql, **chosen.bound, size=size, offset=start)
    ids = json.dumps([office["id"] for office in offices])
    reports, expected, refused = [await page.rows(datasette, each, ids=ids) for each in (REPORTS, EXPECTED, REFUSED)]
    return offices, matrix(offices, reports, expected, refused, await page.rows(datasette, DEADLINES))


def lines(
    offices: Sequence[Row], years: Sequence[int], cells: Mapping[tuple[str, int], Cell], lang: str
) -> list[tuple[Row, list[Mark]]]:
    """For each office a mark a year: said whole, since a template that puts it together takes half of the page's time."""
    at, colon, more, legal = (1, ": ", ", ", "due") if lang == "en" else (0, "：", "，", "法定")

    def mark(office: Row, year: int) -> Mark:
        cell = cells.get((office["id"], year))
        if cell is None:
            return Mark()
        sign, words = STATES[cell.state][0], STATES[cell.state][1][at]
        if cell.revised:
            sign, words = sign + REVISED[0], words + more + REVISED[1][at]
        dates = f" {cell.published}" * bool(cell.published) + f" ({legal} {cell.due})" * bool(cell.due)
        title = words + dates * bool(cell.report_id)
        return Mark(sign, title, f"{office['name']} {year}{colon}{words}", cell.report_id, cell.document_id)

    return [(office, [mark(office, year) for year in years]) for office in offices]


def matrix(
    offices: Sequence[Row],
    reports: Sequence[Row],
    expected: Sequence[Row],
    refused: Sequence[Row],
    deadlines: Sequence[Row],
) -> dict[tuple[str, int], Cell]:
    """A cell for each office and year of which anything is known, and for the years between them."""
    kinds = {office["id"]: KINDS.get(office["kind"], office["kind"]) for office in offices}
    there: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for report in reports:
        there[report["issuer_id"], report["year"]].append(report)
    dues = {(row["issuer_id"], row["year"]): row["due"] for row in expected}
    failed = {(row["issuer_id"], row["year"]): row["id"] for row in refused}
    years: dict[str, list[int]] = defaultdict(list)
    for issuer, year in (*there, *dues, *failed):
        years[issuer].append(year)
    found: dict[tuple[str, int], Cell] = {}
    for office, kind in kinds.items():
        for year in filters.years(years[office]):
            at = (office, year)
            due = dues.get(at) or legal(deadlines, kind, year)
            found[at] = _cell(there.get(at, []), at in dues, failed.get(at), due)
    return found


def legal(deadlines: Sequence[Row], kind: str | None, year: int) -> str | None:
    """The day until which the report for a year had to be published, None where no law says."""
    day = next((row["day"] for row in deadlines if row["kind"] == kind and row["since"] <= year <= (row["until"] or year)), None)  # fmt: skip
    return f"{year + 1}-{day}" if day else None


def _cell(reports: Sequence[Row], expected: bool, refused: str | None, due: str | None) -> Cell:
    """What the reports of one office and year come to."""
    if not reports:
        return Cell("refused" if refused else "missing" if expected else "gap", document_id=refused, due=due)
    current = next((report for report in reports if report["is_current"]), reports[0])
    dates = [report["published"] for report in reports if report["published"]]
    # A later version does not make the first one late.
    published = min(dates, default=None)
    state = "undated" if not published or not due else "late" if published > due else "reported"
    revised = sum(report["copy_of"] is None for report in reports) > 1
    return Cell(state, current["id"], revised=revised, published=published, due=due)


def draw(counted: Sequence[Row], years: Sequence[int], lang: str) -> Any:
    """How many reports there are by level and year."""
    at = 1 if lang == "en" else 0
    levels = [level for level in LEVELS if any(row["level"] == level for row in counted)]
    counts = {(row["level"], row["year"]): row["count"] for row in counted}
    most = {level: max(count for (other, _), count in counts.items() if other == level) for level in levels}
    cells = {
        (row, column): (counts[level, year] / most[level], _short(counts[level, year]))
        if (level, year) in counts
        else (None, "")
        for row, level in enumerate(levels)
        for column, year in enumerate(years)
    }
    title = ("各层级各年的报告份数", "Reports by level and year")[at]
    desc = ("颜色深浅以该层级最多的一年为准", "the darker, the nearer to the fullest year of the level")[at]
    return charts.matrix(Chart("chart", title, desc, lang, width=640), [LEVELS[level][at] for level in levels], [f"’{year % 100:02}" for year in years], cells)  # fmt: skip


def _short(count: int) -> str:
    return str(count) if count < 10000 else f"{count / 1000:.0f}k"

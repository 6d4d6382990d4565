"""The page `/archive/item/<code>`: what a code means, how it has been printed, and how many reports have it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from datasette import Request, Response

from extract.archive import kinds
from extract.serve import charts, filters, page, rulewords
from extract.serve.charts import Chart, Point, Series
from extract.serve.questions import MATCHES

Row = Mapping[str, Any]

ITEM = "select * from items where code = :code"
PRINTED = """
select p.form, p.label, p.kind, p.relation, p.unit, p.confidence, f.title, f.legal_basis, f.first_year, f.last_year,
  (select o.label from form_items o where o.form = p.form and o.item = p.parent limit 1) as parent,
  (select group_concat(c.label, '、') from form_columns c where c.form = p.form and c."table" = p."table" and c.block = p.block) as columns
from form_items p join forms f on f.form = p.form where p.item = :code order by f.first_year, p.ordinal
"""
LABELS = "select * from labels where axis = 'row' and code = :code order by form, label limit 300"
COLUMNS = """
select k.code, k.no, k.label, count(*) as count from fact f join columns k on k.no = f."column" where f.item = :item group by k.no
"""
REPORTS = (
    "select year, form, count(*) as count from reports where is_current = 1 and year is not null group by year, form"
)
# Both from indexes alone: reports in the order of years and forms, and for each its fact of the item.
HELD = """
select r.year, r.form, count(*) as held, count(f.value) as valued
from reports r cross join fact f on f.report = r.no
where f.item = :item and f."column" = :column and r.is_current = 1 and r.year is not null group by r.year, r.form
"""
# The label in the row of a number, else the heading right above it; from a bounded number of cells.
SEEN = f"""
with some as (
  select "table", row, col from fact where item = :item and "column" = :column and "table" is not null limit :most
)
select label, count(*) as count from (
  select coalesce(
    (select l.text from cell l where l."table" = some."table" and l.row = some.row and l.col < some.col and l.role = {kinds.ROLES["label"]}
      order by l.col desc limit 1),
    (select h.text from cell h where h."table" = some."table" and h.row = some.row - 1 and h.col = some.col and h.role in ({kinds.ROLES["header"]}, {kinds.ROLES["label"]}))
  ) as label from some
)
where label is not null group by label order by count desc, label limit 100
"""
RULES = "select * from rules order by id"
ALL_LABELS = """
select '' as form, code, label from items union all select '', code, label from columns
union all select form, item, label from form_items
"""
CONCEPTS = """
select c.id, c.zh, c.en, x.form, x.match, x.basis, x.why, m.factor from crosswalk_terms m
join crosswalk x on x.concept = m.concept and x.form = m.form
join concepts c on c.id = m.concept
where m.item = :code group by c.id, x.form order by c.rowid, x.form
"""
MOST = 2000


async def view(request: Request, datasette: Any) -> Response:
    """One item, with the column that was asked for or that has most numbers."""
    await page.allowed(datasette, request)
    code = unquote(request.url_vars["code"])
    item = await page.row(datasette, ITEM, code=code)
    if item is None:
        return await page.missing(datasette, request, ("编码", "item"), code)
    columns = await page.rows(datasette, COLUMNS, item=item["no"])
    column = _column(columns, request.args.get("column") or "")
    asked = {"item": item["no"], "column": column["no"] if column else 0}
    printed = await page.rows(datasette, PRINTED, code=code)
    held, reports = await page.rows(datasette, HELD, **asked), await page.rows(datasette, REPORTS)
    years = by_year(held, reports, {row["form"] for row in printed})
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await page.rows(datasette, ALL_LABELS):
        labels[row["form"]].setdefault(row["code"], row["label"])
    rules = [rule for rule in await page.rows(datasette, RULES) if names(rule, code)]
    return await page.render(datasette, request, "item.html", {
        "item": item, "printed": printed, "columns": columns, "column": column, "years": years, "most": MOST,
        "labels": await page.rows(datasette, LABELS, code=code), "seen": await page.rows(datasette, SEEN, **asked, most=MOST),
        "rules": [{**rule, "words": rulewords.explain(rule, labels[""] | labels[rule["form"] or ""])} for rule in rules],
        "concepts": await page.rows(datasette, CONCEPTS, code=code), "matches": MATCHES,
        "chart": draw(item["label"], years, page.language(request)),
    })  # fmt: skip


def names(rule: Row, code: str) -> bool:
    """Whether a rule has an item on one of its sides, by itself or as one of those below a prefix."""
    entries = [entry.partition("@")[0] for side in ("left", "right") for entry in json.loads(rule[side])]
    return any(entry == code or entry.endswith(".*") and code.startswith(entry[:-1]) for entry in entries)


def by_year(held: Sequence[Row], reports: Sequence[Row], forms: set[str]) -> list[dict[str, int]]:
    """For every year: reports, those with a value, with a blank, without the row, and those whose form has no such row."""
    counts: dict[int, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("reports", "valued", "blank", "lacking", "unlike"), 0)
    )
    for row in reports:
        counts[row["year"]]["reports"] += row["count"]
        if row["form"] not in forms:
            counts[row["year"]]["unlike"] += row["count"]
    for row in held:
        counts[row["year"]]["valued"] += row["valued"]
        counts[row["year"]]["blank"] += row["held"] - row["valued"]
        # A local table may have the row although its edition does not.
        if row["form"] not in forms:
            counts[row["year"]]["unlike"] -= row["held"]
    found = []
    for year in filters.years(counts):
        told = counts[year]
        found.append(
            {"year": year, **told, "lacking": told["reports"] - told["valued"] - told["blank"] - told["unlike"]}
        )
    return found


PARTS = (
    ("valued", ("有数值", "a value")),
    ("blank", ("留空、横线等", "blank or dash")),
    ("lacking", ("没有这一行", "row not found")),
    ("unlike", ("版式无此项", "not in the form")),
)


def draw(title: str, years: Sequence[Mapping[str, int]], lang: str) -> Any:
    """How the reports of each year are divided."""
    at = 1 if lang == "en" else 0
    said = ("各年报告中有这一项的比例", "Share of the reports of each year that have this item")[at]
    none = ("没有报告", "no report")[at]
    parts = [
        Series(name[at], tuple(Point(year["year"], year[key] if year["reports"] else None, none) for year in years))
        for key, name in PARTS
    ]
    return charts.shares(Chart("chart", title, said, lang), parts)


def _column(columns: Sequence[Row], asked: str) -> Row | None:
    """The column with this code, else the one of totals, else the one with most numbers."""
    known = {column["code"]: column for column in columns}
    usual = max(columns, key=lambda column: column["count"], default=None)
    return known.get(asked) or known.get("total") or known.get("value") or usual

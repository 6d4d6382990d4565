"""The page `/findings`: what does not agree, as printed, with both sides; nobody is accused."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette import Request, Response

from extract.serve import filters, page, rulewords
from extract.serve.words import WORDS, Pair

Row = Mapping[str, Any]

SIZE, LAST_PAGE = 50, 100
# What findings hold themselves, from an index alone; where years or places are asked for, from their reports.
OWN = """
select f.rule, f.verdict, f.severity, f.kind, count(*) as count from {source} where {where} group by 1, 2, 3, 4
"""
SOURCES = {
    "": "findings f",
    "year": "reports r cross join findings f on f.report_id = r.id",
    "place": "issuers i cross join reports r on r.issuer_id = i.id cross join findings f on f.report_id = r.id",
}
# Years and places of the reports: findings are counted by report first, so that each report is looked up once. Provinces, but for
# the cities of the one that was chosen.
OF_REPORTS = """
select r.year, sum(f.count) as count, substr(
  i.division_code, 1, iif(i.division_code >= :province and i.division_code < :province || ':' and :province <> '', 4, 2)
) as place
from (select f.report_id, count(*) as count from findings f where {where} group by f.report_id) f
join reports r on r.id = f.report_id
left join issuers i on i.id = r.issuer_id
group by r.year, place
"""
# Newest years first, from the index of reports by year, so that a page stops when it is full.
LIST = """
select f.*, r.year, r.title, r.form, r.is_current, r.issuer_id, i.name as issuer, u.kind as rule_kind, v.zh as basis_zh, v.en as basis_en,
  c.zh as cause_zh, c.en as cause_en
from reports r
cross join findings f on f.report_id = r.id
left join issuers i on i.id = r.issuer_id
left join rules u on u.id = f.rule
left join verdicts v on v.basis = f.basis
left join causes c on c.cause = f.cause
where {where} order by r.year desc limit :size offset :offset
"""
ONE = LIST.replace(
    "reports r\ncross join findings f on f.report_id = r.id", "findings f join reports r on r.id = f.report_id"
)
SIDES = """
with side as (
  select finding_id, side, fact_id, mention_id, instr(fact_id, ':') as colon, instr(fact_id, '@') as at
  from finding_sides where finding_id in (select value from json_each(:ids))
)
select side.finding_id, side.side, side.fact_id,
  coalesce((select p.label from form_items p where p.form = r.form and p.item = i.code limit 1), i.label) as item, k.label as column_label, k.code as "column",
  f.raw, f.missing, c.page, m.text as mention, n.ordinal, coalesce(r.id, n.report_id) as report_id
from side
left join reports r on r.id = substr(side.fact_id, 1, side.colon - 1)
left join items i on i.code = substr(side.fact_id, side.colon + 1, side.at - side.colon - 1)
left join columns k on k.code = substr(side.fact_id, side.at + 1)
left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
left join cell c on c."table" = f."table" and c.row = f.row and c.col = f.col
left join mentions m on m.id = side.mention_id
left join sections n on n.id = m.section_id
limit 3000
"""
RULE = """
select u.*, f.title, f.legal_basis from rules u left join forms f on f.form = u.form where u.id = :rule
"""
# Editions word the same item differently: the rule's own goes first.
LABELS = """
select code, coalesce((select p.label from form_items p where p.form = :form and p.item = i.code limit 1), label) as label
from items i where code in (select value from json_each(:codes))
union all select code, label from columns where code in (select value from json_each(:codes))
"""
FACETS: dict[str, Pair] = {
    "verdict": ("核对结论", "Verdict"),
    "severity": ("规则性质", "Nature of the rule"),
    "kind": ("比较对象", "What is compared"),
    "year": ("年度", "Year"),
    "place": ("地区", "Place"),
    "rule": ("规则", "Rule"),
}
OWN_FACETS = ("verdict", "severity", "kind", "rule")
# How many values of a facet are listed; the first few at once, the others on demand.
MOST = 60


async def view(request: Request, datasette: Any) -> Response:
    """The findings that the address asks for, with what else there is to ask for."""
    await page.allowed(datasette, request)
    if one := request.args.get("id"):
        rows = await page.rows(datasette, ONE.format(where="f.id = :id"), id=one, size=1, offset=0)
        if not rows:
            return await page.missing(datasette, request, ("核对结果", "finding"), one)
        return await page.render(datasette, request, "findings.html", await _shown(datasette, rows) | {"one": True})
    asked = read(request)
    number = max(1, filters.number(request, "page", 1, LAST_PAGE))
    return await page.render(datasette, request, "findings.html", await _parts(datasette, asked, number))


def read(request: Request) -> dict[str, str]:
    """The facets that an address asks for, "" for those that it does not."""
    asked = {name: request.args.get(name) or "" for name in FACETS}
    asked["place"] = asked["place"][:4] if asked["place"].isdigit() and asked["place"].isascii() else ""
    asked["year"] = str(filters.year(request, "year", 0) or "")
    return asked


async def _parts(datasette: Any, asked: dict[str, str], number: int) -> dict[str, Any]:
    """One page of findings, the facets, and the rule where one was chosen."""
    where = conditions(asked, FACETS)
    values: dict[str, Any] = {**asked, "size": SIZE + 1, "offset": (number - 1) * SIZE}
    rows = await page.rows(datasette, LIST.format(where=where), **values)
    source = SOURCES["place" if asked["place"] else "year" if asked["year"] else ""]
    own = OWN.format(source=source, where=conditions(asked, ("year", "place")))
    counted = await page.rows(datasette, own, **asked)
    elsewhere = OF_REPORTS.format(where=conditions(asked, OWN_FACETS))
    places = {row["code"]: row["name"] for row in await filters.places(datasette, asked["place"])}
    total = sum(row["count"] for row in counted if _fits(row, asked, OWN_FACETS))
    return await _shown(datasette, rows[:SIZE]) | {
        "one": False,
        "asked": {name: value for name, value in asked.items() if value},
        "facets": facets(asked, counted, await page.rows(datasette, elsewhere, **asked, province=asked["place"][:2])),
        "names": FACETS,
        "place_names": places,
        "total": total,
        "number": number,
        "more": len(rows) > SIZE and number < LAST_PAGE,
        "rule": await _rule(datasette, asked["rule"]),
    }


async def _shown(datasette: Any, rows: Sequence[Row]) -> dict[str, Any]:
    """Findings with what stands on their sides."""
    sides = await page.rows(datasette, SIDES, ids=json.dumps([row["id"] for row in rows]))
    found = [
        {**row, "sides": {side: [each for each in sides if each["finding_id"] == row["id"] and each["side"] == side] for side in ("left", "right")}}
        for row in rows
    ]  # fmt: skip
    return {"findings": found, "words": WORDS}


async def _rule(datasette: Any, name: str) -> dict[str, Any] | None:
    """A rule in words, and where it comes from."""
    rule = await page.row(datasette, RULE, rule=name) if name else None
    if rule is None:
        return None
    labels = await page.rows(datasette, LABELS, form=rule["form"], codes=json.dumps(sorted(rulewords.codes(rule))))
    words = rulewords.explain(rule, {row["code"]: row["label"] for row in labels})
    return {**rule, "words": words, "from": rulewords.SOURCES[rule["severity"]]}


def conditions(asked: Mapping[str, str], names: Iterable[str]) -> str:
    """SQL for those of the named filters that were asked for."""
    known = {
        "rule": "f.rule = :rule",
        "verdict": "f.verdict = :verdict",
        "severity": "f.severity = :severity",
        "kind": "f.kind = :kind",
        "year": "r.year = cast(:year as integer)",
        "place": "i.division_code >= :place and i.division_code < :place || ':'",
    }
    return " and ".join(["1", *(known[name] for name in names if asked[name])])


def facets(asked: Mapping[str, str], own: Sequence[Row], elsewhere: Sequence[Row]) -> dict[str, list[tuple[str, int]]]:
    """For each facet its values with their counts, under all the other filters that were asked for."""
    found = {}
    for name in FACETS:
        rows, names = (own, OWN_FACETS) if name in OWN_FACETS else (elsewhere, ("year", "place"))
        counts: Counter[str] = Counter()
        for row in rows:
            value = _place(row, asked) if name == "place" else row[name]
            if value is not None and _fits(row, asked, [other for other in names if other != name]):
                counts[str(value)] += row["count"]
        ordered = sorted(counts.items(), reverse=True) if name == "year" else counts.most_common()
        found[name] = ordered[:MOST]
    return found


def _fits(row: Row, asked: Mapping[str, str], names: Iterable[str]) -> bool:
    """Whether a row is among what the named filters ask for."""
    return all(
        str(row[name] or "").startswith(asked[name]) if name == "place" else str(row[name]) == asked[name]
        for name in names
        if asked[name]
    )


def _place(row: Row, asked: Mapping[str, str]) -> str | None:
    """The province of a row; where one was chosen, its cities."""
    code = row["place"]
    if not code or not code.startswith(asked["place"][:2]):
        return code[:2] if code else None
    return str(code) if asked["place"] and len(code) == 4 else str(code[:2])

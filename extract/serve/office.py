"""The page of an office, `/archive/office/<id>`: what it is called, where it belongs, its reports and its key series."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from datasette import Request, Response

from extract.serve import called, page
from extract.serve.words import WORDS

OFFICE = """
select i.*, p.name as parent from issuers i left join issuers p on p.id = i.parent_id where i.id = :id
"""
NAMES = "select name from issuer_names where issuer_id = :id and name <> :name order by name limit 50"
CHILDREN = """
select i.id, i.name, i.kind, (select count(*) from reports r where r.issuer_id = i.id) as reports
from issuers i where i.parent_id = :id order by i.kind = 'department', i.id limit 201
"""
BEFORE = """
select s.predecessor_id as id, i.name, s.year, s.source from successions s left join issuers i on i.id = s.predecessor_id
where s.successor_id = :id order by s.year, 1 limit 50
"""
AFTER = """
select s.successor_id as id, i.name, s.year, s.source from successions s left join issuers i on i.id = s.successor_id
where s.predecessor_id = :id order by s.year, 1 limit 50
"""
REPORTS = """
select r.id, r.year, r.form, r.title, r.is_current, r.copy_of, r.supersedes, d.file_name, d.media_type, d.published_at,
  r.unmapped, (select count(*) from findings f where f.report_id = r.id) as findings
from reports r join documents d on d.id = r.document_id
where r.issuer_id = :id order by r.year desc, r.is_current desc, r.no limit 300
"""
# What the view `panel` says of one office. SQLite makes that view for all reports before it looks for one.
SERIES = """
with sums as (
  select r.id, r.year, x.concept, x.match, coalesce(m.way, 0) as way, count(m.item) as parts, count(f.value) as found,
    sum(f.value * m.factor) as total,
    group_concat(case when f.report is not null then r.id || ':' || m.item || '@' || m."column" end) as facts
  from reports r
  cross join json_each(:wanted) w
  join crosswalk x on x.concept = w.value and x.form = r.form
  left join crosswalk_terms m on m.concept = x.concept and m.form = x.form
  left join items i on i.code = m.item
  left join columns k on k.code = m."column"
  left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
  where r.issuer_id = :id and r.is_current = 1 and r.year is not null
  group by r.id, x.concept, m.way
)
select year, concept, facts,
  case when match in ('exact', 'narrower', 'broader') and parts > 0 and found = parts then total end as value
from (select *, max((found - parts) * 2 - way) from sums group by id, concept)
"""
NAMED = "select id, zh, en, unit from concepts where id in (select value from json_each(:wanted))"
CANDIDATES = "select value as id, i.name from json_each(:ids) j left join issuers i on i.id = j.value limit 20"
# What most readers ask of an office first.
KEY = (
    "requests_received", "requests_carried_in", "granted_full_or_public", "granted_partly", "denied_exempt", "not_held",
    "requests_carried_out", "reconsideration_total", "reconsideration_corrected", "litigation_total",
)  # fmt: skip
MOST_CHILDREN = 200


async def view(request: Request, datasette: Any) -> Response:
    """The office with this id."""
    id = unquote(request.url_vars["id"])
    await page.allowed(datasette, request)
    office = await page.row(datasette, OFFICE, id=id)
    if office is None:
        return await page.missing(datasette, request, ("机关", "office"), id)
    lists = {"children": CHILDREN, "before": BEFORE, "after": AFTER, "reports": REPORTS}
    found = {name: await page.rows(datasette, sql, id=id) for name, sql in lists.items()}
    parts = found | {
        "office": office,
        "names": await page.rows(datasette, NAMES, id=id, name=office["name"]),
        "unresolved": id.startswith("unresolved-"),
        "candidates": await page.rows(datasette, CANDIDATES, ids=office["candidates"] or "[]"),
        "matrix": await _matrix(datasette, id, found["reports"]),
        "path": called.path(office["division_code"] or ""),
        "levels": WORDS["level"],
        "kinds": called.KINDS,
        "most": MOST_CHILDREN,
    }
    return await page.render(datasette, request, "office.html", parts)


async def _matrix(datasette: Any, id: str, reports: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Years and, for each key series that has a value in any of them, its values by year."""
    current = {row["year"]: row["id"] for row in reports if row["is_current"] and row["year"]}
    wanted = json.dumps(KEY)
    rows = await page.rows(datasette, SERIES, id=id, wanted=wanted)
    values = {
        (row["concept"], row["year"]): row | {"fact": single(row["facts"])} for row in rows if row["value"] is not None
    }
    concepts = {row["id"]: row for row in await page.rows(datasette, NAMED, wanted=wanted)}
    having = {concept for concept, _ in values}
    shown = [concepts[name] for name in KEY if name in having and name in concepts]
    return {"years": sorted(current), "reports": current, "concepts": shown, "values": values}


def single(facts: str | None) -> str | None:
    """The fact that a value stands for, None where several make it up."""
    return facts if facts and "," not in facts else None


ROUTES = [(r"/archive/office/(?P<id>[^/]+)$", view)]

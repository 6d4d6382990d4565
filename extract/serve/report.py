"""The page of one report, `/archive/report/<id>`: it reads like the report and says where everything stands."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from datasette import Request, Response

from extract.serve import page
from extract.serve.layout import Row, chapters
from extract.serve.words import WORDS

REPORT = """
select r.id, r.issuer_id, i.name as issuer, r.year, r.form, f.title as form_title, r.title,
  (select n.id from reports n where n.slug = r.slug and n.is_current = 1 and n.id <> r.id) as newer
from reports r
left join issuers i on i.id = r.issuer_id
left join forms f on f.form = r.form
where r.id = :id
"""
CURRENT = "select id from reports where slug = :id order by is_current desc, no desc limit 1"
DOCUMENTS = """
select d.*, 'main' as role from documents d join reports r on r.document_id = d.id where r.id = :id
union
select d.*, l.role from documents d join report_documents l on l.document_id = d.id
where l.report_id = :id and l.role <> 'main'
"""
# What stands before the first chapter mostly starts with the title, which the page has already.
SECTIONS = """
select s.id, s.ordinal, s.code, case s.code when 'front' then r.title else s.heading end as heading, s.text, s.page
from sections s join reports r on r.id = s.report_id where s.report_id = :id order by s.ordinal, s.no
"""
TABLES = "select id, section_id, position, flat from tables where report_id = :id order by table_no, no"
CELLS = """
select t.id as table_id, t.id || ':' || c.row || ':' || c.col as id, c.row, c.col, c.rowspan, c.colspan, c.text, c.role,
  i.code as item, k.code as "column", c.ignored
from tables t
join cell c on c."table" = t.no
left join items i on i.no = c.item
left join columns k on k.no = c."column"
where t.report_id = :id
"""
# Editions word the same item differently: the report's own edition goes first.
FACTS = """
select f.*, k.label as column_label,
  coalesce((select p.label from form_items p where p.form = r.form and p.item = f.item limit 1), i.label) as item_label
from facts f
join reports r on r.id = f.report_id
left join items i on i.code = f.item
left join columns k on k.code = f."column"
where f.report_id = :id order by f.start
"""
FINDINGS = """
select f.*, u.note from findings f left join rules u on u.id = f.rule
where f.report_id = :id order by f.severity desc, f.id
"""
SIDES = """
select s.finding_id, s.side, s.fact_id, m.text as mention, n.ordinal
from findings f join finding_sides s on s.finding_id = f.id
left join mentions m on m.id = s.mention_id
left join sections n on n.id = m.section_id
where f.report_id = :id
"""


async def view(request: Request, datasette: Any) -> Response:
    """The report with this id; a slug leads to the report that is current."""
    name = unquote(request.url_vars["id"])
    await page.allowed(datasette, request)
    if report := await page.row(datasette, REPORT, id=name):
        return await page.render(datasette, request, "report.html", await _parts(datasette, report))
    if current := await page.row(datasette, CURRENT, id=name):
        return Response.redirect(page.address(datasette, "archive", "report", current["id"]))
    return await page.missing(datasette, request, ("报告", "report"), name)


async def _parts(datasette: Any, report: Row) -> dict[str, Any]:
    """Everything that the template shows of a report."""
    asked = {"documents": DOCUMENTS, "sections": SECTIONS, "tables": TABLES, "cells": CELLS, "facts": FACTS}
    rows = {name: await page.rows(datasette, sql, id=report["id"]) for name, sql in asked.items()}
    findings = await page.rows(datasette, FINDINGS, id=report["id"])
    sides = await page.rows(datasette, SIDES, id=report["id"])
    facts = {fact["id"]: fact for fact in rows["facts"]}
    return {
        "report": report,
        "documents": sorted(rows["documents"], key=lambda document: list(WORDS["role"]).index(document["role"])),
        "chapters": chapters(rows["sections"], rows["tables"], rows["cells"], rows["facts"]),
        "findings": [_finding(finding, sides, facts) for finding in findings],
        "facts": facts,
        "words": WORDS,
    }


def _finding(finding: Row, sides: Iterable[Row], facts: Mapping[str, Row]) -> dict[str, Any]:
    """A finding with what stands on its two sides."""
    mine = [{**side, "fact": facts.get(side["fact_id"])} for side in sides if side["finding_id"] == finding["id"]]
    return {**finding, "sides": {name: [side for side in mine if side["side"] == name] for name in ("left", "right")}}


ROUTES = [(r"/archive/report/(?P<id>[^/]+)$", view)]

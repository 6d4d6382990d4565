"""The page of one report, `/archive/report/<id>`: it reads like the report and says where everything stands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from datasette import Request, Response

from extract.archive import kinds
from extract.serve import cite, page
from extract.serve.layout import Row, chapters
from extract.serve.pictures import store
from extract.serve.words import WORDS

REPORT = """
select r.id, r.issuer_id, i.name as issuer, r.year, r.form, f.title as form_title, r.title, r.is_current, r.supersedes, r.copy_of,
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
CELLS = f"""
select t.id as table_id, t.id || ':' || c.row || ':' || c.col as id, c.row, c.col, c.rowspan, c.colspan, c.text, {kinds.name("c.role", kinds.ROLES)} as role,
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

SUBSECTIONS = """
select p.section_id, p.level, p.start, p."end", p.heading
from sections s join subsections p on p.section_id = s.id where s.report_id = :id order by s.ordinal, p.ordinal
"""
# Figures of the text that are not those of the table.
DIFFERING = """
select m.*, m.report_id || ':' || m.item || '@' || m."column" as fact_id
from mentions m where m.report_id = :id and m.agrees = 0 order by m.start
"""
VERSIONS = """
select o.id, o.title, o.is_current, o.supersedes, o.copy_of, d.file_name, d.published_at
from reports r join reports o on o.issuer_id = r.issuer_id and o.year = r.year and o.id <> r.id
join documents d on d.id = o.document_id
where r.id = :id order by d.published_at, o.id limit 20
"""
REVISIONS = """
select v.*, coalesce(i.label, v.item) as label, k.label as column_label
from revisions v left join items i on i.code = v.item left join columns k on k.code = v."column"
where v.report_id = :id limit 100
"""
YEARS = """
select o.id, o.year, o.form from reports r join reports o on o.issuer_id = r.issuer_id
where r.id = :id and o.is_current = 1 and o.year is not null order by o.year limit 60
"""
OVERLAPS = """
with pairs (own, other, similarity, shared) as (
  select s.id, o.other_id, o.similarity, o.shared from sections s join overlaps o on o.section_id = s.id where s.report_id = :id
  union
  select s.id, o.section_id, o.similarity, o.shared from sections s join overlaps o on o.other_id = s.id where s.report_id = :id
)
select p.similarity, p.shared, a.ordinal, a.heading, b.ordinal as other_ordinal, b.heading as other_heading,
  r.id as report_id, r.title, r.year, i.name as issuer
from pairs p join sections a on a.id = p.own join sections b on b.id = p.other
join reports r on r.id = b.report_id left join issuers i on i.id = r.issuer_id
where r.id <> :id order by p.similarity desc, p.shared desc limit 20
"""
ASKED = {
    "documents": DOCUMENTS, "sections": SECTIONS, "tables": TABLES, "cells": CELLS, "facts": FACTS, "findings": FINDINGS,
    "sides": SIDES, "leads": SUBSECTIONS, "differing": DIFFERING, "versions": VERSIONS, "revisions": REVISIONS,
    "years": YEARS, "overlaps": OVERLAPS,
}  # fmt: skip


async def view(request: Request, datasette: Any) -> Response:
    """The report with this id; a slug leads to the report that is current."""
    name = unquote(request.url_vars["id"])
    await page.allowed(datasette, request)
    if report := await page.row(datasette, REPORT, id=name):
        parts = await _parts(datasette, report)
        link = datasette.absolute_url(request, page.address(datasette, "archive", "report", report["id"]))
        return await page.render(datasette, request, "report.html", parts | _cited(report, parts["documents"][0], link))
    if current := await page.row(datasette, CURRENT, id=name):
        return Response.redirect(page.address(datasette, "archive", "report", current["id"]))
    return await page.missing(datasette, request, ("报告", "report"), name)


async def _parts(datasette: Any, report: Row) -> dict[str, Any]:
    """Everything that the template shows of a report."""
    rows = {name: await page.rows(datasette, sql, id=report["id"]) for name, sql in ASKED.items()}
    facts = {fact["id"]: fact for fact in rows["facts"]}
    told = [rows[name] for name in ("sections", "tables", "cells", "facts", "differing", "leads")]
    folder = store(datasette)
    return {
        "report": report,
        "documents": sorted(rows["documents"], key=lambda document: list(WORDS["role"]).index(document["role"])),
        "kept": {document["id"] for document in rows["documents"] if folder.path(document["id"]).is_file()},
        "chapters": chapters(*told),
        "findings": [_finding(finding, rows["sides"], facts) for finding in rows["findings"]],
        "facts": facts,
        "differing": {mention["fact_id"]: mention for mention in rows["differing"]},
        "words": WORDS,
    } | {name: rows[name] for name in ("versions", "revisions", "years", "overlaps")}


def _cited(report: Row, document: Row, link: str) -> dict[str, str]:
    """The citations of a report."""
    title = report["title"] or "（无标题）"
    source = cite.Source(
        report["id"], title, report["issuer"], report["year"], document["published_at"], link, date.today()
    )
    return {"gbt7714": cite.gbt7714(source), "bibtex": cite.bibtex(source), "permalink": link}


def _finding(finding: Row, sides: Iterable[Row], facts: Mapping[str, Row]) -> dict[str, Any]:
    """A finding with what stands on its two sides."""
    mine = [{**side, "fact": facts.get(side["fact_id"])} for side in sides if side["finding_id"] == finding["id"]]
    return {**finding, "sides": {name: [side for side in mine if side["side"] == name] for name in ("left", "right")}}


ROUTES = [(r"/archive/report/(?P<id>[^/]+)$", view)]

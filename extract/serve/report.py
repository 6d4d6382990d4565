"""The page of one report, `/archive/report/<id>`: it reads like the report and says where everything stands."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from datasette import Request, Response

from extract.serve.layout import Row, chapters

STATIC = Path(__file__).parent / "static"
# The page needs one style sheet and nothing else, so whatever a report's text may smuggle in stays dead.
POLICY = {"content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"}

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

WORDS = {
    "status": {"ok": "正常", "warned": "有提示", "refused": "未能读取"},
    "role": {"main": "主文件", "annex": "附件", "page": "网页", "copy": "副本"},
    "verdict": {"source": "原文如此", "reading": "可能读取有误", "open": "尚未核对"},
    "severity": {"must": "表格自身的勾稽关系", "expected": "通常成立的关系"},
    "missing": {
        "blank": "空白", "dash": "横线", "not_applicable": "不适用", "illegible": "无法辨认", "no_row": "原表无此行",
    },
}  # fmt: skip


async def view(request: Request, datasette: Any) -> Response:
    """The report with this id; a slug leads to the report that is current."""
    name = unquote(request.url_vars["id"])
    await datasette.ensure_permissions(request.actor, [("view-database", "archive"), "view-instance"])
    report = await _rows(datasette, REPORT, name)
    if report:
        return await _page(datasette, request, "report.html", 200, await _parts(datasette, report[0]))
    current = await _rows(datasette, CURRENT, name)
    if current:
        return Response.redirect(path(datasette, current[0]["id"]))
    return await _page(datasette, request, "no_report.html", 404, {"name": name})


def path(datasette: Any, report_id: str) -> str:
    """The address of a report's page."""
    return str(datasette.urls.path(f"/archive/report/{quote(report_id, safe='')}"))


def static(datasette: Any, name: str) -> str:
    """The address of one of our static files."""
    return str(datasette.urls.static_plugins(_plugin(), name))


def link(url: str | None) -> str | None:
    """The address if a browser may follow it: http or https, nothing else that a file may contain."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else None


@cache
def _plugin() -> str:
    """What Datasette calls this plugin: its distribution where it is installed, else its module."""
    from datasette.plugins import get_plugins

    return str(next(plugin["name"] for plugin in get_plugins() if STATIC.samefile(plugin["static_path"] or ".")))


async def _page(datasette: Any, request: Request, template: str, status: int, parts: dict[str, Any]) -> Response:
    """One of our pages. They are templates of their own, not heirs of Datasette's, which are English."""
    parts |= {"css": static(datasette, "report.css"), "words": WORDS, "link": link}
    body = await datasette.render_template(template, parts, request=request)
    return Response.html(body, status=status, headers=POLICY)


async def _parts(datasette: Any, report: Row) -> dict[str, Any]:
    """Everything that the template shows of a report."""
    asked = {"documents": DOCUMENTS, "sections": SECTIONS, "tables": TABLES, "cells": CELLS, "facts": FACTS}
    rows = {name: await _rows(datasette, sql, report["id"]) for name, sql in asked.items()}
    findings = await _rows(datasette, FINDINGS, report["id"])
    sides = await _rows(datasette, SIDES, report["id"])
    facts = {fact["id"]: fact for fact in rows["facts"]}
    return {
        "report": report,
        "documents": sorted(rows["documents"], key=lambda document: list(WORDS["role"]).index(document["role"])),
        "chapters": chapters(rows["sections"], rows["tables"], rows["cells"], rows["facts"]),
        "findings": [_finding(finding, sides, facts) for finding in findings],
        "facts": facts,
        "report_path": lambda report_id: path(datasette, report_id),
    }


def _finding(finding: Row, sides: Iterable[Row], facts: Mapping[str, Row]) -> dict[str, Any]:
    """A finding with what stands on its two sides."""
    mine = [{**side, "fact": facts.get(side["fact_id"])} for side in sides if side["finding_id"] == finding["id"]]
    return {**finding, "sides": {name: [side for side in mine if side["side"] == name] for name in ("left", "right")}}


async def _rows(datasette: Any, sql: str, report_id: str) -> list[dict[str, Any]]:
    """The rows that a query finds for a report."""
    results = await datasette.get_database("archive").execute(sql, {"id": report_id})
    return [dict(row) for row in results.rows]

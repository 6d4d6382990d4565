"""Coded values to download: of one report, of many (long), one row a report (wide), and of the concepts."""

from asyncio import to_thread
from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any
from urllib.parse import unquote

from datasette import Request

from extract.archive import kinds
from extract.exports import Table
from extract.serve import download, filters, page
from extract.serve.download import place, table
from extract.serve.kept import kept

# By its id, or the current one by its slug.
REPORT = """
select id, title from reports where id = :id or slug = :id order by id = :id desc, is_current desc, no desc limit 1
"""
# From the reports to their values, in the order of the keys, so that it stops when it is full.
FACTS = f"""
select r.id as report_id, r.title, r.issuer_id, n.name as issuer, n.level, n.division_code, r.year, r.form, r.is_current,
  i.code as item, k.code as "column", i.label, k.label as column_label, f.value, f.unit, f.raw, f.missing, {kinds.name("f.method", kinds.METHODS)} as method, f.confidence,
  coalesce(c.page, s.page) as page,
  (select d.before from decisions d where d.report_id = r.id and d.kind = 'value' and d.subject = i.code || '@' || k.code
    and d.applied = 1) as as_read
from (select r.* from reports r left join issuers i on i.id = r.issuer_id where {{where}} order by r.no limit :size) r
cross join fact f on f.report = r.no
join items i on i.no = f.item
join columns k on k.no = f."column"
left join cell c on c."table" = f."table" and c.row = f.row and c.col = f.col
left join sections s on s.no = f.section
left join issuers n on n.id = r.issuer_id
limit :size
"""
LONG = (
    "fact_id", "report_id", "title", "issuer_id", "issuer", "level", "division_code", "year#", "form", "is_current#", "item",
    "column", "label", "value#", "unit", "raw", "missing", "method", "confidence#", "page#", "as_read", "address",
)  # fmt: skip
PATHS = "select form, item, label, parent from form_items"
WIDE = "select name from sqlite_master where type = 'view' and name = :name"
WIDE_REPORTS = """
select r.no, r.id as report_id, r.issuer_id, i.name as issuer, i.level, i.division_code, r.year, r.title
from reports r left join issuers i on i.id = r.issuer_id
where {where} and r.form = :form order by r.year, r.no limit :size
"""
VALUES = 'select i.code, k.code, f.value from fact f join items i on i.no = f.item join columns k on k.no = f."column" where f.report = ?'
PANEL = """
select r.issuer_id, i.name as issuer, i.level, i.division_code, r.year, v.concept, v.value, v.missing, v.n_missing, x.match,
  r.form, r.id as report_id
from (select r.* from reports r left join issuers i on i.id = r.issuer_id where {where} order by r.year, r.no limit :size) r
cross join concepts c
join panel_values v on v.concept = c.id and v.report = r.no
left join issuers i on i.id = r.issuer_id
left join crosswalk x on x.concept = v.concept and x.form = r.form
where c.id = :concept or :concept = '' limit :size
"""
PANEL_COLUMNS = (
    "issuer_id", "issuer", "level", "division_code", "year#", "concept", "value#", "missing", "n_missing#", "match", "form",
    "report_id", "address",
)  # fmt: skip
CONCEPT = "select id, zh, en from concepts where id = :id"
# A row of the wide table holds some two hundred values.
WIDTH = 25


async def report(request: Request, datasette: Any, most: int) -> Table | None:
    """All values of one report."""
    found = await page.row(datasette, REPORT, id=unquote(request.url_vars["id"]))
    if found is None:
        return None
    title = (found["title"] or found["id"],) * 2
    return await _long(request, datasette, f"report-{found['id']}", title, "r.id = :id", {"id": found["id"]}, most)


async def facts(request: Request, datasette: Any, most: int) -> Table:
    """Values of the current reports that the filters leave, in the order in which they were loaded."""
    chosen, form = filters.read(request), request.args.get("form") or ""
    where = chosen.where + (" and r.form = :form" if form else "")
    title = ("编码数值（长表）", "Coded values (long)")
    return await _long(request, datasette, "facts", title, where, {**chosen.bound, "form": form}, most)


async def _long(
    request: Request, datasette: Any, name: str, title: tuple[str, str], where: str, bound: Mapping[str, Any], most: int
) -> Table:
    """One row a value, with what it is called from the outermost label on."""
    paths = await kept(datasette, "paths", _paths)
    rows = await page.rows(datasette, FACTS.format(where=where), **bound, size=most + 1)
    start = place(datasette, request, "archive", "fact") + "/"
    return await to_thread(table, name, title, LONG, (_told(row, paths, start) for row in rows), most)


def _told(row: dict[str, Any], paths: Mapping[tuple[str, str], str], start: str) -> dict[str, Any]:
    """A value with its id, its labels and its address."""
    label = paths.get((row["form"], row["item"]), row["label"])
    if row["column"] != "value":
        label += f" / {row['column_label']}"
    key = f"{row['report_id']}:{row['item']}@{row['column']}"
    return row | {"fact_id": key, "label": label, "address": start + key}


def _paths(connection: Connection) -> dict[tuple[str, str], str]:
    """What an edition calls an item: its labels from the outermost on."""
    rows = {(form, item): (label, parent) for form, item, label, parent in connection.execute(PATHS)}
    return {key: " / ".join(reversed(list(_upwards(key, rows)))) for key in rows}


def _upwards(key: tuple[str, str], rows: Mapping[tuple[str, str], tuple[str, str | None]]) -> Iterable[str]:
    """The label of an item and of those that it stands under, no deeper than any form is."""
    for _ in range(9):
        if key not in rows:
            return
        label, parent = rows[key]
        yield label
        key = (key[0], parent or "")


async def wide(request: Request, datasette: Any, most: int) -> Table | None:
    """One row a current report of an edition, one column a value; the view of the same name, for the filters."""
    form = request.url_vars["form"]
    if not await page.row(datasette, WIDE, name=f"wide_{form}"):
        return None
    chosen, most = filters.read(request), most // WIDTH
    sql = WIDE_REPORTS.format(where=chosen.where)
    found = await page.rows(datasette, sql, **chosen.bound, form=form, size=most + 1)

    def look(connection: Connection) -> tuple[list[str], list[dict[str, Any]]]:
        # The form is one of the archive's own: there is such a view.
        names = [each[0] for each in connection.execute(f'select * from "wide_{form}" limit 0').description][5:]
        return names, [row | _values(connection, row["no"]) for row in found[:most]]

    names, rows = await datasette.get_database("archive").execute_fn(look)
    start = place(datasette, request, "archive", "report") + "/"
    columns = ("report_id", "issuer_id", "issuer", "level", "division_code", "year#", "title", *(f"{each}#" for each in names), "address")  # fmt: skip
    told = ({**row, "address": start + row["report_id"]} for row in rows)
    title = (f"{form} 年版的编码数值（宽表）", f"Coded values of the edition of {form} (wide)")
    return await to_thread(table, f"wide_{form}", title, columns, told, most, len(found) > most)


def _values(connection: Connection, report: int) -> dict[str, Any]:
    """The values of a report under the names of the wide view's columns."""
    rows = connection.execute(VALUES, [report])
    return {item if column == "value" else f"{item}@{column}": value for item, column, value in rows}


async def concept(request: Request, datasette: Any, most: int) -> Table | None:
    """What the current reports say of one concept, or why they do not."""
    found = await page.row(datasette, CONCEPT, id=unquote(request.url_vars["id"]))
    if found is None:
        return None
    title = (f"{found['zh']}：逐份报告的值", f"{found['en']}: the value of every report")
    return await _panel(request, datasette, f"concept-{found['id']}", title, found["id"], most)


async def panel(request: Request, datasette: Any, most: int) -> Table:
    """What the current reports say of every concept."""
    title = ("机关×年度×指标", "Office × year × concept")
    return await _panel(request, datasette, "panel", title, "", most)


async def _panel(request: Request, datasette: Any, name: str, title: tuple[str, str], concept: str, most: int) -> Table:
    chosen = filters.read(request)
    rows = await page.rows(datasette, PANEL.format(where=chosen.where), **chosen.bound, concept=concept, size=most + 1)
    start = place(datasette, request, "archive", "report") + "/"
    told = ({**row, "address": start + row["report_id"]} for row in rows)
    return await to_thread(table, name, title, PANEL_COLUMNS, told, most)


ROUTES = [
    download.route(r"/archive/report/(?P<id>[^/]+?)", report),
    download.route(r"/archive/concept/(?P<id>[^/]+?)", concept),
    download.route(r"/data/facts", facts),
    download.route(r"/data/panel", panel),
    download.route(r"/data/wide_(?P<form>[0-9a-z]+)", wide),
]

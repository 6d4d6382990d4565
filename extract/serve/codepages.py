"""The page `/codebook`: every edition's tables as printed with their codes, the concepts, and a search in all of them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from datasette import Request, Response

from extract.serve import called, page

Row = Mapping[str, Any]

FORMS = "select * from forms order by first_year"
ROWS = """
select form, "table", block, item, label, kind, unit from form_items order by form, "table", block, ordinal
"""
COLUMNS = 'select form, "table", block, "column", label from form_columns order by form, "table", block, ordinal'
CONCEPTS = """
select c.id, c.zh, c.en, c.unit, group_concat(x.form, ' ') as forms
from concepts c left join crosswalk x on x.concept = c.id and x.match = 'exact' group by c.id order by c.rowid
"""
FOUND_ITEMS = """
select i.code, i.label, min(l.label) as also, min(l.form) as form from items i
left join labels l on l.code = i.code and instr(l.label, :q) > 0
where instr(i.code, :q) > 0 or instr(i.label, :q) > 0 or l.code is not null
group by i.code order by i.no limit 200
"""
FOUND_CONCEPTS = """
select id, zh, en from concepts
where instr(id, :q) > 0 or instr(zh, :q) > 0 or instr(lower(en), lower(:q)) > 0 order by rowid limit 100
"""


async def view(request: Request, datasette: Any) -> Response:
    """The codebook, or what was found in it."""
    await page.allowed(datasette, request)
    words = (request.args.get("q") or "").strip()[:100]
    parts: dict[str, Any] = {"q": words}
    if words:
        parts |= {"items": await page.rows(datasette, FOUND_ITEMS, q=words), "found": await page.rows(datasette, FOUND_CONCEPTS, q=words)}  # fmt: skip
    else:
        rows, columns = await page.rows(datasette, ROWS), await page.rows(datasette, COLUMNS)
        parts |= {
            "forms": await page.rows(datasette, FORMS),
            "tables": tables(rows, columns),
            "concepts": await page.rows(datasette, CONCEPTS),
            "paths": called.rows(),
        }
    return await page.render(datasette, request, "codebook.html", parts)


def tables(rows: Sequence[Row], columns: Sequence[Row]) -> dict[str, list[dict[str, Any]]]:
    """Under each edition its blocks, in order, with their rows and columns."""

    def place(row: Row) -> tuple[str, str, str]:
        return row["form"], row["table"], row["block"]

    heads = {key: list(group) for key, group in groupby(columns, place)}
    found: dict[str, list[dict[str, Any]]] = {}
    for key, group in groupby(rows, place):
        found.setdefault(key[0], []).append({"code": key[2], "rows": list(group), "columns": heads.get(key, [])})
    return found

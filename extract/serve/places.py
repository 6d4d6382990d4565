"""Reports by place, `/places`: provinces, their cities, counties and towns, by division code."""

from sqlite3 import Connection
from typing import Any

from datasette import Request, Response

from extract.serve import called, page
from extract.serve.kept import kept

# Offices of a division by the place one level below it. A code is the start of those in it: 37, 3707, 370725, 370725100.
COUNTED = """
select substr(i.division_code, 1, :digits) as place, count(r.id) as reports, count(distinct i.id) as offices,
  min(r.year) as since, max(r.year) as until
from issuers i join reports r on r.issuer_id = i.id
where i.division_code > :place and i.division_code < :place || 'z' and length(i.division_code) >= :digits
group by 1 order by 1
"""
OWN = """
select i.id, i.name, i.kind, count(r.id) as reports, min(r.year) as since, max(r.year) as until
from issuers i left join reports r on r.issuer_id = i.id
where i.division_code = :place group by i.id order by i.kind = 'department', count(r.id) = 0, i.id limit 300
"""
# Without a place: offices of the whole country, and those that nobody could place.
ELSEWHERE = """
select i.id, i.name, i.kind, count(r.id) as reports, min(r.year) as since, max(r.year) as until
from issuers i join reports r on r.issuer_id = i.id
where i.division_code is null group by i.id order by count(r.id) desc, i.id limit 100
"""
_BELOW = {0: 2, 2: 4, 4: 6, 6: 9}


async def view(request: Request, datasette: Any) -> Response:
    """The places in a place, and the offices of that place itself."""
    await page.allowed(datasette, request)
    code = (request.args.get("code") or "").strip()
    if code and (len(code) not in (2, 4, 6, 9) or not (code.isascii() and code.isdigit())):
        return await page.missing(datasette, request, ("地区", "place"), code[:50])
    below = await counted(datasette, code)
    own = await page.rows(datasette, OWN, place=code) if code else await page.rows(datasette, ELSEWHERE)
    if code and not below and not own and code not in called.divisions():
        return await page.missing(datasette, request, ("地区", "place"), code)
    parts = {"code": code, "path": called.path(code), "below": below, "own": own, "kinds": called.KINDS}
    return await page.render(datasette, request, "places.html", parts)


async def counted(datasette: Any, code: str) -> list[dict[str, Any]]:
    """The places right below a place (provinces for none) that have reports, with their names and how many."""
    if len(code) not in _BELOW:
        return []

    def count(connection: Connection) -> list[dict[str, Any]]:
        cursor = connection.execute(COUNTED, {"place": code, "digits": _BELOW[len(code)]})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    rows = await kept(datasette, f"places {code}", count)
    return [row | {"name": called.divisions().get(row["place"], row["place"])} for row in rows]


ROUTES = [(r"/places$", view)]

"""`/sitemap.xml` and its parts of at most 10,000 addresses, and `/robots.txt`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from datasette import Request, Response

from extract.serve import page

# What is quick; the protocol allows five times as many in one file.
SIZE = 10_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = ("", "questions", "findings", "coverage", "codebook", "places", "data")
# The day on which a report was fetched, else the day on which it was published; other forms of dates are left out.
_DAY = "substr(coalesce(d.retrieved_at, d.published_at), 1, 10)"
# Of each kind: the highest number in its order, and the parts of addresses (with a last change) between two numbers.
KINDS = {
    "reports": (
        "select coalesce(max(no), 0) as top from reports",
        f"select 'report' as kind, r.id, {_DAY} as day from reports r join documents d on d.id = r.document_id"
        " where r.no > :after and r.no <= :until and r.copy_of is null order by r.no",
    ),
    "offices": (
        "select coalesce(max(rowid), 0) as top from issuers",
        "select 'office' as kind, i.id, null as day from issuers i where i.rowid > :after and i.rowid <= :until"
        " and exists (select 1 from reports r where r.issuer_id = i.id) order by i.rowid",
    ),
    "items": (
        "select coalesce(max(rowid), 0) as top from items",
        "select 'item' as kind, code as id, null as day from items where rowid > :after and rowid <= :until order by rowid",
    ),
    "concepts": (
        "select coalesce(max(rowid), 0) as top from concepts",
        "select 'concept' as kind, id, null as day from concepts where rowid > :after and rowid <= :until order by rowid",
    ),
}
ROBOTS = """User-agent: *
Disallow: {base}search
Disallow: {base}data/
Disallow: {base}*?sql=
Disallow: {base}*&sql=
Disallow: {base}*?_
Disallow: {base}*&_
Disallow: {base}-/
Allow: {base}-/static
Sitemap: {sitemap}
"""


async def index(request: Request, datasette: Any) -> Response:
    """The parts there are."""
    await page.allowed(datasette, request)
    names = ["pages"]
    for kind, (top, _) in KINDS.items():
        found = await page.row(datasette, top)
        parts = -(-found["top"] // SIZE) if found else 0
        names += [f"{kind}-{number}" for number in range(1, parts + 1)]
    places = [_absolute(datasette, request, f"sitemap-{name}.xml") for name in names]
    return _xml(
        f'<sitemapindex xmlns="{NAMESPACE}">', (_entry("sitemap", place) for place in places), "</sitemapindex>"
    )


async def part(request: Request, datasette: Any) -> Response:
    """The addresses of one part."""
    await page.allowed(datasette, request)
    kind, number = request.url_vars["kind"], int(request.url_vars["number"] or 0)
    if kind in KINDS and number:
        found = await page.rows(datasette, KINDS[kind][1], after=(number - 1) * SIZE, until=number * SIZE)
        return _xml(f'<urlset xmlns="{NAMESPACE}">', _listed(datasette, request, found), "</urlset>")
    if kind != "pages" or number:
        return Response.text("not found", status=404)
    entries = (_entry("url", _absolute(datasette, request, name)) for name in PAGES)
    return _xml(f'<urlset xmlns="{NAMESPACE}">', entries, "</urlset>")


async def robots(request: Request, datasette: Any) -> Response:
    """What machines may read: everything but the search and free queries, of which there is no end."""
    base = datasette.urls.path("/")
    return Response.text(ROBOTS.format(base=base, sitemap=_absolute(datasette, request, "sitemap.xml")))


def _listed(datasette: Any, request: Request, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Entries of rows of one kind; what their addresses share is made once, for there may be 10,000."""
    start = _absolute(datasette, request, f"archive/{rows[0]['kind']}/") if rows else ""
    return (_entry("url", start + quote(row["id"], safe="@"), row["day"]) for row in rows)


def _absolute(datasette: Any, request: Request, at: str) -> str:
    """A whole address of one of our pages."""
    return str(datasette.absolute_url(request, at if at.startswith("/") else str(datasette.urls.path(f"/{at}"))))


def _entry(name: str, place: str, day: str | None = None) -> str:
    """One address, with the day of its last change where it is a day."""
    changed = f"<lastmod>{day}</lastmod>" if day and len(day) == 10 and day.replace("-", "").isdigit() else ""
    return f"<{name}><loc>{escape(place)}</loc>{changed}</{name}>"


def _xml(head: str, entries: Iterable[str], foot: str) -> Response:
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *entries, foot])
    return Response(body, content_type="application/xml; charset=utf-8", headers=dict(page.POLICY))


ROUTES = [
    (r"/sitemap\.xml$", index),
    (r"/sitemap-(?P<kind>[a-z]+?)(?:-(?P<number>[0-9]{1,6}))?\.xml$", part),
    (r"/robots\.txt$", robots),
]

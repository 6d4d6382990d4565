"""The search, `/search?q=…`: everything that is asked stands in the address, so that a page of hits can be passed on."""

from collections.abc import Iterable, Mapping
from typing import Any

from datasette import Request, Response
from datasette.database import QueryInterrupted

from extract.search import snippet
from extract.serve import called, hits, kept, named, page
from extract.serve.wanted import Problem, Wanted, read
from extract.serve.words import WORDS

WIDTH = 140
# Wide enough for any heading, whatever number of words is looked for in it.
WHOLE = 100_000
# How many values of a filter are offered beside the hits.
OFFERED = 12
CHOICES = {
    "years": "select distinct year from reports where year is not null order by year desc",
    "forms": "select distinct form from reports where form is not null order by form",
    "levels": "select distinct level from issuers where level is not null",
}
OFFICE = "select name from issuers where id = :id"
# Facets and the filters that they lead to.
FACETS = {
    "year": ("年度", "Year"), "level": ("层级", "Level"), "chapter": ("章节", "Chapter"), "form": ("格式", "Form"),
    "place": ("地区", "Place"),
}  # fmt: skip
TOO_LONG: Problem = (
    "这样的搜索太费时间，已经停止。请增加筛选条件，或者换用更长的词。",
    "This search took too long and was stopped. Please add filters, or use longer words.",
)


async def view(request: Request, datasette: Any) -> Response:
    """The form, and what was found."""
    await page.allowed(datasette, request)
    wanted, problem = read({name: request.args.get(name) or "" for name in request.args})
    found, others = hits.Hits(), named.Named()
    if wanted.terms:
        try:
            found, others = await _found(datasette, wanted)
        except QueryInterrupted:
            problem = TOO_LONG
    parts = {"wanted": wanted, "problem": problem, "found": found, "named": others, "bound": hits.BOUND}
    parts |= await _choices(datasette, wanted)
    shown = {
        "lines": [_line(row, wanted.q) for row in found.rows],
        "facets": list(_facets(wanted, found, datasette)),
    }
    return await page.render(datasette, request, "search.html", parts | shown, status=400 if problem else 200)


async def _found(datasette: Any, wanted: Wanted) -> tuple[hits.Hits, named.Named]:
    """The hits in texts with what the words name above the first page, or the hits in titles."""
    if wanted.scope == "text":
        others = await named.find(datasette, wanted) if wanted.page == 1 else named.Named()
        return await hits.find(datasette, wanted), others
    rows, count = await named.find_titles(datasette, wanted, (wanted.page - 1) * hits.SIZE, hits.SIZE)
    total = min(count, named.BOUND)
    return hits.Hits(total, count > total, None, max(-(-total // hits.SIZE), 1), rows), named.Named()


async def _choices(datasette: Any, wanted: Wanted) -> dict[str, Any]:
    """What the form offers to choose from."""
    lists = await kept.kept(datasette, "choices", lambda db: {
        name: [row[0] for row in db.execute(sql)] for name, sql in CHOICES.items()
    })  # fmt: skip
    office = await page.row(datasette, OFFICE, id=wanted.office) if wanted.office else None
    return {
        **lists,
        "levels": [level for level in WORDS["level"] if level in lists["levels"]],
        "level_names": WORDS["level"],
        "chapters": called.chapters(),
        "office": office["name"] if office else wanted.office,
        "place_path": called.path(wanted.place),
    }


def _line(row: Mapping[str, Any], words: str) -> dict[str, Any]:
    """A hit with its heading and the text round the words, in pieces that say whether they are found words."""
    if "text" not in row:
        return {**row, "head": snippet(row["title"], words, WHOLE)}
    head = row["heading"] or row["title"] or "（无标题）"
    body = row["text"].removeprefix(head).lstrip()
    return {**row, "head": snippet(head, words, WHOLE), "body": snippet(body, words, WIDTH)}


def _facets(wanted: Wanted, found: hits.Hits, datasette: Any) -> Iterable[dict[str, Any]]:
    """The filters that narrow what was found, with how much each leaves; only those that would narrow it."""
    for name, title in FACETS.items():
        counted = (found.counts or {}).get(name, ())
        if len(counted) < 2:
            continue
        values = [
            {"name": _called(name, value), "hits": count, "to": _to(datasette, wanted, name, value)}
            for value, count in counted[:OFFERED]
        ]
        yield {"title": title, "values": values, "more": max(len(counted) - OFFERED, 0)}


def _to(datasette: Any, wanted: Wanted, facet: str, value: Any) -> str:
    """The address of the search narrowed by a value."""
    changes = {"since": value, "until": value} if facet == "year" else {facet: value}
    return page.address(datasette, "search", **wanted.address(**changes))


def _called(facet: str, value: Any) -> tuple[str, str]:
    """What a value is called in both languages."""
    known = WORDS["level"] if facet == "level" else called.chapters() if facet == "chapter" else {}
    if facet == "place":
        return (called.divisions().get(value, value),) * 2
    if facet == "form":
        return f"{value} 年版", f"edition {value}"
    return known.get(value, (str(value), str(value)))


ROUTES = [(r"/search$", view)]

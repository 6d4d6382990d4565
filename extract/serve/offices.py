"""The pages about single offices: `/questions/follow`, `/questions/compare` and `/questions/movers`."""

from collections.abc import Mapping, Sequence
from typing import Any

from datasette import Request, Response

from extract.serve import charts, filters, followed, page, questions
from extract.serve.charts import Chart
from extract.serve.topics import FOLLOWED

# Concepts that some edition measures in a way that can be followed.
CONCEPTS = """
select id, zh, en, unit from concepts c where exists (
  select 1 from crosswalk x where x.concept = c.id and x.match in ('exact', 'narrower', 'broader')
) order by rowid
"""
# From the earlier year's reports to those of the same office in the later year: both by index, never all values of a concept.
MOVERS = """
select i.id, i.name, b.value as before, a.value as after, rb.id as before_id, ra.id as after_id,
  count(*) over () as compared, sum(max(a.value, b.value) < :floor) over () as small
from reports rb
join reports ra on ra.issuer_id = rb.issuer_id and ra.year = :until and ra.is_current = 1
join issuers i on i.id = rb.issuer_id
join panel_values b on b.concept = :concept and b.report = rb.no
join panel_values a on a.concept = :concept and a.report = ra.no
join crosswalk xb on xb.concept = :concept and xb.form = rb.form
join crosswalk xa on xa.concept = :concept and xa.form = ra.form
where rb.year = :since and rb.is_current = 1 and a.value is not null and b.value is not null
  and (rb.form = ra.form or xb.match = 'exact' and xa.match = 'exact'){offices}
order by max(a.value, b.value) < :floor, {order} desc, i.id limit :most
"""
ORDERS = {
    "number": ("abs(a.value - b.value)", ("按件数", "by number")),
    "factor": (
        "max(a.value + 1.0, b.value + 1.0) / min(a.value + 1.0, b.value + 1.0)",
        ("按倍数（两数各加一）", "by factor (both plus 1)"),
    ),
}
YEARS = "select distinct year from reports where year is not null order by year"
FLOOR, SHOWN = 20, 20


async def follow(request: Request, datasette: Any) -> Response:
    """The main figures of one office."""
    await page.allowed(datasette, request)
    return await page.render(datasette, request, "follow.html", await follow_parts(request, datasette))


async def follow_parts(request: Request, datasette: Any) -> dict[str, Any]:
    """What the page says; `office` is there where one was named."""
    found = await filters.offices(datasette, request.args.get("office") or "")
    parts: dict[str, Any] = {"asked": request.args.get("office") or "", "found": found, "missing": followed.MISSING}
    if len(found) == 1:
        parts |= await _followed(datasette, found[0], page.language(request))
    return parts


async def _followed(datasette: Any, office: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The figures, and a small chart for each that has any value."""
    names = {row["id"]: row for row in await page.rows(datasette, CONCEPTS)}
    told = [concept for concept in FOLLOWED if concept in names]
    cells = await followed.read(datasette, office["id"], told)
    years = filters.years(year for by_year in cells.values() for year in by_year)
    told = [concept for concept in told if any(cell.value is not None for cell in cells[concept].values())]
    drawings = {
        concept: charts.lines(_chart(names[concept], lang, office["name"], number), [line])
        for number, concept in enumerate(told)
        for line in [followed.drawn("", cells[concept], years, lang)]
    }
    return {"office": office, "years": years, "cells": cells, "concepts": {name: names[name] for name in told}, "charts": drawings}  # fmt: skip


def _chart(concept: Mapping[str, Any], lang: str, office: str, number: int = 0) -> Chart:
    """What is said of the chart of a concept."""
    name = concept["en" if lang == "en" else "zh"]
    return Chart(f"chart{number}", name, f"{office}: {name}", lang, width=360, height=190)


async def _asked(request: Request, datasette: Any) -> tuple[dict[str, Any], str]:
    """All concepts by their ids, and the one that is asked for, or the first of those that are asked for most."""
    concepts = {row["id"]: row for row in await page.rows(datasette, CONCEPTS)}
    wanted = (request.args.get("concept"), "requests_received", *concepts)
    return concepts, next((name for name in wanted if name in concepts), "")


async def compare(request: Request, datasette: Any) -> Response:
    """One concept of two offices."""
    await page.allowed(datasette, request)
    return await page.render(datasette, request, "compare.html", await compare_parts(request, datasette))


async def compare_parts(request: Request, datasette: Any) -> dict[str, Any]:
    """What the page says; `offices` are there where two were named."""
    concepts, concept = await _asked(request, datasette)
    asked = [request.args.get(name) or "" for name in ("a", "b")]
    found = [await filters.offices(datasette, name) for name in asked]
    parts: dict[str, Any] = {"concepts": concepts, "concept": concept, "asked": asked, "found": found, "missing": followed.MISSING}  # fmt: skip
    if concept and all(len(each) == 1 for each in found):
        both = [each[0] for each in found]
        cells = [(await followed.read(datasette, office["id"], [concept]))[concept] for office in both]
        lang = page.language(request)
        years = filters.years(year for each in cells for year in each)
        lines = [followed.drawn(office["name"], each, years, lang) for office, each in zip(both, cells, strict=True)]
        name = concepts[concept]["en" if lang == "en" else "zh"]
        crosswalk = questions.by_concept(await questions.crosswalks(datasette, [concept]))
        parts |= {
            "offices": both, "cells": cells, "years": years, "breaks": charts.breaks(lines),
            "chart": charts.lines(Chart("chart", name, " / ".join(each["name"] for each in both), lang), lines),
            "crosswalk": crosswalk, "editions": sorted(crosswalk[concept]["forms"]), "matches": questions.MATCHES,
        }  # fmt: skip
    return parts


async def movers(request: Request, datasette: Any) -> Response:
    """The largest changes of one concept between two years."""
    await page.allowed(datasette, request)
    return await page.render(datasette, request, "movers.html", await movers_parts(request, datasette))


async def movers_parts(request: Request, datasette: Any, most: int = SHOWN) -> dict[str, Any]:
    """What the page says, of at most so many offices."""
    concepts, concept = await _asked(request, datasette)
    years = [row["year"] for row in await page.rows(datasette, YEARS)]
    last, before = (years[-1], years[-2]) if len(years) > 1 else (0, 0)
    since, until = filters.year(request, "since", before), filters.year(request, "until", last)
    chosen = filters.read(request)
    order = request.args.get("by") if request.args.get("by") in ORDERS else "number"
    floor = filters.number(request, "floor", FLOOR, 10**9)
    offices = "".join(f" and {part}" for part in chosen.office)
    sql = MOVERS.format(offices=offices, order=ORDERS[order][0])
    values = {**chosen.bound, "since": since, "until": until, "concept": concept, "floor": floor, "most": most}
    rows = await page.rows(datasette, sql, **values)
    kept = [row for row in rows if max(row["before"], row["after"]) >= floor]
    lang = page.language(request)
    name = concepts[concept]["en" if lang == "en" else "zh"] if concept else ""
    chart = Chart("chart", f"{name} {since}–{until}", name, lang)
    return {
        "concepts": concepts, "concept": concept, "years": years, "since": since, "until": until, "chosen": chosen,
        "choices": await filters.places(datasette, chosen.place), "level_words": filters.LEVELS, "orders": ORDERS, "order": order,
        "floor": floor, "rows": kept, "compared": rows[0]["compared"] if rows else 0, "small": rows[0]["small"] if rows else 0,
        "chart": charts.bars(chart, bars(kept)),
    }  # fmt: skip


def bars(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, float | None, str]]:
    """The change of each office, with both values written behind it."""
    return [
        (row["name"], row["after"] - row["before"], f"{row['before']:,.10g} → {row['after']:,.10g}") for row in rows
    ]

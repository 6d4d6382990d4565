"""The tables of our pages as files: hits of the search, findings, coverage, and the questions."""

import json
from asyncio import to_thread
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from datasette import Request

from extract.exports import Table
from extract.search import snippet
from extract.serve import coverage, download, filters, findings, followed, hits, named, offices, page, questions, wanted
from extract.serve.download import place, table
from extract.serve.topics import BY_NAME
from extract.serve.wanted import Wanted

# Each hit costs a look at its text, and each office all its years.
HITS, OFFICES, MOVERS = 1_000, 2_000, 1_000
WIDTH = 140
FACTS = """
select finding_id, side, group_concat(coalesce(fact_id, mention_id), ' ') as ids from finding_sides
where finding_id in (select value from json_each(:ids)) group by 1, 2
"""
FINDING = (
    "id", "report_id", "issuer_id", "issuer", "year#", "title", "form", "is_current#", "rule", "severity", "kind", "verdict", "basis",
    "cause", "message", "column", "left#", "right#", "delta#", "left_facts", "right_facts", "items", "address",
)  # fmt: skip
HIT = ("report_id", "ordinal#", "issuer_id", "issuer", "year#", "form", "title", "is_current#", "copy_of", "code", "heading", "snippet", "address")  # fmt: skip
COVERED = (
    "issuer_id", "issuer", "level", "division_code", "year#", "state", "revised#", "published", "due", "report_id",
    "document_id", "address",
)  # fmt: skip
SERIES = (
    "issuer_id", "issuer", "concept", "name", "unit", "year#", "value#", "missing", "match", "form", "report_id", "facts",
    "address",
)  # fmt: skip
MOVED = ("issuer_id", "issuer", "concept", "since#", "until#", "before#", "after#", "change#", "before_report", "after_report")  # fmt: skip
ANSWERED = ("measure", "measure_en", "year#", "value#", "numerator#", "denominator#", "n#", "missing#", "not_comparable#", "reports#", "run")  # fmt: skip


async def searched(request: Request, datasette: Any, most: int) -> Table | None:
    """What was found, from the first on."""
    asked, problem = wanted.read({name: request.args.get(name) or "" for name in request.args})
    if problem or not asked.terms:
        return None
    found, more = await (_texts if asked.scope == "text" else _titles)(
        datasette, replace(asked, page=1, size=min(HITS, most))
    )
    start = place(datasette, request, "archive", "report") + "/"
    told = (_hit(row, asked.q, start) for row in found)
    return await to_thread(table, "search", (f"搜索：{asked.q}", f"Search: {asked.q}"), HIT, told, most, more)


async def _texts(datasette: Any, asked: Wanted) -> tuple[Iterable[Mapping[str, Any]], bool]:
    """Chapters, and whether there are more."""
    found = await hits.find(datasette, asked)
    return found.rows, found.more or found.total > len(found.rows)


async def _titles(datasette: Any, asked: Wanted) -> tuple[Iterable[Mapping[str, Any]], bool]:
    """Reports, and whether there are more."""
    rows, count = await named.find_titles(datasette, asked, 0, asked.size)
    return [{**row, "report_id": row["id"]} for row in rows], count > len(rows)


def _hit(row: Mapping[str, Any], words: str, start: str) -> dict[str, Any]:
    """A hit with the text round the words and its address."""
    text = "".join(piece for piece, _ in snippet(row["text"], words, WIDTH)) if "text" in row else None
    at = f"#s{row['ordinal']}" if "ordinal" in row else ""
    return {**row, "snippet": text, "address": f"{start}{row['report_id']}{at}"}


async def found(request: Request, datasette: Any, most: int) -> Table:
    """Findings, newest years first, with the ids of what stands on both sides."""
    asked = findings.read(request)
    sql = findings.LIST.format(where=findings.conditions(asked, findings.FACETS))
    rows = await page.rows(datasette, sql, **asked, size=most + 1, offset=0)
    told = await page.rows(datasette, FACTS, ids=json.dumps([row["id"] for row in rows]))
    sides = {(row["finding_id"], row["side"]): row["ids"] for row in told}
    start = place(datasette, request, "findings") + "?id="
    shown = (
        {
            **row,
            "left_facts": sides.get((row["id"], "left")),
            "right_facts": sides.get((row["id"], "right")),
            "address": start + row["id"],
        }
        for row in rows
    )
    return await to_thread(table, "findings", ("核对结果", "Findings"), FINDING, shown, most)


async def covered(request: Request, datasette: Any, most: int) -> Table:
    """One row an office and year."""
    chosen = filters.read(request)
    shown, cells = await coverage.known(datasette, chosen, OFFICES + 1, 0)
    by_id = {office["id"]: office for office in shown[:OFFICES]}
    start = place(datasette, request, "archive", "report") + "/"
    told = (
        {
            "issuer_id": id, "issuer": by_id[id]["name"], "level": by_id[id]["level"], "division_code": by_id[id]["division_code"],
            "year": year, "state": cell.state, "revised": int(cell.revised), "published": cell.published, "due": cell.due,
            "report_id": cell.report_id, "document_id": cell.document_id, "address": cell.report_id and start + cell.report_id,
        }
        for (id, year), cell in cells.items() if id in by_id and chosen.since <= year <= chosen.until
    )  # fmt: skip
    more = len(shown) > OFFICES
    return await to_thread(table, "coverage", ("覆盖", "Coverage"), COVERED, told, most, more)


async def answered(request: Request, datasette: Any, most: int) -> Table | None:
    """A question: for each figure and year its value and what it rests on."""
    question = BY_NAME.get(request.url_vars["name"])
    if question is None:
        return None
    parts = await questions.parts(datasette, request, question)
    rows = (
        {
            "measure": measure.name[0], "measure_en": measure.name[1], "year": year.year, "value": value, "numerator": year.top,
            "denominator": year.bottom, "n": year.used, "missing": year.lacking, "not_comparable": year.unlike,
            "reports": year.reports, "run": year.run,
        }
        for measure, years, values in zip(question.measures, parts["answers"], parts["values"], strict=True)
        for year, value in zip(years, values, strict=True)
    )  # fmt: skip
    return table(question.name, question.title, ANSWERED, rows, most)


async def moved(request: Request, datasette: Any, most: int) -> Table:
    """The largest changes; the page shows the first of them."""
    parts = await offices.movers_parts(request, datasette, MOVERS)
    ends = {"concept": parts["concept"], "since": parts["since"], "until": parts["until"]}
    rows = (
        {
            **row, **ends, "issuer_id": row["id"], "issuer": row["name"], "change": row["after"] - row["before"],
            "before_report": row["before_id"], "after_report": row["after_id"],
        }
        for row in parts["rows"]
    )  # fmt: skip
    more = parts["compared"] - parts["small"] > len(parts["rows"])
    return table("movers", ("变动最大的机关", "The largest changes"), MOVED, rows, most, more)


async def compared(request: Request, datasette: Any, most: int) -> Table | None:
    """One concept of two offices."""
    parts = await offices.compare_parts(request, datasette)
    if "offices" not in parts:
        return None
    told = {parts["concept"]: parts["concepts"][parts["concept"]]}
    rows = [
        row
        for office, cells in zip(parts["offices"], parts["cells"], strict=True)
        for row in _series(datasette, request, office, told, {parts["concept"]: cells})
    ]
    return table("compare", ("比较两个机关", "Two offices compared"), SERIES, rows, most)


async def follow(request: Request, datasette: Any, most: int) -> Table | None:
    """The main figures of one office."""
    parts = await offices.follow_parts(request, datasette)
    if "office" not in parts:
        return None
    rows = _series(datasette, request, parts["office"], parts["concepts"], parts["cells"])
    name = parts["office"]["name"]
    return table("follow", (f"{name}：历年", f"{name} over the years"), SERIES, rows, most)


def _series(
    datasette: Any,
    request: Request,
    office: Mapping[str, Any],
    concepts: Mapping[str, Mapping[str, Any]],
    cells: Mapping[str, Mapping[int, followed.Cell]],
) -> Iterable[dict[str, Any]]:
    """One row a concept and year of an office."""
    for id, concept in concepts.items():
        for year, cell in sorted(cells[id].items()):
            yield {
                "issuer_id": office["id"], "issuer": office["name"], "concept": id, "name": concept["zh"], "unit": concept["unit"],
                "year": year, "value": cell.value, "missing": cell.missing, "match": cell.match, "form": cell.form,
                "report_id": cell.report_id, "facts": " ".join(cell.facts),
                "address": cell.report_id and place(datasette, request, "archive", "report", cell.report_id),
            }  # fmt: skip


ROUTES = [
    download.route("/search", searched),
    download.route("/findings", found),
    download.route("/coverage", covered),
    download.route("/questions/movers", moved),
    download.route("/questions/compare", compared),
    download.route("/questions/follow", follow),
    download.route(r"/questions/(?P<name>[^/]+?)", answered),
]

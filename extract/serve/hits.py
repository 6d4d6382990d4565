"""The sections that contain what a reader looks for: found, counted, ranked or by year, a page at a time.

The work is bounded: one pass over the index finds the first `BOUND` hits, and what follows knows those by number. A word that
has more is ranked among its headings and the latest `CANDIDATES` hits, which is said.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.serve import page
from extract.serve.matching import Matching
from extract.serve.wanted import Wanted

BOUND = 10_000
CANDIDATES = 1_000
HEADINGS = 500
# Up to so many hits are counted by filter.
COUNTABLE = 2_000
# So many of the latest sections are looked at one by one.
PROBE = 500
SIZE = Wanted().size

# `+` keeps SQLite from asking the index once for each section of a filter. Both scan the hits and stop at the limit.
_FILTER = """ and +rowid in (
  select s.no from {offices}reports r{theirs} join sections s on s.report_id = r.id where {where}
)"""
FIND = """
select json_group_array(no) as found from (
  {matching} order by 1 desc limit :limit
)
"""
# The weights are those of the columns text and heading.
RANKED = """
select rowid as no from sections_fts
where sections_fts match :words and rowid >= :first and +rowid in (select value from json_each(:among))
order by (+rowid in (select value from json_each(:headings))) desc, bm25(sections_fts, 1.0, 4.0), rowid desc
limit :size offset :start
"""
# Single characters stand everywhere: how often says nothing.
RANKED_CHARS = """
select value as no from json_each(:among)
order by value in (select value from json_each(:headings)) desc, value desc limit :size offset :start
"""
BY_YEAR = """
select s.no from json_each(:found) j join sections s on s.no = j.value join reports r on r.id = s.report_id
order by r.year desc, r.form desc, r.rowid desc, s.ordinal limit :size offset :start
"""
# A word with many hits mostly has some among the latest sections; those are looked at one by one, in the order of an index.
BY_YEAR_NEAR = """
select no from (
  select s.no from reports r cross join sections s on s.report_id = r.id left join issuers i on i.id = r.issuer_id
  where {where} order by r.year desc, r.form desc, r.rowid desc, s.ordinal limit :probe
)
where {there}
limit :size offset :start
"""
# Where they do not fill the page, all hits are collected first.
BY_YEAR_FAR = """
select s.no from reports r cross join sections s on s.report_id = r.id left join issuers i on i.id = r.issuer_id
where {where} and +s.no in ({matching})
order by r.year desc, r.form desc, r.rowid desc, s.ordinal limit :size offset :start
"""
SHOWN = """
select s.no, s.report_id, s.ordinal, s.code, s.heading, s.text, r.title, r.year, r.form, r.is_current, r.copy_of,
  r.issuer_id, i.name as issuer
from json_each(:numbers) j join sections s on s.no = j.value join reports r on r.id = s.report_id
left join issuers i on i.id = r.issuer_id
order by j.key
"""
# How far a place is told apart: one level below what is asked for.
COUNTED = """
select r.year, r.form, i.level, s.code as chapter, substr(i.division_code, 1, :digits) as place, count(*) as hits
from json_each(:found) j join sections s on s.no = j.value join reports r on r.id = s.report_id
left join issuers i on i.id = r.issuer_id
group by 1, 2, 3, 4, 5
"""
FACETS = ("year", "form", "level", "chapter", "place")
_DIGITS = {0: 2, 2: 4, 4: 6, 6: 9}


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found. `more`: there are more hits than `total`; `ranked`: how many of them were ranked, None for all."""

    total: int = 0
    more: bool = False
    ranked: int | None = None
    last_page: int = 1
    rows: Sequence[Mapping[str, Any]] = ()
    counts: Mapping[str, Sequence[tuple[Any, int]]] | None = None


async def find(datasette: Any, wanted: Wanted) -> Hits:
    """A page of the sections that contain all the words and pass the filters."""
    found = await _found(datasette, wanted, wanted.matching(), BOUND + 1)
    more = len(found) > BOUND
    found = found[:BOUND]
    order, ranked = await (_ranked if wanted.sort == "rank" else _by_year)(datasette, wanted, found, more)
    reached = len(found) if ranked is None else ranked
    rows = await page.rows(datasette, SHOWN, numbers=json.dumps(order))
    counts = await _counts(datasette, wanted, found) if 0 < len(found) <= COUNTABLE else None
    return Hits(len(found), more, ranked, max(-(-reached // wanted.size), 1), rows, counts)


async def _found(datasette: Any, wanted: Wanted, matching: Matching, limit: int) -> list[int]:
    """Numbers of sections, the latest first."""
    sql = FIND.format(matching=matching.sql(_filter(wanted)))
    row = await page.row(datasette, sql, limit=limit, **matching.values, **wanted.filters)
    return list(json.loads(row["found"])) if row else []


async def _ranked(datasette: Any, wanted: Wanted, found: list[int], more: bool) -> tuple[list[int], int | None]:
    """A page by rank, hits in headings first; and how many were ranked, if not all."""
    headings = await _found(datasette, wanted, wanted.matching(headings=True), HEADINGS)
    among = {*headings, *found[:CANDIDATES]}
    if not among:
        return [], None
    words = wanted.matching().words
    order = await page.rows(
        datasette, RANKED if words else RANKED_CHARS, words=words, first=min(among), among=json.dumps(sorted(among)),
        headings=json.dumps(headings), **_slice(wanted),
    )  # fmt: skip
    return [row["no"] for row in order], len(among) if more or len(found) > len(among) else None


async def _by_year(datasette: Any, wanted: Wanted, found: list[int], more: bool) -> tuple[list[int], None]:
    """A page from the latest year down."""
    if not more:
        rows = await page.rows(datasette, BY_YEAR, found=json.dumps(found), **_slice(wanted))
    else:
        where, matching = wanted.where(), wanted.matching()
        asked = {**matching.values, **wanted.filters, **_slice(wanted)}
        near = BY_YEAR_NEAR.format(where=where, there=matching.there("no"))
        rows = await page.rows(datasette, near, **asked, probe=PROBE)
        if len(rows) < wanted.size:
            rows = await page.rows(datasette, BY_YEAR_FAR.format(where=where, matching=matching.sql()), **asked)
    return [row["no"] for row in rows], None


async def _counts(datasette: Any, wanted: Wanted, found: list[int]) -> dict[str, list[tuple[Any, int]]]:
    """For each filter, the values that the hits have, with how many have them."""
    digits = _DIGITS.get(len(wanted.place), 9)
    rows = await page.rows(datasette, COUNTED, found=json.dumps(found), digits=digits)
    return {facet: tally(rows, facet) for facet in FACETS}


def tally(rows: Sequence[Mapping[str, Any]], facet: str) -> list[tuple[Any, int]]:
    """The values of a column with the sum of their hits, years from the latest, the others from the most frequent."""
    counted: Counter[Any] = Counter()
    for row in rows:
        if row[facet] not in (None, ""):
            counted[row[facet]] += row["hits"]
    return sorted(counted.items(), reverse=True) if facet == "year" else counted.most_common()


def _filter(wanted: Wanted) -> str:
    """A condition on sections, "" for none. Offices come first where they are asked for: their indexes lead to few reports."""
    if not wanted.filters:
        return ""
    offices = "issuers i cross join " if wanted.filters.keys() & {"place", "level"} else ""
    theirs = " on r.issuer_id = i.id" if offices else ""
    return _FILTER.format(offices=offices, theirs=theirs, where=wanted.where())


def _slice(wanted: Wanted) -> dict[str, int]:
    return {"size": wanted.size, "start": (wanted.page - 1) * wanted.size}

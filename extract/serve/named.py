"""What the words of a search name: offices, items and concepts of the codebook, and titles of reports."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.serve import page
from extract.serve.wanted import Wanted

# So many of each kind; of offices, which share names most, a few more.
SHOWN, OFFICES_SHOWN = 3, 5
# Titles are counted no further.
BOUND = 1_000

_REPORTS = "(select count(*) from reports r where r.issuer_id = i.id)"
# An office counts by any of its names; the shortest name says least beside the words.
OFFICES = f"""
select i.id, i.name, i.level, {_REPORTS} as reports from issuers i
where {{own}} or i.id in (select n.issuer_id from issuer_names n where {{other}})
order by i.name = :whole desc, length(i.name), i.id limit :offices
"""
ITEMS = "select code, label from items i where {own} or code = :whole order by length(label), code limit :limit"
CONCEPTS = """
select id, zh, en from concepts i where {own} or {other} or id = :whole order by length(zh), id limit :limit
"""
TITLES = """
select r.id, r.title, r.year, r.form, r.is_current, r.copy_of, r.issuer_id, i.name as issuer
from reports r left join issuers i on i.id = r.issuer_id
where r.no in ({among}) order by r.year desc, r.no desc limit :size offset :start
"""
_TITLED = "select r.no from reports r left join issuers i on i.id = r.issuer_id where {own} and {where}"
FOUND = f"select json_group_array(no) as found from ({_TITLED} limit :limit)"
FEW = "select value from json_each(:found)"
# `+`: in the order of an index, each report would have to be fetched by itself.
MANY = f"{_TITLED} order by +r.year desc, r.no desc limit :start + :size"


@dataclass(frozen=True, slots=True)
class Named:
    """What the words name, each kind only so far as there is any."""

    offices: Sequence[Mapping[str, Any]] = ()
    items: Sequence[Mapping[str, Any]] = ()
    concepts: Sequence[Mapping[str, Any]] = ()
    titles: Sequence[Mapping[str, Any]] = ()
    titles_count: int = 0

    def __bool__(self) -> bool:
        return bool(self.offices or self.items or self.concepts or self.titles)


async def find(datasette: Any, wanted: Wanted) -> Named:
    """What all the words together name. One character names nothing, and numbers alone name no office and no item."""
    terms = wanted.terms
    if len("".join(terms)) < 2:
        return Named()
    words = {f"w{number}": f"%{escaped(term)}%" for number, term in enumerate(terms)}
    asked = words | {"whole": wanted.q.strip(), "limit": SHOWN, "offices": OFFICES_SHOWN}
    titles, count = await find_titles(datasette, wanted, 0, SHOWN)
    if all(term.isdecimal() for term in terms):
        return Named(titles=titles, titles_count=count)
    return Named(
        await page.rows(datasette, OFFICES.format(own=_all("i.name", words), other=_all("n.name", words)), **asked),
        await page.rows(datasette, ITEMS.format(own=_all("label", words)), **asked),
        await page.rows(datasette, CONCEPTS.format(own=_all("zh", words), other=_all("en", words)), **asked),
        titles,
        count,
    )


async def find_titles(datasette: Any, wanted: Wanted, start: int, size: int) -> tuple[Sequence[Mapping[str, Any]], int]:
    """Reports with all the words in their titles, from the latest year down; and how many, counted up to `BOUND` + 1."""
    words = {f"w{number}": f"%{escaped(term)}%" for number, term in enumerate(wanted.terms)}
    if not words:
        return (), 0
    filled = {
        "own": _all("r.title", words),
        "where": wanted.where("since", "until", "place", "office", "level", "form"),
    }
    filters = {name: value for name, value in wanted.filters.items() if name != "chapter"}
    asked = words | filters | {"size": size, "start": start}
    (row,) = await page.rows(datasette, FOUND.format(**filled), **asked, limit=BOUND + 1)
    count = len(json.loads(row["found"]))
    if not count:
        return (), 0
    titles = TITLES.format(among=MANY.format(**filled) if count > BOUND else FEW)
    return await page.rows(datasette, titles, **asked, found=row["found"]), count


def escaped(term: str) -> str:
    """A term for LIKE, in which % and _ mean something."""
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _all(column: str, words: Mapping[str, str]) -> str:
    """That a column contains all the words."""
    return "(" + " and ".join(f"{column} like :{name} escape '\\'" for name in words) + ")"

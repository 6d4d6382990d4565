"""What a visitor may narrow a page to: places, levels, years, one office. Read from an address, turned into bound SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from datasette import Request

from extract.serve import page
from extract.serve.words import WORDS

LEVELS = WORDS["level"]
FIRST, LAST = 2008, 2100
# Provinces always, and what lies right below the place that was chosen or around it.
PLACES = """
select division_code as code, min(name) as name from issuers
where kind = 'government' and (length(division_code) = 2
  or length(division_code) = 4 and division_code between substr(:place, 1, 2) and substr(:place, 1, 2) || ':'
  or length(division_code) = 6 and length(:place) >= 4
    and division_code between substr(:place, 1, 4) and substr(:place, 1, 4) || ':')
group by division_code order by division_code limit 500
"""
OFFICE = "select id, name from issuers where id = :name"
NAMED = """
select id, name from issuers where name = :name
union select i.id, i.name from issuer_names n join issuers i on i.id = n.issuer_id where n.name = :name limit 20
"""
LIKE = "select id, name from issuers where instr(name, :name) > 0 order by length(name), name limit 20"


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; an empty text means everything."""

    place: str = ""
    level: str = ""
    since: int = FIRST
    until: int = LAST

    @property
    def bound(self) -> dict[str, Any]:
        """The values of the marks in `where`."""
        return {"place": self.place, "level": self.level, "since": self.since, "until": self.until}

    @property
    def asked(self) -> dict[str, Any]:
        """What an address has to say for the same filters."""
        since = self.since if self.since > FIRST else None
        until = self.until if self.until < LAST else None
        return {"place": self.place, "level": self.level, "since": since, "until": until}

    @property
    def where(self) -> str:
        """A condition on `reports r` and `issuers i`; only what was asked for is in it."""
        parts = ["r.is_current = 1"]
        if self.since > FIRST or self.until < LAST:
            parts.append("r.year between :since and :until")
        return " and ".join([*parts, *self.office])

    @property
    def office(self) -> list[str]:
        """Conditions on `issuers i` alone."""
        parts = []
        if self.level:
            parts.append("i.level = :level")
        if self.place:
            # Codes are digits, and a colon comes right behind them.
            parts.append("i.division_code >= :place and i.division_code < :place || ':'")
        return parts


def read(request: Request) -> Filters:
    """The filters that an address asks for; what cannot be is left out."""
    place, level = request.args.get("place") or "", request.args.get("level") or ""
    since, until = year(request, "since", FIRST), year(request, "until", LAST)
    return Filters(
        place if place.isascii() and place.isdigit() and len(place) <= 9 else "",
        level if level in LEVELS else "",
        min(since, until),
        max(since, until),
    )


def year(request: Request, name: str, otherwise: int) -> int:
    """A year that an address gives."""
    said = request.args.get(name) or ""
    return int(said) if said.isascii() and said.isdigit() and FIRST <= int(said[:9]) <= LAST else otherwise


def number(request: Request, name: str, otherwise: int, most: int) -> int:
    """A count that an address gives, within bounds."""
    said = request.args.get(name) or ""
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 12 else otherwise


async def places(datasette: Any, chosen: str) -> list[dict[str, Any]]:
    """The places to choose from, in order, each with its depth."""
    found = await page.rows(datasette, PLACES, place=chosen)
    return [{**place, "name": short(place["name"]), "depth": len(place["code"]) // 2 - 1} for place in found]


async def offices(datasette: Any, name: str) -> list[dict[str, Any]]:
    """The offices that a text may mean: the one with this id, else those of this name, else some that have it in theirs."""
    name = name.strip()
    for sql in (OFFICE, NAMED, LIKE):
        if name and (found := await page.rows(datasette, sql, name=name)):
            return found
    return []


def short(name: str | None) -> str:
    """A place by the name of its government."""
    return (name or "").removesuffix("人民政府")


def years(found: Iterable[int | None]) -> list[int]:
    """Every year between the first and the last."""
    known = [each for each in found if each]
    return list(range(min(known), max(known) + 1)) if known else []

"""Divisions by code and by name: schema/divisions.csv, the curated zones, and the places at the start of a name."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extract.errors import SchemaError
from extract.issuers.entries import Place
from extract.issuers.recoded import above

# A code without padding tells its level by its length.
LEVELS = {2: "province", 4: "city", 6: "county", 9: "town"}
FIELDS = ["code", "name", "since", "until"]

_REGIONS = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆"}  # fmt: skip
_TYPE = re.compile(r"(?<=..)(?:省|市|地区|盟|县|区|旗)$")
# Between the places of a path the governments may be named.
_BETWEEN = re.compile(r"(?:人民政府|政府)(?=.)")
_LONGEST = 24
_BRACKETS = str.maketrans("（）", "()")

Reading = tuple[tuple[Place, ...], int]
NOTHING: Reading = ((), 0)


class Divisions:
    """Every division by the id of its office (its names in the order of time) and by name."""

    def __init__(self, places: Iterable[Place], zones: Iterable[Place] = ()):
        self.by_id: dict[str, list[Place]] = defaultdict(list)
        self._codes: dict[str, str] = {}
        self.names: dict[str, list[Place]] = defaultdict(list)
        self.shorts: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(places, key=lambda place: (place.id, place.until or 9999)):
            self.by_id[place.id].append(place)
            self._codes[place.code] = place.id
            self._name(place)
        for zone in zones:
            self._name(zone)

    def _name(self, place: Place) -> None:
        self.names[place.name].append(place)
        if len(place.code) < 9 and (short := _REGIONS.get(place.name) or _TYPE.sub("", place.name)) != place.name:
            self.shorts[short].append(place)

    def above(self, code: str) -> str | None:
        """The code of the division that a division lies in."""
        return above(code, self._codes)

    def latest(self, id: str) -> Place:
        """A division under the name that it had last."""
        return self.by_id[id][-1]

    def last(self, code: str) -> str:
        """The office that had a code last, for a code that was given up."""
        return code if code in self.by_id or code not in self._codes else self._codes[code]

    def read(self, text: str, around: Sequence[Place] = ()) -> Reading:
        """The places that the start of a name can mean, and how many characters say so; the longest way to read it counts.

        A short name (江苏, 淮安) only counts before a place inside it: 太湖流域管理局 is not in 太湖县.
        """
        best = NOTHING
        for length in range(min(len(text), _LONGEST), 1, -1):
            full = _inside(self.names.get(text[:length], ()), around)
            short = _inside(self.shorts.get(text[:length], ()), around)
            if full or short:
                between = _BETWEEN.match(text, length)
                start = between.end() if between else length
                deeper, used = self.read(text[start:], (*full, *short))
                found = (deeper, start + used) if deeper else (full, length) if full else NOTHING
                best = max(best, found, key=lambda reading: reading[1])
        return best

    def within(self, text: str) -> Iterator[tuple[Place, ...]]:
        """The places named anywhere in a text, each at its longest."""
        start = 0
        while start < len(text):
            places, used = self.read(text[start : start + 2 * _LONGEST])
            if places:
                yield places
            start += used or 1


def load(file: Path) -> Iterator[Place]:
    """The divisions of a table, sorted by code and time; a bound is the year of the neighbouring revision."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        if next(rows, None) != FIELDS:
            raise SchemaError(f"{file}:1: the first line must be `{','.join(FIELDS)}`")
        listed = list(rows)
    # A name is gone at the latest in the year of the revision that no longer has it, and came after the one without it.
    known = sorted({int(year) for row in listed for year in row[2:] if year})
    earlier = {str(year): before for before, year in zip([known[0] - 1, *known], known, strict=False)} if known else {}
    later = {str(year): after for year, after in zip(known, [*known[1:], known[-1] + 1], strict=True)} if known else {}
    for code, name, since, until in listed:
        shown = name.translate(_BRACKETS)
        yield Place(code, shown, code, _year(since), _year(until), earlier.get(since), later.get(until))


def _year(text: str) -> int | None:
    return int(text) if text else None


def _inside(places: Sequence[Place], around: Sequence[Place]) -> tuple[Place, ...]:
    if not around:
        return tuple(places)
    return tuple(
        place
        for place in places
        if any(place.code != over.code and place.code.startswith(over.code) for over in around)
    )

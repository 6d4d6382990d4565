"""The registry of offices: loads its tables once, and makes offices of names. For the writing process only."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from extract import traditional
from extract.codebook import SCHEMA, Kind
from extract.codebook.datafile import CsvFile
from extract.errors import SchemaError
from extract.issuers import divisions, names, resolution
from extract.issuers.entries import Curated, Office, Organ, Place, Succession
from extract.issuers.recoded import identify
from extract.model import Clue

# Endings of a division's name, and what its government is called behind it.
TAILS = {
    "街道": "办事处", "办事处": "", "盟": "行政公署", "地区": "行政公署",
    **dict.fromkeys(("省", "市", "县", "区", "州", "旗", "镇", "乡", "苏木", "林区", "特区"), "人民政府"),
}  # fmt: skip
# Bodies that publish no such reports.
NO_ISSUERS = frozenset(("court",))
# In these, districts are known by the name of the municipality.
_MUNICIPALITIES = ("11", "12", "31", "50")
# A place that no division explains is its government.
_GOVERNMENTS = frozenset(("government", "town", "subdistrict"))
_CALLED = sorted(names.GOVERNMENT - {""}, key=len, reverse=True)
_KINDS = {"街道": "subdistrict", "办事处": "subdistrict", "镇": "town", "乡": "town", "苏木": "town"}


class Registry:
    """Every office that can be told: those of divisions, the curated ones, and those that a name alone identifies."""

    def __init__(self, folder: Path = SCHEMA):
        self.curated: dict[str, Curated] = {row.id: row for row in CsvFile(folder / "issuers.csv").read(Curated)}
        self.successions: tuple[Succession, ...] = CsvFile(folder / "successions.csv").read(Succession)
        self._organs = {row.short: row.name for row in CsvFile(folder / "organs.csv").read(Organ)}
        self._kinds: dict[str, Kind] = {kind.suffix: kind for kind in CsvFile(folder / "kinds.csv").read(Kind)}
        self._characters = traditional.load(folder / "traditional.csv")
        self.divisions = divisions.Divisions(
            identify(divisions.load(folder / "divisions.csv")), _zones(self.curated.values())
        )
        self._same = {name: row.id for row in self.curated.values() for name in self._spellings(row)}
        self._check(folder)

    def resolve(self, clues: Sequence[Clue], year: int | None = None) -> resolution.Resolution:
        """The office that a report's clues name; the year, if it is not in the title, tells which divisions there were."""
        return resolution.resolve(self, clues, year)

    def name(self, printed: str) -> names.Name:
        """A printed name taken apart."""
        return names.take_apart(names.fold(printed, self._characters), self.divisions)

    def office(self, id: str) -> Office | None:
        """The office of an id; None for an id that nothing explains."""
        if row := self.curated.get(self._same.get(id, id)):
            return Office(row.id, row.name, row.kind, row.level, row.division_code, row.parent)
        place, dash, organ = id.partition("-")
        place = self.divisions.last(place)
        if place not in self.divisions.by_id and place not in self.curated:
            return self._by_name(id)
        return self._department(place, organ) if dash else self._government(place)

    def of(self, place: str, organ: str) -> Office | None:
        """The office of a place (its id) with an organ; None where the organ's name ends like no office."""
        if organ in names.GOVERNMENT:
            return self.office(place)
        return self.office(f"{self.divisions.last(place)}-{self.organ(organ)}")

    def organ(self, printed: str) -> str:
        """The full name of an organ."""
        return self._organs.get(printed, printed)

    def alone(self, whole: str) -> Office | None:
        """The office that a name without a known place identifies: a curated one, or one by its full name."""
        if whole in self._same:
            return self.office(self._same[whole])
        kind = self.kind(whole)
        known = kind and kind.kind not in NO_ISSUERS and names.identifies(whole, kind.kind)
        return self._by_name(whole) if known else None

    def curated_as(self, organ: str) -> list[Office]:
        """The curated offices that have a name without a place."""
        found = (self.office(row.id) for row in self.curated.values() if organ in (row.aliases or "").split())
        return [office for office in found if office]

    def at(self, address: str) -> Office | None:
        """The curated office on whose pages an address lies; the longest page counts."""
        rows = [row for row in self.curated.values() if row.site and f"{address}/".startswith(f"{row.site}/")]
        best = max(rows, key=lambda row: len(row.site or ""), default=None)
        return self.office(best.id) if best else None

    def ancestors(self, office: Office) -> tuple[Office, ...]:
        """The offices above an office, the nearest first."""
        above = self.office(office.parent_id) if office.parent_id else None
        return (above, *self.ancestors(above)) if above else ()

    def kind(self, name: str) -> Kind | None:
        """What the longest known ending of a name tells of its kind."""
        return next((kind for start in range(len(name)) if (kind := self._kinds.get(name[start:]))), None)

    def _government(self, id: str) -> Office:
        """The government of a division, under its last name and the names of what it lies in, below the province."""
        place = self.divisions.latest(id)
        level, zone = divisions.LEVELS[len(place.code)], self._zone(place)
        tail = "管理委员会" if zone else self._tail(place.name)
        kind = (
            "zone" if zone else next((kind for end, kind in _KINDS.items() if place.name.endswith(end)), "government")
        )
        kind = kind if tail or level != "town" else "institution"
        return Office(id, self._path(id) + tail, kind, level, place.code, self._above(place))

    def _department(self, place: str, organ: str) -> Office | None:
        kind = self.kind(organ)
        if kind is None or kind.kind in NO_ISSUERS:
            return None
        row = self.curated.get(place)
        path = self._path(place) if row is None else re.sub("管理委员会$", "", row.name)
        code = row.division_code if row else self.divisions.latest(place).code
        return Office(f"{place}-{organ}", path + organ, kind.kind, kind.level, code, place)

    def _by_name(self, whole: str) -> Office | None:
        kind = self.kind(whole)
        if kind is None or kind.kind in NO_ISSUERS or not names.identifies(whole, kind.kind):
            return None
        name = self._as_government(whole) if kind.kind in _GOVERNMENTS else whole
        return Office(name, name, kind.kind, kind.level)

    def _as_government(self, whole: str) -> str:
        """The full name of a government, however it is called: 云岭县 and 云岭县政府 are 云岭县人民政府."""
        bare = next((whole.removesuffix(end) for end in _CALLED if whole.endswith(end)), whole)
        return bare + self._tail(bare) if self._tail(bare) else whole

    def _path(self, id: str) -> str:
        """The name of a division behind those of what it lies in, below the province."""
        place = self.divisions.latest(id)
        over = self._above(place)
        if over is None or (len(over) == 2 and over not in _MUNICIPALITIES):
            return place.name
        named = (
            place.code[4:5] == "7" and self._zone(place) and place.name.startswith(self.divisions.latest(over).name[:2])
        )
        return place.name if named else self._path(over) + place.name

    def _above(self, place: Place) -> str | None:
        """The id of the office of the division that a division lies in."""
        code = self.divisions.above(place.code)
        return self.divisions.last(code) if code else None

    def _zone(self, place: Place) -> bool:
        """Whether a division is a development zone that statistics count like one, and no unit of the state."""
        kind = self.kind(place.name)
        return bool(kind and kind.kind == "zone") and (len(place.code) == 9 or place.code[4:5] == "7")

    def _tail(self, name: str) -> str:
        return next((TAILS[name[-length:]] for length in (3, 2, 1) if name[-length:] in TAILS), "")

    def _spellings(self, row: Curated) -> Iterable[str]:
        """Every id that a curated office's names would have if it were none, and every name that says all."""
        for printed in (row.name, *(row.aliases or "").split()):
            name = self.name(printed)
            yield from (f"{place.id}-{name.organ}" for place in name.places if place.id != row.id)
            if not name.places and row.parent:
                yield f"{row.parent}-{printed}"
            if printed == row.name:
                yield name.whole

    def _check(self, folder: Path) -> None:
        """SchemaError where a curated office or a succession names something that is not there."""
        for row in self.curated.values():
            if row.parent and self.office(row.parent) is None:
                raise SchemaError(f"{folder / 'issuers.csv'}: `{row.id}` lies in `{row.parent}`, which is no office")
        for step in self.successions:
            for id in (step.predecessor, step.successor):
                if self.office(id) is None:
                    raise SchemaError(f"{folder / 'successions.csv'}: `{id}` is no office")


@cache
def registry(folder: Path = SCHEMA) -> Registry:
    """The registry of a folder, loaded once."""
    return Registry(folder)


def _zones(rows: Iterable[Curated]) -> Iterable[Place]:
    """The curated zones as places, by their names with and without 管理委员会."""
    for row in rows:
        if row.kind == "zone" and row.division_code:
            yield Place(row.id, re.sub("管理委员会$", "", row.name), row.division_code, row.since, row.until)

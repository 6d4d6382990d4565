"""From clues to an office, or to candidates where nothing in the report decides. Nobody picks the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract import title
from extract.issuers.entries import Office, Place
from extract.issuers.names import Name, identifies
from extract.model import Clue

if TYPE_CHECKING:
    from extract.issuers.registry import Registry

# Which clue names the office, the strongest first; the others only say where it lies.
NAMING = ("title", "signature", "publisher", "letterhead")
PLACING = ("signature", "publisher", "letterhead", "address", "front")
_COUNTY, _PROVINCE = 6, 2
# What names of towns end with (镇, 乡, 街道, 苏木), other than those of zones and farms.
_TOWNS = "镇乡道木"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The office of a report, or None with what it may be; `why` says what decided, and which clue says otherwise."""

    office: Office | None
    candidates: tuple[Office, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """What a decision needs: the registry, the clues with the names in them, and the year of the report."""

    registry: Registry
    named: tuple[tuple[Clue, Name], ...]
    clues: tuple[Clue, ...]
    year: int | None

    def of(self, *kinds: str) -> Iterator[tuple[Clue, Name]]:
        """Clues and names of some kinds, in the order of the kinds."""
        return (pair for kind in kinds for pair in self.named if pair[0].kind == kind)


def resolve(registry: Registry, clues: Sequence[Clue], year: int | None = None) -> Resolution:
    """The office that the title names, else the signature, the publisher or the letterhead; all the clues may say where it lies."""
    titles = [title.parts(clue.text) for clue in clues if clue.kind == "title"]
    year = year or next((front.year for front in titles if front and front.year), None)
    case = _Case(registry, tuple(_named(registry, clues)), tuple(clues), year)
    several = _joint(case)
    if several:
        return Resolution(None, several, "the title names several offices")
    first = Resolution(None, (), "no clue names an office")
    for clue, name in case.of(*NAMING):
        found = _decide(case, clue, name)
        if found.office and not (clue.kind == "letterhead" and found.office.kind != "department"):
            return replace(found, why=found.why + _otherwise(case, clue, found.office))
        if clue.kind == "title" and (found.candidates or not _nobody(name)):
            return found
        if found.candidates and not first.candidates:
            first = found
    return first


def _named(registry: Registry, clues: Sequence[Clue]) -> Iterator[tuple[Clue, Name]]:
    """The names in the clues, for a title what stands before its year and subject; what is no name of an office is left out."""
    for clue in clues:
        if clue.kind not in NAMING:
            continue
        found = title.parts(clue.text) if clue.kind == "title" else None
        text = (found.issuer if found else None) if clue.kind == "title" else clue.text
        if text and len((name := registry.name(text)).whole) > 1:
            yield clue, name


def _joint(case: _Case) -> tuple[Office, ...]:
    """The offices of a title that names more than one."""
    for _, name in case.of("title"):
        for sign in "、,/和与及暨":
            parts = [part for part in name.whole.split(sign) if part]
            offices = [_alone(case, case.registry.name(part)) for part in parts] if len(parts) > 1 else []
            if len(offices) > 1 and all(offices) and len({office.id for office in offices if office}) > 1:
                return tuple(office for office in offices if office)
    return ()


def _alone(case: _Case, name: Name) -> Office | None:
    """The one office that a name means by itself."""
    found = _offices(case, name, _valid(name.places, case.year))
    return found[0] if len(found) == 1 else case.registry.alone(name.whole) if not name.places else None


def _nobody(name: Name) -> bool:
    """Whether a name is no more than 人民政府 or 我区: a title without a name."""
    return not name.places and (name.government or len(name.organ) < 2)


def _decide(case: _Case, clue: Clue, name: Name) -> Resolution:
    """What one clue's name means, with the help of the others."""
    said = f"named in the {clue.kind}"
    if name.places:
        return _placed(case, clue, name, said)
    if not name.government and (office := case.registry.alone(name.whole)):
        return Resolution(office, (), said)
    return _unplaced(case, clue, name)


def _placed(case: _Case, clue: Clue, name: Name, said: str) -> Resolution:
    """A name with its place: one office, or the one of several that another clue places."""
    valid = _valid(name.places, case.year)
    offices = _offices(case, name, valid)
    if not offices:
        return Resolution(None, (), f"{name.whole} ends like no office")
    if not any(place.holds(case.year) for place in valid):
        said += f"; no revision of the divisions has that name for {case.year}"
    if len(offices) == 1 and not name.stated and (doubt := _doubt(case, clue, valid)):
        return Resolution(None, tuple(offices), f"{name.whole} is known, but {doubt}")
    if len(offices) == 1:
        return Resolution(offices[0], (), said)
    for other, places in _mentions(case, clue):
        inside = [place for place in valid if _lies_in(place, places)]
        if inside and len(inside) < len(valid):
            valid = inside
            if len(found := _offices(case, name, valid)) == 1:
                return Resolution(
                    found[0], (), f"{said}; of {len(offices)} offices of that name the {other.kind} decides"
                )
    return Resolution(
        None, tuple(_offices(case, name, valid)), f"{name.whole} may be any of {len(offices)}; no clue decides"
    )


def _unplaced(case: _Case, clue: Clue, name: Name) -> Resolution:
    """An organ without its place: a clue that names the same organ with its place decides, else a government's clue."""
    if name.government and name.organ == "":
        return Resolution(None, (), "no clue names an office")
    found: dict[str, tuple[Office, str]] = {}
    for other, placed in case.of("signature", "publisher", "letterhead"):
        if other == clue or not placed.places:
            continue
        own, same = _offices(case, placed, _valid(placed.places, case.year)), _organs(case, placed, name.organ)
        if len(own) == 1 and len(same) == 1 and (own[0].id == same[0].id or placed.government):
            found.setdefault(same[0].id, (same[0], f"{name.whole} in the {clue.kind}, its place in the {other.kind}"))
            if own[0].id == same[0].id:
                return Resolution(*_chosen(found, same[0].id))
    site = next(
        (office for other in case.clues if other.kind == "address" and (office := case.registry.at(other.text))), None
    )
    short = case.registry.curated_as(name.organ)
    if site and (match := [office for office in _family(case, site, name.organ) if not found or office.id in found]):
        return Resolution(match[0], (), f"{name.whole} in the {clue.kind}, on the pages of {match[0].name}")
    if len(found) == 1:
        return Resolution(*_chosen(found, next(iter(found))))
    candidates = {office.id: office for office in (*short, *(office for office, _ in found.values()))}
    return Resolution(None, tuple(candidates.values()), f"{name.whole} names no place, and no clue decides")


def _chosen(found: dict[str, tuple[Office, str]], id: str) -> tuple[Office, tuple[Office, ...], str]:
    office, why = found[id]
    return office, (), why


def _family(case: _Case, site: Office, organ: str) -> list[Office]:
    """The curated office on whose own pages a report stands, if the organ is its own."""
    own = case.registry.of(site.parent_id, organ) if site.parent_id else None
    return [site] if own and own.id == site.id else []


def _organs(case: _Case, placed: Name, organ: str) -> list[Office]:
    return _offices(case, replace(placed, organ=organ), _valid(placed.places, case.year))


def _offices(case: _Case, name: Name, places: Iterable[Place]) -> list[Office]:
    """The offices that an organ can be at some places, each once."""
    found = (case.registry.of(place.id, name.organ) for place in places)
    return list({office.id: office for office in found if office}.values())


def _valid(places: Sequence[Place], year: int | None) -> Sequence[Place]:
    """The places whose name held in the year; all of them where none did. Where the revisions know all of them, they decide."""
    held = [place for place in places if place.holds(year)]
    known = {place.id: place.surely(year) for place in held} if year else {}
    sure = [place for place in held if known.get(place.id)]
    return sure if sure and None not in known.values() else held or places


def _mentions(case: _Case, clue: Clue) -> Iterator[tuple[Clue, tuple[Place, ...]]]:
    """The places that the other clues name, clue by clue; of the front only where all that it names lies in one line."""
    for kind in PLACING:
        for other in case.clues:
            if other.kind != kind or other == clue:
                continue
            if kind == "address":
                site = case.registry.at(other.text)
                named = [tuple(case.registry.divisions.by_id.get(site.division_code or "", ()))] if site else []
            else:
                named = list(case.registry.divisions.within(case.registry.name(other.text).whole))
            for places in named:
                if places and (kind != "front" or len(named) == 1 or _in_line(named)):
                    yield other, places


def _in_line(named: Sequence[tuple[Place, ...]]) -> bool:
    """Whether places named one after another lie in each other, so that they name one spot."""
    codes = sorted({place.code for places in named for place in places}, key=len)
    return all(longer.startswith(shorter) for shorter, longer in zip(codes, codes[1:], strict=False))


def _lies_in(place: Place, places: Iterable[Place]) -> bool:
    """Whether a place is one of some places, or lies in one; a town is not placed by its province or city."""
    least = _COUNTY if len(place.code) > _COUNTY else _PROVINCE
    return any(len(over.code) >= least and place.code.startswith(over.code) for over in places)


def _doubt(case: _Case, clue: Clue, places: Sequence[Place]) -> str:
    """Why a place below the counties, known by its bare name alone, may be another; empty where nothing says so.

    Towns are listed as they are now, so that a name may have had other bearers.
    """
    place = places[0]
    if len(place.code) <= _COUNTY:
        return ""
    if place.name[-1] not in _TOWNS and not identifies(place.name, "zone"):
        return "says too little to be the only one"
    for other, others in _mentions(case, clue):
        if others and not any(_related(over, place) for over in others):
            return f"the {other.kind} names {others[0].name}"
    return ""


def _related(one: Place, other: Place) -> bool:
    return one.code.startswith(other.code) or other.code.startswith(one.code)


def _otherwise(case: _Case, clue: Clue, office: Office) -> str:
    """What the other clues name that is not this office."""
    said: dict[str, str] = {}
    for other, name in case.of(*NAMING):
        found = _alone(case, name) if other.kind != clue.kind else None
        if found and found.id != office.id:
            said.setdefault(found.id, f"; the {other.kind} names {found.name}")
    return "".join(said.values())

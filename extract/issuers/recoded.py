"""Which lines of schema/divisions.csv are one office: codes change and are used again, and a name may move with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.issuers.entries import Place

_TOWN = 9
_EVER = 9999


def identify(places: Iterable[Place]) -> list[Place]:
    """The places with the ids of their offices: as a rule the code, so that a new name makes no new office.

    A place that keeps its name inside its parent while its code changes is one office, under its last code. A code that a
    place with a past of its own has taken over (綦江县 became 綦江区 under the code of 万盛区) gives the earlier one `<code>@<last year>`.
    """
    listed = list(places)
    codes: dict[str, list[Place]] = defaultdict(list)
    for place in listed:
        codes[place.code].append(place)
    upper = [place for place in listed if len(place.code) < _TOWN]
    ids = _taken_over(codes, upper) | _moved(codes, upper)
    return [replace(place, id=ids[key]) if (key := (place.code, place.name)) in ids else place for place in listed]


def above(code: str, codes: Iterable[str]) -> str | None:
    """The code of what a division lies in; holders such as 市辖区 are passed over."""
    return next((code[:length] for length in (6, 4, 2) if length < len(code) and code[:length] in codes), None)


def _moved(codes: dict[str, list[Place]], places: Iterable[Place]) -> dict[tuple[str, str], str]:
    """The last code of each name that changed its code, unless two of that name were there at once."""
    groups: dict[tuple[str, int, str | None], list[Place]] = defaultdict(list)
    for place in places:
        groups[place.name, len(place.code), above(place.code, codes)].append(place)
    found: dict[tuple[str, str], str] = {}
    for group in groups.values():
        *before, newest = sorted(group, key=lambda place: (place.until or _EVER, place.since or 0))
        if all((place.until or _EVER) < (after.since or 0) for place, after in pairwise([*before, newest])):
            found |= {(place.code, place.name): newest.code for place in before if place.code != newest.code}
    return found


def _taken_over(codes: dict[str, list[Place]], places: Sequence[Place]) -> dict[tuple[str, str], str]:
    """Ids for places whose code went to another one that came from elsewhere."""
    ended: dict[tuple[str, int, int | None], set[str]] = defaultdict(set)
    for place in places:
        ended[place.name[:2], len(place.code), place.until].add(place.code)
    found: dict[tuple[str, str], str] = {}
    for code, named in codes.items():
        for old, new in pairwise(named if len(code) < _TOWN else ()):
            if old.name[:2] != new.name[:2] and ended[new.name[:2], len(code), old.until] - {code}:
                found[code, old.name] = f"{code}@{old.until}"
    return found

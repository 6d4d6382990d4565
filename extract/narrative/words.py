"""What schema/ says about figures in prose, compiled once per codebook: units, names with numbers, words around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extract.codebook import Codebook, Unit
from extract.model import MentionKind
from extract.narrative.numerals import HAN

_NUMERAL = re.compile(f"[0-9]+|[{HAN}]")


@dataclass(frozen=True, eq=False)
class Words:
    """Tables for the scanner: units by what is printed, names by each numeral in them, and one pattern per role of cue."""

    book: Codebook
    units: dict[str, tuple[Unit, re.Pattern[str] | None]]
    longest: int
    first: frozenset[str]
    names: dict[str, tuple[tuple[str, int], ...]]
    cues: dict[str, re.Pattern[str]]
    rounding: frozenset[str]
    changing: re.Pattern[str]
    changes: dict[MentionKind, tuple[re.Pattern[str], re.Pattern[str]]]
    times: tuple[tuple[re.Pattern[str], int], ...]
    bodies: tuple[tuple[re.Pattern[str], bool], ...]
    matter_last: re.Pattern[str]
    negations: dict[str, re.Pattern[str]]

    def unit(self, text: str, place: int) -> tuple[Unit, int] | None:
        """The unit that is printed at a place, and where it ends; the longest that may stand there."""
        for length in range(min(self.longest, len(text) - place), 0, -1):
            if found := self.units.get(text[place : place + length]):
                unit, unless = found
                if unless is None or not unless.match(text, place + length):
                    return unit, place + length
        return None

    def named(self, text: str, start: int, end: int) -> bool:
        """Whether the numeral at a place is part of a name."""
        key = text[start:end] if text[start].isdecimal() else text[start : start + 2]
        return any(text.startswith(name, start - offset) for name, offset in self.names.get(key, ()) if offset <= start)


@cache
def words(book: Codebook) -> Words:
    """The tables of a codebook."""
    patterns: dict[str, list[str]] = defaultdict(list)
    for cue in book.cues:
        patterns[cue.role].append(cue.pattern)
    return Words(
        book=book,
        units={unit.printed: (unit, re.compile(unit.unless) if unit.unless else None) for unit in book.units},
        first=frozenset(unit.printed[0] for unit in book.units),
        longest=max(len(unit.printed) for unit in book.units),
        names=_by_numeral(name.name for name in book.names),
        cues={role: re.compile(_either(found, role)) for role, found in patterns.items()},
        rounding=frozenset(cue.pattern[-1] for cue in book.cues if cue.role in ("rounding", "rounding_bare")),
        changing=re.compile(
            f"[{''.join(sorted({cue.pattern[0] for cue in book.cues if cue.role in ('rise', 'fall')}))}]"
        ),
        changes={
            "rise": (_change(book, "rise", "always"), _change(book, "rise", "compared")),
            "fall": (_change(book, "fall", "always"), _change(book, "fall", "compared")),
        },
        times=tuple((pattern, int(value)) for value, pattern in _valued(book, "time")),
        bodies=tuple((pattern, value == "own") for value, pattern in _valued(book, "body")),
        matter_last=re.compile(_either(patterns["matter"], "matter") + r"\Z"),
        negations=dict(_valued(book, "negation")),
    )


def _change(book: Codebook, role: str, value: str) -> re.Pattern[str]:
    """Words for a change at the end of a text, with what may stand between them and the number."""
    verbs = _either((cue.pattern for cue in book.cues if (cue.role, cue.value) == (role, value)), role)
    degree = _either((cue.pattern for cue in book.cues if cue.role == "degree"), "degree")
    return re.compile(f"{verbs}{degree}{{0,2}}$")


def _valued(book: Codebook, role: str) -> Iterable[tuple[str, re.Pattern[str]]]:
    """The cues of a role by their values."""
    values = sorted({cue.value or "" for cue in book.cues if cue.role == role})
    for value in values:
        some = [cue.pattern for cue in book.cues if (cue.role, cue.value) == (role, value)]
        yield value, re.compile(_either(some, role))


# Cues of these roles stand right in front of what is looked at.
_BEFORE = (
    "act", "addressed", "against", "aimed", "carries", "lasting", "listing", "measured", "no_rounding", "rounded", "rounding", "rounding_bare", "unreal",
)  # fmt: skip


def _either(patterns: Iterable[str], role: str) -> str:
    """Any of the patterns, the longest first; at the end of the text where the role says so."""
    some = "|".join(sorted(patterns, key=lambda pattern: (-len(pattern), pattern)))
    return f"(?:{some})[了过]?$" if role in _BEFORE else f"(?:{some})"


def _by_numeral(names: Iterable[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Names by every numeral in them, with its place: a run of digits, or one Han numeral with the character behind it."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name in names:
        for match in _NUMERAL.finditer(name):
            key = match.group() if match.group().isdecimal() else name[match.start() : match.start() + 2]
            found[key].append((name, match.start()))
    return {numeral: tuple(places) for numeral, places in found.items()}

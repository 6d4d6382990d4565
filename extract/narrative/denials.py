"""Find the words that say there was nothing of something: 未收到申请, 无行政复议, 零投诉."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extract.narrative.words import Words

# Every negation holds one of these.
_NEGATIVE = re.compile("[尚暂未无零]|没有|不存")
_CLAUSE = re.compile("[^，。；,;！？!?\n]{0,60}")
_STOP = re.compile("[。；]")
# How far from the end of the clause the matter may stand that 无 alone denies, and how far back that of a line with 无.
_NEAR, _BACK = 14, 30


def find(text: str, known: Words, counted: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The negating words of each clause that denies something that the reports count.

    `counted` are the places of the figures: where one follows in the clause (未受理3件), it says how many.
    """
    done = 0
    for match in _NEGATIVE.finditer(text):
        found = _negation(text, match.start(), known) if match.start() >= done else None
        if found is None:
            continue
        done, where = found
        clause = _CLAUSE.match(text, done).end()  # type: ignore[union-attr]
        if _denied(text, (match.start(), done, clause), where, known) and not _between(counted, done, clause):
            yield match.start(), done


def _negation(text: str, place: int, known: Words) -> tuple[int, str] | None:
    """Where the negating words at a place end, and where what they deny stands; None where there are none."""
    for where, pattern in known.negations.items():
        if match := pattern.match(text, place):
            return match.end(), where
    return None


def _denied(text: str, places: tuple[int, int, int], where: str, known: Words) -> bool:
    """Whether something that the reports count stands where the negation needs it, and the clause tells of what was."""
    start, end, clause = places
    if where == "before":
        around = _STOP.split(text[max(0, start - _BACK) : start])[-1]
    else:
        around = text[max(end, clause - _NEAR) if where == "near" else end : clause]
    return bool(known.cues["matter"].search(around)) and not known.cues["unreal"].search(
        text[max(0, start - 2) : start]
    )


def _between(places: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(places, start) < bisect_left(places, end)

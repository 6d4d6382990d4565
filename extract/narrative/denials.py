"""Find the words that say there was nothing of something: 未收到申请, 无行政复议, 零投诉."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extract.narrative.words import Words

_CLAUSE = re.compile("[^，。；,;！？!?\n]{0,60}")
_STOP = re.compile("[。；]")
# How far from the end of the clause the matter may stand that 无 alone denies, and how far back that of a line with 无.
_NEAR, _BACK = 14, 30


def find(text: str, known: Words, counted: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The negating words of each clause that denies something that the reports count.

    `counted` are the places of the figures: where one follows in the clause (未受理3件), it says how many.
    """
    for where, pattern in known.negations.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            clause = _CLAUSE.match(text, end).end()  # type: ignore[union-attr]
            begin = max(end, clause - _NEAR) if where == "near" else end
            around = _STOP.split(text[max(0, start - _BACK) : start])[-1] if where == "before" else text[begin:clause]
            if not known.cues["matter"].search(around) or known.cues["unreal"].search(text[max(0, start - 2) : start]):
                continue
            if bisect_left(counted, end) == bisect_left(counted, clause):
                yield start, end

"""Find the words that say there was nothing of something: 未收到申请, 无行政复议, 零投诉."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.narrative.words import Words

_CLAUSE = re.compile("[^，。；,;！？!?\n]{0,60}")
# How far back the matter may stand of which nothing is said to be: 收费及减免情况 above a line with 无.
_BACK = 30


def find(text: str, known: Words) -> Iterator[tuple[int, int]]:
    """The negating words of each clause that denies something that the reports count."""
    for pattern, before in known.negations:
        for match in pattern.finditer(text):
            start, end = match.span()
            around = text[max(0, start - _BACK) : start] if before else _CLAUSE.match(text, end).group()  # type: ignore[union-attr]
            if before:
                around = re.split("[。；]", around)[-1]
            if not known.cues["matter"].search(around):
                continue
            if not known.cues["unreal"].search(text[max(0, start - 2) : start]):
                yield start, end

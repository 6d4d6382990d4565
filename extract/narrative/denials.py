"""Find the words that say there was nothing of something: 未收到申请, 无行政复议, 零投诉."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.narrative.words import Words

_CLAUSE = re.compile("[^，。；,;！？!?\n]{0,60}")


def find(text: str, known: Words) -> Iterator[tuple[int, int]]:
    """The negating words of each clause that denies something that the reports count."""
    for match in known.cues["negation"].finditer(text):
        behind = _CLAUSE.match(text, match.end())
        if behind is None or not known.cues["matter"].search(behind.group()):
            continue
        if not known.cues["unreal"].search(text[max(0, match.start() - 2) : match.start()]):
            yield match.span()

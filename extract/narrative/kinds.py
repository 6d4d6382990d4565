"""Tell a count from a share of something and from a change against before."""

from __future__ import annotations

from extract.model import MentionKind
from extract.narrative.words import Words

# How far back the words that say so may stand.
_NEAR, _CLAUSE = 12, 60
_STOPS = "。；！？\n"


def kind_of(text: str, start: int, share: bool, points: bool, known: Words) -> MentionKind:
    """What the words before a figure make of it; a change needs a word for it right before the number."""
    window = text[max(0, start - _NEAR) : start].rstrip()
    changes = known.changes.items() if known.changing.search(window) else ()
    for direction, (always, compared) in changes:
        if always.search(window):
            return direction
        if compared.search(window) and (share or points or known.cues["compared"].search(_clause(text, start))):
            return direction
    return "share" if share else "count"


def _clause(text: str, start: int) -> str:
    """The words before a place, back to the end of the sentence before."""
    before = text[max(0, start - _CLAUSE) : start]
    return before[max(map(before.rfind, _STOPS)) + 1 :]

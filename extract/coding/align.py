"""Order-preserving alignment of printed labels with the labels that a form prints. Pure and free of tables."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.fuzz import ratio

# How a printed label was recognised; a match below FUZZY is none.
EXACT, ALIAS, FUZZY = 1.0, 0.98, 0.55
# Leaving out an expected label between two others costs a little: of two equal places the nearer one is taken.
SKIP = 0.002


def align(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs (printed, expected) of the best order-preserving alignment; a score of 0 is no match.

    >>> align([[1, 0, 0], [0, 0, 0.9], [0, 0, 0.8]])
    [(0, 0), (1, 2)]
    """
    best = [[0.0] * (len(scores[0]) + 1 if scores else 1)]
    for own in scores:
        best.append(_row(best[-1], own))
    return _trace(best, scores)


def _row(above: list[float], own: Sequence[float]) -> list[float]:
    """What can be had with one more printed label; up to the first expected one that it fits, nothing changes."""
    first = next((j for j, score in enumerate(own) if score > 0), None)
    if first is None:
        return above
    row = above[: first + 1]
    last = row[first]
    for j in range(first, len(own)):
        # Written out: this runs for every pair of labels, and max() takes longer than all else.
        skipped, score, matched = last - SKIP, own[j], above[j + 1]
        last = matched if matched > skipped else skipped
        if score > 0 and above[j] + score > last:
            last = above[j] + score
        row.append(last)
    return row


def _trace(best: list[list[float]], scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    # What is left out before the first match and behind the last one costs nothing; of equal ends the first counts.
    i, j = len(best) - 1, best[-1].index(max(best[-1]))
    pairs = []
    while i and j:
        score = scores[i - 1][j - 1]
        if score > 0 and abs(best[i][j] - best[i - 1][j - 1] - score) < 1e-9:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif abs(best[i][j] - best[i - 1][j]) < 1e-9:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


@lru_cache(maxsize=262144)
def likeness(printed: str, spellings: tuple[str, ...]) -> float:
    """How well a printed key names one of the spellings (keys; the canonical one first): EXACT, ALIAS, or less for a likeness.

    >>> likeness("行政许可", ("行政许可",)), likeness("同意公开", ("同意公开答复数", "同意公开")), likeness("", ("其他",))
    (1.0, 0.98, 0.0)
    """
    if not printed or not spellings:
        return 0.0
    if printed == spellings[0]:
        return EXACT
    if printed in spellings:
        return ALIAS
    if len(printed) < 3:
        return 0.0
    near = max(ratio(printed, spelling) for spelling in spellings) / 100
    return near * 0.9 if near * 0.9 >= FUZZY else 0.0

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
    printed, expected = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (expected + 1) for _ in range(printed + 1)]
    for i in range(1, printed + 1):
        row, above, own = best[i], best[i - 1], scores[i - 1]
        for j in range(1, expected + 1):
            skipped = max(above[j], row[j - 1] - SKIP)
            matched = above[j - 1] + own[j - 1] if own[j - 1] > 0 else skipped
            row[j] = max(skipped, matched)
    return _trace(best, scores)


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

"""Exactly which words two texts share: how many, and where. Pure.

A letter is shared when it lies in a run of at least `RUN` letters that stands in the other text too. What a text repeats
counts no more than the other has of it: `shared` is the smaller of both texts' counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extract.overlap import words

# Four or five words in a row: shorter runs are phrases of the trade.
RUN = 8
# Of a run that stands in a text many times, so many places are looked at.
_PLACES = 8
_STEP = 64
# So many letters of several texts are compared with another one at a time.
_LETTERS = 1 << 17
_MIX = np.uint64(0x9E3779B97F4A7C15)

Span = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The words of a text, and a number for each run of `RUN` letters in them."""

    words: str
    hashes: np.ndarray


def runs(text: str) -> Runs:
    """The runs of a text that holds nothing but words."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = max(len(letters) - RUN + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(RUN):
        hashes = (hashes + letters[at : at + count]) * _MIX
        hashes = hashes ^ (hashes >> np.uint64(31))
    return Runs(text, hashes)


def shared(ones: Sequence[Runs], other: Runs, least: float = 0.0) -> list[int]:
    """How many letters each of some texts shares with another one; 0 where that is less than a part of both."""
    counts, open = [0] * len(ones), []
    for at, one in enumerate(ones):
        if one.words == other.words:
            counts[at] = len(one.words) if len(one.words) >= RUN else 0
        elif min(len(one.words), len(other.words)) >= max(RUN, _needed(one, other, least)):
            open.append(at)
    if not open:
        return counts
    known, which = np.unique(other.hashes, return_inverse=True)
    for some in _abreast(open, [max(len(ones[at].hashes), len(which)) for at in open]):
        for at, count in zip(some, _counted([ones[at].hashes for at in some], known, which), strict=True):
            counts[at] = count if count >= _needed(ones[at], other, least) else 0
    return counts


def _abreast(places: list[int], letters: list[int]) -> Iterator[list[int]]:
    """Texts that are looked at together: many short ones, a long one alone."""
    some: list[int] = []
    held = 0
    for place, size in zip(places, letters, strict=True):
        if some and held + size > _LETTERS:
            yield some
            some, held = [], 0
        some.append(place)
        held += size
    if some:
        yield some


def _needed(one: Runs, other: Runs, least: float) -> float:
    return least * (len(one.words) + len(other.words)) / 2


def similarity(one: Runs, other: Runs, count: int) -> float:
    """The part of both texts that is shared, from 0 to 1: twice the shared letters over all letters of both."""
    return 2 * count / (len(one.words) + len(other.words)) if count else 0.0


def spans(text: str, other: str, taken: words.Words | None = None) -> list[Span]:
    """Where two texts read the same: start and end in the one, start and end in the other, in the order of the one.

    Inside a pair of spans words and figures are equal; white space and punctuation may differ. Spans in the one text do not
    overlap and cover all of its shared letters; several may point to the same place in the other.
    """
    taken = taken or words.load()
    mine, here = taken.places(text)
    yours, there = taken.places(other)
    found = []
    for at, to, length in _stretches(mine, yours):
        for first, last in _pieces(text, here[at : at + length], other, there[to : to + length]):
            found.append((here[at + first], here[at + last] + 1, there[to + first], there[to + last] + 1))
    return found


def _counted(ones: Sequence[np.ndarray], known: np.ndarray, which: np.ndarray) -> list[int]:
    """The letters that each of some texts shares with another one, all at once: the smaller of both texts' counts.

    Texts are given by the numbers of their runs, the other one by the different ones in order, and which of them stands where.
    """
    hashes = np.concatenate(ones)
    numbers = np.repeat(np.arange(len(ones)), [len(one) for one in ones])
    places = np.searchsorted(known, hashes)
    places[places == len(known)] = 0
    hits = np.flatnonzero(known[places] == hashes)
    there = np.zeros((len(ones), len(known)), dtype=bool)
    there[numbers[hits], places[hits]] = True
    mine = _covered(numbers[hits], hits, len(ones))
    texts, begins = np.nonzero(there[:, which])
    return np.minimum(mine, _covered(texts, begins, len(ones))).tolist()


def _covered(numbers: np.ndarray, places: np.ndarray, count: int) -> np.ndarray:
    """How many letters of each text lie in runs that begin at the places; `numbers` says of which text a place is."""
    letters = np.full(len(places), RUN)
    following = np.flatnonzero(numbers[1:] == numbers[:-1])
    letters[following] = np.minimum(places[following + 1] - places[following], RUN)
    return np.bincount(numbers, letters, count).astype(int)


def _stretches(mine: str, yours: str) -> Iterator[tuple[int, int, int]]:
    """Shared stretches as place in one, place in the other, length; greedy, each as long as it gets."""
    where: dict[str, list[int]] = defaultdict(list)
    for at in range(len(yours) - RUN + 1):
        if len(places := where[yours[at : at + RUN]]) < _PLACES:
            places.append(at)
    at = done = 0
    while at <= len(mine) - RUN:
        places = where.get(mine[at : at + RUN], [])
        if not places:
            at += 1
            continue
        length, to = max((_length(mine, at, yours, to), -to) for to in places)
        # The run that starts a stretch may begin inside the one before; a letter belongs to the first.
        if at + length > done:
            skip = max(done - at, 0)
            yield at + skip, skip - to, length - skip
            done = at + length
        at = max(at + 1, done - RUN + 1)


def _length(mine: str, at: int, yours: str, to: int) -> int:
    """How far two texts go on alike from two places."""
    length = RUN
    while mine[at + length : at + length + _STEP] == yours[to + length : to + length + _STEP]:
        if at + length >= len(mine):
            return len(mine) - at
        length += _STEP
    most = min(len(mine) - at, len(yours) - to)
    while length < most and mine[at + length] == yours[to + length]:
        length += 1
    return min(length, most)


def _pieces(text: str, here: list[int], other: str, there: list[int]) -> Iterator[tuple[int, int]]:
    """A stretch of letters cut wherever figures or official wording between two of them differ."""
    first = 0
    for at in range(1, len(here)):
        mine, yours = text[here[at - 1] + 1 : here[at]], other[there[at - 1] + 1 : there[at]]
        if mine != yours and _said(mine) != _said(yours):
            yield first, at - 1
            first = at
    yield first, len(here) - 1


def _said(gap: str) -> str:
    return "".join(char for char in gap if char.isalnum())

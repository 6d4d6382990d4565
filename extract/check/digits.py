"""Digits of a file that stand nowhere in what is kept of it: the second half of the accounting identity."""

from collections import Counter
from collections.abc import Iterable

from extract.text import digits


def lost(witness: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Digit runs of the witness that stand in none of the texts.

    A run may be cut by a line end or joined to its neighbour in one extraction only, so what does not match run by run is
    compared digit by digit in order.
    """
    missing = Counter(witness)
    missing.subtract(Counter(run for text in texts for run in digits(text)))
    surplus = sorted(run for run, count in missing.items() for _ in range(-count))
    absent = sorted(run for run, count in missing.items() for _ in range(count))
    return [run for run in absent if not _pieced(run, surplus)]


def _pieced(run: str, surplus: list[str]) -> bool:
    """Whether a run is part of a longer one that was read, or was read in pieces; what it uses up is taken from the surplus."""
    for longer in surplus:
        if run in longer:
            surplus.remove(longer)
            rest = longer.replace(run, "", 1)
            if rest:
                surplus.append(rest)
            return True
    pieces: list[str] = []
    left = run
    while left:
        piece = next((item for item in sorted(surplus, key=len, reverse=True) if left.startswith(item)), None)
        if piece is None:
            surplus += pieces
            return False
        surplus.remove(piece)
        pieces.append(piece)
        left = left[len(piece) :]
    return True

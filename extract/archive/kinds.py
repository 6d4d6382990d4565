"""Names that the tables `cell` and `fact` keep as numbers, since they stand in every row; the views `cells` and `facts` tell them."""

from collections.abc import Mapping

# The most frequent ones are 0 and 1, which take no byte. Numbers are never given anew: archives hold them.
ROLES = {"value": 0, "label": 1, "header": 2, "caption": 3, "unit": 4, "note": 5, "furniture": 6, "empty": 7}
METHODS = {"exact": 0, "alias": 1, "aligned": 2, "narrative": 3, "solved": 4, "ocr": 5}


def number(column: str, kinds: Mapping[str, int]) -> str:
    """SQL for the number of a name."""
    return f"case {column} {' '.join(f'when {name!r} then {no}' for name, no in kinds.items())} end"


def name(column: str, kinds: Mapping[str, int]) -> str:
    """SQL for the name of a number."""
    return f"case {column} {' '.join(f'when {no} then {name!r}' for name, no in kinds.items())} end"


def tenths(points: float | None) -> int | None:
    """A place on a page as the archive keeps it: whole tenths of a point, which nobody sees the rest of.

    Halves go away from zero, as SQLite rounds them when it brings up an earlier archive.
    """
    return None if points is None else int(points * 10 + (-0.5 if points < 0 else 0.5))

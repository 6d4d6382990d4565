"""A sample as a copy of a web page that lost its tables: the cells of a table glued together on one line."""

from collections.abc import Iterator
from functools import lru_cache

from .invent import Sample
from .printed import Grid

# For a row of so many figures, how many make up each of its parts, the last of which is the sum of the others: what the forms
# state of a row. Figures of other rows stand alone (0).
PARTS = {7: (7,), 15: (5, 5, 5)}


def write(sample: Sample) -> bytes:
    """UTF-8; headings and paragraphs keep lines of their own, each table is a line."""
    return "\n".join(_line(block) for _, block in sample.blocks()).encode("utf-8") + b"\n"


def write_whole(sample: Sample) -> bytes:
    """UTF-8; everything between the title and the end is one line."""
    title, *rest = (_line(block) for _, block in sample.blocks())
    return f"{title}\n{''.join(rest)}\n".encode()


def undecided(sample: Sample) -> set[str]:
    """The figures whose glued row can be cut in more than one way that its own sum allows, or in none."""
    grids = [block for _, block in sample.blocks() if isinstance(block, Grid)]
    return {key for grid in grids for keys, texts in _rows(grid) if not _one_way("".join(texts), keys) for key in keys}


def _rows(grid: Grid) -> Iterator[tuple[list[str], list[str]]]:
    texts = {(cell.row, cell.col): cell.text for cell in grid.table.cells}
    for row in sorted({row for row, _ in grid.keys}):
        places = sorted(place for place in grid.keys if place[0] == row)
        yield [grid.keys[place] for place in places], [texts[place].strip() for place in places]


def _one_way(glued: str, keys: list[str]) -> bool:
    """Whether digits can be cut into so many numbers in one way only; anything but digits is left to the reader."""
    if len(keys) == 1:
        return bool(glued)
    return glued.isdigit() and _ways(glued, PARTS.get(len(keys), (0,) * len(keys))) == 1


@lru_cache(maxsize=1024)
def _ways(glued: str, parts: tuple[int, ...]) -> int:
    """In how many ways digits can be cut into such parts; more than one is 2."""
    if not parts:
        return int(not glued)
    found = 0
    for rest in _rests(glued, parts[0]):
        found += _ways(rest, parts[1:])
        if found > 1:
            return 2
    return found


def _rests(glued: str, count: int, total: int = 0) -> Iterator[str]:
    """What is left behind each way to cut off so many numbers, the last of them the sum of the others and of `total`."""
    if count == 1:
        if glued.startswith(str(total)):
            yield glued.removeprefix(str(total))
        return
    for length in range(1, len(glued) - max(0, count - 1) + 1):
        # A number does not begin with 0, and the sum has to find room.
        if (length > 1 and glued[0] == "0") or (count and len(str(total)) > len(glued)):
            return
        rest = glued[length:]
        yield from _rests(rest, count - 1, total + int(glued[:length])) if count else (rest,)


def _line(block: str | Grid) -> str:
    return block if isinstance(block, str) else "".join(cell.text for cell in block.table.cells)

"""A sample as a copy of a web page that lost its tables: the cells of a table glued together on one line."""

from collections.abc import Callable, Iterator

from .invent import Sample
from .printed import Grid

# Which figures of a row must add up to which, for a row of so many: the sums that the forms state of a row.
Sums = Callable[[tuple[int, ...]], bool]


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
    return glued.isdigit() and len(list(_first_two(_cuts(glued, len(keys), SUMS.get(len(keys)))))) == 1


def _first_two(found: Iterator[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    for number, cut in enumerate(found):
        yield cut
        if number:
            return


def _cuts(glued: str, count: int, sums: Sums | None, done: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    if count == 0:
        if not glued and (sums is None or sums(done)):
            yield done
        return
    for length in range(1, len(glued) - count + 2):
        # A number does not begin with 0.
        if length == 1 or glued[0] != "0":
            yield from _cuts(glued[length:], count - 1, sums, (*done, int(glued[:length])))


SUMS: dict[int, Sums] = {
    7: lambda row: sum(row[:6]) == row[6],
    15: lambda row: all(sum(row[at : at + 4]) == row[at + 4] for at in (0, 5, 10)),
}


def _line(block: str | Grid) -> str:
    return block if isinstance(block, str) else "".join(cell.text for cell in block.table.cells)

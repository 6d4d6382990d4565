"""Where the report stands in a web page: the element that holds it, and which lines in and around it are furniture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract import text as normal
from extract.model import Block, Paragraph, Table
from extract.read.html.around import ends, is_around

_HEADING = re.compile(rf"^(?:第?{normal.NUMERAL}{{1,3}}(?:部分)?[、.．]).{{2,40}}$")
_TITLE = re.compile(r"^.{0,60}公开.{0,16}(?:报告|年报)$")
# The element that holds the report holds at least this share of the page's running text.
SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """A block, the path of elements that it stands in, and how much of the page's running text it is.

    `linked` blocks are nothing but links, those `around` stand in an element that never holds a report.
    """

    block: Block
    path: tuple[int, ...]
    weight: float
    linked: bool = False
    around: bool = False

    @property
    def text(self) -> str:
        """The text of a paragraph; a table has none."""
        return self.block.text if isinstance(self.block, Paragraph) else ""

    @property
    def heading(self) -> bool:
        """Whether the report cannot do without this part: a chapter's heading, or a table with figures."""
        if self.weight == 0:
            return False
        if isinstance(self.block, Table):
            return any(cell.text[:1].isdigit() for cell in self.block.cells)
        return bool(_HEADING.match(normal.tight(self.text)))

    @property
    def title(self) -> bool:
        """Whether this could be the report's title: not a link to a report."""
        return not self.linked and not self.around and bool(_TITLE.match(normal.tight(self.text)))


def sorted_out(parts: Sequence[Part]) -> Iterator[Block]:
    """The blocks in order, those outside the report marked as furniture."""
    told = [part if not is_around(part.text) else replace(part, weight=0.0, around=True) for part in _shown_once(parts)]
    inside = _container(told)
    held = [part.path[: len(inside)] == inside for part in told]
    title = _title_above(told, held)
    fixed = [number for number, part in enumerate(told) if part.heading]
    links, end = _linked(told, fixed), _end(told, held, fixed)
    for number, part in enumerate(told):
        if not isinstance(part.block, Paragraph):
            yield part.block
        elif part.around or number in links or number >= end or not (held[number] or number == title):
            yield Paragraph(part.text, part.block.where, furniture=True)
        else:
            yield part.block


def _shown_once(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, a hidden table that another one repeats cell by cell as lines around the report: it is no second table."""
    if not any(part.around and isinstance(part.block, Table) for part in parts):
        yield from parts
        return
    known = {_print(part.block) for part in parts if isinstance(part.block, Table) and not part.around}
    for part in parts:
        if not (isinstance(part.block, Table) and part.around):
            yield part
        elif (printed := _print(part.block)) in known:
            lines = (Paragraph(line) for cell in part.block.cells for line in cell.text.split("\n") if line)
            yield from (replace(part, block=line) for line in lines)
        else:
            known.add(printed)
            yield part


def _print(table: Table) -> tuple[tuple[int, int, int, int, str], ...]:
    """What a table prints, and where, whatever blanks stand in it."""
    cells = table.cells
    return tuple((cell.row, cell.col, cell.rowspan, cell.colspan, normal.tight(cell.text)) for cell in cells)


def _container(parts: Sequence[Part]) -> tuple[int, ...]:
    """The innermost element that holds the report: go down while one child has most of the text and leaves no heading out."""
    path: tuple[int, ...] = ()
    inside = parts
    while True:
        weights: dict[int, float] = {}
        for part in inside:
            if len(part.path) > len(path):
                weights[part.path[len(path)]] = weights.get(part.path[len(path)], 0.0) + part.weight
        best = max(weights, key=weights.__getitem__, default=None)
        if best is None or weights[best] < SHARE * sum(part.weight for part in inside):
            return path
        deeper = [part for part in inside if part.path[: len(path) + 1] == (*path, best)]
        if len(deeper) < 2 or any(part.heading for part in inside if part.path[: len(path) + 1] != (*path, best)):
            return path
        path, inside = (*path, best), deeper


def _title_above(parts: Sequence[Part], held: Sequence[bool]) -> int | None:
    """The title of a report whose element begins below it."""
    first = next((number for number, inside in enumerate(held) if inside), 0)
    if any(part.title for part in parts[first : first + 3]):
        return None
    return next((number for number in range(first - 1, -1, -1) if parts[number].title), None)


def _linked(parts: Sequence[Part], fixed: Sequence[int]) -> set[int]:
    """The lines of nothing but links before the report's first chapter and after its last one."""
    first, last = (fixed[0], fixed[-1]) if fixed else (len(parts), -1)
    return {number for number, part in enumerate(parts) if part.linked and not first < number < last}


def _end(parts: Sequence[Part], held: Sequence[bool], fixed: Sequence[int]) -> int:
    """Where the page's own end begins, behind the last heading: neighbours, related pages, footer."""
    last = max(fixed, default=-1)
    weight = sum(part.weight for part in parts)
    rest = sum(part.weight for part in parts[last + 1 :])
    for number in range(last + 1, len(parts)):
        if held[number] and ends(parts[number].text) and rest < (1 - SHARE) * weight:
            return number
        rest -= parts[number].weight
    return len(parts)

"""Put a stored report together again: chapters, their paragraphs, and the tables where they stood. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from extract.text import tight

# What HTML allows a cell to span; a file may claim more.
SPAN = 1000
DOUBT = 0.95
# How many lines a heading may take; titles in large type take two or three.
LINES = 4
HEADS = {"header": "col", "label": "row"}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph: with the fact that it states, a figure that the table has otherwise (`mark`), or a heading (`lead`)."""

    text: str
    fact: Row | None = None
    mark: Row | None = None
    lead: Row | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of an HTML table. `cell` is None for a place that no printed cell covers."""

    rowspan: int = 1
    colspan: int = 1
    cell: Row | None = None
    facts: tuple[Row, ...] = ()

    @property
    def fact(self) -> Row | None:
        """The value that the cell prints; None where it prints none, or several in a row without blanks."""
        return self.facts[0] if len(self.facts) == 1 else None

    @property
    def scope(self) -> str | None:
        """What a heading cell is the heading of; None for other cells."""
        return HEADS.get(self.cell["role"]) if self.cell else None

    @property
    def unmapped(self) -> bool:
        """Whether this is a number that neither a code nor a reason explains: the rule of the view `unmapped`."""
        cell = self.cell
        if not cell or cell["role"] != "value" or cell["item"] or cell["ignored"]:
            return False
        return re.search("[0-9０-９]", cell["text"]) is not None

    @property
    def doubtful(self) -> bool:
        """Whether the number was read or coded with less than full confidence."""
        return any(fact["confidence"] < DOUBT for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table, ready for HTML."""

    id: str
    rows: tuple[tuple[Box, ...], ...]
    flat: bool


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of a part of a chapter, on a line of its own."""

    level: int
    text: str


Block = tuple[Run, ...] | Grid | Title
# A piece of a text that means something: where it starts and ends, what it is (a field of `Run`), and its row.
Span = tuple[int, int, str, Row]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: its heading, and its paragraphs (tuples of runs), headings and tables in reading order."""

    ordinal: int
    code: str
    heading: str
    page: int | None
    blocks: tuple[Block, ...]


def chapters(
    sections: Iterable[Row],
    tables: Iterable[Row],
    cells: Iterable[Row],
    facts: Iterable[Row],
    marks: Iterable[Row] = (),
    leads: Iterable[Row] = (),
) -> list[Chapter]:
    """The report's chapters, with each table where it stood. A table without a section goes behind the last one.

    `marks` are figures of the text that a table has otherwise, `leads` the parts of chapters with their headings.
    """
    facts = list(facts)
    of_cell = _by("cell_id", facts)
    in_text: dict[str | None, list[Span]] = defaultdict(list)
    for name, rows in (("fact", facts), ("mark", marks), ("lead", leads)):
        for row in rows:
            if row["start"] is not None:
                in_text[row["section_id"]].append(_span(name, row))
    grids, boxes = _by("section_id", tables), _by("table_id", cells)

    def drawn(section_id: str | None) -> list[tuple[int, Grid]]:
        ordered = sorted(grids[section_id], key=lambda table: table["position"])
        return [(table["position"], grid(table, boxes[table["id"]], of_cell)) for table in ordered]

    made = [_chapter(section, drawn(section["id"]), in_text[section["id"]]) for section in sections]
    loose = tuple(grid for _, grid in drawn(None))
    return [*made, Chapter(len(made), "loose", "", None, loose)] if loose else made


def grid(table: Row, cells: Iterable[Row], facts: Mapping[str, Sequence[Row]]) -> Grid:
    """The cells in rows. Spans end with the table and uncovered places are filled, so that columns stay in line."""
    cells = list(cells)
    height = max((cell["row"] + 1 for cell in cells), default=0)
    boxes = {(cell["row"], cell["col"]): _box(cell, height, facts) for cell in cells}
    covered = {place for at, box in boxes.items() for place in _places(at, box)}
    width = max((col + 1 for _, col in covered), default=0)
    empty = Box()
    rows = (
        tuple(boxes.get((row, col), empty) for col in range(width) if (row, col) in boxes or (row, col) not in covered)
        for row in range(height)
    )
    return Grid(table["id"], tuple(rows), bool(table["flat"]))


def _box(cell: Row, height: int, facts: Mapping[str, Sequence[Row]]) -> Box:
    """A cell with its facts, its spans within what HTML and the table allow."""
    rowspan = max(1, min(cell["rowspan"], height - cell["row"], SPAN))
    return Box(rowspan, max(1, min(cell["colspan"], SPAN)), cell, tuple(facts.get(cell["id"], ())))


def _places(at: tuple[int, int], box: Box) -> Iterator[tuple[int, int]]:
    """The grid places that a box covers."""
    return ((at[0] + down, at[1] + right) for down in range(box.rowspan) for right in range(box.colspan))


def _chapter(section: Row, tables: list[tuple[int, Grid]], spans: list[Span]) -> Chapter:
    """One section, its text cut where tables stand."""
    text = section["text"]
    spans = sorted(spans, key=lambda span: span[:2])
    start = _behind(text, section["heading"])
    cuts = [(min(max(position, start), len(text)), table) for position, table in tables]
    ends = [start, *(position for position, _ in cuts), len(text)]
    blocks: list[Block] = []
    for number, (left, right) in enumerate(pairwise(ends)):
        blocks += _paragraphs(text, left, right, spans)
        blocks += [table for _, table in cuts[number : number + 1]]
    return Chapter(
        section["ordinal"], section["code"], text[:start] or section["heading"], section["page"], tuple(blocks)
    )


def _behind(text: str, heading: str) -> int:
    """Where a text goes on behind its heading, which may be spaced otherwise there, or stand on several lines."""
    if text.startswith(heading):
        return len(heading)
    ends = (end.start() for end in islice(re.finditer(r"\n|\Z", text), LINES))
    return next((end for end in ends if tight(text[:end]) == tight(heading)), 0)


def _span(name: str, row: Row) -> Span:
    """Where a piece of text is; the part of a chapter begins with its heading."""
    return row["start"], row["start"] + len(row["heading"]) if name == "lead" else row["end"], name, row


def _paragraphs(text: str, start: int, end: int, spans: list[Span]) -> Iterator[tuple[Run, ...] | Title]:
    """The lines between two characters that have any text; one that is a heading is a title."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        runs = tuple(_runs(text, start + line.start(), start + line.end(), spans))
        said = [run for run in runs if run.text.strip()]
        if len(said) == 1 and said[0].lead:
            yield Title(said[0].lead["level"], said[0].text.strip())
        elif said:
            yield runs


def paragraph(text: str, fact: Row) -> tuple[Run, ...]:
    """The line of a text in which a fact is stated, cut around it."""
    start = text.rfind("\n", 0, fact["start"]) + 1
    end = text.find("\n", fact["end"])
    return tuple(_runs(text, start, len(text) if end < 0 else end, [(fact["start"], fact["end"], "fact", fact)]))


def _runs(text: str, start: int, end: int, spans: list[Span]) -> Iterator[Run]:
    """A line cut where something is told of it; of pieces that overlap, the first."""
    for begin, stop, name, row in spans:
        if start <= begin < stop <= end:
            yield Run(text[start:begin])
            yield Run(text[begin:stop], **{name: row})
            start = stop
    yield Run(text[start:end])


def _by(name: str, rows: Iterable[Row]) -> dict[Any, list[Row]]:
    """The rows under each value of a column."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found

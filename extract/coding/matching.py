"""Hold one printed table against one table of a form: which row prints which item, which column which code.

The form's block headings, header rows and items are one ordered list of labels; the printed rows are aligned with it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mode

from extract.codebook import Block, Codebook, Column, FormTable
from extract.codebook import Row as FormRow
from extract.coding.align import ALIAS, EXACT, align, likeness
from extract.coding.anatomy import Leaf, Row, leaves, unit_columns, words
from extract.coding.outline import Entry, outline, weight
from extract.coding.years import undated, year_of
from extract.model import Cell, Method
from extract.text import key, tight

# A likeness counts as sure where the rows before and after it are recognised by their exact labels.
SURE = 0.97
DOUBTFUL = 0.9
CLOSE = 0.65
# A row without a label, told by its neighbours alone.
NAMELESS = 0.3
# What each label that stands rightly above a leaf adds to it.
PARENT = 0.1


@dataclass(frozen=True, slots=True)
class Named:
    """How something printed was recognised: the method, and how sure that is."""

    method: Method
    confidence: float


@dataclass(slots=True)
class Match:
    """A table explained by a form's table. `items` and `columns` say what each row and each leaf of its block prints."""

    form: str
    table: FormTable
    score: float = 0.0
    items: dict[int, tuple[Block, FormRow, Named]] = field(default_factory=dict)
    labels: dict[int, Cell] = field(default_factory=dict)
    captions: set[int] = field(default_factory=set)
    headers: dict[int, list[Row]] = field(default_factory=dict)
    columns: dict[int, list[tuple[Leaf, Column | None, Named]]] = field(default_factory=dict)
    units: frozenset[int] = frozenset()
    start: int = 0
    year: int | None = None

    @property
    def found(self) -> int:
        """How many rows or columns of the form were recognised."""
        return len(self.items)


def match(book: Codebook, form: str, table: FormTable, lines: Sequence[Row], year: int | None = None) -> Match:
    """Hold the rows of a printed table against a form's table of either layout; the report's year, where it is known."""
    return LAYOUTS[table.layout](book, form, table, lines, year)


def match_rows(book: Codebook, form: str, table: FormTable, lines: Sequence[Row], year: int | None = None) -> Match:
    """Items down, columns across."""
    expected = outline(book, form, table)
    scores = [expected.fit(line).scores for line in lines]
    pairs = _with_nameless(align(scores), lines, expected.entries, scores)
    found = Match(form, table, year=year)
    for i, j in pairs:
        _note(found, lines[i], expected.entries[j], scores[i][j] or NAMELESS)
    if not found.items:
        return found
    found.start = _value_start(found)
    _read_columns(book, found, lines)
    _sure(found, pairs, expected.entries, scores)
    _doubt_generic(found, pairs, expected.entries, lines)
    return found


def match_record(book: Codebook, form: str, table: FormTable, lines: Sequence[Row], year: int | None = None) -> Match:
    """One row of values, items across: the header's leaves are aligned with the items."""
    found = Match(form, table, year=year)
    body = [line for line in lines if not any(words(cell) for cell in line.own) and line.own]
    header = [line for line in lines if body and line.no < body[0].no]
    block = table.blocks[0]
    expected = [tuple(map(key, book.spellings(form, "row", row.code))) for row in block.rows]
    printed_leaves = leaves(header, 0)
    scores = [
        [_leaf_score(leaf, keys, row.path) for keys, row in zip(expected, block.rows, strict=True)]
        for leaf in printed_leaves
    ]
    pairs = align(scores)
    upper = {key(label) for row in block.rows for label in row.path}
    for i, j in pairs:
        path, printed = {key(label) for label in block.rows[j].path}, set(printed_leaves[i].path)
        # Of a header that is printed in part only what stands above tells 结果维持 from 结果维持.
        if len(pairs) < len(block.rows) and not path <= printed:
            continue
        named = _named(scores[i][j]) if printed & upper <= path else Named("aligned", DOUBTFUL)
        if scores[i][j] == CLOSE and len(pairs) == len(block.rows) == len(printed_leaves):
            named = Named("aligned", SURE)
        found.items[i] = (block, block.rows[j], named)
        found.score += scores[i][j]
    found.columns[0] = [(leaf, None, Named("exact", 1.0)) for leaf in printed_leaves]
    found.headers[0] = header
    return found


LAYOUTS = {"rows": match_rows, "record": match_record}


def most(book: Codebook, form: str, table: FormTable, lines: Sequence[Row]) -> float:
    """No match of these rows with a form's table scores higher than this; far cheaper to know than the match."""
    return BOUNDS[table.layout](book, form, table, lines)


def _most_rows(book: Codebook, form: str, table: FormTable, lines: Sequence[Row]) -> float:
    """Every row as its best entry, a row without label by its neighbours, and every column named."""
    expected, columns = outline(book, form, table), sum(len(block.columns) for block in table.blocks)
    return columns + sum(max(expected.fit(line).best, NAMELESS if line.numbers else 0.0) for line in lines)


def _most_record(book: Codebook, form: str, table: FormTable, lines: Sequence[Row]) -> float:
    """Every item by its exact label, with all that stands above it."""
    return sum(EXACT + PARENT * len(row.path) for row in table.blocks[0].rows)


BOUNDS = {"rows": _most_rows, "record": _most_record}


def match_glued(book: Codebook, form: str, table: FormTable, lines: Sequence[Row], year: int | None = None) -> Match:
    """Hold a flattened table against a form's table: by its labels, since most have no header."""
    if table.layout == "rows":
        return match_rows(book, form, table, lines, year)
    found, block = Match(form, table), table.blocks[0]
    printed, at = tight("".join(cell.text for line in lines for cell in line.labels)), 0
    for index, row in enumerate(block.rows):
        at = printed.find(tight(row.label), at) + len(row.label)
        if at < len(row.label):
            return Match(form, table)
        found.items[index] = (block, row, Named("exact", 1.0))
    found.score = float(len(found.items)) if len(lines) == 1 else 0.0
    return found


def _leaf_score(leaf: Leaf, spellings: tuple[str, ...], path: Sequence[str]) -> float:
    """How well a header's leaf names an item of a record; a piece of its label only where all that stands above is right."""
    own, above = likeness(leaf.key, spellings), sum(key(label) in leaf.path for label in path)
    if own >= ALIAS:
        return own + PARENT * above
    piece = len(leaf.key) > 1 and any(leaf.key in spelling for spelling in spellings)
    return CLOSE if piece and above == len(path) else 0.0


def _with_nameless(
    pairs: list[tuple[int, int]], lines: Sequence[Row], entries: Sequence[Entry], scores: Sequence[Sequence[float]]
) -> list[tuple[int, int]]:
    """Add rows that lost their label, where exactly one item is missing between two recognised neighbours and one row stands there."""
    added = []
    for (i, j), (below, after) in zip(pairs, pairs[1:], strict=False):
        between = entries[j + 1 : after]
        if below - i != 2 or len(between) != 1 or between[0].row is None or between[0].exact_only:
            continue
        line = lines[i + 1]
        own = [cell for cell in line.labels if cell.row == line.no]
        if not own and line.numbers:
            added.append((i + 1, j + 1))
    return sorted(pairs + added)


def _note(found: Match, line: Row, entry: Entry, score: float) -> None:
    """Record one aligned row."""
    found.score += score
    if entry.row is None:
        if not entry.columns:
            found.captions.add(line.no)
        else:
            found.headers.setdefault(id(entry.block), []).append(line)
        return
    labels = sorted(line.labels, key=lambda cell: weight(cell, line) * entry.fit(key(cell.text)))
    best = entry.fit(key(labels[-1].text)) if labels else score
    found.items[line.no] = (entry.block, entry.row, _named(best or score))
    if best and labels:
        found.labels[line.no] = labels[-1]


def _named(score: float) -> Named:
    if score >= EXACT:
        return Named("exact", 1.0)
    return Named("alias", 1.0) if score >= ALIAS else Named("aligned", DOUBTFUL)


def _value_start(found: Match) -> int:
    """The first grid column behind the labels."""
    return mode(sorted(cell.col + cell.colspan for cell in found.labels.values())) if found.labels else 1


def _read_columns(book: Codebook, found: Match, lines: Sequence[Row]) -> None:
    """For each block the header rows above its first item, the leaves that they name, and the form's columns."""
    first: dict[int, int] = {}
    blocks = {}
    for no, (block, _, _) in sorted(found.items.items()):
        first.setdefault(id(block), no)
        blocks[id(block)] = block
    body = [line for line in lines if line.no in found.items]
    for block_id, block in blocks.items():
        header = _header(found, lines, block_id, first[block_id])
        printed = leaves(header, found.start)
        found.units |= unit_columns(printed, body)
        named = [leaf for leaf in printed if not set(leaf.cols) <= found.units]
        found.headers[block_id] = header
        name = _kin if found.table.listed else _columns
        found.columns[block_id] = list(name(book, found, block, named))
        found.score += sum(column is not None for _, column, _ in found.columns[block_id])


def _header(found: Match, lines: Sequence[Row], block_id: int, first: int) -> list[Row]:
    """The rows above a block's first item, up to the item or caption before them."""
    header: list[Row] = []
    for line in reversed([line for line in lines if line.no < first]):
        if line.no in found.items or line.no in found.captions:
            break
        header.insert(0, line)
    return header or [line for line in found.headers.get(block_id, []) if line.no < first]


def _columns(
    book: Codebook, found: Match, block: Block, printed: list[Leaf]
) -> Iterator[tuple[Leaf, Column | None, Named]]:
    """The form's column of each leaf, in order; one leaf without a known name between known ones is told by its place."""
    expected = [_keys(book, found, column) for column in block.columns]
    scores = [
        [_leaf_score(leaf, keys, column.path) for keys, column in zip(expected, block.columns, strict=True)]
        for leaf in printed
    ]
    pairs = align(scores)
    codes = {i: (block.columns[j], _named(scores[i][j])) for i, j in pairs}
    if len(printed) == len(block.columns) == len(pairs) + 1 and all(i == j for i, j in pairs):
        (lost,) = set(range(len(printed))) - set(codes)
        codes[lost] = (block.columns[lost], Named("aligned", DOUBTFUL))
    for i, leaf in enumerate(printed):
        column, named = codes.get(i, (None, Named("exact", 1.0)))
        yield leaf, column, named


def _kin(
    book: Codebook, found: Match, block: Block, printed: list[Leaf]
) -> Iterator[tuple[Leaf, Column | None, Named]]:
    """The columns of a list of indicators, in any order; where two leaves name the same one, neither is it."""
    own = undated(printed, found.year)
    named = [
        {column: near for column in block.columns if (near := likeness(leaf.key, _keys(book, found, column))) >= ALIAS}
        for leaf in own
    ]
    times = Counter(column for columns in named for column in columns)
    for leaf, columns in zip(printed, named, strict=True):
        column = next((column for column in columns if len(columns) == 1 and times[column] == 1), None)
        of_another_year = found.year and year_of(leaf.key) not in (None, found.year)
        sure = Named("aligned", DOUBTFUL) if of_another_year else _named(columns[column] if column else EXACT)
        yield leaf, column, sure


def _keys(book: Codebook, found: Match, column: Column) -> tuple[str, ...]:
    return tuple(map(key, book.spellings(found.form, "column", column.code)))


def _sure(
    found: Match, pairs: list[tuple[int, int]], entries: Sequence[Entry], scores: Sequence[Sequence[float]]
) -> None:
    """Likenesses between two rows that are recognised by their exact labels, with nothing left out, are as good as sure."""
    exact = [place for place, (i, j) in enumerate(pairs) if scores[i][j] >= ALIAS]
    for start, end in pairwise(exact):
        (i0, j0), (i1, j1) = pairs[start], pairs[end]
        inner = pairs[start + 1 : end]
        steps = [(i - i0, j - j0) for i, j in (*inner, (i1, j1))]
        if steps == [(n, n) for n in range(1, len(inner) + 2)] and all(_like(scores[i][j]) for i, j in inner):
            for i, j in inner:
                if scores[i][j] >= CLOSE:
                    _hold(found, entries[j])


def _like(score: float) -> bool:
    """Whether a row is alike, or has no label that could speak against it."""
    return score >= CLOSE or score == 0


def _hold(found: Match, entry: Entry) -> None:
    """Note that a row prints an item as good as surely."""
    for no, (block, row, named) in found.items.items():
        if row is entry.row and named.method == "aligned":
            found.items[no] = (block, row, Named("aligned", SURE))


def _doubt_generic(found: Match, pairs: list[tuple[int, int]], entries: Sequence[Entry], lines: Sequence[Row]) -> None:
    """A label such as 其他 counts as its item if it has the form's number, or if its parent is printed above it."""
    printed = {row.code for _, row, _ in found.items.values()}
    names = {key(cell.text) for line in lines for cell in line.named}
    for i, j in pairs:
        row, no = entries[j].row, lines[i].no
        if row is None or not entries[j].generic or row.parent is None or no not in found.items:
            continue
        above = row.parent in printed or any(e.row and e.row.code == row.parent and e.keys[0] in names for e in entries)
        if not above and entries[j].label not in {tight(cell.text) for cell in lines[i].labels}:
            found.items[no] = (entries[j].block, row, Named("aligned", DOUBTFUL))

"""Single property modifiers (sprms) of binary Word files: what they say of a paragraph, of characters, of a table row."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.read.doc.word97 import u8, u16, u32

_DEF_TABLE, _CHANGE_TABS = 0xD608, 0xC615
# Lists of sprms that are too long for their page stand in the Data stream: sprmPHugePapx (two codes) and sprmPTableProps.
_ELSEWHERE = (0x6645, 0x6646, 0x646B)
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_VERTICAL, _DEEPEST = 5, 16
NO_LIST = 0xF801


@dataclass(frozen=True, slots=True)
class Shape:
    """What a row says of its cells (TDefTable): their edges in twips, and how each is merged across and down (TCGRF)."""

    edges: tuple[int, ...]
    across: tuple[int, ...]
    down: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pap:
    """What matters of a paragraph's properties; `list_no` and `level` are None where its style decides."""

    in_table: bool = False
    depth: int | None = None
    row_end: bool = False
    inner_cell: bool = False
    inner_row: bool = False
    list_no: int | None = None
    level: int | None = None
    shape: Shape | None = None

    @property
    def nesting(self) -> int:
        """In how many tables the paragraph stands."""
        return min(self.depth or int(self.in_table), _DEEPEST)


@dataclass(frozen=True, slots=True)
class Chp:
    """What matters of characters: whether they are printed, deleted as a tracked change, raised."""

    hidden: bool = False
    deleted: bool = False
    raised: bool = False


def _merge(shape: Shape, operand: bytes) -> Shape:
    """Cells first to limit - 1 of a row become one (sprmTMerge)."""
    first, limit = operand[0], operand[1]
    marks = [1 if at == first else 2 if first < at < limit else mark for at, mark in enumerate(shape.across)]
    return replace(shape, across=tuple(marks))


def _merge_down(shape: Shape, operand: bytes) -> Shape:
    """One cell goes on with the one above, or no longer does (sprmTVertMerge)."""
    return replace(shape, down=tuple(operand[1] if at == operand[0] else mark for at, mark in enumerate(shape.down)))


_PAP: dict[int, Callable[[bytes], dict]] = {
    0x2416: lambda operand: {"in_table": bool(operand[0])},
    0x2417: lambda operand: {"row_end": bool(operand[0])},
    0x6649: lambda operand: {"depth": u32(operand, 0)},
    0x244B: lambda operand: {"inner_cell": bool(operand[0])},
    0x244C: lambda operand: {"inner_row": bool(operand[0])},
    0x460B: lambda operand: {"list_no": u16(operand, 0)},
    0x260A: lambda operand: {"level": min(operand[0], 8)},
    _DEF_TABLE: lambda operand: {"shape": _shape(operand)},
}
_TAP: dict[int, Callable[[Shape, bytes], Shape]] = {0x5624: _merge, 0xD62B: _merge_down}
_CHP: dict[int, Callable[[bytes], dict]] = {
    0x0800: lambda operand: {"deleted": bool(operand[0] & 1)},
    0x083C: lambda operand: {"hidden": bool(operand[0] & 1)},
    0x2A48: lambda operand: {"raised": operand[0] == 1},
    # A symbol is stored as a bracket; its sign is one of a font of pictures.
    0x6A09: lambda operand: {"hidden": True},
}


def modifiers(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The sprms of a list with their operands; one that is cut off ends the list."""
    at = 0
    while at + 3 <= len(grpprl):
        code = u16(grpprl, at)
        at += 2
        head, size = _extent(code, grpprl, at)
        if at + head + size > len(grpprl):
            return
        yield code, grpprl[at + head : at + head + size]
        at += head + size


def _extent(code: int, grpprl: bytes, at: int) -> tuple[int, int]:
    """How many bytes tell the size of an operand, and that size."""
    if code == _DEF_TABLE:
        return 2, max(0, u16(grpprl + b"\0", at) - 1)
    if code >> 13 != 6:
        return 0, _SIZES[code >> 13]
    if code == _CHANGE_TABS and grpprl[at] == 255:
        deleted = 4 * u8(grpprl + b"\0", at + 1)
        added = grpprl[at + 2 + deleted] if at + 2 + deleted < len(grpprl) else 0
        return 1, 2 + deleted + 3 * added
    return 1, grpprl[at]


def paragraph(grpprl: bytes, elsewhere: Callable[[int], bytes] = lambda at: b"") -> Pap:
    """The properties that a list of sprms gives a paragraph; `elsewhere` fetches a list from the Data stream."""
    found = Pap()
    for code, operand in _unfolded(grpprl, elsewhere):
        if code in _PAP:
            found = replace(found, **_PAP[code](operand))
        elif code in _TAP and found.shape:
            found = replace(found, shape=_TAP[code](found.shape, operand))
    return found


def _unfolded(grpprl: bytes, elsewhere: Callable[[int], bytes]) -> Iterator[tuple[int, bytes]]:
    for code, operand in modifiers(grpprl):
        if code in _ELSEWHERE:
            yield from modifiers(elsewhere(u32(operand, 0)))
        else:
            yield code, operand


@lru_cache(maxsize=4096)
def characters(grpprl: bytes) -> Chp:
    """The properties that a list of sprms gives characters."""
    found = Chp()
    for code, operand in modifiers(grpprl):
        if code in _CHP:
            found = replace(found, **_CHP[code](operand))
    return found


def _shape(operand: bytes) -> Shape:
    """TDefTableOperand: a count, one edge more than cells, then a TC80 of 20 bytes for each cell that has one."""
    count = u8(operand, 0)
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    first = 1 + 2 * (count + 1)
    flags = [u16(operand, at) if at + 2 <= len(operand) else 0 for at in range(first, first + 20 * count, 20)]
    return Shape(edges, tuple(flag & 3 for flag in flags), tuple(flag >> _VERTICAL & 3 for flag in flags))

"""Automatic numbers of paragraphs in binary Word files: lists (PlfLst), their uses (PlfLfo), and styles that carry one."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extract.read.doc import sprm
from extract.read.doc.word97 import LIST_USES, LISTS, STYLES, Streams, u8, u16, u32
from extract.read.docx.numbering import Level, Numbering

Change = Callable[[Level | None], Level]

_LSTF, _LVLF, _LFO = 28, 28, 16
_DEPTHS, _DEEPEST_STYLE = 9, 12
# Characters around a number that are printed; a longer text would be multiplied by the paragraphs of the list.
_LONGEST = 64
_RESTARTS, _FORMATS = 0x10, 0x20

# Number formats (MSONFC) under the names that docx files give them; all others print digits.
FORMATS = {
    3: "upperLetter",
    4: "lowerLetter",
    0x0A: "ideographDigital",
    0x0B: "japaneseCounting",
    0x12: "decimalEnclosedCircle",
    0x17: "bullet",
    0x1C: "decimalEnclosedCircleChinese",
    0x1E: "ideographTraditional",
    0x21: "taiwaneseCounting",
    0x23: "taiwaneseCountingThousand",
    0x25: "chineseCounting",
    0x26: "chineseLegalSimplified",
    0x27: "chineseCountingThousand",
    0xFF: "none",
}


@dataclass(slots=True)
class Lists(Numbering):
    """The lists of a binary file; its paragraphs come as pairs of list and level."""

    def _place(self, paragraph: tuple[int, int] | None) -> tuple[str, int] | None:
        return (str(paragraph[0]), paragraph[1]) if paragraph else None


def lists(streams: Streams) -> Lists:
    """The lists that paragraphs name by number, from 1."""
    known = _lists(streams)
    found, shared = {}, {}
    for number, (lsid, changed) in enumerate(_uses(streams), 1):
        levels = known.get(lsid, {})
        found[str(number)] = levels | {depth: change(levels.get(depth)) for depth, change in changed.items()}
        shared[str(number)] = str(lsid)
    return Lists(found, {}, shared)


def _lists(streams: Streams) -> dict[int, dict[int, Level]]:
    """The levels of each list by its lsid; they stand behind the part that the FIB names."""
    part = streams.part(LISTS)
    if not part:
        return {}
    heads = [part[2 + _LSTF * at : 2 + _LSTF * (at + 1)] for at in range(min(u16(part, 0), len(part) // _LSTF))]
    at, found = sum(streams.places[LISTS]), {}
    for head in heads:
        levels = {}
        for depth in range(1 if u8(head, 26) & 1 else _DEPTHS):
            levels[depth], at = _level(streams.table, at)
        found[u32(head, 0)] = levels
    return found


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """The level (LVL) at a place: its LVLF, two lists of sprms, and the printed text, where 0 to 8 stand for numbers."""
    start, fmt, flags = struct.unpack_from("<iBB", data, at)
    text = at + _LVLF + u8(data, at + 24) + u8(data, at + 25)
    end = text + 2 + 2 * u16(data, text)
    printed = data[text + 2 : min(end, text + 2 + 2 * _LONGEST)].decode("utf-16-le", "replace")
    pattern = "".join(f"%{ord(char) + 1}" if char < "\t" else char for char in printed)
    return Level(FORMATS.get(fmt, "decimal"), "" if fmt == 0x17 else pattern, start, bool(flags & 4)), end


def _uses(streams: Streams) -> Iterator[tuple[int, dict[int, Change]]]:
    """The lsid of each use of a list (LFO), with a function for every level that it changes."""
    part = streams.part(LIST_USES)
    count = min(u32(part, 0), len(part) // _LFO) if part else 0
    at = 4 + _LFO * count
    for number in range(count):
        head = 4 + _LFO * number
        at, changed = _changes(part, at + 4, u8(part, head + 12))
        yield u32(part, head), changed


def _changes(part: bytes, at: int, count: int) -> tuple[int, dict[int, Change]]:
    """What one use changes (LFOData: rgLfoLvl), and where the next one's changes stand."""
    changed: dict[int, Change] = {}
    for _ in range(count):
        start, flags = struct.unpack_from("<iI", part, at)
        at, own = at + 8, None
        if flags & _FORMATS:
            own, at = _level(part, at)
        changed[flags & 15] = _change(own, start if flags & _RESTARTS and not own else None, bool(flags & _RESTARTS))
    return at, changed


def _change(own: Level | None, start: int | None, restart: bool) -> Change:
    """What makes a list's level that of its use: a level of its own, another start."""

    def change(level: Level | None) -> Level:
        base = own or level or Level("decimal", "", 1)
        return replace(base, start=base.start if start is None else start, restart=restart)

    return change


def styles(streams: Streams) -> dict[int, sprm.Pap]:
    """What paragraph styles (by istd) say of lists, with what they inherit."""
    own = {istd: style for istd, style in enumerate(_styles(streams.part(STYLES))) if style}
    return {istd: _inherited(own, istd) for istd in own}


def _styles(part: bytes) -> Iterator[tuple[int, sprm.Pap] | None]:
    """The base and the properties of each style of the style sheet (STSH); None where there is no paragraph style."""
    if not part:
        return
    size = u16(part, 0)
    base_size, at = u16(part, 4), 2 + size
    while at + 2 <= len(part):
        length = u16(part, at)
        yield _style(part[at + 2 : at + 2 + length], base_size) if length else None
        at += 2 + length + length % 2


def _style(std: bytes, base_size: int) -> tuple[int, sprm.Pap] | None:
    """A paragraph style: StdfBase, its name, then the sprms of its paragraphs (UpxPapx)."""
    kind = u16(std, 2)
    if kind & 15 != 1:
        return None
    at = base_size + 2 + 2 * u16(std, base_size) + 2
    at += at % 2
    return kind >> 4, sprm.paragraph(std[at + 4 : at + 2 + u16(std, at)] if at + 2 <= len(std) else b"")


def _inherited(own: dict[int, tuple[int, sprm.Pap]], istd: int) -> sprm.Pap:
    found, seen = sprm.Pap(), 0
    while istd in own and seen < _DEEPEST_STYLE:
        istd, pap = own[istd]
        seen += 1
        found = replace(
            found,
            list_no=pap.list_no if found.list_no is None else found.list_no,
            level=pap.level if found.level is None else found.level,
        )
    return found


def place(own: sprm.Pap, style: sprm.Pap | None) -> tuple[int, int] | None:
    """List and level of a paragraph: its own, else those of its style."""
    base = style or sprm.Pap()
    number = own.list_no if own.list_no is not None else base.list_no
    level = own.level if own.level is not None else base.level
    return (number, level or 0) if number and number < sprm.NO_LIST else None

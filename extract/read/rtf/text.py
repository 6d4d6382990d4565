"""What the control words of rich text do to the text that follows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from extract.errors import UnreadableFile
from extract.model import Block, Paragraph, Remark
from extract.read.rtf.fonts import CHARSETS, Fonts
from extract.read.rtf.rows import Flow, Shape

CELLS = 200_000
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
_LINE_ENDS = frozenset(["par", "line", "sect", "page", "column", "softline", "softpage"])


@dataclass(slots=True)
class State:
    """What a group may change until it ends."""

    flow: Flow = field(default_factory=Flow)
    font: int = 0
    associated: int = -1
    uc: int = 1
    hidden: bool = False
    raised: bool = False
    intbl: bool = False
    itap: int = 0
    silent: bool = False
    info: bool = False
    title: bool = False
    fonttbl: bool = False
    nested: bool = False
    listed: bool = False
    fresh: bool = False
    starred: bool = False
    outside: tuple[bool, bool] = (False, False)


_FLAGS = {"v": "hidden", "deleted": "hidden", "super": "raised", "intbl": "intbl"}
_NUMBERS = {"f": "font", "af": "associated", "uc": "uc", "itap": "itap"}
# Tables inside tables inside tables; and how many bytes stand in for a character.
_HIGHEST = {"itap": 10, "uc": 8}
_MERGES = frozenset(["clmgf", "clmrg", "clvmgf", "clvmrg"])


class Writer:
    """Takes text and control words in order, and puts blocks together."""

    def __init__(self, fonts: Fonts):
        self.fonts = fonts
        self.state = State()
        self.body = self.state.flow
        self.buffer = bytearray()
        self.deff = 0
        self.skip = self.lost = self.length = self.latin = self.cells = 0
        self.title = ""
        self.warnings: list[Remark] = []
        self.blocks: list[Block] = []
        self.notes: list[Block] = []
        self.around: list[Block] = []

    def byte(self, data: bytes) -> None:
        """One byte of text; those that stand in for a Unicode character are left out."""
        if self.skip:
            self.skip -= 1
        else:
            self.buffer += data

    def plain(self, data: bytes) -> None:
        """Text as it stands in the file."""
        left, self.skip = min(self.skip, len(data)), max(0, self.skip - len(data))
        self.buffer += data[left:]

    def flush(self) -> None:
        """Decode what has gathered: a character's bytes always stand together."""
        self.skip = 0
        if self.buffer:
            data, self.buffer = bytes(self.buffer), bytearray()
            text, lost = (
                (data.decode("ascii"), 0)
                if data.isascii()
                else self.fonts.decode(data, (self.state.font, self.state.associated))
            )
            self.emit(text, lost)

    def emit(self, text: str, lost: int = 0) -> None:
        """Add text to the open paragraph, if its group prints any."""
        state = self.state
        if state.title:
            self.title += text
        elif not (state.silent or state.fonttbl or state.hidden):
            self.lost += lost
            self.length += len(text)
            self.latin += sum("\x80" <= char <= "\xff" for char in text)
            state.flow.text.append(text.translate(_RAISED) if state.raised else text)

    def begin(self, kind: str) -> None:
        """Start a flow of its own in the present group."""
        self.state.flow = Flow(kind, self.state.flow)
        self.state.intbl, self.state.itap = False, 0

    def close(self, before: State) -> None:
        """End a group, and the flow that it has begun."""
        self.flush()
        flow = self.state.flow
        self.state = before
        if flow is not before.flow:
            found = flow.finish()
            if flow.kind == "around":
                self.around += [Paragraph(text, furniture=True) for block in found for text in _texts(block)]
            else:
                (before.flow.pending if flow.kind == "box" else self.notes).extend(found)

    def finish(self) -> None:
        """End the document."""
        self.flush()
        self.blocks = [*self.body.finish(), *self.notes, *self.around]

    def word(self, word: str, value: int | None) -> None:
        """Do what a control word says."""
        self.flush()
        state = self.state
        if word in _FLAGS:
            setattr(state, _FLAGS[word], value != 0)
        elif word in _NUMBERS:
            setattr(state, _NUMBERS[word], min(value or 0, _HIGHEST.get(word, 65535)))
            self.fonts.current = state.font
        elif word == "u":
            if value is not None and -0x8000 <= value <= 0xFFFF:
                self.emit(chr(value % 0x10000))
            self.skip = state.uc
        elif word in _SIGNS:
            self.emit("" if state.listed and word == "tab" else _SIGNS[word])
        elif state.silent:
            return
        elif word in _LINE_ENDS:
            state.flow.line(self.depth())
        else:
            self.table(word, value or 0)

    def depth(self) -> int:
        """How many tables the present paragraph stands in."""
        return max(self.state.itap, 1) if self.state.intbl or self.state.flow.open_row else 0

    def table(self, word: str, value: int) -> None:
        """Control words of tables, and the few that set up the file."""
        state, flow = self.state, self.state.flow
        level = flow.level(max(state.itap, 1) if state.nested else 1)
        if word == "trowd":
            level.shapes, level.left, level.merges = [], 0, frozenset()
            flow.open_row = True
        elif word == "trleft":
            level.left = value
        elif word in _MERGES:
            level.merges |= {word}
        elif word == "cellx":
            level.shapes.append(Shape(value, level.merges))
            level.merges = frozenset()
        elif word in ("cell", "nestcell"):
            self.end_cell(1 if word == "cell" else max(state.itap, 2))
        elif word in ("row", "nestrow"):
            depth = 1 if word == "row" else max(state.itap, 2)
            flow.level(depth).end_row()
            flow.open_row = depth > 1
        elif word in _SETTINGS:
            _SETTINGS[word](self, value)

    def end_cell(self, depth: int) -> None:
        """End a cell of a table, and the tables inside it."""
        self.cells += 1
        if self.cells > CELLS:
            raise UnreadableFile("damaged", "the tables of the file have more cells than any report", "application/rtf")
        flow = self.state.flow
        flow.level(depth)
        flow.line(depth)
        flow.level(depth).end_cell()

    def reset_paragraph(self) -> None:
        """A new paragraph takes over nothing from the one before."""
        self.state.intbl, self.state.itap = False, 0

    def reset_text(self) -> None:
        """New text takes over nothing from the text before."""
        self.state.hidden = self.state.raised = False
        self.state.font, self.state.associated = self.deff, -1


def _texts(block: Block) -> Iterator[str]:
    """The text of a block, a table's cell by cell."""
    yield from ([block.text] if isinstance(block, Paragraph) else (cell.text for cell in block.cells if cell.text))


def _set(name: str, value: object) -> Callable[[Writer, int], None]:
    return lambda writer, _: setattr(writer.state, name, value)


def _charset(writer: Writer, value: int) -> None:
    if writer.state.fonttbl and value in CHARSETS:
        writer.fonts.known[writer.fonts.current] = CHARSETS[value]


def _default_font(writer: Writer, value: int) -> None:
    writer.deff = writer.state.font = value


def _object(writer: Writer, value: int) -> None:
    writer.warnings.append(
        Remark("embedded", "an object of another program is embedded; what is printed in it is not read")
    )


_SETTINGS: dict[str, Callable[[Writer, int], None]] = {
    "pard": lambda writer, _: writer.reset_paragraph(),
    "plain": lambda writer, _: writer.reset_text(),
    "ansicpg": lambda writer, value: writer.fonts.page(value),
    "mac": lambda writer, _: writer.fonts.page(10000),
    "fcharset": _charset,
    "deff": _default_font,
    "nosupersub": _set("raised", False),
    "nesttableprops": _set("nested", True),
    "listtext": _set("listed", True),
    "pntext": _set("listed", True),
    "object": _object,
}

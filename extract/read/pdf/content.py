"""What a page draws as text, for pdfminer: its own parser goes through a page's content byte by byte, and lines with it.

Here one pattern cuts the content, and only operators that place text or draw it are carried out, by pdfminer. Content that
has anything else than plain operators is left to its parser.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT

# How often a part of a text may come is counted: a possessive group matches wrongly before Python 3.11.5, and any other takes
# memory each time it comes.
_TOKEN = re.compile(
    rb"""(?x)
    [\s\0]*+ (?:
        (?P<number>[-+]?(?:\d++\.?\d*+|\.\d++))(?=[\s\0()<>\[\]/]|\Z)
      | /(?P<name>[^\s\0()<>\[\]{}/%]*+)
      | <(?P<hex>[0-9A-Fa-f\s]*+)>
      | \((?P<string>(?:[^()\\]++|\\[\s\S]|\((?:[^()\\]++|\\[\s\S]){0,9999}\)){0,9999})\)
      | (?P<bracket>\[|\]|<<|>>)
      | (?P<operator>[A-Za-z'"][A-Za-z0-9*]*+)(?=[\s\0()<>\[\]/]|\Z)
    )"""
)
_REST = re.compile(rb"[\s\0]*+\Z")
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|[\s\S])")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\r\n": b"", b"\n": b"", b"\r": b""}
_CODED = re.compile(rb"#([0-9A-Fa-f]{2})")

# Operators that place and draw text, with how many operands each has and pdfminer's name for it.
_TEXT = {
    name.encode(): (count, f"do_{method or name}")
    for name, count, method in (
        *((name, 0, "") for name in ("q", "Q", "BT", "ET")),
        *((name, 1, "") for name in ("Tc", "Tw", "Tz", "TL", "Tr", "Ts", "Tj", "TJ", "Do")),
        *((name, 2, "") for name in ("Tf", "Td", "TD")),
        *((name, 6, "") for name in ("cm", "Tm")),
        ("T*", 0, "T_a"),
        ("'", 1, "_q"),
        ('"', 3, "_w"),
    )
}
# All others but those of pictures in the content, whose bytes could be anything.
_OTHERS = frozenset(
    b"b B b* B* BDC BMC BX c CS cs d d0 d1 DP EMC EX f F f* G g gs h i j J K k l m M MP n re RG rg ri s S SC sc SCN scn sh"
    b" v w W W* y true false null".split()
)


class Operation(NamedTuple):
    """An operator by pdfminer's name, and its operands as pdfminer has them."""

    method: str
    operands: list[Any]


def operations(content: bytes) -> list[Operation] | None:
    """What the content of a page does to its text; None where the content is not as plain as nearly all is."""
    found: list[Operation] = []
    operands: list[Any] = []
    place = 0
    while token := _TOKEN.match(content, place):
        place = token.end()
        kind, value = token.lastgroup, token[token.lastindex or 0]
        if kind != "operator":
            operands.append(_VALUES[kind or ""](value))
            continue
        if value in _TEXT:
            count, method = _TEXT[value]
            given = _grouped(operands)
            if len(given) >= count:
                found.append(Operation(method, given[len(given) - count :]))
        elif value not in _OTHERS:
            return None
        operands = []
    return found if _REST.match(content, place) else None


def _grouped(operands: Sequence[Any]) -> list[Any]:
    """The operands, what stands in brackets as one list."""
    if "[" not in operands:
        return list(operands)
    grouped: list[Any] = []
    inside: list[Any] | None = None
    for operand in operands:
        if operand == "[":
            inside = []
            grouped.append(inside)
        elif operand == "]":
            inside = None
        else:
            (grouped if inside is None else inside).append(operand)
    return grouped


def _number(printed: bytes) -> float:
    return float(printed) if b"." in printed else int(printed)


def _name(printed: bytes) -> object:
    plain = _CODED.sub(lambda code: bytes([int(code[1], 16)]), printed)
    try:
        return LIT(plain.decode())
    except UnicodeDecodeError:
        return LIT(plain)


def _hex(printed: bytes) -> bytes:
    digits = b"".join(printed.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _string(printed: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, printed) if b"\\" in printed else printed


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code[:1] in b"01234567" else _ESCAPED.get(code, code)


_VALUES: dict[str, Callable[[bytes], Any]] = {
    "number": _number,
    "name": _name,
    "hex": _hex,
    "string": _string,
    "bracket": bytes.decode,
}


class _Interpreter(PDFPageInterpreter):
    def execute(self, streams: Sequence[object]) -> None:
        """Carry out what places and draws text."""
        own = [stream_value(item) for item in streams]
        found = operations(b"\n".join(stream.get_data() for stream in own))
        if found is None or any(stream.objid is None or stream.objid in self.parent_stream_ids for stream in own):
            super().execute(streams)
            return
        self.stream_ids.clear()
        self.stream_ids.update(stream.objid for stream in own if stream.objid is not None)
        for method, operands in found:
            getattr(self, method)(*operands)


class _Device(PDFLayoutAnalyzer):
    """Keeps the characters of a page, those in form objects too, and nothing else."""

    chars: tuple[LTChar, ...] = ()

    def receive_layout(self, ltpage: LTPage) -> None:
        self.chars = tuple(item for item in ltpage if isinstance(item, LTChar))

    def _nothing(self, *_: object, **__: object) -> None:
        """Figures, pictures and lines hold no text of the page."""

    begin_figure = end_figure = render_image = paint_path = _nothing


def chars(page: Any) -> Iterator[LTChar]:
    """The characters of a page of pdfplumber's, as pdfminer places them."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    return iter(device.chars)

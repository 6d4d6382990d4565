"""Bytes to text. Declared charsets are not believed: a page that says gb2312 is cut by parsers that do."""

import re
from dataclasses import dataclass

from extract.errors import UnreadableFile

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div|p|span|h[1-6])\b[^<>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many characters could not be told."""

    text: str
    encoding: str
    lost: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a maintainer must know of the decoding."""
        return (f"{self.lost} characters are not valid {self.encoding}",) if self.lost else ()


def decode(data: bytes) -> Decoded:
    """Byte-order mark, UTF-16 by its zero bytes, strict UTF-8, GB18030; what is none of them is decoded with marks and counted."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _tolerant(data[len(bom) :], name)
    if name := _utf16(data):
        return _tolerant(data, name)
    for name in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(name), name)
        except UnicodeDecodeError:
            continue
    return min((_tolerant(data, name) for name in ("utf-8", "gb18030")), key=lambda decoded: decoded.lost)


def is_html(text: str) -> bool:
    """Whether a text is a web page: markup near its start, and more than one tag of it."""
    head = text[:4096]
    return bool(re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", head, re.I)) or len(_MARKUP.findall(head)) >= 2


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: line breaks and ASCII leave a zero byte on one side only."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 4 or max(even, odd) < 10 * min(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _tolerant(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return _checked(text, name, text.count("\ufffd"))


def _checked(text: str, name: str, lost: int = 0) -> Decoded:
    """Refuse what decodes but is no text: control characters, or more marks than a damaged page would have."""
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1f]", text))
    if controls > 0.01 * len(text) or lost > 0.05 * len(text):
        raise UnreadableFile("unknown", "the bytes are neither PDF, Word nor text; what made this file?")
    return Decoded(text, name, lost)

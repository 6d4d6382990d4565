"""Bytes to text. Declared charsets are not believed: a page that says gb2312 is cut by parsers that do."""

import re
from dataclasses import dataclass

from extract.errors import UnreadableFile
from extract.model import Remark

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div|p|span|h[1-6])\b[^<>]*>", re.I)

_CHINESE = re.compile(r"[\t\n\r -~\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many characters could not be told."""

    text: str
    encoding: str
    lost: int = 0

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """What a maintainer must know of the decoding."""
        lost = Remark("lost_characters", f"{self.lost} characters are not valid {self.encoding}")
        return (lost,) if self.lost else ()


def decode(data: bytes) -> Decoded:
    """Byte-order mark, UTF-16 by its zero bytes, strict UTF-8, GB18030; what is none of them is decoded with marks and counted."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _tolerant(data[len(bom) :], name)
    if wide := _utf16(data):
        return _tolerant(data, wide)
    for name in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(name), name)
        except UnicodeDecodeError:
            continue
    return min((_tolerant(data, name) for name in ("utf-8", "gb18030")), key=lambda decoded: decoded.lost)


def is_html(text: str) -> bool:
    """Whether a text is a web page: markup near its start, and more than one tag of it."""
    head = text[:4096]
    return (
        bool(re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", head, re.I))
        or len(_MARKUP.findall(head)) >= 2
    )


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: there are zero bytes, and read in one of the two orders nearly all is Chinese or ASCII."""
    sample = data[: 4096 & ~1]
    if sample.count(0) < 4:
        return None
    shares = {name: _plausible(sample.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] > 0.9 else None


def _plausible(text: str) -> float:
    """The share of characters that a Chinese text is made of."""
    return len(_CHINESE.findall(text)) / max(1, len(text))


def _tolerant(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return _checked(text, name, text.count("\ufffd"))


def _checked(text: str, name: str, lost: int = 0) -> Decoded:
    """Refuse what decodes but is no text: control characters, or more marks than a damaged page would have."""
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1f]", text))
    if controls > 0.01 * len(text) or lost > 0.05 * len(text):
        raise UnreadableFile("unknown", "the bytes are neither PDF, Word nor text; what made this file?")
    return Decoded(text, name, lost)

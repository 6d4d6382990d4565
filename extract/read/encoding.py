"""Bytes to text. Declared charsets are not believed: a page that says gb2312 is cut by parsers that do."""

import codecs
import re
from dataclasses import dataclass

from extract.errors import UnreadableFile
from extract.model import Remark
from extract.read.plausible import CHINESE, garbled, likely

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
# What a file without a mark can be in, the likeliest first: that one is taken where two read equally well.
NARROW = ("utf-8", "gb18030", "big5hkscs")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*(utf-?8|gb\w*|big5[\w-]*)""", re.I)
_SAMPLE = 65536
# A declaration weighs this much beside how well a text reads.
_SAID = 0.02
# More zero bytes or undecodable characters than this, and it is no text; a damaged page has fewer.
_LOST, _ZEROS = 0.05, 0.1
_CONTROLS = bytes([*range(0x01, 0x09), *range(0x0E, 0x20)])
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|title|body|table|tr|td|meta|link|style|script|div|p|br|span|font|center|section"
    r"|article|ul|pre|form|frameset|iframe|h[1-6])\b[^<>]*>",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, how many characters could not be told, and what else a maintainer must know of it."""

    text: str
    encoding: str
    lost: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """What a maintainer must know of the decoding."""
        lost = Remark("lost_characters", f"{self.lost} characters are not valid {self.encoding}")
        return ((lost,) if self.lost else ()) + self.remarks


def decode(data: bytes) -> Decoded:
    """Byte-order mark, UTF-16 and UTF-32 by their zero bytes, UTF-8, GB18030, Big5, by how well the text reads in each.

    What is none of them is decoded line by line, or with marks, which are counted; `UnreadableFile` where it is no text.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(_tolerant(data[len(bom) :], name))
    if wide := _wide(data):
        return _checked(_tolerant(data, wide))
    data, zeros = _without_zeros(data)
    found = _checked(_narrow(data))
    if not zeros:
        return found
    inside = Remark("lost_characters", f"{zeros} zero bytes stand in the text")
    return Decoded(found.text.replace("\0", "\ufffd"), found.encoding, found.lost, (*found.remarks, inside))


def is_html(text: str) -> bool:
    """Whether a text is a web page: markup near its start, and more than one tag of it."""
    head = text[:4096]
    return (
        bool(re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", head, re.I))
        or len(_MARKUP.findall(head)) >= 2
    )


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: read in one of their orders nearly all is Chinese or ASCII, and in no narrow one."""
    sample = data[: 4096 & ~3]
    zeros = sample.count(0)
    if zeros < 4 and (zeros or len(sample) % 2 or sample.isascii() or _reads(sample)):
        return None
    shares = {name: _chinese(sample.decode(name, "replace")) for name in _WIDE}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] > 0.9 else None


def _reads(sample: bytes) -> bool:
    """Whether a sample is a text in a narrow encoding, but for a character cut at its end."""
    texts = (_strict(sample, name) for name in NARROW)
    return any(text.encoding == "utf-8" or likely(text.text) > 0.2 for text in texts if text)


def _chinese(text: str) -> float:
    """The share of characters that a Chinese text is made of."""
    return len(CHINESE.findall(text)) / max(1, len(text))


def _without_zeros(data: bytes) -> tuple[bytes, int]:
    """The bytes without the zeros that pad their end, and how many zeros stand inside."""
    data = data.rstrip(b"\0")
    zeros = data.count(0)
    if zeros > _ZEROS * len(data):
        raise UnreadableFile("unknown", "the bytes are neither PDF, Word nor text; what made this file?")
    return data, zeros


def _narrow(data: bytes) -> Decoded:
    """The encoding in which a text reads best; line by line where no single one will do."""
    whole = [found for name in NARROW if (found := _strict(data, name))]
    said = _said(data)
    # Nearly all pages are valid in one encoding only.
    best = whole[0] if len(whole) == 1 else _likeliest(whole, said)
    if best is not None and (best.encoding == "utf-8" or not (odd := garbled(best.text))):
        return best
    mixed = _mixed(data, best.encoding if best is not None else said or "gb18030")
    if mixed is not None:
        return mixed
    if best is not None:
        doubt = Remark("lost_characters", f"{odd} lines are no {best.encoding} text that anybody would write")
        return Decoded(best.text, best.encoding, best.lost, (*best.remarks, doubt))
    return min((_tolerant(data, name) for name in NARROW), key=lambda decoded: decoded.lost)


def _likeliest(whole: list[Decoded], said: str | None) -> Decoded | None:
    return max(whole, key=lambda found: _weight(found) + _SAID * (found.encoding == said), default=None)


def _weight(found: Decoded) -> float:
    """How well a text reads; that bytes are valid UTF-8 beyond its two-byte characters is seldom chance."""
    chance = found.encoding != "utf-8" or not re.search("[\u0800-\U0010ffff]", found.text[:_SAMPLE])
    return likely(found.text[:_SAMPLE]) + (0 if chance else 0.5)


def _said(data: bytes) -> str | None:
    """The encoding that a page declares, by the name of the one that holds all its characters."""
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    return {b"u": "utf-8", b"g": "gb18030", b"b": "big5hkscs"}[found.group(1)[:1].lower()]


def _strict(data: bytes, name: str) -> Decoded | None:
    """The text if every byte of it is valid, but for a last character that is cut, which is told."""
    try:
        return Decoded(_decoded(data, name), name)
    except UnicodeDecodeError as error:
        if error.end < len(data) or error.start < len(data) - 3 or error.start == 0:
            return None
        cut = Remark("cut_off", "the text breaks off in the middle of a character")
        return Decoded(_decoded(data[: error.start], name), name, 0, (cut,))


def _decoded(data: bytes, name: str) -> str:
    """Strictly decoded; a lone byte 0x80 is the euro sign of Windows' own GBK."""
    return data.decode(name, "euro" if name == "gb18030" else "strict")


def _euro(error: UnicodeError) -> tuple[str, int]:
    """What the decoder puts in place of a byte that it does not know."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("euro", _euro)


def _mixed(data: bytes, base: str) -> Decoded | None:
    """A text whose lines are each in UTF-8, or else in one other encoding; None where some line is in neither."""
    texts, others = [], 0
    for line in data.split(b"\n"):
        found = [text for name in (base, "utf-8") if (text := _strict(line, name)) and not text.remarks]
        if not found:
            return None
        best = max(found, key=lambda text: likely(text.text))
        if garbled(best.text):
            return None
        others += best.encoding == "utf-8" and not line.isascii()
        texts.append(best.text)
    mixed = Remark("lost_characters", f"{others} lines are in UTF-8 and the others in {base}")
    return Decoded("\n".join(texts), base, 0, (mixed,)) if others else None


def _tolerant(data: bytes, name: str) -> Decoded:
    """The text with a mark for each character that is not valid."""
    return Decoded(data.decode(name, "replace"), name)


def _checked(found: Decoded) -> Decoded:
    """Refuse what decodes but is no text: control characters, or more marks than a damaged page would have; marks are counted."""
    text, lost = found.text, found.text.count("\ufffd") + 3 * found.text.count("锟斤拷")
    plain = text.encode("utf-8", "ignore")
    controls = len(plain) - len(plain.translate(None, _CONTROLS))
    if controls > 0.01 * len(text) or lost > max(1, _LOST * len(text)):
        raise UnreadableFile("unknown", "the bytes are neither PDF, Word nor text; what made this file?")
    return Decoded(text, found.encoding, lost, found.remarks)

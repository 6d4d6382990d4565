"""Encodings of rich text: of the whole file, and of each of its fonts."""

import codecs
from dataclasses import dataclass, field

CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_PAGES = {10000: "mac_roman", 936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}
_CHINESE = ("gb18030", "big5hkscs", "cp932", "cp949", "utf-8")


@dataclass(slots=True)
class Fonts:
    """The encodings that a file declares: of the whole, and of each font."""

    default: str = "cp1252"
    fixed: bool = False
    known: dict[int, str] = field(default_factory=dict)
    current: int = 0

    def page(self, number: int) -> None:
        """Take note of the code page of the whole file."""
        name = _PAGES.get(number, f"cp{number}")
        try:
            codecs.lookup(name)
        except LookupError:
            return
        if not self.fixed:
            self.default = name

    def decode(self, data: bytes, fonts: tuple[int, int]) -> tuple[str, int]:
        """The text of some bytes and how many characters of it could not be told."""
        own = [self.known[font] for font in fonts if font in self.known]
        # Word gives Han text a Latin font, and the code page of the file tells what it is.
        wide = [name for name in (*own, self.default) if name in _CHINESE]
        others = () if own and own[0] in _CHINESE else (*own, self.default, "cp1252")
        for name in (*own[:1], *wide, *others):
            try:
                return data.decode(name), 0
            except UnicodeDecodeError:
                continue
        text = data.decode((*wide, "gb18030")[0], "replace")
        return text, text.count("\ufffd")

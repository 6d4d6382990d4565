"""Texts and attributes of a web page, as a parser writes them out and as a browser shows them."""

import re
from functools import lru_cache

from extract import text as normal

# What stands where a tag was taken out of a line: the blanks before and behind it are those of two texts.
JOINT = "\0"
# A text that is shorter may be a label or a figure.
_SHORT = 200

_TAG = re.compile("<[^>]*>")
# Authors break lines inside Han text; a browser shows a blank there that nobody meant.
_HAN_BREAK = re.compile(rf"(?<=[{normal.HAN}，。；：、）])\n(?=[{normal.HAN}（])")
_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_KEEPS_LINES = re.compile(r"white-space\s*:\s*pre", re.I)


def line(text: str) -> str:
    """A text without tags as one line."""
    return _short_line(text) if len(text) < _SHORT else normal.line(shown([text]))


@lru_cache(maxsize=8192)
def _short_line(text: str) -> str:
    """A label or a figure: forms print the same ones in every report."""
    return normal.line(shown([text]))


def shown(texts: list[str]) -> str:
    """Texts of one paragraph as a browser shows them, but for their blanks."""
    text = texts[0] if len(texts) == 1 else JOINT.join(texts)
    if text.isalnum():
        return text
    if "\n" in text or "\r" in text:
        text = _HAN_BREAK.sub("", _BREAK.sub("\n", text))
    return decoded(text).replace(JOINT, "")


def bare(markup: str) -> str:
    """All text of a piece of markup, in characters as the page shows them."""
    return decoded(_TAG.sub("", markup) if "<" in markup else markup)


def decoded(text: str) -> str:
    """A text with the characters that a parser writes by their names."""
    if "&" not in text:
        return text
    return text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def coded(text: str) -> str:
    """A text as a page writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def value(values: str, name: str) -> str | None:
    """The value of an attribute, None where the tag has none of that name."""
    start = values.find(f' {name}="')
    if start < 0:
        return None
    start += len(name) + 3
    return decoded(values[start : values.index('"', start)].replace("&quot;", '"'))


# A page has few kinds of attributes, and asks of each tag again.
@lru_cache(maxsize=4096)
def hides(values: str) -> bool:
    """Whether the attributes of an element hide it."""
    return ' hidden="' in values or bool(_HIDES.search(value(values, "style") or ""))


@lru_cache(maxsize=4096)
def keeps_lines(values: str) -> bool:
    """Whether the attributes of an element keep the line ends of the source."""
    return bool(_KEEPS_LINES.search(value(values, "style") or ""))

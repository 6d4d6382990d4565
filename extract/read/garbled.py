"""Fonts that do not say what their glyphs mean: which pages they spoil, told by signs that no report prints."""

import re

from extract import text as normal

# What stands for a glyph without a meaning, wherever it was printed.
MARK = "\ufffd"
# More of a page than this, and figures may be among it.
SPOILT = 0.02
# Such fonts give the numbers of their glyphs for characters: controls (marked above), rare Latin, private characters.
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\u0100-\u02ff]")
_NON_ASCII, _CHINESE = re.compile("[^\x00-\x7f]"), re.compile(f"[{normal.HAN}\u2000-\u30ff\uff00-\uffef\u00b7\u00d7]")


def is_spoilt(text: str) -> bool:
    """Whether the text of a page, without white space, is not what the page shows."""
    strange, others = len(_STRANGE.findall(text)), _NON_ASCII.findall(text)
    if strange > max(2, SPOILT * len(text)):
        return True
    return len(others) >= 20 and len(_CHINESE.findall("".join(others))) < len(others) / 2

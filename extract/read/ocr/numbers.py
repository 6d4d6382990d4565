"""Is what was recognised in a cell a number, and do two readings of it agree?"""

import re
import unicodedata

import numpy as np

from extract.read.ocr.engine import NUMERIC, Spelled

# What two readings that agree are worth, and what one is that another contradicts.
AGREED, CONTRADICTED = 0.97, 0.5
# A reading of which the network itself is no surer than this is doubtful, whoever agrees.
LEAST = 0.6
# Of a number of which the network is so sure in each digit, counting the digits is the second witness.
CERTAIN = 0.99
# No digit is wider than this part of its height.
SLIM = 0.85
ILLEGIBLE = "□"

_STRAY = re.compile(r"^['’‘`\"“”·….,，]+|['’‘`\"“”·….,，]+$")
_DASH = re.compile(r"^[-—–−－一─_]+$")
_FOLDED = str.maketrans("−－–", "---")


def is_numeric(text: str) -> bool:
    """Whether a cell holds only digits, their signs, and marks that recognition mistakes for them."""
    return bool(text) and (NUMERIC.issuperset(text) or bool(_DASH.match(text)))


def plain(text: str) -> str:
    """A number without what dirt adds to it; a dash of any length is one."""
    if _DASH.match(text):
        return "—"
    bare = "".join(unicodedata.normalize("NFKC", text.translate(_FOLDED)).split())
    return _STRAY.sub("", bare) or ILLEGIBLE


def agreed(first: Spelled, second: Spelled) -> tuple[str, float]:
    """One number of two readings, and how sure it is; what they do not agree about is doubtful."""
    text, other = plain(first.text), plain(second.text)
    if text != other:
        return text, min(CONTRADICTED, first.sure)
    worst = min(first.sure, second.sure)
    best = max(first.sure, second.sure)
    dirty = any(len("".join(item.text.split())) != len(text) for item in (first, second) if text != "—")
    if ILLEGIBLE in text or worst < LEAST or dirty and best < AGREED:
        return text, min(worst, 0.9)
    return text, max(worst, AGREED if best >= 0.9 else 0.9)


def counted(spelled: Spelled, ink: np.ndarray) -> bool:
    """Whether a certain reading has as many digits as its ink has pieces, each as slim as a digit: none is lost, none made of dirt."""
    filled = np.concatenate(([False], ink.any(axis=0), [False])).astype(np.int8)
    steps = np.flatnonzero(np.diff(filled))
    widths = steps[1::2] - steps[::2]
    digits = spelled.text.isascii() and spelled.text.isdigit()
    slim = len(widths) and widths.max() <= SLIM * ink.shape[0]
    return bool(digits and spelled.sure >= CERTAIN and len(widths) == len(spelled.text) and slim)

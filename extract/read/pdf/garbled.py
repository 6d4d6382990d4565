"""Fonts that do not say what their glyphs mean: which pages they spoil, told by signs that no report prints."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from extract import text as normal

# What stands for a glyph without a meaning, wherever it was printed.
MARK = "\ufffd"
# More of a page than this, and figures may be among it.
SPOILT = 0.02
# Such fonts give the numbers of their glyphs for characters: controls (marked above), rare Latin, private characters.
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\u0100-\u02ff]")
_CHINESE = re.compile(f"[{normal.HAN}\u2000-\u30ff\uff00-\uffef\u00b7\u00d7]+")
_MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_WORD = re.compile(r"[^\W\d_]+")
# What a text in another language has: words on a page, the share of letters that are in words like any, the mean length of
# words, and the share of vowels in Latin letters (English has 0.40, letters by chance 0.23).
WORDS, NATURAL, LENGTH, VOWELS = 20, 0.75, 12, (0.3, 0.6)


def is_spoilt(text: str) -> bool:
    """Whether the text of a page, without white space, is not what the page shows."""
    if len(_STRANGE.findall(text)) > max(2, SPOILT * len(text)):
        return True
    others = len(text) - len(text.encode("ascii", "ignore"))
    return others >= 20 and sum(map(len, _CHINESE.findall(text))) < others / 2


def is_foreign(pages: Sequence[str]) -> bool:
    """Whether the text of pages is plainly that of another language: words in one alphabet, and enough of them.

    Fonts that do not say what their glyphs mean give letters too, but no words: no spaces, capitals anywhere, few vowels,
    several alphabets. A few words on each page may be a stamp or an address on a page that is drawn.
    """
    words = [word for page in pages for word in _WORD.findall(page)]
    letters = sum(map(len, words))
    natural = [word for word in words if len(word) >= 3 and _is_natural(word)]
    if (
        not natural
        or len(natural) < WORDS * len(pages)
        or sum(map(len, natural)) < NATURAL * letters
        or letters > LENGTH * len(words)
    ):
        return False
    if any(len(_MEANINGLESS.findall(page)) > max(2, SPOILT * len(page)) for page in pages):
        return False
    latin = [unicodedata.normalize("NFD", char)[0] for word in natural if _script(word[0]) == "LATIN" for char in word]
    return not latin or VOWELS[0] < sum(char in "aeiouyAEIOUY" for char in latin) / len(latin) < VOWELS[1]


def _is_natural(word: str) -> bool:
    """Whether a word has letters of one alphabet, and capitals where words have them."""
    cased = word.islower() or word.isupper() or word.istitle() or word.lower() == word.upper()
    return cased and len({_script(char) for char in word}) == 1


@cache
def _script(letter: str) -> str:
    """The alphabet of a letter, which its name starts with."""
    return unicodedata.name(letter, "").partition(" ")[0]

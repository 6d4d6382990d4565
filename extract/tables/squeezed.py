"""A text without white space that knows where each of its characters stood: copies of tables are told by it."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from extract.text import clean


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text in NFKC without white space, and for each of its characters the place in the text."""

    text: str
    places: tuple[int, ...]

    def printed(self, source: str, start: int, end: int) -> str:
        """The characters of the source between two places of the squeezed text."""
        return source[self.places[start] : self.places[end - 1] + 1] if end > start else ""


def squeeze(text: str) -> Squeezed:
    """NFKC character by character, so that every place can be found again."""
    folded = list(map(_folded, text))
    return Squeezed("".join(folded), tuple(index for index, chars in enumerate(folded) for _ in chars))


@lru_cache(maxsize=65536)
def _folded(char: str) -> str:
    return "".join(unicodedata.normalize("NFKC", clean(char)).split())

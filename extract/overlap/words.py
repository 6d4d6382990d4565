"""What of a text is compared: its letters, without the wording that the official forms give to every report. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from extract import codebook
from extract.codebook import SCHEMA, Codebook
from extract.codebook.datafile import YamlFile
from extract.codebook.entries import Entry
from extract.text import HAN, key, strip_number

# Shorter labels (件, 传真, 其他) are everyday words.
SHORTEST_LABEL = 4

_LETTERS = re.compile(f"[{HAN}A-Za-z]+")
_GAP = re.compile(r"\{(\d+)\}")


class Boilerplate(Entry, frozen=True, kw_only=True):
    """Official wording by where it stands, and the codes of sections that are not compared."""

    apart: tuple[str, ...]
    terms: tuple[str, ...]
    opening: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Takes the words out of texts. `official` is the wording that is skipped, `apart` are the codes of sections left out."""

    official: re.Pattern[str]
    apart: frozenset[str]

    def of(self, text: str) -> str:
        """The letters of a text without official wording."""
        return _bare(self, text)

    def places(self, text: str) -> tuple[str, list[int]]:
        """The same, and where in the text each letter stands."""
        runs = list(_LETTERS.finditer(text))
        letters = "".join(run[0] for run in runs)
        places = [at for run in runs for at in range(*run.span())]
        kept = list(_between((found.span() for found in self.official.finditer(letters)), len(letters)))
        return "".join(letters[a:b] for a, b in kept), [at for a, b in kept for at in places[a:b]]


# A section is sketched first and compared soon after.
@lru_cache(maxsize=2048)
def _bare(words: Words, text: str) -> str:
    return words.official.sub("", "".join(_LETTERS.findall(text)))


@cache
def load(book: Codebook | None = None) -> Words:
    """What schema/ says of official wording."""
    said: Boilerplate = YamlFile(SCHEMA / "boilerplate.yml").read(Boilerplate)
    phrases = {*said.terms, *said.opening, *said.forms}
    # With the remark behind a label and without it; numbers are printed or not.
    labels = {form(label) for label in _labels(book or codebook.load()) for form in (strip_number, key)}
    labels = {label for label in labels if len(_letters(label)) >= SHORTEST_LABEL}
    return Words(_pattern(phrases | labels), frozenset(said.apart))


def _labels(book: Codebook) -> Iterator[str]:
    """Everything that the forms print: titles, headings, rows and columns; not the spellings of labels that people add daily."""
    for heading in book.headings:
        yield from (heading.canonical, *heading.spellings)
    for form in book.forms:
        yield form.title
        for block in (block for table in form.tables for block in table.blocks):
            yield from filter(None, (block.heading, block.row_header))
            yield from (line.label for lines in (block.rows, block.columns) for line in lines)


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """The phrases as one pattern: those with gaps, then a tree of the others, so that the longest counts."""
    gaps = sorted(phrase for phrase in phrases if _GAP.search(phrase))
    tree: dict = {}
    for phrase in set(map(_letters, set(phrases) - set(gaps))):
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    # Side by side, so that the pattern as a whole begins with one of few letters: three times as fast as with a group.
    return re.compile("|".join([*map(_gapped, gaps), *_ways(tree)]))


def _gapped(phrase: str) -> str:
    """A phrase in which `{12}` stands for up to twelve letters."""
    parts = _GAP.split(phrase)
    return "".join(f".{{0,{part}}}?" if no % 2 else _letters(part) for no, part in enumerate(parts))


def _branches(tree: dict) -> str:
    """A tree of letters as a pattern; an end comes last, so that longer phrases are tried first."""
    ways = _ways(tree)
    if "" in tree:
        return f"(?:{'|'.join(ways)})?" if ways else ""
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _ways(tree: dict) -> list[str]:
    return [letter + _branches(below) for letter, below in sorted(tree.items()) if letter]


def _between(spans: Iterable[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    """The stretches up to an end that spans leave."""
    at = 0
    for start, stop in spans:
        yield at, start
        at = stop
    yield at, end

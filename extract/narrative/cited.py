"""What schema/ says of cited things: laws and their names, kinds of titles, and how media and platforms are named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extract.codebook import SCHEMA
from extract.codebook.datafile import CsvFile, YamlFile
from extract.codebook.entries import Entry
from extract.model import CitationKind

_BLANK = re.compile(r"\s+")
_INNER = str.maketrans("《》<>＜＞", "〈〉〈〉〈〉")


class Law(Entry, frozen=True, kw_only=True):
    """A name under which a law or document is cited, its full title, its first year in force and its number."""

    name: str
    title: str
    kind: CitationKind
    since: int | None = None
    number: str | None = None
    source: str


class Pattern(Entry, frozen=True, kw_only=True):
    """A kind of thing, and the pattern of its names or of what stands behind them."""

    kind: CitationKind
    re: str


class Kinds(Entry, frozen=True, kw_only=True):
    """A kind of thing, and the words by which it is told."""

    kind: CitationKind
    words: tuple[str, ...]


class Ending(Kinds, frozen=True, kw_only=True):
    """Words in which names end, and the pattern that what stands before them has to fit."""

    stem: str


class Cited(Entry, frozen=True, kw_only=True):
    """schema/cited.yml as it stands there."""

    titles: tuple[Pattern, ...]
    behind: tuple[Pattern, ...]
    channels: tuple[Kinds, ...]
    endings: tuple[Ending, ...]
    common: tuple[str, ...]
    before: tuple[str, ...]
    leading: tuple[str, ...]
    joining: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How cited things are named."""

    laws: dict[str, Law]
    said: Cited

    def full(self, title: str) -> str:
        """The official title where it is known."""
        law = self.laws.get(title)
        return law.title if law else title

    def kind(self, title: str, behind: str) -> CitationKind:
        """What kind of thing a title names, with what stands behind it."""
        for pattern in self.said.behind:
            if re.search(pattern.re, behind):
                return pattern.kind
        if law := self.laws.get(title):
            return law.kind
        return next((pattern.kind for pattern in self.said.titles if re.search(pattern.re, title)), "document")


@cache
def load() -> Names:
    """The names of schema/."""
    laws: tuple[Law, ...] = CsvFile(SCHEMA / "laws.csv").read(Law)
    return Names({law.name: law for law in laws}, YamlFile(SCHEMA / "cited.yml").read(Cited))


def bare(title: str) -> str:
    """A title as it is compared: no white space, marks inside it always 〈〉."""
    return _BLANK.sub("", title).translate(_INNER)


def either(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))

"""The indexes of words and of characters against the texts that they were made from: every token with section, column, place.

An index lists its tokens in order, the texts do not. So each side is added up, token by token, and the sums compared.
"""

import sqlite3
from collections.abc import Iterator
from itertools import groupby, islice

from extract import search
from extract.archive.indexing import INDEXES

# Far from each other, so that no two places have one number.
_SECTION, _HEADING = 1 << 40, 1 << 39
_PRIME = (1 << 61) - 1
# So many tokens of an index are told.
MOST = 20
# How often a token stands, and the sum of its places; by token.
Sum = tuple[int, int]
Sums = dict[str, Sum]


def differing(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Tokens that stand in an index otherwise than in the texts, with what is wrong; the first of each index."""
    for index, wanted in zip(INDEXES, _of_texts(connection), strict=True):
        yield from islice(_compared(wanted, _of_index(connection, index)), MOST)


def _compared(wanted: Sums, found: Iterator[tuple[str, Sum]]) -> Iterator[tuple[str, str]]:
    for term, (count, total) in found:
        said = wanted.pop(term, (0, 0))
        if said != (count, total):
            yield term, f"stands {count} times in the index, {said[0]} times in the texts, or elsewhere"
    for term, (count, _) in wanted.items():
        yield term, f"stands {count} times in the texts and not in the index"


def _of_texts(connection: sqlite3.Connection) -> tuple[Sums, Sums]:
    """How often each token, and each single character, stands in the texts, and the sum of its places."""
    words: Sums = {}
    chars: Sums = {}
    for no, text, heading in connection.execute("select no, text, heading from sections"):
        cut = search.tokens(text), search.tokens(heading)
        for start, tokens in zip((no * _SECTION, no * _SECTION + _HEADING), cut, strict=True):
            for place, term in enumerate(tokens.split()):
                _add(words, term, start + place)
        for term in search.characters(*cut).split():
            _add(chars, term, no * _SECTION)
    return words, chars


def _add(sums: Sums, term: str, place: int) -> None:
    count, total = sums.get(term, (0, 0))
    sums[term] = count + 1, total + _mixed(place)


def _of_index(connection: sqlite3.Connection, index: str) -> Iterator[tuple[str, Sum]]:
    """The same as an index has it; that of characters keeps no places."""
    connection.execute(
        f"create virtual table if not exists temp.tokens_of_{index} using fts5vocab(main, {index}, instance)"
    )
    rows = connection.execute(f'select term, doc, col, coalesce("offset", 0) from temp.tokens_of_{index}')
    for term, places in groupby(rows, key=lambda row: row[0]):
        count = total = 0
        for _, no, column, place in places:
            count += 1
            total += _mixed(no * _SECTION + (_HEADING if column == "heading" else 0) + place)
        yield term, (count, total)


def _mixed(place: int) -> int:
    """A number in which two places that change against each other do not make up for it."""
    return place * place % _PRIME

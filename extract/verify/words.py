"""The index of words against the texts that it was made from: every token with its section, column and place.

The index lists its tokens in order, the texts do not. So each side is added up, token by token, and the sums compared.
"""

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from extract import search

# Far from each other, so that no two places have one number.
_SECTION, _HEADING = 1 << 40, 1 << 39
_PRIME = (1 << 61) - 1
# So many tokens are told.
MOST = 20


def differing(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Tokens that stand in the index otherwise than in the texts, with what is wrong."""
    wanted = _of_texts(connection)
    told = 0
    for term, (count, total) in _of_index(connection):
        said = wanted.pop(term, (0, 0))
        if said != (count, total) and told < MOST:
            told += 1
            yield term, f"stands {count} times in the index, {said[0]} times in the texts, or elsewhere"
    for term, (count, _) in list(wanted.items())[: MOST - told]:
        yield term, f"stands {count} times in the texts and not in the index"


def _of_texts(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """How often each token stands in the texts, and the sum of its places."""
    found: dict[str, tuple[int, int]] = {}
    for no, text, heading in connection.execute("select no, text, heading from sections"):
        for start, words in ((no * _SECTION, text), (no * _SECTION + _HEADING, heading)):
            for place, term in enumerate(search.tokens(words).split()):
                count, total = found.get(term, (0, 0))
                found[term] = count + 1, total + _mixed(start + place)
    return found


def _of_index(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[int, int]]]:
    """The same as the index has it."""
    connection.execute(
        "create virtual table if not exists temp.tokens_of using fts5vocab(main, sections_fts, instance)"
    )
    rows = connection.execute('select term, doc, col, "offset" from temp.tokens_of')
    for term, places in groupby(rows, key=lambda row: row[0]):
        count = total = 0
        for _, no, column, place in places:
            count += 1
            total += _mixed(no * _SECTION + (_HEADING if column == "heading" else 0) + place)
        yield term, (count, total)


def _mixed(place: int) -> int:
    """A number in which two places that change against each other do not make up for it."""
    return place * place % _PRIME

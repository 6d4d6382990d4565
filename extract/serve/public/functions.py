"""The functions that a stranger's SQL may call, and ours for those of SQLite that one call can keep busy for minutes.

The clock stops a statement between two steps, and a call is one step. Measured with texts of 1,000,000 bytes: `instr` and
`replace` with a long pattern take 5 s, `trim` with many characters minutes, `json_patch` 60 s, `printf('%.*c')` 6 s.
"""

from collections.abc import Callable
from sqlite3 import Connection
from typing import Any

from extract.search import query
from extract.serve import cells
from extract.serve.wanted import MOST

# How long a text may be, and how many different characters may be trimmed.
LONGEST, TRIMMED = 500_000, 100
# Characters of the words of a search, and of the text around which a snippet is cut.
WORDS, LOOKED = 120, 50_000

NAMES = """
    abs avg ceil ceiling changes char coalesce concat concat_ws count cume_dist current_date current_time current_timestamp date
    datetime dense_rank exp first_value floor glob group_concat hex if ifnull iif instr julianday lag last_value lead length like
    likelihood likely ln log log10 log2 lower ltrim match max min mod nth_value ntile nullif octet_length percent_rank pi pow power
    quote random rank replace round row_number rtrim sign sqlite_version sqrt strftime string_agg substr substring sum time timediff
    total trim trunc typeof unhex unicode unixepoch unlikely upper
    acos acosh asin asinh atan atan2 atanh cos cosh degrees radians sin sinh tan tanh
    -> ->> json json_array json_array_length json_each json_error_position json_extract json_group_array json_group_object
    json_insert json_object json_quote json_remove json_replace json_set json_tree json_type json_valid
    bm25 highlight snippet escape_fts zh_query zh_snippet
"""
ALLOWED = frozenset(NAMES.split())


def replace(connection: Connection) -> None:
    """Put ours in the place of SQLite's; they say the same."""
    for name, arguments, function in OURS:
        connection.create_function(name, arguments, function, deterministic=True)


def _instr(whole: Any, part: Any) -> int | None:
    if whole is None or part is None:
        return None
    if isinstance(whole, bytes) and isinstance(part, bytes):
        return whole.find(part) + 1
    return _text(whole).find(_text(part)) + 1


def _replace(whole: Any, part: Any, other: Any) -> str | None:
    if whole is None or part is None or other is None:
        return None
    text, old, new = _text(whole), _text(part), _text(other)
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST:
        raise ValueError("too long")
    return text.replace(old, new)


def _strip(strip: Callable[[str, str], str]) -> Callable[..., str | None]:
    def stripped(text: Any, characters: Any = " ") -> str | None:
        if text is None or characters is None:
            return None
        some = "".join(set(_text(characters)))
        if len(some) > TRIMMED:
            raise ValueError("too many characters")
        return strip(_text(text), some) if some else _text(text)

    return stripped


def _query(words: str | None) -> str:
    if len(_text(words or "")) > WORDS or len((made := query(words and _text(words))).split(" AND ")) > MOST:
        raise ValueError("too many words")
    return made


def _snippet(text: str | None, words: str | None) -> str | None:
    return cells.plain_snippet(None if text is None else _text(text)[:LOOKED], _text(words or "")[:WORDS])


def _text(value: Any) -> str:
    """A value as SQLite writes it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return format(value, ".15g") if isinstance(value, float) and not value.is_integer() else str(value)


OURS: list[tuple[str, int, Callable[..., Any]]] = [
    ("escape_fts", 1, _query),
    ("zh_query", 1, _query),
    ("zh_snippet", 2, _snippet),
    ("instr", 2, _instr),
    ("replace", 3, _replace),
    *((name, count, _strip(strip)) for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)) for count in (1, 2)),
]  # fmt: skip

"""Exact search in Chinese text: what goes into the index, what a reader's words mean, where the hits stand. Pure.

SQLite's `unicode61` sees a run of Han characters as one long token, so text is cut before it gets there. A run of Han
characters becomes its overlapping pairs and its last character; digits and letters stay whole. A phrase of such tokens
then matches exactly where the words stand next to each other. What stands between two runs (blanks, punctuation) only
has to be there, it does not have to be the same: `〔2018〕50号` also finds `[2018] 50号`. Traditional characters that stand for
one simplified one are that one, in texts and in words.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from extract import traditional
from extract.text import HAN, clean

NOTHING = '""'
ELLIPSIS = "…"

_RUN = re.compile(rf"[{HAN}]+|[0-9]+|[^\W\d_{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_QUOTES = '"“”„‟「」『』'
# Quoted words are one term where the quotes stand alone; inside of other text they are punctuation.
_TERM = re.compile(rf"(?<![^\s{_QUOTES}])[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}](?![^\s{_QUOTES}])|(\S+)")
_GAP = rf"(?:(?![0-9{HAN}])[\W\d_])"
# NFKC makes plain digits of ①, ² and ㈠'s like; they must not grow together with a number that stands beside them.
_RING = re.compile("[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218f\u2460-\u24ff\u2776-\u2793\u3200-\u33ff]")
# Marks a Han character that directly follows a number, so that 2018年 is two whole tokens and no search by prefix.
_LEAD = "0"
# Marks a character of a heading among the single characters.
_HEADING = "1"

Span = tuple[int, int]
# What the indexes get of a text: its tokens, those of its heading, and the characters of both.
Cut = tuple[str, str, str]


def tokens(text: str) -> str:
    """The text as the index gets it: tokens with blanks between them."""
    return " ".join(_cut(_RUN.findall(fold(text))))


def query(words: str | None) -> str:
    """An FTS5 expression for what a reader typed: every term, as an exact phrase. Without a term it matches nothing.

    >>> query("公开 2018年"), query("县"), query('"')
    ('"公开" AND "2018 年0"', '"县" *', '""')
    """
    return " AND ".join(_phrase(runs) for runs in _terms(words)) or NOTHING


def characters(text: str, heading: str) -> str:
    """What the index of single characters gets of the tokens of a text and its heading: each Han character once.

    >>> characters(tokens("公开，公布3次"), tokens("公布"))
    '公 公1 布 布1 开 次'
    """
    marked = (char + _HEADING for char in _HAN.findall("".join({*heading})))
    return " ".join(sorted({*_HAN.findall("".join({*text, *heading})), *marked}))


def cut(text: str, heading: str) -> Cut:
    """A text and its heading as the indexes get them."""
    words = tokens(text), tokens(heading)
    return *words, characters(*words)


def parted(words: str | None, headings: bool = False) -> tuple[str, str]:
    """What a reader typed for two indexes, of words and of single characters; "" for the one that has nothing to find.

    >>> parted("公开 县"), parted("公开 县", headings=True), parted("2018年")
    (('"公开"', '"县"'), ('heading : ("公开")', '"县1"'), ('"2018 年0"', ''))
    """
    runs, mark = _terms(words), _HEADING if headings else ""
    single = " AND ".join(f'"{run[0]}{mark}"' for run in runs if _is_single(run))
    longer = " AND ".join(_phrase(run) for run in runs if not _is_single(run)) or ("" if single else NOTHING)
    return f"heading : ({longer})" if headings and longer else longer, single


def snippet(text: str, words: str | None, width: int = 120) -> list[tuple[str, bool]]:
    """The text round the first hit of each term, in pieces that say whether they are a hit; without hits its start."""
    found = [spans for spans in _hits(text, words) if spans]
    share = max(width // max(len(found), 1), 20)
    windows = _merge(_window(spans[0], share, len(text)) for spans in found) or [(0, min(width, len(text)))]
    marks = _merge(span for spans in found for span in spans)
    return list(_pieces(text, marks, windows))


def fold(text: str) -> str:
    """The form in which text and words are compared: cleaned, full-width forms and radicals folded, simplified, lower case."""
    return unicodedata.normalize("NFKC", _RING.sub("_\\g<0>_", clean(text))).translate(traditional.table()).lower()


def terms(words: str | None) -> list[str]:
    """What has to be found, each term once and in its folded form: words parted by blanks, and what stands in quotes.

    >>> terms('公開 “年度 报告” 2018年 公开')
    ['公开', '年度 报告', '2018年']
    """
    found = (quoted or plain for quoted, plain in _TERM.findall(fold(words or "")))
    return list(dict.fromkeys(term.strip() for term in found if _RUN.search(term)))


def _cut(runs: list[str]) -> list[str]:
    """The tokens of runs that follow each other in a text: a run is whole if it is no Han run, else its pairs and its last character."""
    found: list[str] = []
    after_number = False
    for run in runs:
        if not _is_han(run):
            found.append(run)
            after_number = True
            continue
        if after_number:
            found.append(run[0] + _LEAD)
        found += map(str.__add__, run, run[1:])
        found.append(run[-1])
        after_number = False
    return found


def _is_han(run: str) -> bool:
    """Whether a run is one of Han characters: runs are of one kind, so its first character tells."""
    return _HAN.match(run) is not None


def _terms(words: str | None) -> list[list[str]]:
    """The runs of each term."""
    return [_RUN.findall(term) for term in terms(words)]


def _is_single(runs: list[str]) -> bool:
    """Whether a term is one Han character."""
    return len(runs) == 1 and len(runs[0]) == 1 and _is_han(runs[0])


def _phrase(runs: list[str]) -> str:
    """One term as a phrase. The last run may go on in the text, so the token that says where a run ends is left off."""
    parts = _cut(runs)
    alone = len(runs) == 1 or _is_han(runs[-2])
    if not _is_han(runs[-1]):
        return f'"{" ".join(parts)}"'
    if len(runs[-1]) == 1 and alone:
        return f'"{" ".join(parts)}" *'
    return f'"{" ".join(parts[:-1])}"'


def _hits(text: str, words: str | None) -> Iterator[list[Span]]:
    """For each term, where it stands in the text as printed."""
    folded = list(map(_folded, text))
    flat = "".join(folded)
    # Nearly every text has one character for one, which spares a look at each.
    alike = len(flat) == len(text) and max(map(len, folded), default=1) == 1
    starts = range(len(text)) if alike else [at for at, chars in enumerate(folded) for _ in chars]
    for pattern in _patterns(words):
        matches = pattern.finditer(flat)
        yield [(starts[match.start()], starts[match.end() - 1] + 1) for match in matches]


@lru_cache(maxsize=100)
def _patterns(words: str | None) -> tuple[re.Pattern[str], ...]:
    """What the terms look like in folded text; the same for all hits of a search."""
    return tuple(re.compile(_pattern(runs)) for runs in _terms(words))


class _Folds(dict[str, str]):
    """Single characters in their folded form, each folded once."""

    def __missing__(self, char: str) -> str:
        return self.setdefault(char, fold(char))


_folded = _Folds().__getitem__


def _pattern(runs: list[str]) -> str:
    """What a term looks like in folded text: its runs, with gaps between them."""
    pattern = _bounded(runs[0])
    for before, run in pairwise(runs):
        pattern += _GAP + ("+" if _is_han(before) and _is_han(run) else "*") + _bounded(run)
    return pattern


def _bounded(run: str) -> str:
    """A run that must not be part of a longer one, unless it is of Han characters."""
    if _is_han(run):
        return run
    kind = "[0-9]" if run[0] in "0123456789" else rf"[^\W\d_{HAN}]"
    return f"(?<!{kind}){re.escape(run)}(?!{kind})"


def _window(hit: Span, share: int, length: int) -> Span:
    """The part of a text of some length that shows a hit, a third of it before the hit."""
    start = max(0, min(hit[0] - share // 3, length - share))
    return start, min(length, max(start + share, hit[1]))


def _merge(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(merged.pop()[1], end)
        merged.append((start, end))
    return merged


def _pieces(text: str, marks: list[Span], windows: list[Span]) -> Iterator[tuple[str, bool]]:
    """The windows cut at the marks, with an ellipsis wherever text is left out."""
    at = 0
    for start, end in windows:
        if start > at:
            yield ELLIPSIS, False
        yield from _cut_at(text, marks, start, end)
        at = end
    if at < len(text):
        yield ELLIPSIS, False


def _cut_at(text: str, marks: list[Span], start: int, end: int) -> Iterator[tuple[str, bool]]:
    """The text from start to end as plain pieces and hits; a hit that sticks out is cut."""
    for left, right in marks[bisect_left(marks, start, key=lambda mark: mark[1]) :]:
        if left >= end:
            break
        if left > start:
            yield text[start:left], False
        yield text[max(left, start) : min(right, end)], True
        start = min(right, end)
    if start < end:
        yield text[start:end], False

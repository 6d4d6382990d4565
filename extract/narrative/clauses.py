"""The words around a figure: its clause before and behind it, the sentence so far, and the headings above."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import Mention, Section

_SENTENCE = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[。！？!?\n，,；;（）()]")
# Behind this a list goes on, or its parts begin.
_PARTS = re.compile("、|：|其中")
# Such a sentence goes on with what the one before it counted.
_GOES_ON = re.compile(r"其中|分别|上述|以上|均")
# What only leads to a number.
_LEADS = re.compile(
    r"(?:共计|总计|合计|累计|总共|达到|分别|达|为|是|有|了|计|共|约|的|：|数量|总数|总量|件数|数|均|各|都|全部|、|等)+$"
)
_JOINS = re.compile(r"^(?:、|：|和|及|与|以及)+")
_SAME = str.maketrans("(),:;", "（），：；", "“”‘’\"'")
# Longer than any clause that says what a figure counts.
_FAR, _NEAR = 240, 40


@dataclass(frozen=True, slots=True)
class Around:
    """Words without white space: `head` and `tail` of the clause, `before` them in the sentence, and the `headings` above,
    the chapter's code in front.

    `lead` is the head with the words that only lead to a number.
    """

    headings: str
    before: str
    lead: str
    tail: str

    @property
    def head(self) -> str:
        """What is counted, so far as it stands in front of the figure."""
        return bare(self.lead)


class Clauses:
    """Where the sentences and clauses of a chapter end."""

    def __init__(self, text: str, section: Section):
        self.text, self.section = text, section
        self.sentences = [found.start() for found in _SENTENCE.finditer(text)]
        self.ends = [found.start() for found in _CLAUSE.finditer(text)]

    def around(self, found: Sequence[Mention], no: int) -> Around:
        """The words around the mention with the number `no`."""
        mention = found[no]
        begin = _behind(self.ends, mention.start)
        if no and begin < found[no - 1].end <= mention.start:
            begin = found[no - 1].end
        before = self.text[max(self._sentence(mention.start), begin - _FAR) : begin]
        return Around(
            self._headings(mention.start),
            squeezed(before),
            squeezed(self.text[begin : mention.start]),
            self._tail(found, no),
        )

    def denied(self, found: Sequence[Mention], no: int) -> str:
        """What a denial denies: the rest of its clause, with the members of a list."""
        return squeezed(self.text[found[no].end : self._end(found, no)])

    def between(self, first: Mention, second: Mention) -> str:
        """What stands between two figures."""
        return squeezed(self.text[first.end : second.start])

    def _sentence(self, position: int) -> int:
        """Where the sentence starts, or the one before that it goes on from."""
        begin = _behind(self.sentences, position)
        if begin > 1 and _GOES_ON.match(self.text[begin:position].lstrip()):
            return _behind(self.sentences, begin - 1)
        return begin

    def _tail(self, found: Sequence[Mention], no: int) -> str:
        return _PARTS.split(squeezed(self.text[found[no].end : self._end(found, no)]), 1)[0]

    def _end(self, found: Sequence[Mention], no: int) -> int:
        """Where the clause of a figure ends, or the next figure begins."""
        end = found[no].end
        at = bisect_left(self.ends, end)
        stops = [end + _NEAR, len(self.text), *self.ends[at : at + 1]]
        return min(stops + [mention.start for mention in found[no + 1 : no + 2] if mention.start >= end])

    def _headings(self, position: int) -> str:
        parts = [part.heading for part in self.section.subsections if part.start <= position < part.end]
        return squeezed(" ".join((f"<{self.section.code}>", self.section.heading, *parts)))


def squeezed(text: str) -> str:
    """Text without white space and quotation marks, its punctuation in one width."""
    return "".join(text.split()).translate(_SAME)


def bare(words: str) -> str:
    """Words without those that only join them to what stands before, or lead to a number."""
    return _JOINS.sub("", _LEADS.sub("", words))


def _behind(ends: list[int], position: int) -> int:
    """The place behind the last of the ends before a position."""
    at = bisect_left(ends, position)
    return ends[at - 1] + 1 if at else 0

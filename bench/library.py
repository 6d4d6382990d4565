"""Chapters for made-up reports, put together of paragraphs that are written, cut into tokens and sketched once.

A chapter is as cheap as its joints, so that an archive of hundreds of thousands is made in minutes; no two are alike, since
each has a sentence of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from bench.crowd import Writer
from bench.generate import copies
from bench.generate.invent import NUMERALS
from extract import search
from extract.overlap import entries, sketch, words
from extract.text import HAN

# Code and heading. The first has no heading, as what stands before the first chapter.
CHAPTERS = (
    ("front", ""),
    ("overview", "总体情况"),
    ("proactive", "主动公开政府信息情况"),
    ("requests", "收到和处理政府信息公开申请情况"),
    ("remedies", "政府信息公开行政复议、行政诉讼情况"),
    ("problems", "存在的主要问题及改进情况"),
    ("other", "其他需要报告的事项"),
)
# How many paragraphs a chapter has, about as often as among the 139 chapters of real reports that lie beside the checkout: a
# quarter of these are a line or two, the median has 224 characters, the mean 321, one in thirty more than 1,300.
SIZES = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 8)
LETTERS = 90
# Paragraphs of a large archive; a small one has fewer.
MOST, FEW, EACH = 20_000, 100, 10
YEAR = 2020
OWN = "{organ}印发《{place}{label}工作方案》（{short}政办字〔{year}〕{n}号）。"
_NUMBER = re.compile(r"\d+(?:件|条|次|期|人)")
_ENDS = re.compile(rf"[{HAN}]\W*$")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text on lines of its own: its tokens, where figures stand in it, its sketch, and how many letters count."""

    text: str
    tokens: str
    figures: tuple[Span, ...] = ()
    sketch: np.ndarray | None = None
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a report. It has no sketch where it is too short to be compared."""

    code: str
    heading: str
    text: str
    tokens: str
    heading_tokens: str
    figures: Sequence[Span]
    sketch: np.ndarray | None


class Library:
    """Paragraphs, and chapters drawn from them."""

    def __init__(self, draw: Random, reports: int):
        self.draw = draw
        self.writer = Writer(draw)
        self.taken = words.load()
        self.paragraphs = [self._paragraph() for _ in range(min(MOST, FEW + EACH * reports))]
        numbered = (
            f"{NUMERALS[number - 1]}、{heading}" if heading else "" for number, (_, heading) in enumerate(CHAPTERS)
        )
        self.headings = [Part(text, search.tokens(text)) for text in numbered]

    def chapters(self, title: str, year: int) -> Iterator[Chapter]:
        """The chapters of a report."""
        first = Part(title, search.tokens(title))
        for (code, _), heading in zip(CHAPTERS, self.headings, strict=True):
            own = self.writer.filled(OWN, year)
            some = self.draw.choices(self.paragraphs, k=self.draw.choice(SIZES))
            parts = [heading if heading.text else first, *some, Part(own, search.tokens(own))]
            yield Chapter(
                code,
                heading.text,
                "\n".join(part.text for part in parts),
                " ".join(part.tokens for part in parts),
                heading.tokens,
                list(_figures(parts)),
                _sketch(some),
            )

    def _paragraph(self) -> Part:
        """One that ends with a Han character: only then do its tokens not depend on what follows."""
        text = ""
        while not _ENDS.search(text):
            text = self.writer.formula(YEAR) + copies.section(self.draw, LETTERS)
        letters = self.taken.of(text)
        figures = tuple(found.span() for found in _NUMBER.finditer(text))
        return Part(text, search.tokens(text), figures, sketch.sketch(letters), len(letters))


def _figures(parts: Sequence[Part]) -> Iterator[Span]:
    """Where figures stand in the parts, line by line."""
    at = 0
    for part in parts:
        yield from ((at + start, at + end) for start, end in part.figures)
        at += len(part.text) + 1


def _sketch(parts: Sequence[Part]) -> np.ndarray | None:
    """The sketch of several paragraphs is what is least in theirs, but for the few shingles across their joints."""
    if sum(part.letters for part in parts) < entries.SHORTEST:
        return None
    return np.minimum.reduce([part.sketch for part in parts])

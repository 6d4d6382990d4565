"""Media and platforms that prose names without 《》: 微信公众号“…”, “…”等微博, 昌乐电视台. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from extract.model import Citation, CitationKind
from extract.narrative import cited
from extract.text import HAN

_LEFT, _RIGHT = '“"‘「『', '”"’」』'
_QUOTED = re.compile(rf"[{_LEFT}]([^{_LEFT}{_RIGHT}，。；！？\n]{{2,20}})[{_RIGHT}]")
# Names that follow each other: “…”、“…”.
_AND = re.compile(r"[、，,和与及\s]{0,2}")
# A name without marks has no more characters, its ending left out.
_LONGEST = 24
_HAN_RUN = re.compile(rf"[{HAN}]+$")


def find(text: str, section: int) -> list[Citation]:
    """The named media and platforms of a text, in order; what only says which kind there was has no name."""
    found = [*_quoted(text, section), *_plain(text, section)]
    return sorted(found, key=lambda citation: (citation.start, citation.end))


def _quoted(text: str, section: int) -> Iterator[Citation]:
    """Names in quotation marks with the word for a channel before the first or behind the last."""
    for chain in _chains(list(_QUOTED.finditer(text))):
        before, behind = (
            text[max(chain[0].start() - 12, 0) : chain[0].start()],
            text[chain[-1].end() : chain[-1].end() + 12],
        )
        kind = _channel(before.rstrip("：:为（( \n"), behind)
        if kind:
            for name in chain:
                yield Citation(section, *name.span(1), name[1], kind, title=cited.bare(name[1]))


def _chains(names: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Quoted names that belong together."""
    chain: list[re.Match[str]] = []
    for name in names:
        if chain and not _AND.fullmatch(name.string, chain[-1].end(), name.start()):
            yield chain
            chain = []
        chain.append(name)
    if chain:
        yield chain


def _channel(before: str, behind: str) -> CitationKind | None:
    """The kind of channel that the words around a name tell; None where they tell none."""
    for kind, ends, starts in _channels():
        if ends.search(before) or starts.match(behind):
            return kind
    return None


def _plain(text: str, section: int) -> Iterator[Citation]:
    """Names that end in what such names end in, and begin with more than words that every office has."""
    for kind, ending, fits in _endings():
        for found in ending.finditer(text):
            run = _HAN_RUN.search(text[max(found.start() - _LONGEST, 0) : found.start()])
            stem = _before().sub("", run[0]) if run else ""
            if fits.search(stem) and _common().sub("", stem) and not _goes_on(text, found.end()):
                start = found.start() - len(stem)
                name = text[start : found.end()]
                yield Citation(section, start, found.end(), name, kind, title=name)


def _goes_on(text: str, end: int) -> bool:
    """Whether a name goes on behind its ending: 日报社, 网站群."""
    return text[end : end + 1] in {"社", "群", "页", "址", "络", "点"}


@cache
def _channels() -> tuple[tuple[CitationKind, re.Pattern[str], re.Pattern[str]], ...]:
    said = cited.load().said.channels
    words = [(entry.kind, cited.either(entry.words)) for entry in said]
    return tuple((kind, re.compile(f"(?:{any_})$"), re.compile(rf"(?:等|的|\s)?(?:{any_})")) for kind, any_ in words)


@cache
def _endings() -> tuple[tuple[CitationKind, re.Pattern[str], re.Pattern[str]], ...]:
    said = cited.load().said.endings
    return tuple((entry.kind, re.compile(cited.either(entry.words)), re.compile(entry.stem)) for entry in said)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(f"^.*(?:{cited.either(cited.load().said.before)})")


@cache
def _common() -> re.Pattern[str]:
    return re.compile(cited.either(cited.load().said.common))

"""What sections.yml may say: kinds of chapters, how they are headed in an era, and in which order they stand."""

from __future__ import annotations

from extract.codebook.entries import Code, Entry, compiled


class SectionKind(Entry, frozen=True, kw_only=True):
    """A kind of chapter."""

    code: Code
    zh: str
    en: str


class Heading(Entry, frozen=True, kw_only=True):
    """How a kind of chapter is headed in an era; `re` is searched in the tight form of a line."""

    era: str
    code: Code
    canonical: str
    re: str
    spellings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        compiled(self.re)


class Topic(Entry, frozen=True, kw_only=True):
    """What a part of a chapter is about, in any era; `re` is searched in its heading in tight form, without its number."""

    code: Code
    re: str

    def __post_init__(self) -> None:
        compiled(self.re)


class Outline(Entry, frozen=True, kw_only=True):
    """The chapters of a report in their order."""

    era: str
    name: str
    outline: tuple[Code, ...]


class Numbering(Entry, frozen=True, kw_only=True):
    """Patterns for the number in front of a chapter and of a part of a chapter, on tight text."""

    top: str
    sub: str

    def __post_init__(self) -> None:
        compiled(self.top, self.sub)


class Chapters(Entry, frozen=True, kw_only=True):
    """The whole of sections.yml.

    `annex` holds patterns for the line that opens the annexed table, `remains` for what web pages leave behind a report's end.
    """

    numbering: Numbering
    annex: tuple[str, ...]
    remains: tuple[str, ...]
    sections: tuple[SectionKind, ...]
    headings: tuple[Heading, ...]
    topics: tuple[Topic, ...]
    outlines: tuple[Outline, ...]

    def __post_init__(self) -> None:
        compiled(*self.annex, *self.remains)

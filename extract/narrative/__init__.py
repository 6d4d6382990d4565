"""What the prose of a report says: its figures with their places, and the laws, documents and media that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.codebook import Codebook
from extract.model import Citation, Mention, Section

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.narrative.quantities import Quantity
    from extract.narrative.scopes import Scope


@dataclass(frozen=True, slots=True)
class Prose:
    """The figures and the citations of a report, section by section, in order."""

    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]


def understand(sections: Sequence[Section], year: int | None, form: str | None, book: Codebook) -> Prose:
    """Read the prose of a report of a year; `form` is the edition of its tables, None where it has none."""
    from extract.narrative.language import figures, language

    nlp = language(book)
    mentions: list[Mention] = []
    citations: list[Citation] = []
    for section in sections:
        doc = nlp(section.text)
        found = [_mention(section, quantity, scope) for quantity, scope in figures(doc, year, book)]
        mentions += _linked(doc, found, section, form, book)
        citations += _cited(doc, section)
    return Prose(tuple(mentions), tuple(citations))


def _mention(section: Section, quantity: Quantity, scope: Scope) -> Mention:
    return Mention(
        section=section.ordinal,
        start=quantity.start,
        end=quantity.end,
        text=section.text[quantity.start : quantity.end],
        value=quantity.value,
        unit=quantity.unit,
        kind=quantity.kind,
        upper=quantity.upper,
        approximate=quantity.approximate,
        year=scope.year,
        own=scope.own,
    )


def _linked(
    doc: Doc, found: Sequence[Mention], section: Section, form: str | None, book: Codebook
) -> Sequence[Mention]:
    return found


def _cited(doc: Doc, section: Section) -> Sequence[Citation]:
    return ()

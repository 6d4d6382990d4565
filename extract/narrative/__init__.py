"""What the prose of a report says: its figures with their places, and the laws, documents and media that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.codebook import Codebook
from extract.model import Citation, Mention, Prose, Section
from extract.narrative import citations
from extract.narrative.facts import era, facts
from extract.narrative.linking import link

__all__ = ["era", "facts", "understand"]

if TYPE_CHECKING:
    from extract.narrative.quantities import Quantity
    from extract.narrative.scopes import Scope


def understand(sections: Sequence[Section], year: int | None, form: str | None, book: Codebook) -> Prose:
    """Read the prose of a report of a year; `form` is the edition of its tables, None where it has none.

    What its figures count is then told in the codes of the form that was in force in the year.
    """
    from extract.narrative.language import figures, language

    nlp = language(book)
    form = form or era(book, year)
    mentions: list[Mention] = []
    named: list[Citation] = []
    short = citations.names(section.text for section in sections)
    for section in sections:
        doc = nlp(section.text)
        found = [_mention(section, quantity, scope) for quantity, scope in figures(doc, year, book)]
        mentions += link(found, section, form, book) if form else found
        named += citations.find(section.text, section.ordinal, short)
    return Prose(tuple(mentions), tuple(named))


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

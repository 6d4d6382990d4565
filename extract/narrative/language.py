"""The spaCy pipeline that reads prose: characters as tokens, and components with the rules of schema/. No model is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract.codebook import Codebook
from extract.narrative import quantities
from extract.narrative.quantities import Quantity
from extract.narrative.scopes import Scope, scopes
from extract.narrative.words import Words, words

# The key of doc.spans and of doc.user_data.
QUANTITIES = "quantities"


class Quantities:
    """A component: the figures of a document as spans, labelled with their kind, and as they were read."""

    def __init__(self) -> None:
        self.words: Words | None = None

    def __call__(self, doc: Doc) -> Doc:
        assert self.words is not None
        found = quantities.find(doc.text, self.words)
        doc.user_data[QUANTITIES] = tuple(found)
        spans = (doc.char_span(item.start, item.end, label=item.kind) for item in found)
        doc.spans[QUANTITIES] = [span for span in spans if span is not None]
        return doc


@Language.factory("quantities")
def _quantities(nlp: Language, name: str) -> Quantities:
    return Quantities()


@cache
def language(book: Codebook) -> Language:
    """The pipeline with the rules of a codebook."""
    nlp = spacy.blank("zh")
    cast(Quantities, nlp.add_pipe("quantities")).words = words(book)
    return nlp


def figures(doc: Doc, year: int | None, book: Codebook) -> Iterator[tuple[Quantity, Scope]]:
    """The figures of a document of that pipeline, and what each speaks of; `year` is the report's own."""
    found = doc.user_data[QUANTITIES]
    return zip(found, scopes(doc.text, found, year, words(book)), strict=True)

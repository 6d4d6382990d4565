"""The spaCy pipeline that reads prose: characters as tokens, and components with the rules of schema/. No model is loaded."""

from __future__ import annotations

from functools import cache
from typing import cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract.codebook import Codebook
from extract.narrative import denials, quantities
from extract.narrative.quantities import Quantity
from extract.narrative.words import Words, words

# The key of doc.spans and of doc.user_data.
QUANTITIES = "quantities"


class Quantities:
    """A component: the figures of a document as spans, labelled with their kind, and as they were read."""

    def __init__(self) -> None:
        self.words: Words | None = None

    def __call__(self, doc: Doc) -> Doc:
        assert self.words is not None
        text = doc.text
        counted = quantities.find(text, self.words)
        denied = (Quantity(start, end, 0, kind="none") for start, end in denials.find(text, self.words))
        found = _apart(sorted((*counted, *denied), key=lambda quantity: (quantity.start, -quantity.end)))
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


def _apart(found: list[Quantity]) -> list[Quantity]:
    """The same without any that stands on the one before."""
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept

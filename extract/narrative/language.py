"""The spaCy pipeline that reads prose: characters as tokens, and components with the rules of schema/. No model is loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extract.codebook import Codebook
from extract.narrative import quantities
from extract.narrative.quantities import Quantity
from extract.narrative.scopes import Scope, scopes
from extract.narrative.words import Words, words

# The key of doc.spans and of doc.user_data.
QUANTITIES = "quantities"
TEXT = "text"


class Characters:
    """A tokenizer: every character is a token, blanks too, so that the number of a token is its place in the text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        # doc.text puts the text together anew, token by token, which takes as long as all the rest.
        return Doc(self.vocab, words=list(text), spaces=[False] * len(text), user_data={TEXT: text})


class Quantities:
    """A component: the figures of a document as spans, labelled with their kind, and as they were read."""

    def __init__(self) -> None:
        self.words: Words | None = None

    def __call__(self, doc: Doc) -> Doc:
        assert self.words is not None
        found = quantities.find(doc.user_data[TEXT], self.words)
        doc.user_data[QUANTITIES] = found
        doc.spans[QUANTITIES] = [Span(doc, item.start, item.end, label=item.kind) for item in found]
        return doc


@Language.factory("quantities")
def _quantities(nlp: Language, name: str) -> Quantities:
    return Quantities()


@cache
def language(book: Codebook) -> Language:
    """The pipeline with the rules of a codebook."""
    nlp = spacy.blank("zh")
    # spaCy's limit is for models that parse; a section may be as long as a file.
    nlp.max_length = sys.maxsize
    nlp.tokenizer = Characters(nlp.vocab)
    cast(Quantities, nlp.add_pipe("quantities")).words = words(book)
    return nlp


def figures(doc: Doc, year: int | None, book: Codebook) -> Iterator[tuple[Quantity, Scope]]:
    """The figures of a document of that pipeline, and what each speaks of; `year` is the report's own."""
    found: list[Quantity] = doc.user_data[QUANTITIES]
    return zip(found, scopes(doc.user_data[TEXT], found, year, words(book)), strict=True)

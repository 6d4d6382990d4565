"""What wording.yml may say: how prose words what the forms count, and which of their figures it then stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from extract.codebook.entries import Code, Entry, Ref, Row, compiled, split

if TYPE_CHECKING:
    from extract.codebook import Codebook

# A sum of figures, and the sums that say the same in one form.
Sum = tuple[Ref, ...]


class Subject(Entry, frozen=True, kw_only=True):
    """What a sentence is about: the last of these words before a figure decides, or else the chapter that the sentence stands in."""

    code: Code
    words: str
    sections: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        compiled(self.words)


class Figure(Entry, frozen=True, kw_only=True):
    """One thing that prose counts; see the head of schema/wording.yml.

    `at` names what it is in a form; where it is silent, the crosswalk of `concept` does, `item` naming a sum of several terms.
    """

    words: tuple[str, ...]
    units: tuple[str, ...]
    at: dict[str, Ref] = {}
    concept: Code | None = None
    item: Code | None = None
    also: dict[str, tuple[Sum, ...]] = {}
    topics: tuple[Code, ...] = ()
    sections: tuple[Code, ...] = ()
    context: str | None = None
    unless: str | None = None
    denied: str | None = None

    def __post_init__(self) -> None:
        compiled(*self.words, *filter(None, (self.context, self.unless, self.denied)))
        if not self.at and not self.concept:
            raise ValueError("a figure needs `at` or `concept`")
        if wordless := [words for words in self.words if "#" not in words]:
            raise ValueError(f"`{wordless[0]}` has no # where the figure stands")

    def key(self, book: Codebook, form: str) -> tuple[str, str] | None:
        """Item and column that the figure is in a form; None where the form does not count it."""
        if form in self.at:
            return split(self.at[form])
        terms = self._terms(book, form)
        if len(terms) == 1:
            return split(terms[0])
        return (self.item, "value") if terms and self.item else None

    def sums(self, book: Codebook, form: str) -> tuple[Sum, ...]:
        """The sums of a table's figures that say the same as the figure, beside its own item."""
        terms = () if form in self.at else self._terms(book, form)
        return (*((terms,) if len(terms) > 1 else ()), *self.also.get(form, ()))

    def _terms(self, book: Codebook, form: str) -> Sum:
        """The terms of the concept where the form measures it exactly, as a plain sum."""
        walk = book.concept(self.concept).map.get(form) if self.concept else None
        plain = walk is not None and walk.match == "exact" and walk.factor == 1 and not walk.minus
        return walk.sum if walk and plain else ()


class Wording(Entry, frozen=True, kw_only=True):
    """The whole of wording.yml; `items` are what prose alone counts, `unworded` concepts that no figure stands for, and why."""

    items: tuple[Row, ...]
    silent: tuple[Code, ...]
    never: str
    topics: tuple[Subject, ...]
    figures: tuple[Figure, ...]
    unworded: Mapping[str, str]

    def __post_init__(self) -> None:
        compiled(self.never)

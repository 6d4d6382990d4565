"""How a finding is judged: by the way in which the cells behind it were read. The bases are lines of schema/verdicts.csv."""

from collections.abc import Callable, Collection, Iterable

from extract.codebook import Codebook
from extract.model import Fact, Verdict

# A reading below this is in doubt, and so is whatever contradicts it.
SURE = 0.95

# What speaks against a cell, the gravest first: a basis, and whether a fact gives it.
BASES: tuple[tuple[str, Callable[[Fact], bool]], ...] = (
    ("recognised", lambda fact: fact.method == "ocr"),
    ("glued_digits", lambda fact: fact.method == "solved"),
    ("doubtful_reading", lambda fact: fact.confidence < SURE),
    ("blank", lambda fact: fact.value is None),
)
AS_PRINTED = "cells_as_printed"


def basis(facts: Iterable[Fact], confirmed: Collection[Fact] = ()) -> str:
    """What the verdict on some facts rests on; `confirmed` are those that a second engine read alike."""
    facts = tuple(facts)
    against = next((name for name, gives in BASES if any(map(gives, facts))), None)
    if against is not None:
        return against
    return "second_engine" if confirmed and all(fact in confirmed for fact in facts) else AS_PRINTED


def verdict(book: Codebook, name: str) -> Verdict:
    """The verdict that a basis leads to; `open` where people decide."""
    return book.bases[name].verdict or "open"

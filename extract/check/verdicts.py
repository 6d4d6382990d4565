"""How a finding is judged: by the way in which the cells behind it were read. The bases are lines of schema/verdicts.csv."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from extract.codebook import Codebook
from extract.model import Fact, Finding, Verdict

# A reading below this is in doubt, and so is whatever contradicts it.
SURE = 0.95

# What speaks against a cell, the gravest first: a basis, and whether a fact gives it.
BASES: tuple[tuple[str, Callable[[Fact], bool]], ...] = (
    ("recognised", lambda fact: fact.method == "ocr"),
    ("glued_digits", lambda fact: fact.method == "solved"),
    ("doubtful_reading", lambda fact: fact.confidence < SURE),
    ("blank", lambda fact: fact.value is None),
)
AS_PRINTED, SECONDED = "cells_as_printed", "second_engine"


def basis(facts: Iterable[Fact]) -> str:
    """What the verdict on some facts rests on."""
    facts = tuple(facts)
    return next((name for name, gives in BASES if any(map(gives, facts))), AS_PRINTED)


def seconded(found: Iterable[Finding], keys: Collection[tuple[str, str]]) -> list[Finding]:
    """The findings; those of which a second engine read every figure alike (`keys`) rest on that too."""
    return [
        replace(finding, basis=SECONDED)
        if finding.basis == AS_PRINTED and set(finding.left_facts + finding.right_facts) <= set(keys)
        else finding
        for finding in found
    ]


def verdict(book: Codebook, name: str) -> Verdict:
    """The verdict that a basis leads to; `open` where people decide."""
    return book.bases[name].verdict or "open"

"""One report among others: who wrote it, for which year, and its facts; and findings whose sides stand in several reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.check.sides import Facts, clean, items
from extract.check.verdicts import AS_PRINTED, basis, verdict
from extract.codebook import Codebook, Rule
from extract.model import Fact, Finding

# What a report covers: the office itself, its departments too, or everything below it.
Scope = Literal["office", "departments", "all"]


@dataclass(frozen=True, slots=True)
class Year:
    """A current report of an office: its level as in issuers.csv, its scope where that is known, its facts."""

    report_id: str
    year: int | None
    form: str | None
    level: str | None
    scope: Scope | None
    facts: tuple[Fact, ...]

    @property
    def known(self) -> Facts:
        """The facts by their keys."""
        return {fact.key: fact for fact in self.facts}

    def follows(self, before: "Year") -> bool:
        """Whether the other report is that of the year before."""
        return before.year is not None and self.year == before.year + 1

    def id(self, fact: Fact) -> str:
        """The name of a fact in the archive."""
        return f"{self.report_id}:{fact.item}@{fact.column}"


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of one report that are added up on a side, or taken off it."""

    year: Year
    facts: tuple[Fact, ...]
    sign: int = 1

    @property
    def total(self) -> int | float:
        """What the facts add to their side."""
        return clean(self.sign * sum(fact.value or 0 for fact in self.facts))

    @property
    def told(self) -> bool:
        """Whether there are facts and all have a number."""
        return bool(self.facts) and all(fact.value is not None for fact in self.facts)


Parts = Sequence[Part]


def total(parts: Parts) -> int | float:
    """The sum of a side."""
    return clean(sum(part.total for part in parts))


def measured(book: Codebook, name: str, year: Year) -> tuple[Part, ...]:
    """What a report says of a concept that its form measures exactly; nothing where a figure lacks."""
    walk = next(concept.map.get(year.form or "") for concept in book.concepts if concept.id == name)
    if walk is None or walk.match != "exact" or walk.factor != 1:
        return ()
    known = year.known
    found = [(known.get((term.item, term.column)), term.factor) for term in walk.terms]
    parts = tuple(Part(year, (fact,), sign) for fact, sign in found if fact is not None)
    return parts if len(parts) == len(found) and all(part.told for part in parts) else ()


def finding(
    rule: Rule,
    own: Year,
    column: str | None,
    sides: tuple[Parts, Parts],
    message: str,
    book: Codebook,
    cause: str | None = None,
    agreed: str | None = None,
) -> Finding:
    """A finding of the report `own`; what stands in other reports is named by its id.

    `agreed` is the basis where all cells were read as printed, if that does not yet make it an error of the source.
    """
    facts = [fact for parts in sides for part in parts for fact in part.facts]
    rests = basis(facts)
    if rests == AS_PRINTED and agreed:
        rests = agreed
    left, right = sides
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        items=items(fact for parts in sides for part in parts if part.year is own for fact in part.facts),
        column=column,
        message=message,
        verdict=verdict(book, rests),
        left=total(left) if _told(left) else None,
        right=total(right) if _told(right) else None,
        left_facts=tuple(fact.key for fact in _of(left, own)),
        right_facts=tuple(fact.key for fact in _of(right, own)),
        left_others=tuple(_elsewhere(left, own)),
        right_others=tuple(_elsewhere(right, own)),
        basis=rests,
        cause=cause,
    )


def _told(parts: Parts) -> bool:
    return all(part.told for part in parts)


def _of(parts: Parts, own: Year) -> list[Fact]:
    return [fact for part in parts if part.year is own for fact in part.facts]


def _elsewhere(parts: Parts, own: Year) -> Iterator[str]:
    return (part.year.id(fact) for part in parts if part.year is not own for fact in part.facts)

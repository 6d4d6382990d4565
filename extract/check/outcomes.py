"""How each rule that names one value comes out in its report: it holds, it does not, or it cannot be checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extract.check.sides import Facts, Key, Side, agree, columns, in_columns, in_rows, side
from extract.check.within import applies, both, is_count, something_follows, zero_follows
from extract.codebook import Codebook, Rule

Compared = Iterator[tuple[Side, Side, bool | None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One comparison of a rule. `holds` is None where it cannot be told."""

    rule: Rule
    left: Side
    right: Side
    holds: bool | None

    @property
    def keys(self) -> frozenset[Key]:
        """The values that were compared."""
        return frozenset(fact.key for fact in self.left.facts + self.right.facts)


def outcomes(book: Codebook, form: str | None, known: Facts) -> Iterator[Outcome]:
    """Every comparison that the rules of a form make in a report; those that are broken are the findings of `check`."""
    for rule in book.rules:
        if rule.form == form and rule.kind in COMPARISONS and applies(rule, known):
            yield from (Outcome(rule, *compared) for compared in COMPARISONS[rule.kind](rule, known, book))


def about(book: Codebook, form: str | None, known: Facts, key: Key) -> list[Outcome]:
    """The comparisons in which one value stands."""
    return [outcome for outcome in outcomes(book, form, known) if key in outcome.keys]


def _sum(rule: Rule, facts: Facts, _book: Codebook) -> Compared:
    return ((left, right, agree(rule.op, left, right)) for left, right in in_columns(rule, facts))


def _each(rule: Rule, facts: Facts, _book: Codebook) -> Compared:
    for column in columns(rule, facts):
        right = side(rule.right, column, facts)
        for left in (side((ref,), column, facts) for ref in rule.left):
            yield left, right, agree(rule.op, left, right)


def _row(rule: Rule, facts: Facts, _book: Codebook) -> Compared:
    return ((left, right, agree(rule.op, left, right, not rule.right)) for left, right in in_rows(rule, facts))


def _zero(rule: Rule, facts: Facts, _book: Codebook) -> Compared:
    left, right = both(rule, facts)
    yield left, right, zero_follows(left, right)


def _positive(rule: Rule, facts: Facts, _book: Codebook) -> Compared:
    left, right = both(rule, facts)
    yield left, right, something_follows(rule, left, right)


def _count(rule: Rule, facts: Facts, book: Codebook) -> Compared:
    return ((Side((fact,)), Side(()), is_count(rule, fact, book)) for fact in facts.values())


COMPARISONS: dict[str, Callable[[Rule, Facts, Codebook], Compared]] = {
    "sum": _sum,
    "each": _each,
    "row": _row,
    "zero": _zero,
    "positive": _positive,
    "count": _count,
}

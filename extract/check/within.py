"""Facts × rules → findings, inside one report. Sums that a form states about itself are checksums on its digits."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from extract.check import causes
from extract.check.sides import (
    Facts,
    Side,
    columns,
    compare,
    countable,
    finding,
    in_columns,
    in_rows,
    name,
    names,
    side,
)
from extract.codebook import Codebook, Rule, split
from extract.model import Fact, Finding


def check(book: Codebook, form: str | None, facts: Iterable[Fact]) -> list[Finding]:
    """What the rules of a form find in a report's facts, in the order of the rules, each with a likely cause where one is told."""
    known = {fact.key: fact for fact in facts}
    found = breaches(book, form, known)
    if not found or form is None:
        return found
    states = list(equations(book, form, known))
    return causes.named(book, form, known, states, found, lambda changed: breaches(book, form, changed))


def breaches(book: Codebook, form: str | None, known: Facts) -> list[Finding]:
    """The findings alone."""
    rules = [rule for rule in book.rules if rule.form == form and rule.kind in KINDS and applies(rule, known)]
    return [found for rule in rules for found in KINDS[rule.kind](rule, known, book)]


def equations(book: Codebook, form: str | None, known: Facts) -> Iterator[tuple[Rule, Side, Side]]:
    """The sums of a form that can be held against a report's facts, column by column or row by row."""
    for rule in book.rules:
        if rule.form == form and rule.op == "=" and rule.kind in SIDES and applies(rule, known):
            for left, right in SIDES[rule.kind](rule, known):
                if countable(left, right):
                    yield rule, left, right


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether a report prints what a rule asks for."""
    return not rule.requires or {item for item, _ in facts}.issuperset(rule.requires)


def _sum(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """In every column that carries the items of both sides."""
    for column, (left, right) in zip(columns(rule, facts), in_columns(rule, facts), strict=True):
        yield from compare(rule, column, left, right, book)


def _each(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Every item of the left for itself."""
    for column in columns(rule, facts):
        right = side(rule.right, column, facts)
        for ref in rule.left:
            for found in compare(rule, column, side((ref,), column, facts), right, book):
                yield replace(found, about=split(ref)[0])


def _row(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """In every item of a table the columns among themselves."""
    for left, right in in_rows(rule, facts):
        yield from compare(rule, None, left, right, book, against_zero=not rule.right)


def _zero(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Nothing on the left, so nothing on the right."""
    left, right = both(rule, facts)
    if zero_follows(left, right) is False:
        message = f"{names(rule.form, left, book)}为0，而{names(rule.form, right, book)}为{right.total:g}"
        yield finding(rule, "value", left, right, message, book)


def _positive(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Something on the left (or a rule without left side), so something on the right."""
    left, right = both(rule, facts)
    if something_follows(rule, left, right) is False:
        condition = f"{names(rule.form, left, book)}为{left.total:g}，而" if left.facts else ""
        message = f"{condition}{names(rule.form, right, book)}为{right.total:g}"
        yield finding(rule, "value", left, right, message, book)


def _count(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Counts are whole and not negative, but for what the form marks."""
    for fact in facts.values():
        if is_count(rule, fact, book) is False:
            what = "为负数" if _is_whole(rule, fact, book) else "不是整数"
            message = f"{name(rule.form, fact, book)}（{fact.raw.strip()}）{what}"
            yield finding(rule, fact.column, Side((fact,)), Side(()), message, book)


def both(rule: Rule, facts: Facts) -> tuple[Side, Side]:
    """The two sides of a rule about single values."""
    return side(rule.left, "value", facts), side(rule.right, "value", facts)


def zero_follows(left: Side, right: Side) -> bool | None:
    """Whether nothing on the left goes with nothing on the right; None where the left has something, or nobody knows."""
    if not (left.present and left.complete) or any(fact.value for fact in left.facts):
        return None
    if any(fact.value for fact in right.facts):
        return False
    return True if right.facts and right.complete else None


def something_follows(rule: Rule, left: Side, right: Side) -> bool | None:
    """Whether something on the left (or a rule without left side) goes with something on the right."""
    stated = all((fact.value or 0) > 0 for fact in left.facts) and len(left.facts) == len(rule.left)
    return right.total > 0 if stated and right.present and right.complete else None


def is_count(rule: Rule, fact: Fact, book: Codebook) -> bool | None:
    """Whether a value is whole and not negative, where the form has it so; None where there is no value."""
    place = book.place(rule.form, *fact.key) if rule.form else None
    if fact.value is None or place is None:
        return None
    return _is_whole(rule, fact, book) and (fact.value >= 0 or place.signed)


def _is_whole(rule: Rule, fact: Fact, book: Codebook) -> bool:
    """Whether a value is whole, or need not be."""
    place = book.place(rule.form, *fact.key) if rule.form else None
    return isinstance(fact.value, int) or place is not None and place.decimals


KINDS: dict[str, Callable[[Rule, Facts, Codebook], Iterator[Finding]]] = {
    "sum": _sum,
    "each": _each,
    "row": _row,
    "zero": _zero,
    "positive": _positive,
    "count": _count,
}

# How the sides of an equation are taken from the facts, by the kind of its rule.
SIDES: dict[str, Callable[[Rule, Facts], Iterator[tuple[Side, Side]]]] = {"sum": in_columns, "row": in_rows}

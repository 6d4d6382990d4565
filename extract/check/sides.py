"""The two sides of a comparison: which facts they add up, how they are named, and the finding where they do not agree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.check.verdicts import basis, verdict
from extract.codebook import Codebook, Rule, split
from extract.model import Fact, Finding

Key = tuple[str, str]
Facts = Mapping[Key, Fact]

SIGNS = {"=": "等于", "<=": "不大于", ">=": "不小于"}
HOLDS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda left, right: abs(left - right) < 1e-6,
    "<=": lambda left, right: left <= right + 1e-6,
    ">=": lambda left, right: left >= right - 1e-6,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the facts that were added up."""

    facts: tuple[Fact, ...]

    @property
    def present(self) -> tuple[Fact, ...]:
        """The facts that have a number."""
        return tuple(fact for fact in self.facts if fact.value is not None)

    @property
    def complete(self) -> bool:
        """Whether every fact has a number."""
        return len(self.present) == len(self.facts)

    @property
    def total(self) -> int | float:
        """The sum, free of binary dust."""
        return clean(sum(fact.value or 0 for fact in self.facts))


def clean(number: int | float) -> int | float:
    """A sum without the dust that binary fractions leave."""
    return number if isinstance(number, int) else round(number, 6)


def columns(rule: Rule, facts: Facts) -> list[str]:
    """The columns in which some item of each side is printed."""
    sides = [{split(ref)[0] for ref in refs} for refs in (rule.left, rule.right)]
    printed = [{column for item, column in facts if item in items} for items in sides]
    return sorted(set.intersection(*printed))


def side(refs: Sequence[str], column: str, facts: Facts) -> Side:
    """The facts of some references; an item's own figure stands for the items below it."""
    found = [(ref, facts.get(split(ref) if "@" in ref else (ref, column))) for ref in refs]
    own = {ref for ref, fact in found if fact is not None and fact.value is not None}
    return Side(
        tuple(fact for ref, fact in found if fact is not None and not any(ref.startswith(item + ".") for item in own))
    )


def in_columns(rule: Rule, facts: Facts) -> Iterator[tuple[Side, Side]]:
    """Both sides in every column that carries items of both."""
    for column in columns(rule, facts):
        yield side(rule.left, column, facts), side(rule.right, column, facts)


def in_rows(rule: Rule, facts: Facts) -> Iterator[tuple[Side, Side]]:
    """Both sides in every row, or in the items that the rule names."""
    items = rule.items or tuple(dict.fromkeys(item for item, column in facts if column in rule.left))
    for item in items:
        left, right = (row(item, codes, facts) for codes in (rule.left, rule.right))
        yield left, right


def row(item: str, codes: Sequence[str], facts: Facts) -> Side:
    """The facts of an item in some columns."""
    return Side(tuple(facts[item, code] for code in codes if (item, code) in facts))


def compare(
    rule: Rule, column: str | None, left: Side, right: Side, book: Codebook, against_zero: bool = False
) -> Iterator[Finding]:
    """A finding if two sides that can be compared do not agree."""
    if agree(rule.op, left, right, against_zero) is False:
        sides = f"{names(rule.form, left, book)}（{left.total:g}）应{SIGNS[rule.op]}{names(rule.form, right, book) or '0'}（{right.total:g}）"
        yield finding(rule, column, left, right, f"{sides}，相差{shown(left.total - right.total)}", book)


def agree(op: str, left: Side, right: Side, against_zero: bool = False) -> bool | None:
    """Whether two sides agree; None where that cannot be told.

    A blank among printed parts counts as 0 in an equation, since zeros are often left blank; an inequality needs every part.
    """
    if not left.present or not (right.present or against_zero):
        return None
    told = countable(left, right) if op == "=" else left.complete and right.complete
    return HOLDS[op](left.total, right.total) if told else None


def countable(left: Side, right: Side) -> bool:
    """Whether an equation can be held against what is printed: a blank total says nothing."""
    return all(side.present and (side.complete or len(side.facts) > 1) for side in (left, right))


def finding(rule: Rule, column: str | None, left: Side, right: Side, message: str, book: Codebook) -> Finding:
    """The finding of a rule about facts of one report."""
    facts = (*left.present, *right.present)
    rests = basis((*left.facts, *right.facts))
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        items=items(facts),
        column=column,
        message=message,
        verdict=verdict(book, rests),
        left=left.total,
        right=right.total if right.facts or not left.facts else None,
        left_facts=tuple(fact.key for fact in left.present),
        right_facts=tuple(fact.key for fact in right.present),
        basis=rests,
    )


def items(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The items of some facts, each once."""
    return tuple(dict.fromkeys(fact.item for fact in facts))


def name(form: str | None, fact: Fact, book: Codebook) -> str:
    """A fact by what the form prints around it: the path to its item, and its column where there are several."""
    place = book.place(form, *fact.key) if form else None
    if place is None:
        return fact.item
    label = "·".join((*place.row.path, place.row.label))
    return label if fact.column == "value" else f"{label}·{place.column.label}"


def names(form: str | None, side: Side, book: Codebook) -> str:
    """All facts of a side in short: the first one stands for a sum."""
    found = [name(form, fact, book) for fact in side.facts]
    return found[0] if len(found) == 1 else f"{found[0]}等{len(found)}项之和" if found else ""


def shown(number: float) -> str:
    """A difference with its sign."""
    return f"{round(number, 6):+g}"

"""Facts × rules → findings. Sums that a form states about itself are checksums on its digits."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.codebook import Codebook, Rule, split
from extract.model import Fact, Finding, Verdict
from extract.text import digits

Key = tuple[str, str]
Facts = Mapping[Key, Fact]

# A reading below this is in doubt, and so is whatever contradicts it.
SURE = 0.95
SIGNS = {"=": "等于", "<=": "不大于", ">=": "不小于"}


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
        total = sum(fact.value or 0 for fact in self.facts)
        return total if isinstance(total, int) else round(total, 6)


def check(book: Codebook, form: str | None, facts: Iterable[Fact]) -> list[Finding]:
    """What the rules of a form find in a report's facts, in the order of the rules."""
    known = {fact.key: fact for fact in facts}
    rules = [rule for rule in book.rules if rule.form == form and _applies(rule, known)]
    return [finding for rule in rules for finding in KINDS[rule.kind](rule, known, book)]


def equations(book: Codebook, form: str | None, known: Facts) -> Iterator[tuple[Rule, Side, Side]]:
    """The sums of a form that can be held against a report's facts, column by column or row by row."""
    for rule in book.rules:
        if rule.form == form and rule.op == "=" and rule.kind in SIDES and _applies(rule, known):
            for left, right in SIDES[rule.kind](rule, known):
                if _countable(left, right):
                    yield rule, left, right


def _applies(rule: Rule, facts: Facts) -> bool:
    printed = {item for item, _ in facts}
    return all(item in printed for item in rule.requires)


def _sum(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """In every column that carries the items of both sides."""
    for column, (left, right) in zip(_columns(rule, facts), _in_columns(rule, facts), strict=True):
        yield from _compare(rule, column, left, right, book)


def _in_columns(rule: Rule, facts: Facts) -> Iterator[tuple[Side, Side]]:
    for column in _columns(rule, facts):
        yield _side(rule.left, column, facts), _side(rule.right, column, facts)


def _each(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Every item of the left for itself."""
    for column in _columns(rule, facts):
        right = _side(rule.right, column, facts)
        for ref in rule.left:
            yield from _compare(rule, column, _side((ref,), column, facts), right, book)


def _row(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """In every item of a table the columns among themselves."""
    for left, right in _in_rows(rule, facts):
        yield from _compare(rule, None, left, right, book, against_zero=not rule.right)


def _in_rows(rule: Rule, facts: Facts) -> Iterator[tuple[Side, Side]]:
    items = rule.items or tuple(dict.fromkeys(item for item, column in facts if column in rule.left))
    for item in items:
        left, right = (
            Side(tuple(facts[item, c] for c in columns if (item, c) in facts)) for columns in (rule.left, rule.right)
        )
        yield left, right


def _zero(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Nothing on the left, so nothing on the right."""
    left, right = (_side(refs, "value", facts) for refs in (rule.left, rule.right))
    if (
        left.present
        and left.complete
        and not any(fact.value for fact in left.facts)
        and any(fact.value for fact in right.facts)
    ):
        yield _finding(
            rule,
            "value",
            left,
            right,
            f"{_names(rule.form, left, book)}为0，而{_names(rule.form, right, book)}为{right.total:g}",
        )


def _positive(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Something on the left (or a rule without left side), so something on the right."""
    left, right = (_side(refs, "value", facts) for refs in (rule.left, rule.right))
    stated = all((fact.value or 0) > 0 for fact in left.facts) and len(left.facts) == len(rule.left)
    if stated and right.present and right.complete and right.total <= 0:
        condition = f"{_names(rule.form, left, book)}为{left.total:g}，而" if left.facts else ""
        yield _finding(rule, "value", left, right, f"{condition}{_names(rule.form, right, book)}为{right.total:g}")


def _count(rule: Rule, facts: Facts, book: Codebook) -> Iterator[Finding]:
    """Counts are whole and not negative, but for what the form marks."""
    for fact in facts.values():
        place = book.place(rule.form, *fact.key)
        if fact.value is None or place is None:
            continue
        broken = not place.decimals and not isinstance(fact.value, int)
        if broken or (fact.value < 0 and not place.signed):
            what = "不是整数" if broken else "为负数"
            yield _finding(
                rule,
                fact.column,
                Side((fact,)),
                Side(()),
                f"{_name(rule.form, fact, book)}（{fact.raw.strip()}）{what}",
            )


KINDS: dict[str, Callable[[Rule, Facts, Codebook], Iterator[Finding]]] = {
    "sum": _sum,
    "each": _each,
    "row": _row,
    "zero": _zero,
    "positive": _positive,
    "count": _count,
}


# How the sides of an equation are taken from the facts, by the kind of its rule.
SIDES: dict[str, Callable[[Rule, Facts], Iterator[tuple[Side, Side]]]] = {"sum": _in_columns, "row": _in_rows}


def _columns(rule: Rule, facts: Facts) -> list[str]:
    """The columns in which some item of each side is printed."""
    sides = [[split(ref)[0] for ref in refs] for refs in (rule.left, rule.right)]
    printed = [{column for item, column in facts if item in items} for items in sides]
    return sorted(set.intersection(*printed))


def _side(refs: Sequence[str], column: str, facts: Facts) -> Side:
    """The facts of some references; an item's own figure stands for the items below it."""
    found = [(ref, facts.get(split(ref) if "@" in ref else (ref, column))) for ref in refs]
    own = {ref for ref, fact in found if fact is not None and fact.value is not None}
    return Side(
        tuple(fact for ref, fact in found if fact is not None and not any(ref.startswith(item + ".") for item in own))
    )


def _compare(
    rule: Rule, column: str | None, left: Side, right: Side, book: Codebook, against_zero: bool = False
) -> Iterator[Finding]:
    """A finding if two sides that can be compared do not agree.

    A blank among printed parts counts as 0 in an equation, since zeros are often left blank; an inequality needs every part.
    """
    if not left.present or not (right.present or against_zero):
        return
    if rule.op != "=" and not (left.complete and right.complete):
        return
    if rule.op == "=" and not _countable(left, right):
        return
    if not HOLDS[rule.op](left.total, right.total):
        sides = f"{_names(rule.form, left, book)}（{left.total:g}）应{SIGNS[rule.op]}{_names(rule.form, right, book) or '0'}（{right.total:g}）"
        yield _finding(rule, column, left, right, f"{sides}，相差{_shown(left.total - right.total)}")


HOLDS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda left, right: abs(left - right) < 1e-6,
    "<=": lambda left, right: left <= right + 1e-6,
    ">=": lambda left, right: left >= right - 1e-6,
}


def _countable(left: Side, right: Side) -> bool:
    """Whether an equation can be held against what is printed: a blank total says nothing."""
    return all(side.present and (side.complete or len(side.facts) > 1) for side in (left, right))


def _finding(rule: Rule, column: str | None, left: Side, right: Side, message: str) -> Finding:
    facts = (*left.present, *right.present)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        items=tuple(dict.fromkeys(fact.item for fact in facts)),
        column=column,
        message=message,
        verdict=_verdict((*left.facts, *right.facts)),
        left=left.total,
        right=right.total if right.facts or not left.facts else None,
        left_facts=tuple(fact.key for fact in left.present),
        right_facts=tuple(fact.key for fact in right.present),
    )


def _verdict(facts: Sequence[Fact]) -> Verdict:
    """`source` where every cell was read without doubt; `reading` where one was not; `open` where a blank may be a number."""
    if any(fact.confidence < SURE or fact.method in ("ocr", "solved") for fact in facts):
        return "reading"
    return "open" if any(fact.value is None for fact in facts) else "source"


def _name(form: str, fact: Fact, book: Codebook) -> str:
    """A fact by what the form prints around it: the path to its item, and its column where there are several."""
    place = book.place(form, *fact.key)
    if place is None:
        return fact.item
    label = "·".join((*place.row.path, place.row.label))
    return label if fact.column == "value" else f"{label}·{place.column.label}"


def _names(form: str, side: Side, book: Codebook) -> str:
    names = [_name(form, fact, book) for fact in side.facts]
    return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}项之和" if names else ""


def _shown(number: float) -> str:
    return f"{round(number, 6):+g}"


def lost(witness: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The second half: digit runs of the witness that stand in none of the texts.

    A run may be cut by a line end or joined to its neighbour in one extraction only, so what does not match run by run is
    compared digit by digit in order.
    """
    missing = Counter(witness)
    missing.subtract(Counter(run for text in texts for run in digits(text)))
    surplus = sorted(run for run, count in missing.items() for _ in range(-count))
    absent = sorted(run for run, count in missing.items() for _ in range(count))
    return [run for run in absent if not _pieced(run, surplus)]


def _pieced(run: str, surplus: list[str]) -> bool:
    """Whether a run is part of a longer one that was read, or was read in pieces; what it uses up is taken from the surplus."""
    for longer in surplus:
        if run in longer:
            surplus.remove(longer)
            rest = longer.replace(run, "", 1)
            if rest:
                surplus.append(rest)
            return True
    pieces: list[str] = []
    left = run
    while left:
        piece = next((item for item in sorted(surplus, key=len, reverse=True) if left.startswith(item)), None)
        if piece is None:
            surplus += pieces
            return False
        surplus.remove(piece)
        pieces.append(piece)
        left = left[len(piece) :]
    return True

"""How sure recognised facts are: the form's own sums are checksums on their digits. Nothing is ever repaired.

A sum that fails makes all its recognised facts doubtful, or the one whose misreading alone explains all that fails. A sum that holds confirms a doubtful digit where a misreading could
not go unseen: where everything else in the sum is read without doubt.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.check import HOLDS, SURE, Side, equations
from extract.codebook import Codebook, Rule
from extract.model import Coding, Fact

Key = tuple[str, str]

# A digit that a sum confirms, and one that a sum contradicts; lines of text say nothing of single digits.
CONFIRMED, CONTRADICTED, LINES = 0.96, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Sum:
    """Two sides of a sum that is stated; `whole` where all that it adds up is printed."""

    left: Side
    right: Side
    whole: bool

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything in it."""
        return (*self.left.facts, *self.right.facts)

    @property
    def holds(self) -> bool:
        """Whether the sides agree; a blank counts as 0."""
        return HOLDS["="](self.left.total, self.right.total)

    def wanted(self, fact: Fact) -> float:
        """The value of a fact with which the sides would agree."""
        lacking = self.right.total - self.left.total
        return round((fact.value or 0) + (lacking if fact in self.left.facts else -lacking), 6)


def confirm(coding: Coding, book: Codebook, ocr: bool) -> Coding:
    """The facts with the method `ocr` and the lower confidence, that of their label or that of their digits.

    `ocr` says that text of the document was recognised: then digits cut out of its lines are doubtful too.
    """
    sures = {(no, coded.cell.row, coded.cell.col): coded.cell.sure for no, coded in _cells(coding)}
    read = {fact.key: sure for fact in coding.facts if (sure := sures.get(_place(fact))) is not None}
    if not read and not ocr:
        return coding
    known = {fact.key: fact for fact in coding.facts}
    sums = [Sum(left, right, _whole(rule, left, right)) for rule, left, right in equations(book, coding.form, known)]
    read = weigh(read, sums)
    return replace(coding, facts=tuple(_weighed(fact, read.get(fact.key)) for fact in coding.facts))


def weigh(read: Mapping[Key, float], sums: Sequence[Sum]) -> dict[Key, float]:
    """How sure each recognised fact is in the light of all sums."""
    failed = {fact.key for item in sums if not item.holds for fact in item.facts}
    blamed = {key for item in sums if not item.holds for key in _blamed(item, sums)}
    sure = {key: min(value, CONTRADICTED) if key in blamed else value for key, value in read.items()}
    holding = [item for item in sums if item.holds and item.whole]
    waiting = True
    while waiting:
        found = [key for item in holding for key in _settled(item, sure) if key not in failed]
        sure.update(dict.fromkeys(found, CONFIRMED))
        waiting = bool(found)
    return sure


def _blamed(item: Sum, sums: Sequence[Sum]) -> list[Key]:
    """What a sum that fails makes doubtful: the one fact that explains it and another failure, else all."""
    alone = [fact.key for fact in item.facts if _explains(fact, sums)]
    return alone if len(alone) == 1 else [fact.key for fact in item.facts]


def _explains(fact: Fact, sums: Sequence[Sum]) -> bool:
    """Whether two sums or more would hold, all those that a fact is in, if it had one other value, and none holds as it is."""
    own = [item for item in sums if fact in item.facts]
    wanted = {item.wanted(fact) for item in own}
    return len(own) > 1 and not any(item.holds for item in own) and len(wanted) == 1 and min(wanted) >= 0


def _settled(item: Sum, sure: Mapping[Key, float]) -> Iterator[Key]:
    """The doubtful facts of a sum that holds which could not be otherwise: a single one, or zeros that add up to nothing."""
    for side in (item.left, item.right):
        doubtful = [fact for fact in side.facts if sure.get(fact.key, 1.0) < SURE]
        others = [fact for fact in item.facts if fact not in side.facts and sure.get(fact.key, 1.0) < SURE]
        # Counts are not negative: what adds up to 0 is 0 throughout.
        if not others and (len(doubtful) == 1 or not any(fact.value for fact in doubtful)):
            yield from (fact.key for fact in doubtful if fact.value is not None)


def _weighed(fact: Fact, sure: float | None) -> Fact:
    if sure is None:
        return replace(fact, confidence=min(fact.confidence, LINES)) if fact.method == "solved" else fact
    return replace(fact, method="ocr", confidence=round(min(fact.confidence, sure), 4))


def _whole(rule: Rule, left: Side, right: Side) -> bool:
    """Whether every part of a sum is printed and has been read, itself or in its parts."""
    if any(fact.missing == "illegible" for fact in (*left.facts, *right.facts)):
        return False
    axis = 1 if rule.kind == "row" else 0
    return all(
        any(_same(ref, fact.key[axis]) for fact in side.facts)
        for refs, side in ((rule.left, left), (rule.right, right))
        for ref in refs
    )


def _same(ref: str, code: str) -> bool:
    """Whether a code is that of a reference, above it or below it."""
    item = ref.split("@")[0]
    return item == code or item.startswith(code + ".") or code.startswith(item + ".")


def _cells(coding: Coding):
    return ((table.no, cell) for table in coding.tables for cell in table.cells)


def _place(fact: Fact) -> tuple[int | None, int | None, int | None]:
    return fact.table, fact.row, fact.col

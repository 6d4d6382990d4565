"""The figures of prose against the table of the same report, and against each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from extract.check.rounding import fits
from extract.check.sides import HOLDS, SIGNS, Key, Side, clean, names
from extract.check.verdicts import AS_PRINTED, basis, verdict
from extract.codebook import Codebook, Rule, split
from extract.model import Fact, Finding, Mention
from extract.narrative.facts import amount, stated, unit

IN_PROSE = "prose_as_printed"

Table = Mapping[Key, Fact]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of prose that can be held against others: its place among the mentions, and its value in its item's unit."""

    no: int
    mention: Mention
    value: int | float

    @property
    def key(self) -> Key:
        """Item and column that it counts."""
        return self.mention.item or "", self.mention.column or "value"


@dataclass(frozen=True, slots=True)
class Stated:
    """One side of a finding: the figures of prose or the facts of the table, and what they come to."""

    told: tuple[Told, ...]
    total: int | float
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Account:
    """What a report says in prose and in its table; `said` are the figures of its year, in order."""

    book: Codebook
    form: str
    table: Table
    said: tuple[Told, ...]

    def sides(self, key: Key) -> list[tuple[Side, bool]]:
        """What the table has for an item: its own figure, or sums that say the same, and whether all of a sum is there."""
        wanted = ((key,), *_sums(self.book, self.form).get(key, ()))
        found = ((tuple(self.table[name] for name in keys if name in self.table), keys) for keys in wanted)
        return [(Side(facts), len(facts) == len(keys)) for facts, keys in found if facts]

    def alone(self, key: Key) -> bool:
        """Whether prose alone gives an item."""
        return not self.sides(key)

    @cached_property
    def exact(self) -> dict[Key, list[Told]]:
        """The office's own exact figures that no table gives, by what they count."""
        found: dict[Key, list[Told]] = defaultdict(list)
        for told in self.said:
            mention = told.mention
            if mention.own and not mention.approximate and mention.upper is None and self.alone(told.key):
                found[told.key].append(told)
        return found


def compare(
    book: Codebook, form: str | None, mentions: Sequence[Mention], facts: Iterable[Fact], year: int | None
) -> tuple[tuple[Mention, ...], list[Finding]]:
    """The mentions with what the table says to them, and what does not fit together.

    Figures of other years say nothing of the table; those of a wider body may agree with it, but never contradict it.
    """
    if form is None:
        return tuple(mentions), []
    table = {fact.key: fact for fact in facts if fact.method != "narrative" and fact.value is not None}
    said = tuple(_told(book, form, no, mention) for no, mention in enumerate(mentions) if stated(mention, year))
    prose = Account(book, form, table, said)
    agrees = _agreements(prose)
    judged = tuple(replace(mention, agrees=agrees.get(no)) for no, mention in enumerate(mentions))
    rules = [rule for rule in book.rules if rule.kind in KINDS and rule.form in (None, form)]
    denied = tuple(told for told in said if agrees.get(told.no) is False)
    return judged, [finding for rule in rules for finding in KINDS[rule.kind](rule, prose, denied)]


@cache
def _sums(book: Codebook, form: str) -> dict[Key, tuple[tuple[Key, ...], ...]]:
    """The sums of a table's figures that say the same as an item."""
    found: dict[Key, tuple[tuple[Key, ...], ...]] = {}
    for figure in book.wording.figures:
        if key := figure.key(book, form):
            found[key] = (*found.get(key, ()), *(tuple(map(split, refs)) for refs in figure.sums(book, form)))
    return found


def _told(book: Codebook, form: str, no: int, mention: Mention) -> Told:
    return Told(no, mention, amount(mention, unit(book, form, mention)) or 0)


def _agreements(prose: Account) -> dict[int, bool]:
    """Whether each figure agrees with the table, by its place; what cannot be told is not there."""
    agrees = {told.no: agrees for told in prose.said if (agrees := _agrees(prose, told)) is not None}
    kept = {told.key: told.value for told in prose.said if agrees.get(told.no)}
    for told in prose.said:
        # Beside a figure that agrees, a smaller one is taken for a part of it.
        if agrees.get(told.no) is False and told.value < kept.get(told.key, told.value):
            del agrees[told.no]
    return agrees


def _agrees(prose: Account, told: Told) -> bool | None:
    sides = prose.sides(told.key)
    if any(fits(told.mention, told.value, side.total) for side, _ in sides):
        return True
    certain = told.mention.own and any(complete for _, complete in sides)
    return False if certain else None


def _against(rule: Rule, prose: Account, denied: Sequence[Told]) -> Iterator[Finding]:
    """The figures that the table contradicts; all that prose says of one thing are one finding, with the first as its value."""
    found: dict[Key, list[Told]] = defaultdict(list)
    for told in denied:
        found[told.key].append(told)
    for key, same in found.items():
        side = next(side for side, complete in prose.sides(key) if complete)
        texts = "、".join(f"“{text}”" for text in dict.fromkeys(told.mention.text for told in same))
        said = f"正文称{names(prose.form, side, prose.book)}为{texts}，表中为{side.total:g}"
        yield _finding(rule, prose, said, Stated(tuple(same), same[0].value), Stated((), side.total, side.present))


def _twice(rule: Rule, prose: Account, denied: Sequence[Told]) -> Iterator[Finding]:
    """Two values of what prose alone gives, unless one is the other with what it is added to elsewhere in prose."""
    for key, same in prose.exact.items():
        sums = [set(refs) - {key} for refs in _sums(prose.book, prose.form).get(key, ()) if key in refs]
        added = [sum(prose.exact[ref][0].value for ref in refs) for refs in sums if refs <= set(prose.exact)]
        first = same[0]
        other = next((told for told in same if abs(told.value - first.value) not in (0, *added)), None)
        if other:
            said = f"正文两处所称{_label(prose.book, key)}不同：“{first.mention.text}”与“{other.mention.text}”"
            yield _finding(rule, prose, said, Stated((first,), first.value), Stated((other,), other.value))


def _sum(rule: Rule, prose: Account, denied: Sequence[Told]) -> Iterator[Finding]:
    """An equation or an inequality that cannot hold, whatever the parts that prose does not name may be."""
    exact = {key: same[0] for key, same in prose.exact.items()}
    refs = {split(ref)[0] for ref in (*rule.left, *rule.right)}
    for column in sorted({column for item, column in exact if item in refs}):
        (left, all_left), (right, all_right) = (_parts(side, column, exact) for side in (rule.left, rule.right))
        broken = {
            "=": all_left and right.total > left.total or all_right and left.total > right.total,
            "<=": all_right and left.total > right.total,
            ">=": all_left and right.total > left.total,
        }
        if left.told and right.told and broken[rule.op] and not HOLDS[rule.op](left.total, right.total):
            shown = [f"{_labels(prose.book, side.told)}（{side.total:g}）" for side in (left, right)]
            yield _finding(rule, prose, f"正文所称{SIGNS[rule.op].join((shown[0] + '应', shown[1]))}", left, right)


def _parts(refs: Sequence[str], column: str, exact: Mapping[Key, Told]) -> tuple[Stated, bool]:
    """The figures of a side, and whether prose names all of it; the figure of a group stands for the items of the group."""
    found: dict[Key, Told] = {}
    complete = True
    for item, own in (split(ref) if "@" in ref else (ref, column) for ref in refs):
        steps = item.split(".")
        groups = (".".join(steps[:length]) for length in range(1, len(steps) + 1))
        key = next(((group, own) for group in groups if (group, own) in exact), None)
        complete &= key is not None
        if key:
            found[key] = exact[key]
    return Stated(tuple(found.values()), clean(sum(told.value for told in found.values()))), complete


def _positive(rule: Rule, prose: Account, denied: Sequence[Told]) -> Iterator[Finding]:
    """Something in the table, and nothing of what must come with it in prose."""
    side = Side(tuple(prose.table[key] for key in map(split, rule.left) if key in prose.table))
    told = [told for told in prose.said if told.key in map(split, rule.right) and told.mention.own]
    if len(side.facts) == len(rule.left) and side.total > 0 and told and not any(other.value for other in told):
        said = (
            f"表中{names(prose.form, side, prose.book)}为{side.total:g}，而正文称{_label(prose.book, told[0].key)}为0"
        )
        yield _finding(rule, prose, said, Stated((), side.total, side.present), Stated((told[0],), 0))


def _finding(rule: Rule, prose: Account, said: str, left: Stated, right: Stated) -> Finding:
    """A finding of which prose is a side; it doubts the item that prose names, not every part of a sum."""
    rests = basis((*left.facts, *right.facts))
    rests = IN_PROSE if rests == AS_PRINTED else rests
    keys = dict.fromkeys(told.key for told in (*left.told, *right.told))
    columns = {column for _, column in keys}
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        items=tuple(dict.fromkeys(item for item, _ in keys)),
        column=columns.pop() if len(columns) == 1 else None,
        message=said,
        verdict=verdict(prose.book, rests),
        left=left.total,
        right=right.total,
        left_facts=tuple(fact.key for fact in left.facts),
        right_facts=tuple(fact.key for fact in right.facts),
        left_mentions=tuple(told.no for told in left.told),
        right_mentions=tuple(told.no for told in right.told),
        basis=rests,
    )


def _label(book: Codebook, key: Key) -> str:
    """What a form prints for an item, in short."""
    return book.items()[key[0]].label.partition("（")[0] or book.items()[key[0]].label


def _labels(book: Codebook, told: Sequence[Told]) -> str:
    shown = [f"{_label(book, one.key)}“{one.mention.text}”" for one in told]
    return "、".join(shown)


KINDS: dict[str, Callable[[Rule, Account, Sequence[Told]], Iterator[Finding]]] = {
    "prose": _against,
    "prose_twice": _twice,
    "prose_sum": _sum,
    "sum": _sum,
    "prose_positive": _positive,
}

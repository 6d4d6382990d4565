"""Rules that need more than one report, or need to know who reports: between years, between levels, between files."""

from collections.abc import Callable, Iterator, Sequence

from extract.check.copies import MONEY, copies
from extract.check.sides import Side, name, names, row, shown, side
from extract.check.sides import finding as alone
from extract.check.unchanged import Unchanged, unchanged
from extract.check.year import Part, Parts, Year, finding, measured, total
from extract.codebook import Codebook, Rule
from extract.model import Fact, Finding

__all__ = ["Unchanged", "Year", "copies", "levels", "office", "unchanged", "years"]

# A change by a factor within these is one of yuan and ten thousand yuan, give or take a change of the value itself.
UNIT = (2_000, 50_000)


def years(book: Codebook, before: Year, after: Year) -> list[Finding]:
    """What the rules between years find in two reports of one office; findings of the later one.

    Nothing unless the years are consecutive; both reports must be the current ones of their years.
    """
    if not after.follows(before):
        return []
    rules = [rule for rule in book.rules if rule.kind in KINDS and _fits(rule, before, after)]
    return [found for rule in rules for found in KINDS[rule.kind](rule, before, after, book)]


def _fits(rule: Rule, before: Year, after: Year) -> bool:
    return rule.form is None or (rule.form == after.form and before.form in (rule.before or (rule.form,)))


def _carry(rule: Rule, before: Year, after: Year, book: Codebook) -> Iterator[Finding]:
    """What is left at the end of a year stands at the start of the next."""
    for column, now, then in _carried(rule, before, after):
        left, right = Part(after, now.facts), Part(before, then.facts)
        if left.told and right.told and left.total != right.total:
            message = (
                f"{after.year}年{names(after.form, now, book)}（{left.total:g}）应等于{before.year}年"
                f"{names(before.form, then, book)}（{right.total:g}），相差{shown(left.total - right.total)}"
            )
            cause = _sign(left, right, before.form, book)
            yield finding(rule, after, column, ((left,), (right,)), message, book, cause)


def _carried(rule: Rule, before: Year, after: Year) -> Iterator[tuple[str, Side, Side]]:
    """Column by column, or item by item, what stands on either side."""
    earlier, later = before.known, after.known
    for item in rule.items:
        yield rule.left[0], row(item, rule.left, later), row(item, rule.right, earlier)
    if not rule.items:
        for column in dict.fromkeys(column for item, column in later if item in rule.left):
            yield column, side(rule.left, column, later), side(rule.right, column, earlier)


def _sign(left: Part, right: Part, form: str | None, book: Codebook) -> str | None:
    """`sign_lost` where the sides agree once the one signed figure changes its sign."""
    places = [(fact, book.place(form or "", *fact.key)) for fact in right.facts]
    signed = [fact.value or 0 for fact, place in places if place and place.signed]
    return "sign_lost" if len(signed) == 1 and left.total == right.total - 2 * signed[0] else None


def _stock(rule: Rule, before: Year, after: Year, book: Codebook) -> Iterator[Finding]:
    """What is in force is what was in force, with what came and without what went."""
    earlier, later = before.known, after.known
    for item in rule.items:
        now = Part(after, row(item, rule.left, later).facts)
        parts = (
            Part(before, row(item, rule.left, earlier).facts),
            Part(after, row(item, rule.right, later).facts),
            Part(after, row(item, rule.minus, later).facts, -1),
        )
        if all(part.told for part in (now, *parts)) and now.total != total(parts):
            message = (
                f"{after.year}年{_name(now.facts[0], after, book)}（{now.total:g}）应等于{before.year}年的"
                f"{parts[0].total:g}加{parts[1].total:g}减{-parts[2].total:g}（{total(parts):g}），"
                f"相差{shown(now.total - total(parts))}"
            )
            yield finding(rule, after, now.facts[0].column, ((now,), parts), message, book)


def _factor(rule: Rule, before: Year, after: Year, book: Codebook) -> Iterator[Finding]:
    """Nothing changes by orders of magnitude from one year to the next."""
    for now, then in _followed(rule, before, after, book):
        small, big = sorted((total(now), total(then)))
        if small <= 0 or big < rule.floor or big / small < (rule.factor or 0):
            continue
        fact = now[0].facts[0]
        message = (
            f"{after.year}年{_name(fact, after, book)}为{total(now):g}，{before.year}年为{total(then):g}，"
            f"相差约{big / small:.0f}倍"
        )
        cause = "unit" if fact.unit in MONEY and UNIT[0] <= big / small <= UNIT[1] else None
        yield finding(rule, after, fact.column, (now, then), message, book, cause)


def _followed(rule: Rule, before: Year, after: Year, book: Codebook) -> Iterator[tuple[Parts, Parts]]:
    """What both years say of the items or concepts of a rule."""
    earlier, later = before.known, after.known
    for ref in rule.left:
        now, then = (side((ref,), "value", facts) for facts in (later, earlier))
        yield (Part(after, now.present),), (Part(before, then.present),)
    for concept in rule.concepts:
        yield measured(book, concept, after), measured(book, concept, before)


KINDS: dict[str, Callable[[Rule, Year, Year, Codebook], Iterator[Finding]]] = {
    "carry": _carry,
    "stock": _stock,
    "factor": _factor,
}


def levels(book: Codebook, government: Year, departments: Sequence[Year]) -> list[Finding]:
    """Where the departments together have more than their government, whose report says that it covers them."""
    if government.scope not in ("departments", "all"):
        return []
    of_year = [year for year in departments if year.year == government.year]
    pairs = [(rule, concept) for rule in book.rules if rule.kind == "levels" for concept in rule.concepts]
    return [found for rule, concept in pairs for found in _levels(rule, concept, government, of_year, book)]


def _levels(
    rule: Rule, concept: str, government: Year, departments: Sequence[Year], book: Codebook
) -> Iterator[Finding]:
    whole = measured(book, concept, government)
    parts = tuple(part for year in departments for part in measured(book, concept, year))
    if whole and total(parts) > total(whole):
        fact = whole[0].facts[0]
        message = (
            f"{len({part.year.report_id for part in parts})}个部门之和（{total(parts):g}）应不大于"
            f"{_name(fact, government, book)}（{total(whole):g}），相差{shown(total(parts) - total(whole))}"
        )
        yield finding(rule, government, fact.column, (parts, whole), message, book)


def office(book: Codebook, report: Year) -> list[Finding]:
    """What offices of this level cannot have, and this one reports."""
    known, found = report.known, []
    for rule in book.rules:
        if rule.kind == "level_zero" and rule.form == report.form and report.level in rule.levels:
            facts = [fact for fact in side(rule.left, "value", known).present if fact.value]
            message = "、".join(f"{name(rule.form, fact, book)}（{fact.value:g}）" for fact in facts)
            if facts:
                text = f"{message}：此级机关一般无此项"
                found.append(alone(rule, None, Side(tuple(facts)), Side(()), text, book))
    return found


def _name(fact: Fact, year: Year, book: Codebook) -> str:
    return name(year.form, fact, book)

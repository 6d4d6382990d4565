"""Figures of prose as facts, for reports that print no table of the year."""

from __future__ import annotations

from collections.abc import Iterable

from extract.codebook import Codebook
from extract.model import Fact, Mention
from extract.tables.units import MONEY, scale

# Lower than whatever is read from a cell: what a figure counts is told from its words, and a rounded one is no exact value.
SAID, ROUNDED = 0.25, 0.15


def era(book: Codebook, year: int | None) -> str | None:
    """The form that was in force for reports of a year; None where nobody knows the year, or before there were reports."""
    if year is None:
        return None
    return next((form.form for form in book.forms if form.first_year <= year <= (form.last_year or year)), None)


def facts(
    book: Codebook, form: str | None, mentions: Iterable[Mention], year: int | None, has_table: bool
) -> tuple[Fact, ...]:
    """The office's own figures of the year, one for an item and column; none where a table gives them.

    Where prose gives several, the first exact one counts; that they differ is a finding of `check.prose`.
    """
    if has_table or form is None:
        return ()
    told = (mention for mention in mentions if _told(book, mention, year))
    found = sorted((_fact(book, form, mention) for mention in told), key=_rank)
    return tuple(sorted({fact.key: fact for fact in reversed(found)}.values(), key=_place))


def stated(mention: Mention, year: int | None) -> bool:
    """Whether a figure says how many of something there were in the year of the report."""
    known = mention.item is not None and mention.value is not None and mention.kind in ("count", "none")
    return known and year is not None and mention.year == year


def amount(mention: Mention, unit: str | None) -> int | float | None:
    """The value in the unit of its item; sums of money are brought to it."""
    if mention.value is None or unit not in MONEY or mention.unit not in MONEY:
        return mention.value
    return scale(mention.value, MONEY[mention.unit], MONEY[unit])


def unit(book: Codebook, form: str, mention: Mention) -> str | None:
    """The unit of the item that a figure counts: the form's, else the codebook's, else the printed one."""
    item, column = mention.item or "", mention.column or "value"
    row = book.items().get(item)
    return book.unit(form, item, column) or (row.unit if row else None) or mention.unit


def _told(book: Codebook, mention: Mention, year: int | None) -> bool:
    """Whether a figure can be a fact; a row that forms print as a heading alone has no value of its own."""
    row = book.items().get(mention.item or "")
    return stated(mention, year) and mention.own and mention.upper is None and row is not None and row.valued


def _fact(book: Codebook, form: str, mention: Mention) -> Fact:
    counted = unit(book, form, mention)
    return Fact(
        item=mention.item or "",
        column=mention.column or "value",
        value=amount(mention, counted),
        raw=mention.text,
        unit=counted,
        method="narrative",
        confidence=ROUNDED if mention.approximate else SAID,
        section=mention.section,
        start=mention.start,
        end=mention.end,
    )


def _place(fact: Fact) -> tuple[int, int]:
    return fact.section or 0, fact.start or 0


def _rank(fact: Fact) -> tuple[float, int, int]:
    return -fact.confidence, *_place(fact)

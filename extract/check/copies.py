"""Two files of one report, such as a PDF and a web page, check each other value by value."""

from extract.check.sides import name
from extract.check.year import Part, Year, finding
from extract.codebook import Codebook
from extract.model import Fact, Finding

MONEY = ("元", "万元")
TEN_THOUSAND = 10_000


def copies(book: Codebook, one: Year, other: Year) -> list[Finding]:
    """A finding of the first file for every value that the two files print differently, or that only one of them prints.

    What stands in one file alone is no disagreement: a web page may leave out a table.
    """
    there = other.known
    pairs = [(fact, there[fact.key]) for fact in one.facts if fact.key in there]
    return [
        finding(
            rule,
            one,
            mine.column,
            ((Part(one, (mine,)),), (Part(other, (theirs,)),)),
            f"{name(one.form, mine, book)}：两个文件不一致，分别为{_said(mine)}和{_said(theirs)}",
            book,
            cause=_cause(mine, theirs),
            agreed="copies_differ",
        )
        for rule in book.rules
        if rule.kind == "copies"
        for mine, theirs in pairs
        if mine.value != theirs.value
    ]


def _said(fact: Fact) -> str:
    return "无数值" if fact.value is None else f"{fact.value:g}"


def _cause(mine: Fact, theirs: Fact) -> str | None:
    """What alone makes two printed values differ, where the values tell."""
    small, big = sorted((mine.value or 0, theirs.value or 0))
    if None in (mine.value, theirs.value):
        return "blank_for_zero" if big == small == 0 else None
    return "unit" if mine.unit in MONEY and small > 0 and abs(big / small - TEN_THOUSAND) < 1 else None

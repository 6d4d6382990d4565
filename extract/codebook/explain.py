"""Explain a code, a printed label or a concept to a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from extract.codebook.entries import Column, Crosswalk, Row, Rule
from extract.text import key

if TYPE_CHECKING:
    from extract.codebook import Codebook


# What the kinds of rules between reports ask; the others hold left against right.
SAID = {
    "carry": "{left} = {right} of the year before",
    "stock": "{left} = the same of the year before + {right} - {minus}",
    "factor": "{what} changes by less than a factor of {factor}",
    "level_zero": "{left} = 0 at the levels {levels}",
    "levels": "{concepts} of the departments <= their government's",
    "unchanged": "a table repeats the year before",
    "copies": "the files of one report agree",
    "prose": "prose and table agree",
    "prose_twice": "prose gives one value",
    "prose_positive": "{left} in the table above 0 -> {right} in prose above 0",
}


class Hit(NamedTuple):
    """One answer: what was found, in which form (None: in all), how it is printed or called, and what it means."""

    kind: Literal["item", "column", "concept", "section", "rule"]
    code: str
    form: str | None
    label: str
    text: str
    spellings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.code}{f' [{self.form}]' if self.form else ''} {self.label}: {self.text}"

    def matches(self, query: str, exact: bool) -> bool:
        """Whether the code or a spelling is the query or, unless `exact`, one of them or the explanation holds it."""
        wanted, labels = key(query), [key(label) for label in (self.label, *self.spellings)]
        if exact:
            return query == self.code or bool(wanted) and wanted in labels
        return query in self.code or bool(wanted) and wanted in " ".join(labels) or query.lower() in self.text.lower()


def explain(book: Codebook) -> Iterator[Hit]:
    """Explain everything that has a code: items and columns form by form, then concepts, sections and rules."""
    return chain(_tables(book), _prose(book), _concepts(book), _sections(book), _rules(book))


def _tables(book: Codebook) -> Iterator[Hit]:
    for form in book.forms:
        for table in form.tables:
            for block in table.blocks:
                for row in block.rows:
                    units = {book.unit(form.form, row.code, column.code) for column in block.columns}
                    yield Hit(
                        "item",
                        row.code,
                        form.form,
                        row.label,
                        _row(row, units),
                        book.variants(form.form, "row", row.code),
                    )
                for column in block.columns:
                    variants = book.variants(form.form, "column", column.code)
                    yield Hit("column", column.code, form.form, column.label, _column(column, block.code), variants)


def _prose(book: Codebook) -> Iterator[Hit]:
    for row in book.wording.items:
        yield Hit("item", row.code, None, row.label, _joined("in prose alone", _row(row, {row.unit})))


def _concepts(book: Codebook) -> Iterator[Hit]:
    for concept in book.concepts:
        judged = "; ".join(f"{form} {_crosswalk(walk)}" for form, walk in sorted(concept.map.items()))
        text = _joined(concept.en, concept.unit and f"in {concept.unit}", judged, concept.note)
        yield Hit("concept", concept.id, None, concept.zh, text)


def _sections(book: Codebook) -> Iterator[Hit]:
    for section in book.sections:
        headings = [heading for heading in book.headings if heading.code == section.code]
        spellings = (label for heading in headings for label in (heading.canonical, *heading.spellings))
        yield Hit("section", section.code, None, section.zh, section.en, tuple(dict.fromkeys(spellings)))


def _rules(book: Codebook) -> Iterator[Hit]:
    for rule in book.rules:
        text = _joined(rule.severity, _said(rule), rule.note, rule.exceptions and f"except: {rule.exceptions}")
        yield Hit("rule", rule.id, rule.form, rule.printed or rule.kind, text)


def _said(rule: Rule) -> str:
    """What a rule asks, in short."""
    parts = {name: " + ".join(getattr(rule, name)) for name in ("left", "right", "minus", "concepts", "levels")}
    asked = SAID.get(rule.kind, "{left} {op} {right}")
    filled = parts | {"left": parts["left"] or "nothing", "right": parts["right"] or "0", "op": rule.op or "->"}
    return asked.format_map(filled | {"what": parts["concepts"] or parts["left"], "factor": rule.factor})


def _row(row: Row, units: set[str | None]) -> str:
    return _joined(
        row.en,
        row.kind == "heading" and "heading",
        row.path and f"under {' / '.join(row.path)}",
        row.parent and f"{row.relation or 'below'} of {row.parent}",
        f"in {', '.join(sorted(filter(None, units)))}" if any(units) else None,
        row.editions and f"printed in {', '.join(row.editions)}",
        row.confidence != "seen" and row.confidence,
        row.note,
    )


def _column(column: Column, block: str) -> str:
    return _joined(
        f"in {block}",
        column.path and f"under {' / '.join(column.path)}",
        column.unit and f"in {column.unit}",
        column.note,
    )


def _crosswalk(walk: Crosswalk) -> str:
    terms = " ".join(f"{'-' if term.factor < 0 else '+'} {term.item}@{term.column}" for term in walk.terms)
    measured = f" = {terms.removeprefix('+ ')}" if terms else ""
    return f"{walk.match}{measured} ({walk.why})"


def _joined(*parts: object) -> str:
    """What is there of the parts, as one line."""
    return "; ".join(str(part) for part in parts if part)

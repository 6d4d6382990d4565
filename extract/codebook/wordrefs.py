"""What wording.yml says of the rest of the codebook must hold: codes exist, words mean one thing, no exact figure is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.codebook.crossrefs import Problem, known, no_form, repeated
from extract.codebook.entries import PROSE, Ref, split
from extract.codebook.wording import Figure

if TYPE_CHECKING:
    from extract.codebook import Codebook

_FILE = "wording.yml"


def check(book: Codebook) -> Iterator[Problem]:
    """Yield everything in wording.yml that does not hold; `book` is as read, with `prefix.*` not yet expanded."""
    concepts = {concept.id for concept in book.concepts}
    found = [("$" + place, text) for step in (_items, _parts, _overlaps) for place, text in step(book)]
    for no, figure in enumerate(book.wording.figures):
        place = f"$.figures[{no}]"
        if figure.concept and figure.concept not in concepts:
            found.append((f"{place}.concept", f"there is no concept `{figure.concept}`"))
        else:
            found += [(place + at, text) for at, text in _figure(book, figure)]
    yield from _rules(book)
    # What a figure stands for can only be told once its codes are right.
    yield from ((_FILE, place, text) for place, text in found or _holes(book))


def _rules(book: Codebook) -> Iterator[Problem]:
    """Rules on prose that name what neither a form nor wording.yml has."""
    for no, rule in enumerate(book.rules):
        for side in ("left", "right"):
            for at, ref in enumerate(getattr(rule, side) if rule.kind in PROSE else ()):
                if split(ref)[0] not in book.items():
                    yield "rules.yml", f"$[{no}].{side}[{at}]", f"there is no item `{split(ref)[0]}`"


def _items(book: Codebook) -> Iterator[tuple[str, str]]:
    printed = {row.code for form in book.forms for row in form.rows()}
    for no, code in repeated(row.code for row in book.wording.items):
        yield f".items[{no}]", f"the item `{code}` stands twice"
    for no, row in enumerate(book.wording.items):
        if row.code in printed:
            yield f".items[{no}]", f"`{row.code}` is no item of prose alone: a form prints it"


def _parts(book: Codebook) -> Iterator[tuple[str, str]]:
    """Topics and chapters that do not exist."""
    wording, chapters = book.wording, {section.code for section in book.sections}
    topics = {topic.code for topic in wording.topics}
    named: list[tuple[str, tuple[str, ...]]]
    named = [(f".silent[{no}]", (code,)) for no, code in enumerate(wording.silent)]
    named += [(f".topics[{no}].sections", topic.sections) for no, topic in enumerate(wording.topics)]
    named += [(f".figures[{no}].sections", figure.sections) for no, figure in enumerate(wording.figures)]
    for place, codes in named:
        yield from ((place, f"no section `{code}` in sections.yml") for code in codes if code not in chapters)
    for no, code in repeated(topic.code for topic in wording.topics):
        yield f".topics[{no}].code", f"the topic `{code}` stands twice"
    for no, figure in enumerate(wording.figures):
        yield from (
            (f".figures[{no}].topics", f"there is no topic `{code}`") for code in figure.topics if code not in topics
        )


def _figure(book: Codebook, figure: Figure) -> Iterator[tuple[str, str]]:
    """Forms and codes of a figure that do not exist."""
    for name, ref in figure.at.items():
        if text := no_form(book, name) or _unknown(book, name, ref):
            yield f".at.{name}", text
    for name, sums in figure.also.items():
        if text := no_form(book, name):
            yield f".also.{name}", text
            continue
        for ref in (ref for refs in sums for ref in refs):
            if not known(book.form(name), ref):
                yield f".also.{name}", f"form {name} has no `{ref}`"
    if figure.item and figure.item not in book.items():
        yield ".item", f"there is no item `{figure.item}`"


def _unknown(book: Codebook, form: str, ref: Ref) -> str:
    """What to say of a reference to an item, a sum or a heading that no form has, or to a column that its form does not have."""
    item, column = split(ref)
    columns = {place.column.code for place in book.form(form).places().values()}
    if item not in book.items():
        return f"there is no item `{item}`"
    return "" if column in columns | {"value"} else f"form {form} has no column `{column}`"


def _overlaps(book: Codebook) -> Iterator[tuple[str, str]]:
    """Words that two figures share in one topic, so that the second could never be told from the first."""
    said = [
        (no, (topic, words, unit))
        for no, figure in enumerate(book.wording.figures)
        for topic in figure.topics or ("",)
        for words in figure.words
        for unit in figure.units
    ]
    numbers = [no for no, _ in said]
    doubled = {(numbers[at], words) for at, (_, words, _) in repeated(entry for _, entry in said)}
    yield from ((f".figures[{no}].words", f"the words `{words}` stand twice") for no, words in sorted(doubled))


def _holes(book: Codebook) -> Iterator[tuple[str, str]]:
    """Concepts that a form measures in one item, exactly, and that no figure stands for."""
    keys = {(form.form, figure.key(book, form.form)) for form in book.forms for figure in book.wording.figures}
    for concept in book.concepts:
        forgotten = [
            name
            for name, walk in concept.map.items()
            if walk.match == "exact"
            and len(walk.terms) == 1
            and ".*" not in walk.sum[0]
            and (name, split(walk.sum[0])) not in keys
        ]
        if forgotten and concept.id not in book.wording.unworded:
            yield ".figures", f"no figure stands for `{concept.id}` in form {', '.join(forgotten)}"
    for name in book.wording.unworded:
        if name not in {concept.id for concept in book.concepts}:
            yield f".unworded.{name}", f"there is no concept `{name}`"

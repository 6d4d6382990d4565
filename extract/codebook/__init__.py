"""The codebook: what the forms print, how it is coded, and the rules it obeys. Loads and validates schema/."""

from __future__ import annotations

import dataclasses
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from extract.codebook import wordrefs
from extract.codebook.chapters import Chapters, Heading, Numbering, Outline, SectionKind, Topic
from extract.codebook.crossrefs import check
from extract.codebook.datafile import CsvFile, DataFile, YamlFile
from extract.codebook.entries import (
    Basis,
    Block,
    Cause,
    Column,
    Concept,
    Crosswalk,
    Deadline,
    Edition,
    Form,
    FormTable,
    Ignored,
    Kind,
    Label,
    OtherPaper,
    Place,
    Reason,
    Row,
    Rule,
    Term,
    split,
)
from extract.codebook.explain import Hit, explain
from extract.codebook.numbers import Cue, Name, Unit
from extract.codebook.wording import Figure, Sum, Wording
from extract.errors import SchemaError

__all__ = [
    "SCHEMA", "Basis", "Block", "Cause", "Codebook", "Column", "Concept", "Crosswalk", "Cue", "Deadline", "Edition", "Figure", "Form", "FormTable",
    "Heading", "Hit", "Ignored", "Kind", "Label", "Name", "Numbering", "OtherPaper", "Outline", "Place", "Reason", "Row", "Rule", "SectionKind",
    "Term", "Topic", "Unit", "Wording", "load", "split",
]  # fmt: skip

_HERE = Path(__file__).resolve().parents[1]
# A wheel carries the data inside the package, a checkout beside it; maintainers may keep a codebook of their own.
_SHIPPED = _HERE / "schema" if (_HERE / "schema").is_dir() else _HERE.parent / "schema"
SCHEMA = Path(os.environ.get("NIANBAO_SCHEMA") or _SHIPPED)
YAML = ["sections.yml", "rules.yml", "concepts.yml", "wording.yml"]
CSV = [
    "causes.csv",
    "cues.csv",
    "deadlines.csv",
    "ignored.csv",
    "kinds.csv",
    "labels.csv",
    "names.csv",
    "others.csv",
    "reasons.csv",
    "units.csv",
    "verdicts.csv",
]
_SHOWN = 20

E = TypeVar("E", Rule, Crosswalk)
K = TypeVar("K")


# Compared and hashed by identity: there is one codebook per folder, and it is big.
@dataclass(frozen=True, eq=False)
class Codebook:
    """Everything that schema/ says, in the order of the files; references with `prefix.*` are written out."""

    forms: tuple[Form, ...]
    rules: tuple[Rule, ...]
    concepts: tuple[Concept, ...]
    sections: tuple[SectionKind, ...]
    headings: tuple[Heading, ...]
    topics: tuple[Topic, ...]
    outlines: tuple[Outline, ...]
    numbering: Numbering
    annex: tuple[str, ...]
    remains: tuple[str, ...]
    labels: tuple[Label, ...]
    ignored: tuple[Ignored, ...]
    deadlines: tuple[Deadline, ...]
    kinds: tuple[Kind, ...]
    others: tuple[OtherPaper, ...]
    reasons: tuple[Reason, ...]
    causes: tuple[Cause, ...]
    verdicts: tuple[Basis, ...]
    units: tuple[Unit, ...]
    names: tuple[Name, ...]
    cues: tuple[Cue, ...]
    wording: Wording

    def form(self, name: str) -> Form:
        """The form of that name; KeyError where there is none."""
        return self._forms[name]

    def concept(self, name: str) -> Concept:
        """The concept of that id; KeyError where there is none."""
        return self._concepts[name]

    def spellings(self, form: str, axis: str, code: str) -> tuple[str, ...]:
        """How a row, a column or the heading of a block is printed: as the form has it, then all known variants."""
        return self._canonical.get((form, axis, code), ()) + self.variants(form, axis, code)

    def variants(self, form: str, axis: str, code: str) -> tuple[str, ...]:
        """The spellings of labels.csv alone."""
        return self._variants.get((form, axis, code), ())

    def items(self) -> Mapping[str, Row]:
        """Every row by its code, headings too, as the first form that has it defines it, a national one if there is any.

        Behind them stands what prose alone counts.
        """
        return self._items

    def columns(self) -> Mapping[str, Column]:
        """Every column by its code, as the first form that has it defines it, a national one if there is any."""
        return self._columns

    def place(self, form: str, item: str, column: str) -> Place | None:
        """Table, block, row and column of a value; None where the form has no such cell."""
        return self.places[form].get((item, column))

    def unit(self, form: str, item: str, column: str) -> str | None:
        """The unit that a value is printed in: the column's, else the row's, else the table's."""
        place = self.place(form, item, column)
        return place.unit if place else None

    def kind(self, name: str) -> Kind | None:
        """What the ending of an issuer's name tells; the longest known ending decides."""
        known = [kind for kind in self.kinds if name.endswith(kind.suffix)]
        return max(known, key=lambda kind: len(kind.suffix), default=None)

    def find(self, query: str) -> list[Hit]:
        """What a code, a printed label or a concept means: exact hits, or else everything that holds the query."""
        query = query.strip()
        if not query:
            return []
        exact = [hit for hit in self._hits if hit.matches(query, exact=True)]
        return exact or [hit for hit in self._hits if hit.matches(query, exact=False)]

    @cached_property
    def bases(self) -> Mapping[str, Basis]:
        """What verdicts rest on, by code."""
        return {entry.basis: entry for entry in self.verdicts}

    @cached_property
    def _forms(self) -> dict[str, Form]:
        return {form.form: form for form in self.forms}

    @cached_property
    def _concepts(self) -> dict[str, Concept]:
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def places(self) -> Mapping[str, Mapping[tuple[str, str], Place]]:
        """Every (item, column) that each form has a cell for, by form."""
        return {form.form: form.places() for form in self.forms}

    @cached_property
    def _lines(self) -> tuple[tuple[str, str, Row | Column], ...]:
        """Form, axis and definition of every row and column, in printed order, local tables behind national ones."""
        return tuple(
            (form.form, axis, line)
            for form in sorted(self.forms, key=lambda form: not form.national)
            for table in form.tables
            for block in table.blocks
            for axis, lines in (("row", block.rows), ("column", block.columns))
            for line in lines
        )

    @cached_property
    def _items(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for _, _, line in self._lines:
            if isinstance(line, Row):
                found.setdefault(line.code, line)
        return found | {row.code: row for row in self.wording.items}

    @cached_property
    def _columns(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for _, _, line in self._lines:
            if isinstance(line, Column):
                found.setdefault(line.code, line)
        return found

    @cached_property
    def _canonical(self) -> dict[tuple[str, str, str], tuple[str, ...]]:
        printed = [((form, axis, line.code), line.label) for form, axis, line in self._lines]
        for form in self.forms:
            blocks = (block for table in form.tables for block in table.blocks)
            printed += [((form.form, "heading", block.code), block.heading) for block in blocks if block.heading]
        return _grouped(printed)

    @cached_property
    def _variants(self) -> dict[tuple[str, str, str], tuple[str, ...]]:
        return _grouped(((entry.form, entry.axis, entry.code), entry.label) for entry in self.labels)

    @cached_property
    def _hits(self) -> tuple[Hit, ...]:
        return tuple(explain(self))


@cache
def load(folder: Path = SCHEMA) -> Codebook:
    """The codebook of a folder, checked; SchemaError says what is wrong, in which file, on which line."""
    files = _files(folder)
    book = _assemble(files)
    problems = [files[name].problem(place, text) for name, place, text in chain(check(book), wordrefs.check(book))]
    if problems:
        more = [f"… and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise SchemaError("\n".join(problems[:_SHOWN] + more))
    return _expanded(book)


def _files(folder: Path) -> dict[str, DataFile]:
    """The data files by their names inside the folder."""
    names = [f"forms/{path.name}" for path in sorted(folder.glob("forms/*.yml"))]
    if not names:
        raise SchemaError(f"{folder}: holds no forms/*.yml. Is it the schema folder of nianbao?")
    return {name: YamlFile(folder / name) for name in names + YAML} | {name: CsvFile(folder / name) for name in CSV}


def _assemble(files: dict[str, DataFile]) -> Codebook:
    """The codebook as the files have it."""
    forms = tuple(_form(file) for name, file in files.items() if name.startswith("forms/"))
    chapters = files["sections.yml"].read(Chapters)
    return Codebook(
        forms=forms,
        rules=files["rules.yml"].read(tuple[Rule, ...]),
        concepts=files["concepts.yml"].read(tuple[Concept, ...]),
        labels=files["labels.csv"].read(Label),
        ignored=files["ignored.csv"].read(Ignored),
        deadlines=files["deadlines.csv"].read(Deadline),
        kinds=files["kinds.csv"].read(Kind),
        others=files["others.csv"].read(OtherPaper),
        reasons=files["reasons.csv"].read(Reason),
        causes=files["causes.csv"].read(Cause),
        verdicts=files["verdicts.csv"].read(Basis),
        units=files["units.csv"].read(Unit),
        names=files["names.csv"].read(Name),
        cues=files["cues.csv"].read(Cue),
        wording=files["wording.yml"].read(Wording),
        **{name: getattr(chapters, name) for name in chapters.__struct_fields__},
    )


def _form(file: DataFile) -> Form:
    form: Form = file.read(Form)
    if form.form != file.path.stem:
        raise SchemaError(file.problem("$.form", f"form `{form.form}` must stand in {form.form}.yml"))
    return form


def _expanded(book: Codebook) -> Codebook:
    """The same with every `prefix.*` written out."""
    rules = (_spread(rule, book.form(rule.form), "left", "right") if rule.form else rule for rule in book.rules)
    concepts = (replace(concept, map=_walks(book, concept)) for concept in book.concepts)
    figures = (replace(figure, also=_sums(book, figure)) for figure in book.wording.figures)
    wording = replace(book.wording, figures=tuple(figures))
    return dataclasses.replace(book, rules=tuple(rules), concepts=tuple(concepts), wording=wording)


def _walks(book: Codebook, concept: Concept) -> dict[str, Crosswalk]:
    return {name: _spread(walk, book.form(name), "sum", "minus", "instead") for name, walk in concept.map.items()}


def _sums(book: Codebook, figure: Figure) -> dict[str, tuple[Sum, ...]]:
    """The sums that say the same as a figure, written out for each form."""
    return {
        name: tuple(tuple(code for ref in refs for code in book.form(name).expand(ref)) for refs in sums)
        for name, sums in figure.also.items()
    }


def _spread(entry: E, form: Form, *fields: str) -> E:
    """The entry with `prefix.*` written out in some of its fields."""
    refs = {name: tuple(code for ref in getattr(entry, name) for code in form.expand(ref)) for name in fields}
    return replace(entry, **refs)


def _grouped(pairs: Iterable[tuple[K, str]]) -> dict[K, tuple[str, ...]]:
    """The values of each key in order, each once."""
    found: dict[K, dict[str, None]] = defaultdict(dict)
    for name, value in pairs:
        found[name][value] = None
    return {name: tuple(values) for name, values in found.items()}

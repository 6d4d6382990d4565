"""What entries say of each other must hold: codes exist, labels mean one thing, every edition is judged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from extract.codebook.entries import Block, Column, Form, Ignored, Row, Rule, split
from extract.text import key

if TYPE_CHECKING:
    from extract.codebook import Codebook

# The file, the place in it, and what is wrong there.
Problem = tuple[str, str, str]
K = TypeVar("K", bound=Hashable)
_NUMERAL = re.compile("[0-9〇零一二三四五六七八九十百千万亿两双]")


def check(book: Codebook) -> Iterator[Problem]:
    """Yield everything that does not hold, file by file; `book` is as read, with `prefix.*` not yet expanded."""
    for step in (
        _forms,
        _labels,
        _meanings,
        _ignored,
        _rules,
        _concepts,
        _chapters,
        _kinds,
        _others,
        _reasons,
        _findings,
        _prose,
    ):
        yield from step(book)


def _forms(book: Codebook) -> Iterator[Problem]:
    sections = {section.code for section in book.sections}
    for form in book.forms:
        file = f"forms/{form.form}.yml"
        for no, table in enumerate(form.tables):
            if table.section not in sections:
                yield file, f"$.tables[{no}].section", f"no section `{table.section}` in sections.yml"
        for place, block in _blocks(form):
            yield from ((file, place + at, text) for at, text in _block(form, block))
        for (item, column), blocks in _homes(form).items():
            if len(blocks) > 1:
                yield file, "$.tables", f"`{item}@{column}` stands in several blocks: {', '.join(blocks)}"


def _block(form: Form, block: Block) -> Iterator[tuple[str, str]]:
    """Problems inside one block, as place and text."""
    codes = {row.code for row in block.rows}
    first: dict[str, Row] = {}
    for no, row in enumerate(block.rows):
        if row.parent and row.parent not in codes:
            yield f".rows[{no}].parent", f"no row `{row.parent}` in block `{block.code}`"
        for name in sorted(set(row.editions) - set(form.editions)):
            yield f".rows[{no}].editions", f"no edition `{name}` in this form"
        other = first.setdefault(row.code, row)
        if (row.unit, row.parent, row.en, row.kind) != (other.unit, other.parent, other.en, other.kind):
            yield f".rows[{no}]", f"`{row.code}` stands twice with another unit, parent, name or kind"
        if row is not other and not (row.editions and other.editions):
            yield f".rows[{no}]", f"`{row.code}` stands twice, but not in different editions"
    for no, code in _repeated(column.code for column in block.columns):
        yield f".columns[{no}].code", f"the column `{code}` stands twice in this block"


def _labels(book: Codebook) -> Iterator[Problem]:
    for no, (form, axis, code, label) in _repeated((e.form, e.axis, e.code, e.label) for e in book.labels):
        yield "labels.csv", f"$[{no}]", f"{form} {axis} {code} `{label}` stands twice"
    for no, entry in enumerate(book.labels):
        if text := _no_form(book, entry.form):
            yield "labels.csv", f"$[{no}]", text
        elif entry.code not in _codes(book.form(entry.form), entry.axis):
            yield "labels.csv", f"$[{no}]", f"form {entry.form} has no {entry.axis} `{entry.code}`"


def _meanings(book: Codebook) -> Iterator[Problem]:
    """Spellings that mean two codes in one block."""
    for form in book.forms:
        for place, block in _blocks(form):
            for axis, lines in (("rows", block.rows), ("columns", block.columns)):
                for label, codes in _ambiguous(book, form.form, lines):
                    text = f"the label `{label}` means {' and '.join(codes)}; change it here or in labels.csv"
                    yield f"forms/{form.form}.yml", f"{place}.{axis}", text


def _ambiguous(book: Codebook, form: str, lines: Iterable[Row | Column]) -> Iterator[tuple[str, list[str]]]:
    """Labels with several codes, unless another parent or other headers tell them apart."""
    meanings: dict[tuple[str, str | None, tuple[str, ...]], set[str]] = defaultdict(set)
    for line in lines:
        axis, parent = ("row", line.parent) if isinstance(line, Row) else ("column", None)
        for label in (line.label, *book.variants(form, axis, line.code)):
            meanings[key(label), parent, line.path].add(line.code)
    return ((label, sorted(codes)) for (label, _, _), codes in meanings.items() if len(codes) > 1)


def _ignored(book: Codebook) -> Iterator[Problem]:
    for no, words in _repeated((e.form, e.axis, e.label) for e in book.ignored):
        yield "ignored.csv", f"$[{no}]", f"{' '.join(words)} stands twice"
    for no, entry in enumerate(book.ignored):
        if text := _no_form(book, entry.form):
            yield "ignored.csv", f"$[{no}]", text
        elif codes := _coded(book, entry):
            yield (
                "ignored.csv",
                f"$[{no}]",
                f"`{entry.label}` is ignored, but it is how {' and '.join(codes)} is printed",
            )


def _coded(book: Codebook, entry: Ignored) -> list[str]:
    """The codes that are printed like an ignored label."""
    return [
        code
        for code in sorted(_codes(book.form(entry.form), entry.axis))
        if key(entry.label) in map(key, book.spellings(entry.form, entry.axis, code))
    ]


def _rules(book: Codebook) -> Iterator[Problem]:
    concepts, causes = {concept.id for concept in book.concepts}, {entry.cause for entry in book.causes}
    levels = {kind.level for kind in book.kinds}
    for no, name in _repeated(rule.id for rule in book.rules):
        yield "rules.yml", f"$[{no}].id", f"the rule `{name}` stands twice"
    for no, rule in enumerate(book.rules):
        for at, name in enumerate(rule.concepts):
            if name not in concepts:
                yield "rules.yml", f"$[{no}].concepts[{at}]", f"there is no concept `{name}`"
        for at, name in enumerate(rule.levels):
            if name not in levels:
                yield "rules.yml", f"$[{no}].levels[{at}]", f"kinds.csv has no level `{name}`"
        if rule.cause and rule.cause not in causes:
            yield "rules.yml", f"$[{no}].cause", f"causes.csv has no `{rule.cause}`"
        for place, text in _of_form(book, rule):
            yield "rules.yml", f"$[{no}].{place}", text


def _of_form(book: Codebook, rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule names that its form does not have; the right side stands in the forms of the year before, if there are any."""
    named = [("form", rule.form)] if rule.form else []
    named += [(f"before[{at}]", name) for at, name in enumerate(rule.before)]
    unknown = [(place, text) for place, name in named if (text := _no_form(book, name))]
    yield from unknown
    if unknown or not rule.form:
        return
    form = book.form(rule.form)
    if rule.table and rule.table not in {table.code for table in form.tables}:
        yield "table", f"form {rule.form} has no table `{rule.table}`"
    sides = _columns if rule.by_columns else _known
    own = (("left", sides), ("minus", sides), ("items", _known), ("requires", _known))
    checked = [(name, has, form) for name, has in own]
    checked += [("right", sides, book.form(name)) for name in rule.before or (rule.form,)]
    for name, has, of in checked:
        for at, ref in enumerate(getattr(rule, name)):
            if not has(of, ref):
                yield f"{name}[{at}]", f"form {of.form} has no `{ref}`"


def _concepts(book: Codebook) -> Iterator[Problem]:
    names = {form.form for form in book.forms}
    for no, name in _repeated(concept.id for concept in book.concepts):
        yield "concepts.yml", f"$[{no}].id", f"the concept `{name}` stands twice"
    for no, concept in enumerate(book.concepts):
        for name in sorted(names ^ set(concept.map)):
            text = "is judged, but there is no such form" if name in concept.map else "is not judged"
            yield "concepts.yml", f"$[{no}].map.{name}", f"concept `{concept.id}`: form {name} {text}"
        for name in sorted(names & set(concept.map)):
            walk = concept.map[name]
            for ref in (*walk.sum, *walk.minus, *walk.instead):
                if not _known(book.form(name), "@".join(split(ref))):
                    yield "concepts.yml", f"$[{no}].map.{name}", f"concept `{concept.id}`: form {name} has no `{ref}`"
                elif split(ref)[1] in _ignored_columns(book.form(name)):
                    text = f"concept `{concept.id}`: the column of `{ref}` carries no facts in form {name}"
                    yield "concepts.yml", f"$[{no}].map.{name}", text


def _chapters(book: Codebook) -> Iterator[Problem]:
    codes = {section.code for section in book.sections}
    for no, name in _repeated(section.code for section in book.sections):
        yield "sections.yml", f"$.sections[{no}].code", f"the section `{name}` stands twice"
    used: list[tuple[str, int, str, tuple[str, ...]]]
    used = [("headings", no, e.era, (e.code,)) for no, e in enumerate(book.headings)]
    used += [("outlines", no, e.era, e.outline) for no, e in enumerate(book.outlines)]
    for part, no, era, sections in used:
        if text := _no_form(book, era):
            yield "sections.yml", f"$.{part}[{no}].era", text
        for code in sorted(set(sections) - codes):
            yield "sections.yml", f"$.{part}[{no}]", f"no section `{code}`"


def _deadlines(book: Codebook) -> Iterator[Problem]:
    """Days of one kind of office whose years overlap."""
    for no, entry in enumerate(book.deadlines):
        for other in book.deadlines[:no]:
            if other.kind == entry.kind and entry.since <= (other.until or entry.since):
                yield "deadlines.csv", f"$[{no}]", f"the years of `{entry.kind}` overlap those from {other.since}"


def _kinds(book: Codebook) -> Iterator[Problem]:
    for no, suffix in _repeated(kind.suffix for kind in book.kinds):
        yield "kinds.csv", f"$[{no}]", f"the ending `{suffix}` stands twice"


def _others(book: Codebook) -> Iterator[Problem]:
    for no, pattern in _repeated(other.pattern for other in book.others):
        yield "others.csv", f"$[{no}]", f"the pattern `{pattern}` stands twice"


def _reasons(book: Codebook) -> Iterator[Problem]:
    for no, reason in _repeated(entry.reason for entry in book.reasons):
        yield "reasons.csv", f"$[{no}]", f"the reason `{reason}` stands twice"


def _findings(book: Codebook) -> Iterator[Problem]:
    for no, name in _repeated(entry.cause for entry in book.causes):
        yield "causes.csv", f"$[{no}]", f"the cause `{name}` stands twice"
    for no, name in _repeated(entry.basis for entry in book.verdicts):
        yield "verdicts.csv", f"$[{no}]", f"the basis `{name}` stands twice"


def _prose(book: Codebook) -> Iterator[Problem]:
    """Units, names and cues that stand twice, and names without a number."""
    for no, printed in _repeated(unit.printed for unit in book.units):
        yield "units.csv", f"$[{no}]", f"the unit `{printed}` stands twice"
    for no, name in _repeated(entry.name for entry in book.names):
        yield "names.csv", f"$[{no}]", f"the name `{name}` stands twice"
    for no, entry in enumerate(book.names):
        if not _NUMERAL.search(entry.name):
            yield "names.csv", f"$[{no}]", f"there is no number in `{entry.name}`"
    for no, (role, pattern) in _repeated((cue.role, cue.pattern) for cue in book.cues):
        yield "cues.csv", f"$[{no}]", f"the {role} cue `{pattern}` stands twice"


def _blocks(form: Form) -> Iterator[tuple[str, Block]]:
    """Each block of a form and its place in the file."""
    for table_no, table in enumerate(form.tables):
        for no, block in enumerate(table.blocks):
            yield f"$.tables[{table_no}].blocks[{no}]", block


def _homes(form: Form) -> dict[tuple[str, str], list[str]]:
    """The blocks that hold each item and column."""
    homes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for _, block in _blocks(form):
        for item in {row.code for row in block.rows}:
            for column in block.columns:
                homes[item, column.code].append(block.code)
    return homes


def _codes(form: Form, axis: str) -> set[str]:
    """The codes that a form has on an axis: rows, columns, or blocks for headings."""
    lines: dict[str, Iterable[Row | Column | Block]] = {
        "row": form.rows(),
        "column": [column for _, block in _blocks(form) for column in block.columns],
        "heading": [block for _, block in _blocks(form)],
    }
    return {line.code for line in lines[axis]}


def _known(form: Form, ref: str) -> bool:
    """Whether a form has what a reference names; a bare item in any column."""
    item, _, column = ref.partition("@")
    places = form.places()
    refs = form.expand(ref)
    if column:
        return bool(refs) and all(split(ref) in places for ref in refs)
    return bool(refs) and set(refs) <= {item for item, _ in places}


def _ignored_columns(form: Form) -> set[str]:
    """The columns of a form whose figures are kept as printed and are no facts."""
    blocks = (block for _, block in _blocks(form))
    return {column.code for block in blocks for column in block.columns if column.ignored}


def _columns(form: Form, code: str) -> bool:
    return code in _codes(form, "column")


def _no_form(book: Codebook, name: str) -> str:
    """What to say where there is no such form; empty where there is."""
    names = [form.form for form in book.forms]
    return "" if name in names else f"no form `{name}`: there are {', '.join(names)}"


def _repeated(keys: Iterable[K]) -> Iterator[tuple[int, K]]:
    """The second and further places of what stands more than once."""
    seen: Counter[K] = Counter()
    for no, name in enumerate(keys):
        if seen[name]:
            yield no, name
        seen[name] += 1

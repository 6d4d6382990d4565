"""The codebook's own tables in an archive, and the views that need its codes: one wide view per edition."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from sqlite_utils import Database

from extract import codebook
from extract.codebook import Codebook


def fingerprint(book: Codebook, files: Iterable[Path] = ()) -> str:
    """What tells two codebooks apart: a hash of all their entries, and of further files."""
    parts = (
        book.forms, book.rules, book.concepts, book.sections, book.labels, book.ignored, book.reasons, book.verdicts, book.causes,
        book.deadlines, book.wording,
    )  # fmt: skip
    told = [*(msgspec.json.encode(part) for part in parts), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"".join(told)).hexdigest()


def store(db: Database, book: Codebook) -> None:
    """Write the codebook into its tables. Codes that are there keep their number; nothing is reused."""
    for table, rows, key in _rows(book):
        rows = list(rows)
        if table in ("items", "columns"):
            known = {row["code"]: row["no"] for row in db[table].rows}
            count = max(known.values(), default=0)
            fresh = [row["code"] for row in rows if row["code"] not in known]
            numbers = known | {code: count + index for index, code in enumerate(fresh, 1)}
            rows = [row | {"no": numbers[row["code"]]} for row in rows]
        db[table].upsert_all(rows, pk=key)


def _rows(book: Codebook) -> Iterator[tuple[str, Iterable[dict], str | tuple[str, ...]]]:
    """The rows of each codebook table with its key, parents before children."""
    yield "forms", (_pick(form, "form title legal_basis first_year last_year") for form in book.forms), "form"
    yield "items", ({"code": code} | _pick(row, "label unit note") for code, row in book.items().items()), "code"
    yield "columns", ({"code": code, "label": column.label} for code, column in book.columns().items()), "code"
    yield "form_items", _form_items(book), ("form", "table", "block", "ordinal")
    yield "form_columns", _form_columns(book), ("form", "table", "block", "ordinal")
    yield "labels", _labels(book), ("form", "axis", "code", "label")
    yield "concepts", (_pick(concept, "id zh en unit note") for concept in book.concepts), "id"
    crosswalk = [(concept, form, entry) for concept in book.concepts for form, entry in concept.map.items()]
    yield (
        "crosswalk",
        ({"concept": c.id, "form": f} | _pick(e, "match basis why") for c, f, e in crosswalk),
        ("concept", "form"),
    )
    yield "crosswalk_terms", _terms(crosswalk), ("concept", "form", "way", "item", "column")
    yield "rules", (_rule(rule) for rule in book.rules), "id"
    yield "reasons", (_pick(reason, "reason status zh en advice") for reason in book.reasons), "reason"
    yield "deadlines", (_pick(entry, "since until kind day source") for entry in book.deadlines), ("since", "kind")
    yield "verdicts", (_pick(entry, "basis verdict zh en") for entry in book.verdicts), "basis"
    yield "causes", (_pick(entry, "cause zh en") for entry in book.causes), "cause"


def _pick(entry: object, names: str) -> dict:
    return {name: getattr(entry, name) for name in names.split()}


def _form_items(book: Codebook) -> Iterator[dict]:
    for form in book.forms:
        for table in form.tables:
            for block in table.blocks:
                for ordinal, row in enumerate(block.rows):
                    place = {
                        "form": form.form,
                        "table": table.code,
                        "block": block.code,
                        "ordinal": ordinal,
                        "item": row.code,
                    }
                    unit = row.unit or table.unit
                    yield place | _pick(row, "label kind parent relation confidence") | {"unit": unit}


def _form_columns(book: Codebook) -> Iterator[dict]:
    for form in book.forms:
        for table in form.tables:
            for block in table.blocks:
                for ordinal, column in enumerate(block.columns):
                    place = {"form": form.form, "table": table.code, "block": block.code, "ordinal": ordinal}
                    yield place | {"column": column.code, "label": column.label, "unit": column.unit}


def _labels(book: Codebook) -> Iterator[dict]:
    """Every known spelling: those of the forms themselves, and the variants of labels.csv."""
    seen = set()
    for form in book.forms:
        printed = [("row", row.code, row.label) for row in form.rows()]
        blocks = [block for table in form.tables for block in table.blocks]
        printed += [("column", column.code, column.label) for block in blocks for column in block.columns]
        printed += [("heading", block.code, block.heading) for block in blocks if block.heading]
        for axis, code, label in printed:
            if (form.form, axis, code, label) not in seen:
                seen.add((form.form, axis, code, label))
                yield {
                    "form": form.form,
                    "axis": axis,
                    "code": code,
                    "label": label,
                    "since": form.first_year,
                    "until": form.last_year,
                    "seen_in": "form",
                }
    for entry in book.labels:
        yield _pick(entry, "form axis code label since until seen_in")


def _terms(crosswalk: list) -> Iterator[dict]:
    for concept, form, entry in crosswalk:
        for term in entry.terms:
            yield {"concept": concept.id, "form": form, "way": 0} | term._asdict()
        for item, column in map(codebook.split, entry.instead):
            yield {
                "concept": concept.id,
                "form": form,
                "way": 1,
                "item": item,
                "column": column,
                "factor": entry.factor,
            }


def _rule(rule: codebook.Rule) -> dict:
    row = _pick(rule, "id form kind severity op note exceptions")
    return row | {"left": json.dumps(rule.left), "right": json.dumps(rule.right)}


def wide(db: Database, book: Codebook) -> Iterator[str]:
    """One view per edition with a column per item: what people paste into a spreadsheet."""
    items = {row["code"]: row["no"] for row in db["items"].rows}
    columns = {row["code"]: row["no"] for row in db["columns"].rows}
    for form in book.forms:
        cells = [key for key, place in form.places().items() if place.row.valued and "." not in key[1]]
        # One look at the key for each column that is asked for, none for the others; there is one value of each at most.
        picked = ",\n".join(
            f'  (select f.value from fact f where f.report = r.no and f.item = {items[item]} and f."column" = {columns[column]})'
            f' as "{item if column == "value" else f"{item}@{column}"}"'
            for item, column in cells
        )
        yield (
            f"\ncreate view wide_{form.form} as\n"
            f"select r.id as report_id, r.issuer_id, i.name as issuer, r.year, r.title,\n{picked}\n"
            f"from reports r left join issuers i on i.id = r.issuer_id where r.form = '{form.form}' and r.is_current = 1;\n"
        )

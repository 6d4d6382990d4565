"""What maintainers have to look at: labels that nobody has coded, by how often they occur, and values in doubt; and how to settle them."""

import csv
import hashlib
import io
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extract import codebook
from extract.archive import stored
from extract.archive.kinds import ROLES
from extract.check import equations
from extract.codebook import Codebook
from extract.codebook.entries import Label
from extract.coding.align import likeness
from extract.decide.decisions import write
from extract.errors import SchemaError
from extract.model import Fact
from extract.tables.values import parse
from extract.text import key

# How many candidates are shown, and how alike a label must be to be one without further evidence.
SHOWN, LIKE = 5, 0.6

# Number cells without a code, with the innermost label of their row and the nearest coded rows above and below.
_UNMAPPED = f"""
select r.id, d.file_name, t.form, t.code, c.text,
  (select l.text from cell l where l."table" = c."table" and l.role = {ROLES["label"]} and c.row between l.row and l.row + l.rowspan - 1
   order by l.col desc limit 1),
  (select i.code from cell a join items i on i.no = a.item where a."table" = c."table" and a.row < c.row
   order by a.row desc limit 1),
  (select i.code from cell b join items i on i.no = b.item where b."table" = c."table" and b.row > c.row
   order by b.row limit 1),
  (select k.code from cell o join columns k on k.no = o."column" where o."table" = c."table" and o.col = c.col limit 1)
from cell c join tables t on t.no = c."table" join reports r on r.id = t.report_id join documents d on d.id = t.document_id
where c.role = {ROLES["value"]} and c.item is null and c.ignored is null and c.text glob '*[0-9０-９]*'
order by r.id, t.table_no, c.row, c.col
"""
_DOUBTFUL = """
select f.report_id, d.file_name, f.item || '@' || f."column", f.raw, f.value, f.missing, f.confidence, f.method, c.page,
  (select group_concat(distinct n.rule) from finding_sides s join findings n on n.id = s.finding_id where s.fact_id = f.id)
from facts f join reports r on r.id = f.report_id join documents d on d.id = r.document_id left join cells c on c.id = f.cell_id
where f.confidence < 0.95 and f.as_read is null order by f.confidence, f.id
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that a label may stand for, how alike the words are (0 to 1), and what else speaks for it."""

    code: str
    likeness: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Something to settle. `id` depends on what it is alone; `form` and `table` are None where no form explains the table."""

    id: str
    form: str | None
    table: str | None
    label: str
    count: int
    reports: int
    example: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value in doubt: the report and the fact, what is printed, what was read, and why it is doubted."""

    id: str
    report: str
    fact: str
    raw: str
    value: str
    why: str
    where: str


@dataclass(slots=True)
class _Seen:
    """The cells of one label."""

    cells: int = 0
    reports: set[str] = field(default_factory=set)
    example: str = ""
    between: Counter = field(default_factory=Counter)
    values: list[tuple[str, str, str]] = field(default_factory=list)


def unmapped(connection: sqlite3.Connection, book: Codebook) -> list[Open]:
    """The labels of number cells without a code, those that occur most often first."""
    seen: dict[tuple[str | None, str | None, str], _Seen] = defaultdict(_Seen)
    for report, file, form, table, text, label, above, below, column in connection.execute(_UNMAPPED):
        one = seen[form, table, label or ""]
        one.cells += 1
        one.reports.add(report)
        one.example = one.example or f"{file}: {text.strip()[:40]}"
        one.between[above, below] += 1
        if column and parse(text).number is not None:
            one.values.append((report, column, text))
    found = [_open(connection, book, *names, one) for names, one in seen.items()]
    return sorted(found, key=lambda item: (-item.count, item.form or "", item.label))


def _open(
    connection: sqlite3.Connection, book: Codebook, form: str | None, table: str | None, label: str, seen: _Seen
) -> Open:
    name = hashlib.sha256("|".join((form or "", table or "", key(label))).encode()).hexdigest()[:8]
    candidates = _candidates(connection, book, form, table, label, seen) if form and table else ()
    return Open(name, form, table, label, seen.cells, len(seen.reports), seen.example, tuple(candidates)[:SHOWN])


def _candidates(
    connection: sqlite3.Connection, book: Codebook, form: str, table: str, label: str, seen: _Seen
) -> list[Candidate]:
    """The rows of a form's table that a label may be, the likeliest first."""
    rows = [
        row.code for own in book.form(form).tables if own.code == table for block in own.blocks for row in block.rows
    ]
    (above, below), count = seen.between.most_common(1)[0]
    between = _between(rows, above, below)
    found = []
    for code in dict.fromkeys(rows):
        like = likeness(key(label), tuple(map(key, book.spellings(form, "row", code))))
        evidence = [f"stands between {above} and {below} ({count} of {seen.cells})"] if code in between else []
        if like >= LIKE or evidence:
            evidence += _sums(connection, book, form, code, seen.values)
            found.append(Candidate(code, round(like, 2), tuple(evidence)))
    return sorted(found, key=lambda item: (-len(item.evidence), -item.likeness, rows.index(item.code)))


def _between(rows: Sequence[str], above: str | None, below: str | None) -> Sequence[str]:
    """The rows of a form between two others."""
    start = rows.index(above) + 1 if above in rows else 0
    end = rows.index(below) if below in rows else len(rows)
    return rows[start:end]


def _sums(
    connection: sqlite3.Connection, book: Codebook, form: str, code: str, values: Iterable[tuple[str, str, str]]
) -> Iterator[str]:
    """The sums of a form that hold with a label's values in the place of a code."""
    holding: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for report, column, text in list(values)[:SHOWN]:
        known = {fact.key: fact for fact in stored.facts(connection, report)}
        if (code, column) in known:
            continue
        known[code, column] = Fact(code, column, parse(text).number, text)
        for rule, left, right in equations(book, form, known):
            if (code, column) in {fact.key for fact in (*left.facts, *right.facts)}:
                tried[rule.id] += 1
                holding[rule.id] += left.total == right.total
    for name, count in sorted(tried.items()):
        if holding[name]:
            yield f"{name} holds with it ({holding[name]} of {count})"


def doubtful(connection: sqlite3.Connection) -> list[Doubt]:
    """The values that were read with doubt and that nobody has settled, the most doubtful first."""
    found = []
    for report, file, fact, raw, value, missing, confidence, method, page, rules in connection.execute(_DOUBTFUL):
        why = f"{method}, confidence {confidence:g}" + (f", {rules}" if rules else "")
        name = hashlib.sha256(f"{report}|{fact}".encode()).hexdigest()[:8]
        place = f"{file}, page {page}" if page else file
        found.append(Doubt(name, report, fact, raw, str(missing if value is None else value), why, place))
    return found


def lines(labels: Iterable[Open], doubts: Iterable[Doubt]) -> Iterator[str]:
    """Both lists for eyes."""
    for item in labels:
        place = f"form {item.form}, {item.table}" if item.form else "no form explains the table"
        yield f"label  {item.id}  {item.count} cells in {item.reports} reports  {item.label or '（无标签）'}  [{place}]  {item.example}"
        for candidate in item.candidates:
            spoken = "; ".join((f"likeness {candidate.likeness:g}", *candidate.evidence))
            yield f"         {candidate.code}  {spoken}"
    for doubt in doubts:
        yield f"doubt  {doubt.id}  {doubt.fact} = {doubt.value}  printed {doubt.raw!r}  [{doubt.why}]  {doubt.where}"


def accept(folder: Path, item: Open, code: str, seen_in: str = "unrecorded") -> Label:
    """Write a label into labels.csv of a schema folder as another spelling of a row; SchemaError if the codebook then fails.

    The file stays as it was where the row would not be right.
    """
    if item.form is None:
        raise SchemaError(
            f"no form explains the table in which `{item.label}` stands; a new form is a file in schema/forms"
        )
    file = folder / "labels.csv"
    before = file.read_text(encoding="utf-8")
    entry = Label(form=item.form, axis="row", code=code, label=item.label, seen_in=seen_in)
    write(file, _with(before, entry))
    try:
        codebook.load.__wrapped__(folder)
    except SchemaError:
        write(file, before)
        raise
    codebook.load.cache_clear()
    return entry


def _with(text: str, entry: Label) -> str:
    """The text of labels.csv with one more row in its place."""
    head, *rows = csv.reader(io.StringIO(text))
    rows.append([str(getattr(entry, name) or "") for name in head])
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([head, *sorted(rows)])
    return out.getvalue()

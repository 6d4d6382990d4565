"""The page of one number, `/archive/fact/<id>`: what it is, how it was printed and coded, what holds it, and how to cite it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from sqlite3 import Connection
from typing import Any
from urllib.parse import unquote

from datasette import Request, Response

from extract import codebook
from extract.archive import kinds, stored
from extract.check.outcomes import Outcome, about
from extract.check.sides import SIGNS, name, names
from extract.draw import DRAWN, Sheet
from extract.read.kinds import OFD
from extract.serve import called, cite, page, series
from extract.serve.layout import grid, paragraph
from extract.serve.pictures import sheet, store
from extract.serve.words import WORDS, word

Row = Mapping[str, Any]

FACT = """
select f.*, r.title, r.year, r.form, r.issuer_id, r.is_current, n.name as issuer, i.label as item_label, k.label as column_label
from facts f
join reports r on r.id = f.report_id
left join issuers n on n.id = r.issuer_id
left join items i on i.code = f.item
left join columns k on k.code = f."column"
where f.report_id = :report and f.item = :item and f."column" = :column
"""
TABLE = """
select t.*, c.row, c.col, c.page, c.x0 / 10.0 as x0, c.top / 10.0 as top, c.x1 / 10.0 as x1, c.bottom / 10.0 as bottom, c.text, c.sure, s.heading, s.ordinal
from fact f
join tables t on t.no = f."table"
join cell c on c."table" = f."table" and c.row = f.row and c.col = f.col
left join sections s on s.id = t.section_id
where f.report = (select no from reports where id = :report)
and f.item = (select no from items where code = :item) and f."column" = (select no from columns where code = :column)
"""
CELLS = f"""
select t.id || ':' || c.row || ':' || c.col as id, c.row, c.col, c.rowspan, c.colspan, c.text, {kinds.name("c.role", kinds.ROLES)} as role,
  i.code as item, k.code as "column", c.ignored
from tables t join cell c on c."table" = t.no
left join items i on i.no = c.item left join columns k on k.no = c."column"
where t.id = :table limit 5000
"""
SECTION = "select id, document_id, ordinal, heading, text, page from sections where id = :section"
DOCUMENT = "select * from documents where id = :id"
FINDINGS = """
select distinct f.* from finding_sides s join findings f on f.id = s.finding_id
where s.fact_id = :id order by f.severity desc, f.id limit 50
"""
MENTIONS = """
select m.text, m.agrees, m.approximate, m.kind, s.ordinal, s.heading from mentions m join sections s on s.id = m.section_id
where m.report_id = :report and m.item = :item and m."column" = :column and m.own = 1 order by s.ordinal, m.start limit 20
"""
DECISIONS = """
select * from decisions where report_id = :report
and (kind in ('issuer', 'form', 'year') or (kind = 'value' and subject = :subject) or (kind = 'cell' and subject = :cell))
"""
# How much of a page is shown around a cell, in points: a label and a few columns, large enough to be read on a telephone.
WIDE, HIGH = 380.0, 170.0
# Between the printed edge of a cell and the line that is drawn around it.
AROUND = 1.5

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page and what is outlined on it: (x, y, width, height) in points, as is the part of the page around it."""

    document: str
    page: int
    sheet: Sheet
    outline: Box
    near: Box


async def view(request: Request, datasette: Any) -> Response:
    """The value with this id."""
    asked = unquote(request.url_vars["id"])
    await page.allowed(datasette, request)
    report, _, code = asked.partition(":")
    item, _, column = code.partition("@")
    key = {"report": report, "item": item, "column": column}
    fact = await page.row(datasette, FACT, **key)
    if fact is None:
        return await page.missing(datasette, request, ("数值", "value"), asked)
    parts = await _parts(datasette, fact, key)
    link = datasette.absolute_url(request, page.address(datasette, "archive", "fact", fact["id"]))
    return await page.render(
        datasette, request, "fact.html", {"fact": fact, "words": WORDS, **parts, **_cited(fact, parts, link)}
    )


async def _parts(datasette: Any, fact: Row, key: dict[str, str]) -> dict[str, Any]:
    """Everything that the template shows of a value."""
    table = await page.row(datasette, TABLE, **key)
    section = await page.row(datasette, SECTION, section=fact["section_id"]) if fact["section_id"] else None
    document = await page.row(datasette, DOCUMENT, id=(table or section or {}).get("document_id"))
    cells = await page.rows(datasette, CELLS, table=table["id"]) if table else []
    cell = f"t{table['table_no']}:{table['row']}:{table['col']}" if table else None
    findings = await page.rows(datasette, FINDINGS, id=fact["id"])
    outcomes = await datasette.get_database("archive").execute_fn(lambda db: list(_outcomes(db, fact)))
    asked = {"issuer": fact["issuer_id"], "form": fact["form"], **key}
    concept, years = await datasette.get_database("archive").execute_fn(lambda db: series.read(db, asked))
    picture, why = await _picture(datasette, table, document)
    found = {finding["rule"] for finding in findings}
    return {
        "table": table, "document": document, "picture": picture, "why": why,
        "section": section, "paragraph": paragraph(section["text"], fact) if section else (),
        "grid": grid(table, cells, {fact["cell_id"]: [fact]}) if table else None,
        "path": printed_path(cells, table["row"], table["col"]) if table else ((), ()),
        "marked": fact["cell_id"],
        "meant": _meant(fact),
        "printed_label": _label(fact),
        "decisions": await page.rows(datasette, DECISIONS, report=key["report"], subject=f"{key['item']}@{key['column']}", cell=cell),
        "mentions": await page.rows(datasette, MENTIONS, **key),
        "findings": findings, "outcomes": [each for each in outcomes if each["holds"] is not False or each["rule"] not in found],
        "concept": concept, "years": years,
        "kept": {document["id"]} if document and store(datasette).path(document["id"]).is_file() else frozenset(),
    }  # fmt: skip


def printed_path(cells: Iterable[Row], row: int, col: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is printed left of a cell and above it: the labels of its row, and the headers of its column from the top."""
    cells = [cell for cell in cells if cell["text"].strip()]
    labels = [
        c
        for c in cells
        if c["role"] in ("label", "unit") and c["row"] <= row < c["row"] + c["rowspan"] and c["col"] < col
    ]
    above = [c for c in cells if c["col"] <= col < c["col"] + c["colspan"] and c["row"] < row]
    return (
        tuple(_tidy(label["text"]) for label in sorted(labels, key=lambda cell: cell["col"])),
        tuple(_tidy(cell["text"]) for cell in reversed(list(_headers(above)))),
    )


def _headers(above: Iterable[Row]) -> Iterator[Row]:
    """The nearest headers over a cell, from the lowest up: those of other blocks of the table stand over other values."""
    begun = False
    for cell in sorted(above, key=lambda cell: -cell["row"]):
        if cell["role"] in ("header", "caption"):
            begun = True
            yield cell
        elif begun:
            return


def _tidy(text: str) -> str:
    return "".join(text.split()) if not text.isascii() else " ".join(text.split())


def _label(fact: Row) -> str:
    """What the report's own edition calls the item; the codebook's name where it has no such row."""
    return called.rows().get((fact["form"], fact["item"])) or fact["item_label"] or fact["item"]


def _meant(fact: Row) -> dict[str, Any] | None:
    """What the codebook has for a value: the labels from the outermost, its column, and the item in English."""
    book = codebook.load()
    place = (
        book.place(fact["form"], fact["item"], fact["column"]) if fact["form"] in {f.form for f in book.forms} else None
    )
    if place is None:
        return None
    rows = {row.code: row for row in place.block.rows}
    labels, parent = [place.row.label], rows.get(place.row.parent or "")
    while parent is not None and len(labels) < 9:
        labels.append(parent.label)
        parent = rows.get(parent.parent or "")
    return {
        "row": [*place.row.path, *reversed(labels)], "column": [*place.column.path, place.column.label],
        "en": place.row.en, "unit": place.unit, "note": place.row.note,
    }  # fmt: skip


def _outcomes(connection: Connection, fact: Row) -> Iterator[dict[str, Any]]:
    """How the rules that name a value come out, the broken ones first; as plain values for the template."""
    book, form = codebook.load(), fact["form"]
    known = {each.key: each for each in stored.facts(connection, fact["report_id"])}
    order = (False, None, True)
    for outcome in sorted(
        about(book, form, known, (fact["item"], fact["column"])), key=lambda each: order.index(each.holds)
    ):
        yield _outcome(outcome, form, fact["report_id"], book)


def _outcome(outcome: Outcome, form: str, report: str, book: codebook.Codebook) -> dict[str, Any]:
    rule, sides = outcome.rule, (outcome.left, outcome.right)
    return {
        "rule": rule.id, "kind": rule.kind, "severity": rule.severity, "op": rule.op, "holds": outcome.holds,
        "says": SIGNS.get(rule.op), "names": [names(form, side, book) for side in sides],
        "totals": [side.total if side.present else None for side in sides],
        "sides": [
            [
                {"id": f"{report}:{each.item}@{each.column}", "name": name(form, each, book), "value": each.value, "missing": each.missing}
                for each in side.facts
            ]
            for side in sides
        ],
    }  # fmt: skip


async def _picture(datasette: Any, table: Row | None, document: Row | None) -> tuple[Picture | None, str | None]:
    """The page with the cell outlined, or a word for why there is none: `kind`, `ofd`, `gone`, `place` or the code of a refusal."""
    if table is None or document is None:
        return None, None
    if document["media_type"] not in DRAWN:
        return None, "ofd" if document["media_type"] == OFD else "kind"
    if table["page"] is None or table["x0"] is None:
        return None, "place"
    drawn = await sheet(datasette, dict(document), table["page"])
    if not isinstance(drawn, Sheet):
        return None, drawn.reason if drawn else "gone"
    box = (table["x0"], table["top"], table["x1"], table["bottom"])
    # What recognition has read lies as a viewer shows the page, whichever way its text runs.
    outline = outlined(box if table["sure"] is None else upright(box, drawn), drawn)
    return Picture(document["id"], table["page"], drawn, outline, near(outline, drawn)), None


def upright(box: Box, drawn: Sheet) -> Box:
    """A box of the page as a viewer shows it, on the sheet as it is drawn."""
    x0, top, x1, bottom = box
    width, height = drawn.width, drawn.height
    return {
        90: (width - bottom, x0, width - top, x1),
        180: (width - x1, height - bottom, width - x0, height - top),
        270: (top, height - x1, bottom, height - x0),
    }.get(drawn.turn, box)


def outlined(box: Box, drawn: Sheet) -> Box:
    """The rectangle that is drawn around a box: left, top, width, height; never beyond the page."""
    left, top = max(0.0, box[0] - AROUND), max(0.0, box[1] - AROUND)
    right, bottom = min(drawn.width, box[2] + AROUND), min(drawn.height, box[3] + AROUND)
    return tuple(round(value, 2) for value in (left, top, max(1.0, right - left), max(1.0, bottom - top)))  # type: ignore[return-value]


def near(outline: Box, drawn: Sheet) -> Box:
    """The part of the page around an outline: as large as is readable, or as large as the outline with some room."""
    left, top, wide, high = outline
    width = min(drawn.width, max(WIDE, wide + 40))
    height = min(drawn.height, max(HIGH, high + 40))
    x = min(max(0.0, left + wide / 2 - width / 2), drawn.width - width)
    y = min(max(0.0, top + high / 2 - height / 2), drawn.height - height)
    return tuple(round(value, 2) for value in (x, y, width, height))  # type: ignore[return-value]


def _cited(fact: Row, parts: Row, link: str) -> dict[str, str]:
    """The citations of a value."""
    label = f"{_label(fact)}" + (f"（{fact['column_label'] or fact['column']}）" if fact["column"] != "value" else "")
    value = word("missing", fact["missing"])[0] if fact["value"] is None else f"{fact['value']}{fact['unit'] or ''}"
    document = parts["document"] or {}
    source = cite.Source(
        fact["id"], fact["title"] or "（无标题）", fact["issuer"], fact["year"], document.get("published_at"), link, date.today(), f"{label}：{value}"
    )  # fmt: skip
    return {"gbt7714": cite.gbt7714(source), "bibtex": cite.bibtex(source), "permalink": link}


ROUTES = [(r"/archive/fact/(?P<id>[^/]+)$", view)]

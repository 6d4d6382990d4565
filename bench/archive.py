"""`python -m bench.archive FILE [REPORTS [SEED]]`: an archive of made-up reports, to measure pages at scale.

Offices carry the codes of real places so that filters have something to find; every figure is drawn at random from a fixed
seed. Rows go straight into the tables: nothing is read, coded or checked.
"""

import json
import random
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from extract import codebook
from extract.archive import Archive
from extract.archive.panel import fill
from extract.codebook import Codebook
from extract.issuers import divisions

YEARS = range(2008, 2026)
DEPARTMENTS = ("教育局", "公安局", "财政局", "民政局", "自然资源局", "生态环境局", "住房和城乡建设局", "卫生健康委员会")
LEVELS = {2: "province", 4: "city", 6: "county", 9: "town"}
# Small numbers are by far the most common ones, as in real reports.
POOL = [0] * 40 + [1] * 8 + [2, 2, 2, 3, 3, 4, 5, 6, 8, 11, 14, 19, 25, 37, 60, 95, 180, 420, 1300, 5200]
GAPS = ("blank", "dash", "not_applicable")
CHUNK = 500

Office = tuple[str, str, str, str, str | None, str | None]


def main(path: Path, count: int, seed: int) -> None:
    """Write the archive and say how much is in it."""
    path.unlink(missing_ok=True)
    book = codebook.load()
    with Archive(path, book) as archive:
        connection = archive.connection
        connection.execute("pragma foreign_keys = off")
        connection.execute("pragma synchronous = off")
        draw = random.Random(seed)
        made = list(reports(draw, count))
        with archive.transaction():
            store(connection, "issuers", "id name kind level division_code parent_id", list(offices(made)))
        for start in range(0, len(made), CHUNK):
            with archive.transaction():
                write(connection, book, draw, made[start : start + CHUNK], start)
        with archive.transaction():
            fill(connection)
        connection.execute("analyze")
        for table in ("reports", "fact", "cell", "findings", "sections", "panel_values"):
            print(f"{table:14} {connection.execute(f'select count(*) from {table}').fetchone()[0]:>10,}")


def reports(draw: random.Random, count: int) -> Iterator[tuple[Office, int]]:
    """Office and year of each report: offices report for a run of years, some of which are not there."""
    for office in everybody():
        first = draw.choice(YEARS[:10])
        for year in range(first, YEARS[-1] + 1):
            if draw.random() < 0.93:
                yield office, year
                count -= 1
                if count == 0:
                    return


def everybody() -> Iterator[Office]:
    """Governments from the top down, each with some departments."""
    places = sorted((code for code in PLACES if len(code) <= 6), key=lambda code: (len(code), code))
    for number, code in enumerate(places):
        name = f"{PLACES[code]}人民政府"
        above = next((code[:size] for size in (4, 2) if size < len(code) and code[:size] in PLACES), None)
        yield f"p{code}", name, "government", LEVELS[len(code)], code, f"p{above}" if above else None
        for part in range(number % 4):
            department = DEPARTMENTS[(number + part) % len(DEPARTMENTS)]
            yield f"p{code}-{part}", PLACES[code] + department, "department", "department", code, f"p{code}"


def offices(made: list[tuple[Office, int]]) -> Iterator[Office]:
    """Every office down to the last that reports, parents first."""
    last = made[-1][0] if made else None
    for office in everybody():
        yield office
        if office == last:
            return


def write(connection, book: Codebook, draw: random.Random, made: list[tuple[Office, int]], start: int) -> None:
    """The rows of some reports in all tables."""
    numbers = {table: dict(connection.execute(f"select code, no from {table}")) for table in ("items", "columns")}
    rows: dict[str, list[tuple]] = {name: [] for name in COLUMNS}
    for no, (office, year) in enumerate(made, start + 1):
        form = next(form for form in reversed(book.forms) if form.first_year <= year)
        report, document = f"{no:016x}", f"{no:064x}"
        day = f"{year + 1}-{draw.choice(('01-15', '01-30', '02-20', '03-28', '04-12'))}"
        rows["documents"].append((document, f"{report}.html", "text/html", 40000, "html", "ok", day))
        title = f"{office[1]}{year}年政府信息公开工作年度报告"
        slug = f"{office[0]}-{year}"
        rows["reports"].append((report, no, slug, office[0], year, form.form, title, document, draw.choice(SCOPES)))
        rows["sections"].append((f"{report}:1", no, report, document, 1, "requests", "收到和处理申请情况", title))
        rows["tables"].append((f"{report}:t1", no, report, document, 1, f"{report}:1", 0, form.form, "requests"))
        figures(draw, form, no, numbers, rows)
        contradictions(draw, book, form.form, report, rows)
    for name, columns in COLUMNS.items():
        store(connection, name, columns, rows[name])


def figures(draw: random.Random, form, no: int, numbers: dict, rows: dict[str, list[tuple]]) -> None:
    """A cell and a fact for every place of the form; one in fifty is not there."""
    for row, ((item, column), place) in enumerate(form.places().items()):
        if not place.row.valued or draw.random() < 0.02:
            continue
        missing = draw.choice(GAPS) if draw.random() < 0.03 else None
        value = None if missing else draw.choice(POOL)
        raw, key = "" if missing else str(value), (numbers["items"][item], numbers["columns"][column])
        rows["cell"].append((no, row, 1, 1, 1, raw, "value", *key))
        rows["fact"].append((no, *key, value, place.row.unit, raw, missing, no, row, 1, "exact", 1.0))


def contradictions(draw: random.Random, book: Codebook, form: str, report: str, rows: dict[str, list[tuple]]) -> None:
    """Some findings with both their sides."""
    rules = [rule for rule in book.rules if rule.form == form and rule.kind == "sum"]
    for rule in draw.sample(rules, draw.choice((0, 1, 2, 5))):
        codes = [side[0].removesuffix(".*").split("@")[0] for side in (rule.left, rule.right)]
        left, right = draw.choice(POOL), draw.choice(POOL) + 1
        name = f"{report}:{rule.id}"
        rows["findings"].append(
            (name, report, "report", rule.id, rule.severity, json.dumps(codes), "total", left, right, left - right,
             draw.choice(("source", "reading", "open", "open")), "两侧数字不同。")
        )  # fmt: skip
        sides = zip(("left", "right"), codes, strict=True)
        rows["finding_sides"] += [(name, side, f"{report}:{code}@total") for side, code in sides]


def store(connection, table: str, columns: str, rows: list[tuple]) -> None:
    """Rows of one table, as tuples in the order of the columns."""
    names = ", ".join(f'"{name}"' for name in columns.split())
    marks = ", ".join("?" * len(columns.split()))
    connection.executemany(f"insert into {table} ({names}) values ({marks})", rows)


SCOPES = ("office", "office", "office", "departments", "all", None)
PLACES = {place.code: place.name for place in divisions.load(codebook.SCHEMA / "divisions.csv") if place.until is None}
COLUMNS = {
    "documents": "id file_name media_type size reader status published_at",
    "reports": "id no slug issuer_id year form title document_id scope",
    "sections": "id no report_id document_id ordinal code heading text",
    "tables": "id no report_id document_id table_no section_id position form code",
    "cell": "table row col rowspan colspan text role item column",
    "fact": "report item column value unit raw missing table row col method confidence",
    "findings": "id report_id kind rule severity items column left right delta verdict message",
    "finding_sides": "finding_id side fact_id",
}

if __name__ == "__main__":
    given = sys.argv[1:]
    with closing(sys.stdout):
        main(Path(given[0]), *(int(part) for part in (given[1:] + ["20000", "1"][len(given) - 1 :])))

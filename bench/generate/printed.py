"""The printed forms as grids of cells: labels, headings and merged cells as the official tables have them."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, wraps
from itertools import groupby
from pathlib import Path

from extract.model import Cell, Table

Texts = Mapping[str, str]

BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
PARTS_NOTE = "（注：各子栏目数总数要等于总栏目数量）"
ORGANISATIONS = {
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
}
APPLICANTS = ("natural_person", *ORGANISATIONS, "total")
SUITS = {"reconsideration": "", "litigation.direct": "未经复议直接起诉", "litigation.after_review": "复议后起诉"}
OUTCOMES = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its layout: relative widths of the columns, how many rows are header, how many columns labels.

    `keys` says which figure, as `item@column`, stands at a row and column.
    """

    table: Table
    widths: tuple[int, ...]
    header: int
    labels: int
    keys: Mapping[tuple[int, int], str] = field(default_factory=dict)


class _Echo(dict[str, str]):
    """Prints the key of a figure in place of the figure."""

    def __getitem__(self, key: str) -> str:
        return key


def keyed(make: Callable[..., Grid]) -> Callable[..., Grid]:
    """A maker of grids that also says where each figure went: it prints the form once more, with the keys themselves."""

    @wraps(make)
    def made(*arguments) -> Grid:
        *before, texts = arguments
        echo = make(*before, _Echo(texts)).table.cells
        return replace(make(*arguments), keys={(cell.row, cell.col): cell.text for cell in echo if "@" in cell.text})

    return made


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A row of table 三; `weight` says how common the outcome is, 0 for a row that is computed."""

    group: str
    code: str
    label: str
    weight: int


@cache
def request_rows(form: str) -> tuple[RequestRow, ...]:
    """The rows of table 三 in one edition."""
    return tuple(
        RequestRow(row["group"], row["code"], row["label"], int(row["weight"] or 0))
        for row in _lines("requests")
        if form in row["forms"].split()
    )


@cache
def _lines(name: str) -> tuple[dict[str, str], ...]:
    path = Path(__file__).with_name("forms") / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@keyed
def indicators(texts: Texts) -> Grid:
    """The table of 2014: one indicator a row, indented with ideographic spaces."""
    cells = [Cell(0, col, text) for col, text in enumerate(("统　计　指　标", "单位", "统计数"))]
    for number, row in enumerate(_lines("2014"), 1):
        label = "　" * int(row["indent"]) + row["label"]
        value = texts[f"{row['code']}@value"] if row["code"] else ""
        cells += [Cell(number, col, text) for col, text in enumerate((label, row["unit"], value))]
    return Grid(Table(tuple(cells)), (70, 13, 17), 1, 1)


@keyed
def actions(form: str, texts: Texts) -> Grid:
    """Table 二: blocks that each have a heading over the whole width and a header row of their own."""
    cells: list[Cell] = []
    row = 0
    lines = [line for line in _lines("art20") if line["form"] == form]
    for heading, block in groupby(lines, key=lambda line: line["heading"]):
        rows = list(block)
        columns = dict(column.split("=") for column in rows[0]["columns"].split())
        cells.append(Cell(row, 0, heading, 1, 4))
        labels = (texts.get(f"heading.{label}", label) for label in columns.values())
        cells += _spread(row + 1, ("信息内容", *labels))
        for line in rows:
            values = (texts[f"{line['code']}@{column}"] for column in columns)
            cells += _spread(row + 2 + rows.index(line), (line["label"], *values))
        row += 2 + len(rows)
    return Grid(Table(tuple(cells)), (34, 22, 22, 22), 0, 1)


def _spread(row: int, texts: tuple[str, ...]) -> Iterator[Cell]:
    """A row over four grid columns; its last cell takes what is left."""
    for col, text in enumerate(texts):
        yield Cell(row, col, text, 1, 4 - col if col == len(texts) - 1 else 1)


@keyed
def requests(form: str, texts: Texts) -> Grid:
    """Table 三: three columns of labels, seven of figures."""
    rows = request_rows(form)
    cells = [*_request_header()]
    results = [row for row in rows if row.code.startswith("request.result")]
    cells.append(Cell(5, 0, "三、本年度办理结果", len(results), 1))
    for number, row in enumerate(rows, 3):
        cells += _request_label(number, row, rows)
        cells += [Cell(number, col, texts[f"{row.code}@{column}"]) for col, column in enumerate(APPLICANTS, 3)]
    return Grid(Table(_sorted(cells)), (4, 10, 30, 8, 8, 8, 8, 8, 8, 8), 3, 3)


def _request_header() -> Iterator[Cell]:
    yield Cell(0, 0, BALANCE, 3, 3)
    yield Cell(0, 3, "申请人情况", 1, 7)
    yield Cell(1, 3, "自然人", 2, 1)
    yield Cell(1, 4, "法人或其他组织", 1, 5)
    yield Cell(1, 9, "总计", 2, 1)
    for col, label in enumerate(ORGANISATIONS.values(), 4):
        yield Cell(2, col, label)


def _request_label(number: int, row: RequestRow, rows: tuple[RequestRow, ...]) -> Iterator[Cell]:
    """The label of a row, with that of its group where the group begins."""
    if not row.code.startswith("request.result"):
        yield Cell(number, 0, row.label, 1, 3)
    elif not row.group:
        yield Cell(number, 1, row.label, 1, 2)
    else:
        group = [other for other in rows if other.group == row.group]
        if row is group[0]:
            yield Cell(number, 1, row.group, len(group), 1)
        yield Cell(number, 2, row.label)


@keyed
def remedies(texts: Texts) -> Grid:
    """Table 四: fifteen columns under three header rows, one row of figures."""
    cells = [Cell(0, 0, "行政复议", 1, 5), Cell(0, 5, "行政诉讼", 1, 10)]
    cells += [Cell(1, 5, SUITS["litigation.direct"], 1, 5), Cell(1, 10, SUITS["litigation.after_review"], 1, 5)]
    for col, (kind, outcome) in enumerate((kind, outcome) for kind in SUITS for outcome in OUTCOMES):
        cells.append(Cell(2, col, OUTCOMES[outcome]) if SUITS[kind] else Cell(1, col, OUTCOMES[outcome], 2, 1))
        cells.append(Cell(3, col, texts[f"{kind}.{outcome}@value"]))
    return Grid(Table(_sorted(cells)), (1,) * 15, 3, 0)


def _sorted(cells: list[Cell]) -> tuple[Cell, ...]:
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.col)))

"""Labels printed in other ways: typing errors, other words, groups without their heading, rows of one place only."""

from dataclasses import replace

from extract.model import Cell

from ..invent import Sample
from ..printed import Grid
from .change import everywhere, grids, labels, row_of, with_row, without_row

# What some fonts' tables give for these characters; NFKC mends the first three only.
RADICALS = str.maketrans("人民行长门见", "\u2f08\u2ea0\u2f8f\u2ed3\u2ed4\u2ec5")
LOCAL_ROW = "其他主动公开文件（含以本单位名义正式签发的、除规范性文件以外的主动公开文件）"


def _worded(what: str, texts: dict[str, str], item: str = ""):
    def change(sample: Sample) -> Sample:
        return labels(sample, texts, item)

    change.__doc__ = what
    return change


def lost_label(sample: Sample) -> Sample:
    """One label of table 三 was never typed; its neighbours tell which row it is."""
    row = tuple(key for key in sample.facts if key.startswith("request.result.denied.safety_stability@"))
    return replace(labels(sample, {"3.危及“三安全一稳定”": ""}, "request."), doubtful=(*sample.doubtful, *row))


def lost_groups(sample: Sample) -> Sample:
    """The groups （三） to （六） have no heading: a copy kept the leaves only."""

    def change(grid: Grid) -> Grid:
        groups = ("（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理")
        kept = [
            replace(cell, text="") if cell.text in groups and cell.rowspan > 1 else cell for cell in grid.table.cells
        ]
        return replace(grid, table=replace(grid.table, cells=tuple(kept)))

    return grids(sample, change, "request.new")


def local_row(sample: Sample) -> Sample:
    """A row of one province between those of the form; its figures belong to no row of the form."""

    def change(grid: Grid) -> Grid:
        row = row_of(grid, "doc.normative@made") + 1
        texts = (LOCAL_ROW, "", "7", "24")
        return with_row(grid, row, [Cell(row, col, text) for col, text in enumerate(texts)])

    local = {"x.hubei.doc.other_public@disclosed": 7, "x.hubei.doc.other_public@disclosed_total": 24}
    return replace(grids(sample, change, "doc.normative@made"), optional={**sample.optional, **local})


def local_rows_2014(sample: Sample) -> Sample:
    """Rows of an office's own under the last of the table of 2014."""

    def change(grid: Grid) -> Grid:
        end = grid.table.height
        more = ("　　（四）印发政务公开简报数", "期", "5")
        return with_row(grid, end, [Cell(end, col, text) for col, text in enumerate(more)])

    return grids(sample, change, "proactive.total")


def single_other(sample: Sample) -> Sample:
    """The form of 2021 with one row 其他处理, as that of 2019 has it."""
    rest = [f"request.result.other.{row}" for row in ("no_correction", "fee_unpaid", "rest")]
    columns = [key.partition("@")[2] for key in sample.facts if key.startswith(rest[0])]
    facts = {k: v for k, v in sample.facts.items() if not k.startswith("request.result.other.")}
    sums = {column: sum(sample.facts[f"{row}@{column}"] or 0 for row in rest) for column in columns}
    known = {f"request.result.other@{column}": value for column, value in sums.items()}

    def change(grid: Grid) -> Grid:
        first = row_of(grid, f"{rest[0]}@total")
        for row in (first + 2, first + 1):
            grid = without_row(grid, row)
        cells = [cell for cell in grid.table.cells if not (cell.row == first and cell.col == 2)]
        keys = {place: key.replace(rest[0], "request.result.other") for place, key in grid.keys.items()}
        printed = {place: str(known[key]) for place, key in keys.items() if key in known}
        whole = [_joined(c) if c.text == "（六）其他处理" else replace(c, text=printed.get((c.row, c.col), c.text)) for c in cells]  # fmt: skip
        return replace(grid, table=replace(grid.table, cells=tuple(whole)), keys=keys)

    return replace(grids(sample, change, "request.new"), facts=facts | known)


def _joined(cell: Cell) -> Cell:
    return replace(cell, rowspan=1, colspan=2)


def older_form(sample: Sample) -> Sample:
    """The form of 2019 in the report for a later year."""
    old, new = sample.year, 2022

    def dated(text: str) -> str:
        return text.replace(str(old + 1), "\0").replace(str(old), str(new)).replace("\0", str(new + 1))

    return replace(everywhere(sample, dated), year=new, published=dated(sample.published))


def unnumbered_rows(sample: Sample) -> Sample:
    """No label of table 三 has its number."""
    wordless = {f"{number}.": "" for number in range(1, 9)}
    return labels(sample, wordless, "request.new")


def broken_labels(sample: Sample) -> Sample:
    """Blanks inside labels, as people set short words wide."""
    return labels(sample, {"规章": "规　章", "行政许可": "行 政 许 可", "结果维持": "结果 维持", "总计": "总　计"})


ODDITIES = {
    "typing_errors": _worded(
        "Slips of the pen in labels.",
        {
            "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
            "3.危及“三安全一稳定”": "3.危机“三安全一稳定”",
            "延期办结数": "延期办理数",
        },
    ),
    "other_words": _worded(
        "Labels that offices word in their own way.",
        {
            "5.属于三类内部事务信息": "5.属于内部事务信息",
            "6.属于四类过程性信息": "6.属于过程性信息",
            "（一）收到申请数": "（一）受理申请数",
        },
    ),
    "repeated_leaves": _worded(
        "Two results of table 四 lose a word: 其他 stands three times beside each other's sums.",
        {"其他结果": "其他", "尚未审结": "未审结"},
        "reconsideration",
    ),
    "lost_label": lost_label,
    "lost_groups": lost_groups,
    "local_row": local_row,
    "local_rows_2014": local_rows_2014,
    "single_other_row": single_other,
    "older_form": older_form,
    "rows_without_numbers": unnumbered_rows,
    "blanks_in_labels": broken_labels,
    "radicals": lambda sample: labels(sample, dict(_radicals())),
}


def _radicals():
    """Words of the forms with radicals in them, as some fonts' tables give them."""
    for word in ("本行政机关", "行政许可", "行政处罚", "行政强制", "行政复议", "行政诉讼", "自然人", "人员", "人次"):
        yield word, word.translate(RADICALS)

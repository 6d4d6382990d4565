"""The local tables of 2008 to 2013 and the editions of the 2014 table other than that of the towns: figures and grids."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from extract.model import Cell, Table

from . import indicators
from .chance import few
from .places import Office
from .printed import Grid, Texts, keyed

Figures = dict[str, int | float]

# Headings of the columns, the widths, and which of them are labels; an item's figures stand under `value…`.
Column = tuple[str, str, int]
LABEL, UNIT = ("label", "指标名称", 46), ("unit", "计量单位", 12)


@dataclass(frozen=True, slots=True)
class Edition:
    """A local table: its caption, its columns as (code, heading, width), how its figures are drawn."""

    caption: str
    columns: tuple[Column, ...]
    draw: Callable[[str, Office, Random], Figures]


@cache
def lines(edition: str) -> tuple[Mapping[str, str], ...]:
    """The printed rows of an edition; a row without a code is a heading."""
    with Path(__file__).with_name("forms").joinpath("local.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["edition"] == edition)


@keyed
def grid(edition: str, year: int, texts: Texts) -> Grid:
    """The table of an edition, one indicator a row."""
    columns = EDITIONS[edition].columns
    cells = [Cell(0, col, heading.format(year=year)) for col, (_, heading, _) in enumerate(columns)]
    for number, row in enumerate(lines(edition), 1):
        printed = {"label": "　" * int(row["indent"]) + row["label"], "unit": row["unit"], "no": row["no"]}
        for col, (code, _, _) in enumerate(columns):
            value = texts[f"{row['code']}@{code}"] if row["code"] and code not in printed else ""
            cells.append(Cell(number, col, printed.get(code, value)))
    labels = [code for code, _, _ in columns].index("label") + 1
    return Grid(Table(tuple(cells)), tuple(width for _, _, width in columns), 1, labels)


def draw_2008(edition: str, office: Office, rng: Random) -> Figures:
    """The year's figures, and beside them those of a month or of all years, which are never the year's."""
    year = _balanced([row["code"] for row in lines(edition)], office.size, rng)
    found = {f"{item}@value": value for item, value in year.items()}
    for column, _, _ in EDITIONS[edition].columns:
        if column == "value.period":
            found |= {f"{item}@{column}": _part(value, rng) for item, value in year.items()}
        if column == "value.since_start":
            found |= {f"{item}@{column}": value + 1 + few(rng, 900) for item, value in year.items()}
    return found


def _part(value: int | float, rng: Random) -> int:
    return rng.randint(0, int(value))


def _balanced(codes: list[str], size: int, rng: Random) -> dict[str, int]:
    """Figures in which numbered parts add up and a subset is no larger than what it is of."""
    found = {code: few(rng, size / 4) for code in codes}
    whole = found["proactive.total"] = 60 + few(rng, 4000)
    subsets = [code for code in codes if code.startswith("proactive.") and code not in NO_SUBSETS]
    found |= {code: rng.randint(0, whole) for code in subsets}
    for total in TOTALS:
        if total in found:
            parent = total.removesuffix(".total")
            parts = [code for code in codes if code.rpartition(".")[0] == parent and code != total]
            found[total] = sum(found[part] for part in parts)
    if "appeal.first_handling" in found:
        found["appeal.first_handling"] = rng.randint(0, found["appeal.total"])
    return found


# From the inside out.
TOTALS = ("request.answered.refused", "request.answered.refused_wide", "request.answered.total")
TOTALS += ("request.received.total", "fee.total", "org.staff.total")
NO_SUBSETS = ("proactive.total", "proactive.service_info")


def draw_national(edition: str, office: Office, rng: Random) -> Figures:
    """The figures of the towns' edition, less what this one does not print."""
    found = dict(indicators.draw(edition, office, rng))
    found["request.received.letter@value"] += found["request.received.other@value"]
    found["fee.request@value"] = few(rng, 60) / 100
    whole = int(found["proactive.total@value"])
    printed = [row["code"] for row in lines(edition) if row["code"]]
    return {f"{code}@value": found.get(f"{code}@value", rng.randint(0, whole)) for code in printed}


def draw_anhui(edition: str, office: Office, rng: Random) -> Figures:
    """Three columns that each stand for themselves: the government, its departments, the towns."""
    found: Figures = {}
    for column in ("value.government", "value.departments", "value.towns"):
        part = draw_national(edition, office, rng)
        found |= {key.replace("@value", f"@{column}"): value for key, value in part.items()}
    return found


_NUMBER = ("no", "序号", 8)
EDITIONS = {
    "2008-early": Edition(
        "政府信息公开情况统计表",
        (_NUMBER, LABEL, UNIT, ("value.period", "本期实际", 14), ("value", "本年累计", 14)),
        draw_2008,
    ),
    "2008-late": Edition("政府信息公开情况统计表", (LABEL, UNIT, ("value", "数量", 14)), draw_2008),
    "2008-fujian": Edition(
        "附表：政府信息公开情况统计表",
        (LABEL, UNIT, ("value", "{year}年度", 14), ("value.since_start", "历年累计", 14)),
        draw_2008,
    ),
    "2008-dingxi": Edition(
        "政府信息公开情况统计表",
        (("no", "编号", 8), LABEL, UNIT, ("value.period", "本月累计", 14), ("value", "本年累计", 14)),
        draw_2008,
    ),
    "2014-national": Edition(
        "{year}年度政府信息公开情况统计表",
        (("label", "统　计　指　标", 70), ("unit", "单位", 13), ("value", "统计数", 17)),
        draw_national,
    ),
    "2014-anhui": Edition(
        "{year}年度政府信息公开情况统计表",
        (
            _NUMBER,
            ("label", "统计指标", 46),
            ("unit", "单位", 10),
            ("value.government", "区政府统计数", 13),
            ("value.departments", "区直单位统计数", 13),
            ("value.towns", "乡镇街道统计数", 13),
        ),
        draw_anhui,
    ),
}

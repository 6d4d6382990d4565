"""Figures printed in other ways: signs, units, notes, blanks, and sums that the page itself gets wrong."""

from dataclasses import replace

from ..invent import Sample
from .change import figures, grids, labels, reprinted

FULL = str.maketrans("0123456789", "０１２３４５６７８９")
TOTALS = ("@total", ".total@value")
# A figure that stands in every edition since 2019, and its like before: nothing is the sum of it.
NOTED = ("doc.normative@disclosed_total", "doc.normative@in_force", "proactive.total@value")
YUAN = 10_000


def full_width(sample: Sample) -> Sample:
    """All digits are as wide as characters."""
    return grids(
        sample, lambda grid: reprinted(grid, {k: text.translate(FULL) for k, text in _texts(sample, grid).items()})
    )


def thousands(sample: Sample) -> Sample:
    """Large numbers have separators, and some are made large for it."""
    large = _whole(sample)
    single = {key: 1_234_567 for key in large if key in ("act.license@decisions", "access_point.visitors@value")}
    return figures(sample, {key: f"{value:,}" for key, value in (large | single).items()}, single)


def spaced_thousands(sample: Sample) -> Sample:
    """Separators as wide as characters."""
    return figures(sample, {key: f"{value:,}".replace(",", "，") for key, value in _whole(sample).items()})


def units(sample: Sample) -> Sample:
    """The unit stands behind each figure of table 二 or of the table of 2014, as people write it by hand."""
    wanted = {k: v for k, v in _whole(sample).items() if k.startswith(("doc.", "response.", "proactive."))}
    return figures(sample, {key: f"{value}{'件' if key.startswith('doc') else '条'}" for key, value in wanted.items()})


def note(sample: Sample) -> Sample:
    """A figure has a note behind it, with a figure of its own: 22（其中修订16件）."""
    return _noted(sample, "（其中修订16件）")


def reference(sample: Sample) -> Sample:
    """A figure refers to a note: 22①."""
    return _noted(sample, "①")


def _noted(sample: Sample, behind: str) -> Sample:
    known = {key: sample.facts[key] or 0 for key in NOTED if key in sample.facts}
    doubtful = (*sample.doubtful, *known)
    return replace(figures(sample, {k: f"{v}{behind}" for k, v in known.items()}, known), doubtful=doubtful)


def plus(sample: Sample) -> Sample:
    """A rise has a plus sign, a fall a long minus."""
    signs = {key: value for key, value in _whole(sample).items() if key.endswith("@items_change")}
    return figures(sample, {key: f"{'+' if value > 0 else '－'}{abs(value)}" for key, value in signs.items()})


def yuan_under_ten_thousand(sample: Sample) -> Sample:
    """An amount in 元 in its cell, under a heading that says 万元."""
    amounts = {"fee.admin@amount": 2_510_000, "procurement.central@amount": 251_000}
    known = {key: value for key, value in amounts.items() if key in sample.facts}
    # The fee is kept in 万元, procurement in 元, whichever is printed.
    kept = {key: value // YUAN if key.startswith("fee") else value for key, value in known.items()}
    changed = figures(sample, {key: f"{value}元" for key, value in known.items()}, kept)
    if "procurement.central@projects" in sample.facts:
        changed = figures(changed, {"procurement.central@projects": "3"}, {"procurement.central@projects": 3})
    return labels(
        changed, {"采购总金额（万元）": "采购总金额（万元）", "采购总金额": "采购总金额（万元）"}, "procurement"
    )


def blank_totals(sample: Sample) -> Sample:
    """The column of totals is empty: nobody filled it in."""
    totals = [key for key in sample.facts if key.startswith("request.") and key.endswith("@total")]
    return figures(sample, dict.fromkeys(totals, ""), dict.fromkeys(totals))


def _zeros_as(text: str):
    def change(sample: Sample) -> Sample:
        zeros = [key for key, value in sample.facts.items() if value == 0 and not key.startswith("procurement")]
        return figures(sample, dict.fromkeys(zeros, text), dict.fromkeys(zeros))

    change.__doc__ = f"Every zero, of totals too, is printed as {text or 'nothing'}."
    return change


def emptied_column(sample: Sample) -> Sample:
    """The column 科研机构 is empty from top to bottom, because there never was such a request: 自然人 asked in its stead."""
    column = [key for key in sample.facts if key.endswith("@research")]
    asked = [(key.replace("@research", "@natural_person"), sample.facts[key] or 0) for key in column]
    moved = {key: (sample.facts[key] or 0) + held for key, held in asked}
    texts = dict.fromkeys(column, "") | {key: str(value) for key, value in moved.items()}
    return figures(sample, texts, dict.fromkeys(column) | moved)


def wrong_total(sample: Sample) -> Sample:
    """One printed total is not the sum of its row: the page contradicts itself, and what is printed is true."""
    key = next(key for key in ("request.result.total@total", "request.received.total@value") if key in sample.facts)
    value = (sample.facts[key] or 0) + 7
    return replace(figures(sample, {key: str(value)}, {key: value}), contradicts=(key,))


def decimals(sample: Sample) -> Sample:
    """An amount in 万元 with six decimals, exact to the fen and more."""
    known = {key: 24_252.311082 for key in ("fee.admin@amount", "org.budget@value") if key in sample.facts}
    return figures(sample, {key: f"{value:.6f}" for key, value in known.items()}, known)


def inner_blanks(sample: Sample) -> Sample:
    """Blanks before and behind the figures, of all the kinds that there are."""
    return figures(sample, {key: f"\u00a0{value}\u3000" for key, value in _whole(sample).items()})


def trailing_zero(sample: Sample) -> Sample:
    """Whole numbers as a spreadsheet prints them: 12.00."""
    whole = {k: v for k, v in _whole(sample).items() if k.startswith(("act.", "proactive.", "deposit."))}
    return figures(sample, {key: f"{value}.00" for key, value in whole.items()})


def swapped_sign(sample: Sample) -> Sample:
    """A fall printed in words: 减3."""
    falls = {key: value for key, value in _whole(sample).items() if key.endswith("@items_change")}
    return figures(sample, {key: f"{'增' if value > 0 else '减'}{abs(value)}" for key, value in falls.items()})


def _whole(sample: Sample) -> dict[str, int]:
    """Figures other than 0 and fractions; an amount may be printed in another unit than it is known in."""
    return {k: int(v) for k, v in sample.facts.items() if v and v == int(v) and not k.endswith("@amount")}


def _texts(sample: Sample, grid) -> dict[str, str]:
    printed = {(cell.row, cell.col): cell.text for cell in grid.table.cells}
    return {key: printed[place] for place, key in grid.keys.items() if place in printed}


ODDITIES = {
    "full_width_digits": full_width,
    "thousands_separators": thousands,
    "wide_thousands_separators": spaced_thousands,
    "units_in_cells": units,
    "number_with_note": note,
    "number_with_reference": reference,
    "plus_and_minus": plus,
    "change_in_words": swapped_sign,
    "yuan_under_ten_thousand": yuan_under_ten_thousand,
    "blank_totals": blank_totals,
    "blank_zeros": _zeros_as(""),
    "slash_zeros": _zeros_as("/"),
    "dash_zeros": _zeros_as("—"),
    "none_zeros": _zeros_as("无"),
    "not_applicable_zeros": _zeros_as("不适用"),
    "emptied_column": emptied_column,
    "wrong_total": wrong_total,
    "six_decimals": decimals,
    "blanks_around_numbers": inner_blanks,
    "spreadsheet_decimals": trailing_zero,
}

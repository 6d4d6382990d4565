"""Rules of the codebook in words. Pure: rows of `rules` and the labels of their codes in, sentences out."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from extract.serve.words import Pair

# `{left}` and `{right}` are sums of labels, `{op}` the comparison in words.
KINDS: dict[str, Pair] = {
    "sum": ("每一栏里，{left}{op}{right}。", "In every column: {left} {op} {right}."),
    "each": ("{left}，每一项都{op}{right}。", "Each of {left} {op} {right}."),
    "row": ("每一行里，{left}{op}{right}。", "In every row: {left} {op} {right}."),
    "zero": ("{left}都是 0 时，{right}也应是 0。", "If {left} is 0, so is {right}."),
    "positive": ("{left}大于 0 时，{right}也应大于 0。", "If {left} is above 0, so is {right}."),
    "count": ("每个数都应是不小于 0 的整数。", "Every value is a whole number and not negative."),
    "carry": ("本年的{left}应等于上一年报告的{right}。", "{left} of this year is {right} of the year before."),
    "stock": ("本年的{left}应等于上一年的，加上本年的{right}，减去本年减少的。", "{left} is that of the year before, plus {right} and less what went."),
    "factor": ("{left}与上一年相比，不应相差若干倍（小数目除外）。", "{left} does not change by a large factor from one year to the next, unless it is small."),
    "unchanged": ("同一张表不应逐字重复上一年的数。", "A table does not repeat the figures of the year before."),
    "copies": ("同一份报告的两个文件应印同样的数。", "Two files of one report print the same values."),
    "level_zero": ("这一层级的机关不制定规章，{left}应为 0。", "Offices of these levels make no rules: {left} is 0."),
    "levels": ("政府的报告汇总所属部门时，各部门之和不应大于政府的数。", "Where a government's report covers its departments, they add up to no more than it says."),
    "prose": ("正文所称的数应与同一报告的表格一致。", "A figure in prose has the value that the table of the same report prints."),
    "prose_twice": ("只在正文出现的同一项，全文应只有一个数。", "What prose alone counts has one value in the whole report."),
    "prose_sum": ("正文所称的{left}{op}{right}。", "In prose: {left} {op} {right}."),
    "prose_positive": ("表中{left}大于 0 时，正文不应称{right}为 0。", "If the table has {left} above 0, prose does not say that {right} is 0."),
}  # fmt: skip
OPS: dict[str, Pair] = {
    "=": ("应等于", "equals"),
    "<=": ("不应大于", "is at most"),
    ">=": ("不应小于", "is at least"),
    "": ("", ""),
}
NOTHING: Pair = ("零", "zero")
EVERYTHING: Pair = ("所列指标", "the listed concepts")
LEAVES: Pair = ("各项", ", all its items")
SOURCES: dict[str, Pair] = {
    "must": (
        "出自表格本身：印在表上，或按定义必然成立。",
        "From the form itself: printed on it, or true by definition.",
    ),
    "expected": (
        "出自常理：填写正常的报告一般成立，也有正当的例外。",
        "From common sense: true of an orderly report, with honest exceptions.",
    ),
}


def explain(rule: Mapping[str, Any], labels: Mapping[str, str]) -> Pair:
    """What a rule says, in both languages; codes without a label stand for themselves."""
    zh, en = KINDS.get(rule["kind"], ("{left}{op}{right}", "{left} {op} {right}"))
    left, right = (_codes(rule[side]) for side in ("left", "right"))
    op = OPS.get(rule["op"], (rule["op"], rule["op"]))
    positive = rule["kind"] == "positive" and not left
    if positive:
        zh, en = "{right}应大于 0。", "{right} is above 0."
    return (
        zh.format(left=_sum(left, labels, 0), op=op[0], right=_sum(right, labels, 0)),
        en.format(left=_sum(left, labels, 1), op=op[1], right=_sum(right, labels, 1)),
    )


def codes(rule: Mapping[str, Any]) -> set[str]:
    """Every item and column that a rule names, prefixes without their star."""
    named = [part for side in ("left", "right") for entry in _codes(rule[side]) for part in entry.split("@")]
    return {part.removesuffix(".*") for part in named}


def _codes(text: str) -> list[str]:
    found: list[str] = json.loads(text)
    return found


def _sum(entries: Sequence[str], labels: Mapping[str, str], lang: int) -> str:
    """Labels in quotation marks, joined by plus signs."""
    if not entries:
        return NOTHING[lang] if labels else EVERYTHING[lang]
    return " + ".join(_name(entry, labels, lang) for entry in entries)


def _name(entry: str, labels: Mapping[str, str], lang: int) -> str:
    """An entry by its label, with its column where one is named."""
    item, _, column = entry.partition("@")
    prefix = item.removesuffix(".*")
    name = labels.get(prefix, prefix) + (LEAVES[lang] if item != prefix else "")
    marks = "“”"
    return f"{marks[0]}{name}{marks[1]}" + (f"（{labels.get(column, column)}）" if column and column != "value" else "")

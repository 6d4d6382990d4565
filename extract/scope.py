"""What a report covers: the office alone, its departments too, or everything below it. Only what it says of itself counts."""

import re
from collections.abc import Iterable
from typing import Literal

from extract.model import Coding, Section
from extract.text import tight

Scope = Literal["office", "departments", "all"]

# How reports say where their figures come from, the widest first.
_SAID: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    ("all", re.compile(r"(?:根据|综合|汇总|依据)[^。]{0,60}各(?:乡镇|镇|乡|街道|县|区|市)[^。]{0,40}(?:报告|数据|汇总)[^。]{0,12}(?:编制|形成|汇总|撰写)")),
    ("departments", re.compile(r"(?:根据|综合|汇总|依据)[^。]{0,60}各(?:相关)?(?:部门|单位|委办局)[^。]{0,40}(?:报告|数据|汇总)[^。]{0,12}(?:编制|形成|汇总|撰写)")),
)  # fmt: skip
# A report says so at its start.
_CHAPTERS, _LENGTH = 2, 600
# Columns of tables that add up offices.
_COLUMNS: dict[str, Scope] = {"value.towns": "all", "value.departments": "departments"}


def scope(sections: Iterable[Section], coding: Coding) -> Scope | None:
    """What a report says that it covers; None where it does not say."""
    start = " ".join(tight(section.text)[:_LENGTH] for section in list(sections)[:_CHAPTERS])
    columns = {fact.column for fact in coding.facts if fact.value is not None}
    counted = (wide for column, wide in _COLUMNS.items() if column in columns)
    return next(counted, None) or next((wide for wide, pattern in _SAID if pattern.search(start)), None)

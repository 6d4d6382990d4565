"""What is no report: notices, summaries, samples, guides, lists of reports. Its own words say so, unless chapters and figures prove it one."""

import re
from collections.abc import Sequence

from extract import text as normal
from extract import title
from extract.model import Coding, Document, Report

NOTHING = "the file has neither the title nor the chapters nor a table of an annual report"
BLANK = "the file is a blank form or no annual report: it names no office, no year and no figure"
ELSEWHERE = "the file has the title of an annual report and nothing behind it; the report may stand in another file"
# How the titles of other papers end, in the form of `tight`, and what such a paper is.
TITLES = (
    (r"(?:参考)?(?:格式|模板|模版|范本|样表|样本|样式|示范文本)(?:\(.{0,16}\))?$", "a sample or an empty form"),
    (r"(?:编制|填报|填写).{0,12}(?:说明|要求|规范|口径)$", "a paper on how to write reports"),
    (r"(?:的|工作)(?:通知|通报|公告|公示|请示|批复|复函|函)$", "a notice or a letter about reports"),
    (
        r"公开(?:工作)?(?:指南|目录|规定|办法|制度|要点|方案|计划|流程图?|事项清单)(?:\(.{0,16}\))?$",
        "a guide or a rule",
    ),
    (r"(?:工作)?(?:总结|小结|汇报)(?:报告)?$|政务公开工作总结", "a summary of work"),
    (
        r"(?:发布|公布|晒出).{0,30}(?:年度报告|年报)$|(?:年度报告|年报)(?:正式|已)?(?:发布|公布|出炉|上线)",
        "news about a report",
    ),
    (r"(?:报告|年报)(?:汇总|列表|目录|合集|专栏|一览)$", "a list of reports"),
    (r"页面不存在|404notfound|找不到(?:该|页面)|访问的页面|请登录|用户登录$", "an error or a login page"),
)
# How far from the start such a title may stand, and how long it may be.
_WITHIN, _LONGEST = 8, 60
# So many chapters of the outline make a report; fewer characters of Chinese than this are no text of one.
CHAPTERS, TEXT = 3, 120
# So many lines that are each a report's title make a list.
_LISTED = 4
_NOBODY = re.compile(r"^(?:[Xx×*_○]+|某某?|.{0,4}[Xx×]{2,})")
_HAN = re.compile(f"[{normal.HAN}]")


def why_not(document: Document, found: Report, coded: Coding) -> str | None:
    """Why a file is no report of one year, in a sentence; None where it is one."""
    lines = [normal.tight(paragraph.text) for paragraph in document.paragraphs()]
    chapters = {section.code for section in found.sections} - {"front", "whole", "local"}
    figures = sum(fact.value is not None for fact in coded.facts)
    if not found.title and coded.form is None and [section.code for section in found.sections] == ["whole"]:
        return NOTHING
    if found.year is None and found.issuer is None and not figures:
        return BLANK
    if found.issuer and _NOBODY.match(found.issuer):
        return "the file is a sample: the office has no name"
    if figures or len(chapters) >= CHAPTERS:
        return None
    what = _other(document, found, lines)
    if what is not None:
        return f"the file is {what}: it has neither the chapters nor the figures of a report"
    if sum(any(pattern.match(line) for pattern in title.PATTERNS) for line in lines) >= _LISTED:
        return "the file is a list of reports"
    return ELSEWHERE if not chapters and not coded.tables and _length(lines) < TEXT else None


def _other(document: Document, found: Report, lines: Sequence[str]) -> str | None:
    """What paper the first lines, or what the file calls itself, say that it is."""
    names = [normal.tight(part) for part in re.split(r"[_|]|[-—－]{1,2}", document.title) if part]
    for line in [*lines[:_WITHIN], *names, normal.tight(found.title)]:
        for pattern, what in TITLES:
            if len(line) <= _LONGEST and re.search(pattern, line, re.I):
                return what
    return None


def _length(lines: Sequence[str]) -> int:
    return sum(len(_HAN.findall(line)) for line in lines)

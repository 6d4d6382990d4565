"""Title, issuer and year of a report, from its first lines, else from what the file says of itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract import text as normal
from extract.codebook import Codebook
from extract.model import Document, Paragraph

# How many paragraphs from the start the title may be in, how many lines it may take, and how long each may be.
WITHIN, LINES, LONGEST = 15, 3, 40
# What a title without an office leaves before its subject.
NO_NAMES = frozenset(("政府", "政务", "年度", "工作"))

_YEAR = r"(?P<year>20[0-3]\d)年?(?:年?度)?"
_SUBJECT = r"(?:政府信息公开|政务信息公开|政务公开|信息公开)"
_REPORT = r"(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
# How titles are worded, the usual way first: 某县2023年政府信息公开工作年度报告, …年度报告（2023年）, …信息公开2019年度报告, no year.
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:关于)?(?P<before>.{{0,40}}?){_YEAR}(?P<after>.{{0,40}}?){_SUBJECT}{_REPORT}$",
        rf"^(?P<before>.{{2,40}}?){_SUBJECT}{_REPORT}\({_YEAR}\)$",
        rf"^(?P<before>.{{2,40}}?){_SUBJECT}(?:工作)?{_YEAR}(?:工作)?(?:报告|年报)$",
        rf"^(?P<before>.{{2,40}}?){_SUBJECT}(?:工作)?(?:情况)?年度(?:工作)?报告$",
    )
)
_QUOTED = re.compile(r"《(.{8,80}(?:报告|年报))》")
_FORM_ONLY = re.compile(r"格式|模板|样表|样本|范本")
_PERIOD = re.compile(r"(?:期限|时限|时间|周期|数据).{0,16}?(20[0-3]\d)年1月1日")
_ANY_YEAR = re.compile(r"(20[0-3]\d)年")
_CHINESE_YEAR = re.compile(r"二[〇○Oo0零]([〇○Oo0零一二三])([〇○Oo0零一二三四五六七八九])(?=年)")
_DIGITS = {char: str(value) for value, chars in enumerate(("〇○Oo0零", *"一二三四五六七八九")) for char in chars}
_NUMBERED = re.compile(rf"^(?:第?{normal.NUMERAL}{{1,3}}(?:部分|章)?[、.,:])")
SITE = re.compile(r"[_|—－-].*$")
_LEAD_IN = re.compile(r"^(?:关于|公布|报送|发布|正文|附件\d*[:：]?|《)+")
_LEAD_OUT = re.compile(r"(?:关于|本级|年度|的)$")


@dataclass(frozen=True, slots=True)
class Front:
    """What a report says of itself; an empty title and None where it does not."""

    title: str = ""
    issuer: str | None = None
    year: int | None = None


def front(document: Document, paragraphs: Sequence[Paragraph], book: Codebook) -> Front:
    """Find title, issuer and year; the year also from the period that the figures cover."""
    named = [title for title in (SITE.sub("", document.title), document.title) if title]
    for title in [*_printed(paragraphs, book), *_QUOTED.findall(document.title), *named]:
        found = parts(title)
        if found is not None and not _FORM_ONLY.search(title):
            issuer = found.issuer or _issuer(document.publisher)
            return Front(found.title, issuer, found.year or _period(paragraphs))
    return Front()


def of_annex(lines: Sequence[Paragraph]) -> Front:
    """The title and year of a statistical table that stands alone, from the lines above it."""
    for line in (line.text for line in lines):
        if normal.tight(line).endswith("表") and (year := _ANY_YEAR.search(_dated(line))):
            return Front(normal.line(line), None, int(year.group(1)))
    return Front()


def parts(title: str) -> Front | None:
    """A title taken apart, or None if it is not worded like one."""
    for pattern in PATTERNS:
        if match := pattern.match(_dated(title)):
            found = match.groupdict()
            issuer = _issuer(found["before"]) or _issuer(found.get("after") or "")
            return Front(normal.line(title), issuer, int(found["year"]) if found.get("year") else None)
    return None


def _printed(paragraphs: Sequence[Paragraph], book: Codebook) -> list[str]:
    """Titles among the first lines, up to three lines put together; the shortest that names its office comes first."""
    lines = [normal.line(paragraph.text) for paragraph in paragraphs[:WITHIN]]
    groups = [lines[start : start + count] for count in range(1, LINES + 1) for start in range(len(lines) - count + 1)]
    titles = ["".join(group) for group in groups if _is_title(group, book)]
    return sorted(titles, key=lambda title: (found := parts(title)) is None or found.issuer is None)


def _is_title(lines: Sequence[str], book: Codebook) -> bool:
    """Whether some lines put together are a title: short, and the first is part of it or an office's name alone."""
    whole, first = _dated("".join(lines)), _dated(lines[0])
    if any(len(line) > LONGEST or line.endswith(("。", "：", ":")) for line in lines) or _NUMBERED.match(whole):
        return False
    if parts(whole) is None:
        return False
    if len(lines) == 1:
        return True
    # A second copy of the title, or a caption above it, is no part of it.
    leads = "公开" in first or _ANY_YEAR.search(first) or book.kind(first)
    return bool(leads) and whole.count("公开") <= 2 and len(_ANY_YEAR.findall(whole)) == 1


def _issuer(text: str) -> str | None:
    """An office's name as it stands in a title, without what leads in to it."""
    name = _LEAD_IN.sub("", normal.tight(text)).strip("《》()（）:：、,，")
    name = _LEAD_OUT.sub("", name)
    if name in NO_NAMES or name.isdigit() or not 2 <= len(name) <= LONGEST or re.search(r"[。;；]", name):
        return None
    return name


def _period(paragraphs: Sequence[Paragraph]) -> int | None:
    """The year of the period that a report says its figures cover."""
    found = (_PERIOD.search(_dated(paragraph.text)) for paragraph in paragraphs[:WITHIN])
    return next((int(match.group(1)) for match in found if match), None)


def _dated(text: str) -> str:
    """The tight text with years in Chinese numerals turned into digits."""
    return _CHINESE_YEAR.sub(lambda match: "20" + "".join(_DIGITS[char] for char in match.groups()), normal.tight(text))

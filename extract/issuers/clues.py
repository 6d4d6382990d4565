"""What a report says of who wrote it: title, letterhead, signature, publisher, address, and places named in front.

Pure and without the registry: readers make clues, the archive keeps them, and whoever resolves needs nothing else.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from extract import text as normal
from extract import title as titles
from extract.model import Clue, Document, Paragraph, Report, Section

# The longest name of an office, and how far from the front and the end of a report its names are looked for.
LONGEST, FRONT, END = 40, 400, 300
# How many places of the front are kept.
PLACES = 8

_HAN = rf"[{normal.HAN}]"
_OFFICE = rf"(?:{_HAN}|[()（）、]){{2,{LONGEST}}}"
_ENDING = r"(?:局|厅|委|会|室|府|院|所|中心|处|公司|集团|学|部|署|站|办|馆|社|队|区|省|县|市|州|盟|旗|镇|乡|街道|苏木)"
_DAY = r"(?:20\d\d年\d{1,2}月\d{1,2}日|20\d\d[-./]\d{1,2}[-./]\d{1,2}|二[〇○Oo0零][〇○Oo0零一二三四五六七八九十]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
_SIGNED = re.compile(rf"({_OFFICE}{_ENDING})[ \n]*{_DAY}")
_DATED = re.compile(rf"{_DAY}[ \n]*({_OFFICE}{_ENDING})(?![{normal.HAN}])")
_ALONE = re.compile(rf"^{_OFFICE}{_ENDING}$")
_SOURCE = re.compile(
    rf"(?:来源|发布机构|发布单位|信息来源|发文机关)[:：]\s*({_OFFICE}?{_ENDING})(?=\s|$|时间|发布|日期|[【\[|])"
)
_PLACE = re.compile(rf"(?:{_HAN}{{2,7}}?(?:省|自治区|自治州|市|县|区|旗))+")
# What may stand before a place in running text.
_BEFORE = re.compile(r"^(?:.*[和及与、按照据对在由将从为]|根据|按照|现将|本报告由)")


def clues(document: Document, told: titles.Front | Report, sections: Sequence[Section]) -> tuple[Clue, ...]:
    """The clues of a report, the strongest kinds first, each text once in its kind; `told` is the report, or its front alone."""
    found = [
        Clue("title", _title(document, told.title)),
        *(
            Clue("signature", name)
            for name in _signatures(sections, told.furniture if isinstance(told, Report) else ())
        ),
        Clue("publisher", normal.line(document.publisher)[:LONGEST]),
        *(Clue("letterhead", name) for name in _letterheads(document, sections)),
        Clue("address", _address(document.source_url)),
        Clue("front", "、".join(_places(sections))),
    ]
    return tuple(dict.fromkeys(clue for clue in found if len(clue.text) > 1))


def _title(document: Document, printed: str) -> str:
    """The title that names an office: the printed one, else the one that the file gives itself."""
    site = titles.SITE.sub("", document.title)
    for text in (printed, site, document.title):
        if (found := titles.parts(text)) and found.issuer:
            return normal.line(text)
    return normal.line(printed or site)


def _signatures(sections: Sequence[Section], apart: Sequence[str]) -> Iterator[str]:
    """Names with a date behind or before them: behind the report's end or at it, then at its front (a letter's)."""
    if not sections:
        return
    for text in (*reversed(apart), sections[-1].text[-END:], sections[0].text[:FRONT]):
        found = [normal.line(match[1]) for match in (*_SIGNED.finditer(text), *_DATED.finditer(text))]
        yield from found[-1:]
    # A signature without a date is a line of its own.
    last = [
        line
        for text in (*apart[-1:], *(section.text for section in sections[1:][-1:]))
        for line in text.splitlines()[-3:]
    ]
    yield from (name for line in last if _ALONE.match(name := normal.tight(line)))


def _letterheads(document: Document, sections: Sequence[Section]) -> Iterator[str]:
    """The source that a page prints, lines of the front that are a name alone, and the site that the page belongs to."""
    front = sections[0].text[:FRONT] if sections else ""
    around = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.furniture]
    for text in (*around, front):
        if match := _SOURCE.search(text):
            yield normal.line(match[1])
    yield from (name for line in front.splitlines()[:6] if _ALONE.match(name := normal.tight(line)))
    if len(site := re.split(r"[_|—－-]", document.title)[-1].strip()) <= LONGEST and site != document.title:
        yield normal.line(site)


def _address(url: str | None) -> str:
    """Host and folder of a page, without what leads to the one page."""
    parts = urlsplit(url or "")
    return f"{parts.hostname or ''}{parts.path.rpartition('/')[0]}"[:200] if parts.hostname else ""


def _places(sections: Sequence[Section]) -> list[str]:
    """Places that the front of a report names, in order."""
    text = normal.tight(sections[0].text[:FRONT]) if sections else ""
    named = (_BEFORE.sub("", match[0]) for match in _PLACE.finditer(text))
    return list(dict.fromkeys(name for name in named if len(name) > 2))[:PLACES]

"""Document → Report: title, issuer, year, chapters, and the tables in their places. Words only; no figure is read here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract import flat
from extract import text as normal
from extract.codebook import Codebook, Heading
from extract.model import Block, Document, Paragraph, Placed, Report, Section, Table

# Headings are whole lines; a line longer than this is a sentence.
LONGEST_HEADING = 40
# How many paragraphs from the start the title may be in, and how many lines it may be printed on.
TITLE_WITHIN, TITLE_LINES = 15, 3

_TOP = re.compile(rf"^(?:第?({normal.NUMERAL}{{1,3}})(?:部分|章)?[、.,:]|第({normal.NUMERAL}{{1,3}})(?:部分|章))")
_TITLE = re.compile(
    r"^(?:关于)?(?P<before>.{0,40}?)(?P<year>20[0-3]\d)年?(?:度)?(?P<after>.{0,40}?)(?:政府信息公开|政务信息公开|政务公开|信息公开)(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)$"
)
_UNDATED = re.compile(r"^(?P<before>.{2,40}?)(?:政府信息公开|信息公开)(?:工作)?(?:情况)?年度(?:工作)?报告$")
_QUOTED = re.compile(r"《(.{8,80}(?:报告|年报))》")
_FORM_ONLY = re.compile(r"格式|模板|样表|样本|范本")
_PERIOD = re.compile(r"(?:期限|时限|时间|周期|数据).{0,16}?(20[0-3]\d)年1月1日")
_YEAR = re.compile(r"(20[0-3]\d)年")
_CHINESE_YEAR = re.compile(r"二[〇○Oo0零]([〇○Oo0零一二三])([〇○Oo0零一二三四五六七八九])年")
_DIGITS = {char: str(value) for value, chars in enumerate(("〇○Oo0零", *"一二三四五六七八九")) for char in chars}
_SITE = re.compile(r"[_|—－-].*$")
_NOTE = re.compile(r"^[（(]?\s*(?:注|备注|说明|填表)")


def understand(document: Document, blocks: Sequence[Block], book: Codebook) -> Report:
    """Find a document's report; what is not there stays empty: no title, one section `whole`, no tables."""
    body = [block for block in blocks if not (isinstance(block, Paragraph) and block.furniture)]
    annexed, main = _annex(body, book)
    title, issuer, year = front_matter(document, [block for block in main if isinstance(block, Paragraph)], book)
    if not title:
        title, year = _annex_title(annexed)
    headings = dict(chapters(main, book))
    sections, tables = _sections(main, headings)
    tables += [
        Placed(item.table, section.ordinal, item.end) for section in sections for item in flat.find(section.text, book)
    ]
    last = len(sections) - 1
    tables += [_at_end(item, last, len(sections[last].text)) for item in annexed]
    furniture = tuple(block.text for block in blocks if isinstance(block, Paragraph) and block.furniture)
    return Report(title, issuer, year, tuple(sections), tuple(tables), furniture)


def front_matter(
    document: Document, paragraphs: Sequence[Paragraph], book: Codebook
) -> tuple[str, str | None, int | None]:
    """Title, issuer and year, from the first lines, else from what the file says of itself; the year also from the period."""
    named = [title for title in (_SITE.sub("", document.title), document.title) if title]
    for title in [*_title_lines(paragraphs, book), *_QUOTED.findall(document.title), *named]:
        match = _TITLE.match(normal.tight(title)) or _UNDATED.match(normal.tight(title))
        if match and not _FORM_ONLY.search(title):
            found = match.groupdict()
            issuer = _issuer(found["before"]) or _issuer(found.get("after") or "") or _issuer(document.publisher)
            year = int(found["year"]) if found.get("year") else _year(paragraphs, title)
            return normal.line(title), issuer, year
    return "", None, None


def _annex_title(annexed: Sequence[Placed]) -> tuple[str, int | None]:
    """The title and year of a statistical table that stands alone, from the lines above it."""
    for line in (line.text for item in annexed for line in item.captions):
        if normal.tight(line).endswith("表") and (year := _YEAR.search(normal.tight(line))):
            return normal.line(line), int(year.group(1))
    return "", None


def chapters(blocks: Sequence[Block], book: Codebook) -> Iterator[tuple[int, tuple[str, str]]]:
    """The headings: (index of the block, (code, heading as printed)), in order.

    A numbered line is one whatever it is called; a line without a number only if it is a known heading to the letter.
    """
    lines = [(index, block.text) for index, block in enumerate(blocks) if isinstance(block, Paragraph)]
    candidates = [(index, text) for index, text in lines if _could_be_heading(text)]
    era = _era(candidates, book)
    seen: set[str] = set()
    for index, text in candidates:
        numbered = bool(_TOP.match(normal.tight(text)))
        code = _code(text, book, era, exact=not numbered)
        if code is None and numbered:
            code = "local"
        if code and (numbered or code not in seen):
            seen.add(code)
            yield index, (code, text)


def _could_be_heading(text: str) -> bool:
    tight = normal.tight(text)
    return 2 <= len(tight) <= LONGEST_HEADING and not tight.endswith(("。", ";", ",", "；", "，"))


def _era(candidates: Sequence[tuple[int, str]], book: Codebook) -> str | None:
    """The edition whose outline explains most of the numbered lines, and most exactly."""
    eras = sorted({heading.era for heading in book.headings}, reverse=True)
    numbered = [text for _, text in candidates if _TOP.match(normal.tight(text))]

    def explained(era: str) -> int:
        return sum(2 * bool(_code(t, book, era, exact=True)) + bool(_code(t, book, era, exact=False)) for t in numbered)

    return max(eras, key=explained, default=None)


def _code(text: str, book: Codebook, era: str | None, exact: bool) -> str | None:
    """The section code of a heading: by its wording, or by the pattern of its era."""
    own = [heading for heading in book.headings if heading.era == era]
    bare = normal.key(text)
    for heading in own:
        if bare in _spellings(heading):
            return heading.code
    if exact:
        return None
    tight = normal.strip_number(text)
    return next((heading.code for heading in own if re.search(heading.re, tight)), None)


def _spellings(heading: Heading) -> set[str]:
    return {normal.key(spelling) for spelling in (heading.canonical, *heading.spellings)}


def _title_lines(paragraphs: Sequence[Paragraph], book: Codebook) -> list[str]:
    """Candidates for the title: up to three lines put together; an office's name alone on the line above belongs to it."""
    lines = [normal.line(paragraph.text) for paragraph in paragraphs[:TITLE_WITHIN]]
    groups = [
        lines[start : start + count] for count in range(1, TITLE_LINES + 1) for start in range(len(lines) - count + 1)
    ]
    titles = [group for group in groups if _is_title(group, book)]
    # The shortest that names its office; else the shortest.
    titles.sort(key=lambda group: not _names_issuer("".join(group)))
    return ["".join(group) for group in titles]


def _is_title(group: Sequence[str], book: Codebook) -> bool:
    """Whether some lines put together are a title: short lines, the first an office's name or part of the title itself."""
    whole, first = normal.tight("".join(group)), normal.tight(group[0])
    if any(len(line) > LONGEST_HEADING or line.endswith(("。", "：", ":")) for line in group) or _TOP.match(whole):
        return False
    if len(group) == 1:
        return bool(_TITLE.match(whole) or _UNDATED.match(whole))
    leads = "公开" in first or _YEAR.search(first) or book.kind(first)
    # A second copy of the title, or a caption above it, is no part of it.
    return bool(leads and _TITLE.match(whole)) and whole.count("公开") <= 2 and len(_YEAR.findall(whole)) <= 1


def _names_issuer(title: str) -> bool:
    match = _TITLE.match(normal.tight(title)) or _UNDATED.match(normal.tight(title))
    return bool(match and any(_issuer(match.groupdict().get(name) or "") for name in ("before", "after")))


def _issuer(text: str) -> str | None:
    """An office's name as it stands in a title, without what leads in to it."""
    name = re.sub(r"^(?:关于|公布|报送|发布|正文|附件\d*[:：]?|《)+", "", normal.tight(text)).strip(
        "《》()（）:：、,，"
    )
    name = re.sub(r"(?:关于|本级|年度|的)$", "", name)
    return name if 2 <= len(name) <= 40 and not name.isdigit() and not re.search(r"[。;；]", name) else None


def _year(paragraphs: Sequence[Paragraph], title: str) -> int | None:
    """The year of a report whose title does not say it: the title's numerals, the period of its figures."""
    match = _CHINESE_YEAR.search(title)
    if match:
        return int("20" + "".join(_DIGITS[char] for char in match.groups()))
    for paragraph in paragraphs[:TITLE_WITHIN]:
        if found := _PERIOD.search(normal.tight(paragraph.text)):
            return int(found.group(1))
    return None


@dataclass(slots=True)
class _Chapter:
    """A section in the making."""

    code: str
    heading: str
    lines: list[str]
    page: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def _sections(blocks: Sequence[Block], headings: dict[int, tuple[str, str]]) -> tuple[list[Section], list[Placed]]:
    """Cut the blocks at the headings; what stands before the first is `front`, a report without any is `whole`."""
    open_chapter = _Chapter("front" if headings else "whole", "", [])
    chapters_found = [open_chapter]
    tables = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            tables.append(Placed(block, len(chapters_found) - 1, len(open_chapter.text)))
            continue
        if index in headings:
            code, heading = headings[index]
            open_chapter = _Chapter(code, heading, [])
            chapters_found.append(open_chapter)
        open_chapter.lines.append(block.text)
        open_chapter.page = open_chapter.page or block.where.page
    return [
        Section(ordinal, item.code, item.heading, item.text, item.page) for ordinal, item in enumerate(chapters_found)
    ], tables


def _annex(blocks: list[Block], book: Codebook) -> tuple[list[Placed], list[Block]]:
    """Cut off the annexed table: from the line that announces it, behind the last chapter, to the end of the document.

    Its rows carry the numbers of chapters; the lines around it belong to it. An annex without a table stays text.
    """
    tables = [index for index, block in enumerate(blocks) if isinstance(block, Table)]
    for start, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _announces(block.text, book):
            continue
        rest = blocks[start:]
        first = next((index for index in tables if index >= start), None)
        prose = [item for item in rest if isinstance(item, Paragraph)]
        if (
            first is None
            or first - start > 6
            or any(_TOP.match(normal.tight(item.text)) or len(item.text) > 120 for item in prose)
        ):
            continue
        return _annexed(rest), blocks[:start]
    return [], blocks


def _announces(text: str, book: Codebook) -> bool:
    tight = normal.tight(text)
    return (
        len(tight) <= LONGEST_HEADING
        and any(re.search(pattern, tight) for pattern in book.annex)
        and not _TOP.match(tight)
    )


def _annexed(blocks: Sequence[Block]) -> list[Placed]:
    """The annex's tables with the lines above as captions and what follows the last one as notes."""
    found: list[Placed] = []
    lines: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(Placed(block, 0, 0, tuple(lines)))
            lines = []
        else:
            lines.append(block)
    last = found[-1]
    found[-1] = Placed(last.table, 0, 0, last.captions, tuple(lines))
    return found


def _at_end(item: Placed, section: int, position: int) -> Placed:
    return Placed(item.table, section, position, item.captions, item.notes)

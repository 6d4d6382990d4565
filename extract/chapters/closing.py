"""What stands behind the end of a report and belongs to no chapter: signature, date, and what web pages leave behind."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from extract import text as normal
from extract.codebook import Codebook
from extract.model import Block, Paragraph
from extract.read.html.around import is_around

# The longest name of an office, and the longest rest of a page on one line.
LONGEST, PAGE_END = 40, 600

_HAN = rf"[{normal.HAN}]"
_ENDING = r"(?:局|厅|委|会|室|府|院|所|中心|处|公司|集团|学|部|署|站|办|馆|社|队|区|省|县|市|州|盟|旗|镇|乡|街道|苏木)"
_OFFICE = rf"(?:{_HAN}|[()（）、·]){{2,{LONGEST}}}?{_ENDING}"
_ZERO = "〇○Oo0零"
_DAY = (
    r"(?:20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|20\d\d[-./]\d{1,2}[-./]\d{1,2}"
    rf"|二[{_ZERO}][{_ZERO}一二三四五六七八九十]{{2}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
)
# Characters that stand in sentences and not in names.
_SENTENCE = re.compile(r"[的于至自在已将为由经并,，。;；:：]")
_DATE = re.compile(rf"^[(（]?{_DAY}[)）]?$")
_NAME = re.compile(rf"^{_OFFICE}(?:[(（](?:公章|盖章|印章|章)[)）])?$")
_BRACKETED = re.compile(r"^[(（].{2,30}[)）]$")
_PRINTED = re.compile(rf"{_DAY}(?:印发|印)$")
# The end of a line that a signature runs on in.
_SIGNED = re.compile(rf"(?:^|(?<=[\s\d。！？；”）)]))(?P<name>(?:{_OFFICE})?)\s*{_DAY}\s*$")
# A date behind these is the end of a period.
_PERIOD = re.compile(r"[至到于自为起从—–~-]\s*$")


def part(
    blocks: Sequence[Block], ends: Sequence[int], issuer: str | None, book: Codebook
) -> tuple[list[Block], list[str]]:
    """The blocks without what stands before some places behind the text, and that by itself; the places are indices of blocks.

    What is taken out leaves an empty paragraph, so that the blocks keep their places.
    """
    left, apart = list(blocks), []
    for end in ends:
        lines = _closing(left, end, issuer, book)
        if lines:
            apart.append("\n".join(lines))
    return left, apart


def _closing(left: list[Block], end: int, issuer: str | None, book: Codebook) -> list[str]:
    """Take the closing lines before a place out of the blocks, from the last one up; they come back in order."""
    lines: list[str] = []
    for index in range(end - 1, -1, -1):
        block = left[index]
        if not isinstance(block, Paragraph):
            break
        above = left[index - 1] if index else None
        beside = [block.text for block in (above,) if isinstance(block, Paragraph)] + lines[:1]
        kept, gone = _divided(block.text, beside, issuer, book)
        if not gone:
            break
        left[index] = replace(block, text=kept)
        lines.insert(0, gone)
        if kept:
            break
    return lines


def _divided(text: str, beside: Sequence[str], issuer: str | None, book: Codebook) -> tuple[str, str]:
    """What of a line belongs to the report, and what stands behind its end."""
    if _is_closing(text, beside, issuer):
        return "", text
    kept = text
    while (start := _tail(kept, book)) is not None:
        kept = kept[:start].rstrip()
    return kept, text[len(kept) :].strip()


def _is_closing(text: str, beside: Sequence[str], issuer: str | None) -> bool:
    """Whether a whole line is a date, an imprint, the remains of a page, or a name, its own or with a date above or below."""
    if len(text) > PAGE_END:
        return False
    tight = normal.tight(text)
    if _DATE.match(tight) or _PRINTED.search(tight) or is_around(text):
        return True
    dated = any(_DATE.match(normal.tight(line)) for line in beside)
    if _NAME.match(tight) and len(tight) <= LONGEST and not _SENTENCE.search(tight):
        return dated or _same(tight, issuer)
    # Who wrote the report for the office, between its name and the date.
    return dated and bool(_BRACKETED.match(tight))


def _same(name: str, issuer: str | None) -> bool:
    return issuer is not None and (name in issuer or issuer in name)


def _tail(text: str, book: Codebook) -> int | None:
    """Where a signature or the remains of a page begin at the end of a line."""
    signed = _SIGNED.search(text, max(0, len(text) - LONGEST - 30))
    if signed and not _SENTENCE.search(signed["name"]) and not _PERIOD.search(text, 0, signed.start()):
        return signed.start()
    for match in _remains(book).finditer(text, max(0, len(text) - PAGE_END)):
        if "。" not in text[match.start() :]:
            return match.start()
    return None


@lru_cache(maxsize=8)
def _remains(book: Codebook) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s\d。！？；”）)>】]))(?:{'|'.join(book.remains)})", re.I)

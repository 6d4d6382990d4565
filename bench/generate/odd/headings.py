"""Chapters printed in other ways: numbers that are missing, doubled or start again, several subjects under one heading."""

import re
from dataclasses import replace

from ..invent import NUMERALS, Chapter, Sample
from .change import chapters


def doubled(sample: Sample) -> Sample:
    """Two chapters have the same number."""
    return _numbered(sample, lambda place: NUMERALS[place - (place >= 3)] + "、")


def skipped(sample: Sample) -> Sample:
    """A number is left out."""
    return _numbered(sample, lambda place: NUMERALS[place + (place >= 3)] + "、")


def missing(sample: Sample) -> Sample:
    """One heading has no number; the next goes on as if it had."""
    return _numbered(sample, lambda place: "" if place == 3 else NUMERALS[place] + "、")


def restarted(sample: Sample) -> Sample:
    """The numbers begin again at 一 in the middle."""
    return _numbered(sample, lambda place: NUMERALS[place % 3] + "、")


def none(sample: Sample) -> Sample:
    """No heading has a number."""
    return _numbered(sample, lambda _place: "")


def bracketed(sample: Sample) -> Sample:
    """Chapters are parts: 第一部分."""
    return _numbered(sample, lambda place: f"第{NUMERALS[place]}部分 ")


def dotted(sample: Sample) -> Sample:
    """一. in place of 一、."""
    return _numbered(sample, lambda place: NUMERALS[place] + "．")


def combined(sample: Sample) -> Sample:
    """Two chapters are one: the fees stand with the requests, or the other matters with the problems."""
    found = list(sample.chapters)
    place = next((at for at, item in enumerate(found) if item.code == "fees"), len(found) - 1)
    first, second = found[place - 1], found[place]
    whole = replace(first, heading=f"{first.heading}及{second.heading}", blocks=first.blocks + second.blocks)
    found[place - 1 : place + 1] = [whole]
    return _numbered(replace(sample, chapters=tuple(found)), lambda at: NUMERALS[at] + "、")


def listed(sample: Sample) -> Sample:
    """The first paragraph lists all headings, with their numbers."""
    names = "".join(f"{chapter.number}{chapter.heading}，" for chapter in sample.chapters).rstrip("，")
    return replace(
        sample,
        front=(*sample.front, f"本报告由{names}等{NUMERALS[len(sample.chapters) - 1]}个部分组成，统计期限见上。"),
    )


def contents(sample: Sample) -> Sample:
    """A table of contents stands before the report: the headings line by line, each with its page."""
    lines = (f"{item.number}{item.heading}……{page}" for page, item in enumerate(sample.chapters, 1))
    return replace(sample, front=("目　录", *lines, *sample.front))


def plain_contents(sample: Sample) -> Sample:
    """A table of contents without pages."""
    return replace(
        sample, front=("目　录", *(f"{item.number}{item.heading}" for item in sample.chapters), *sample.front)
    )


def in_brackets(sample: Sample) -> Sample:
    """Chapters are numbered （一）, as where the report is an annex of something else; their topics have no numbers."""

    def change(_place: int, item: Chapter) -> Chapter:
        blocks = (re.sub("^（.）", "", block) if isinstance(block, str) else block for block in item.blocks)
        return replace(item, number=f"（{item.number[:-1]}）", blocks=tuple(blocks))

    return chapters(sample, change)


def bare_first(sample: Sample) -> Sample:
    """The first heading has no number, the next begins at 一."""
    return _numbered(sample, lambda place: f"{NUMERALS[place - 1]}、" if place else "")


def other_words(sample: Sample) -> Sample:
    """Headings as offices word them."""
    return chapters(sample, lambda _place, item: replace(item, heading=WORDS.get(item.heading, item.heading)))


def own_chapter(sample: Sample) -> Sample:
    """A chapter that no outline knows."""
    last = sample.chapters[-1]
    own = Chapter(
        "local",
        f"{NUMERALS[len(sample.chapters) - 1]}、",
        "渡口值班室的一年",
        ("值班室换了一盏灯，夜里问路的人少走了弯路。",),
    )
    last = replace(last, number=f"{NUMERALS[len(sample.chapters)]}、")
    return replace(sample, chapters=(*sample.chapters[:-1], own, last))


def _numbered(sample: Sample, number) -> Sample:
    return chapters(sample, lambda place, item: replace(item, number=number(place)))


WORDS = {
    "总体情况": "总体概述",
    "主动公开政府信息情况": "行政机关主动公开政府信息情况",
    "收到和处理政府信息公开申请情况": "行政机关收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况": "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "存在的主要问题及改进情况": "政府信息公开工作存在的主要问题及改进情况",
    "其他需要报告的事项": "其它需要报告的事项",
    "概述": "基本工作情况",
    "政府信息公开的收费及减免情况": "收费和减免情况",
    "因政府信息公开申请行政复议、提起行政诉讼的情况": "复议、诉讼和申诉情况",
}

ODDITIES = {
    "number_doubled": doubled,
    "number_skipped": skipped,
    "number_missing": missing,
    "numbers_restart": restarted,
    "no_numbers": none,
    "parts": bracketed,
    "dotted_numbers": dotted,
    "combined_chapters": combined,
    "headings_in_intro": listed,
    "table_of_contents": contents,
    "contents_without_pages": plain_contents,
    "bracketed_numbers": in_brackets,
    "first_heading_bare": bare_first,
    "headings_in_other_words": other_words,
    "chapter_of_its_own": own_chapter,
}

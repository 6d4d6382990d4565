"""What stands above and below a report in other ways: its title, a letter around it, its signature and its annex."""

import re
from dataclasses import replace

from ..invent import DIGITS, Sample
from ..places import STEMS


def chinese_year(sample: Sample) -> Sample:
    """The year of the title in characters, with the round zero 〇."""
    return _titled(sample, sample.title.replace(str(sample.year), str(sample.year).translate(DIGITS)))


def without_year(sample: Sample) -> Sample:
    """The title has no year; the first paragraph says which year it was."""
    return _titled(sample, re.sub(r"\d{4}年度?", "", sample.title))


def broken_title(sample: Sample) -> Sample:
    """The office's name breaks over lines, and the rest of the title follows on one of its own."""
    name = sample.office.name
    return _titled(sample, f"{name[:-4]}\n{name[-4:]}\n{sample.year}年政府信息公开工作年度报告")


def office_above(sample: Sample) -> Sample:
    """The office on one line, the rest of the title on the next."""
    return _titled(sample, f"{sample.office.name}\n{sample.year}年度政府信息公开工作报告")


def year_behind(sample: Sample) -> Sample:
    """The year in brackets at the end."""
    return _titled(sample, f"{sample.office.name}政府信息公开工作年度报告（{sample.year}年）")


def letter(sample: Sample) -> Sample:
    """A letter of the next year stands around the report."""
    to = f"{sample.office.parent}人民政府办公室"
    return replace(
        sample,
        before=(
            f"关于报送《{sample.title}》的函",
            f"渡函〔{sample.year + 1}〕5号",
            f"{to}：",
            f"按照要求，现将我单位{sample.year}年政府信息公开年度报告随函报上，请收下。",
            sample.office.name,
            f"{sample.year + 1}年3月28日",
        ),
    )


def two_offices(sample: Sample) -> Sample:
    """Another office is named in the report, by which it was put together, in the first lines and in the signature."""
    other = f"{STEMS[(sample.seed * 31 + 7) % len(STEMS)]}市数据资源管理局"
    last = sample.chapters[-1]
    signed = replace(last, blocks=(*last.blocks[:-1], f"（{other}代拟）", last.blocks[-1]))
    front = (*sample.front, f"本报告由{other}代为汇总，报告主体仍是{sample.office.name}。")
    return replace(sample, front=front, chapters=(*sample.chapters[:-1], signed))


def annex_before_signature(sample: Sample) -> Sample:
    """The annexed table stands before the signature."""
    last = sample.chapters[-1]
    return replace(
        sample,
        chapters=(*sample.chapters[:-1], replace(last, blocks=last.blocks[:-2])),
        annex=(*sample.annex, *last.blocks[-2:]),
    )


def annex_unannounced(sample: Sample) -> Sample:
    """No line 附件 stands above the annexed table, only its own title."""
    return replace(sample, annex=tuple(block for block in sample.annex if block != "附件"))


def rare_characters(sample: Sample) -> Sample:
    """Characters that GB2312 does not have: 〇 in the year and 镕 in a name."""
    return chinese_year(replace(sample, front=(*sample.front, "编写：澄镕，校对：岚镕。")))


def _titled(sample: Sample, title: str) -> Sample:
    return replace(sample, title=title)


ODDITIES = {
    "year_in_characters": chinese_year,
    "title_without_year": without_year,
    "name_over_lines": broken_title,
    "office_above_title": office_above,
    "year_in_brackets": year_behind,
    "letter_around": letter,
    "two_offices": two_offices,
    "annex_before_signature": annex_before_signature,
    "annex_unannounced": annex_unannounced,
    "rare_characters": rare_characters,
}

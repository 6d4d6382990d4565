"""From a seed to a whole report: office, year, figures, chapters, tables. Nothing here writes a file."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

import yaml

from . import dress, figures, places, printed
from .places import Office
from .printed import Grid

Block = str | Grid

NUMERALS = (*"一二三四五六七八九十", "十一", "十二", "十三")
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FORMS = {"2014": range(2014, 2019), "2019": range(2019, 2021), "2021": range(2021, 2026)}
# The edition of the 2014 table that we print is the one for towns.
LEVELS = {
    "2014": ("town",),
    "2019": ("county", "department", "city"),
    "2021": ("city", "town", "county", "department"),
}
TABLES: dict[str, Callable[[str, printed.Texts], Grid]] = {
    "actions": printed.actions,
    "requests": printed.requests,
    "remedies": lambda _form, texts: printed.remedies(texts),
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its code in the codebook, its number and heading as printed, its paragraphs and tables."""

    code: str
    number: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """An invented report and what is true of it. `facts` holds None where the report prints nothing or a dash."""

    seed: int
    form: str
    office: Office
    year: int
    title: str
    published: str
    front: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    annex: tuple[Block, ...]
    facts: Mapping[str, int | float | None]
    note: str

    @property
    def stem(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.form}-{self.seed:04d}"

    def blocks(self, *, numbered: bool = True) -> Iterator[tuple[str, Block]]:
        """Everything in printed order, each with its style: `title`, `heading`, `text`, `caption` or `table`."""
        yield "title", self.title
        yield from (("text", text) for text in self.front)
        for chapter in self.chapters:
            yield "heading", (chapter.number if numbered else "") + chapter.heading
            yield from (("text" if isinstance(block, str) else "table", block) for block in chapter.blocks)
        yield from (("caption" if isinstance(block, str) else "table", block) for block in self.annex)


def invent(seed: int, form: str) -> Sample:
    """The report of a seed in one edition of the form; the same seed is always the same report."""
    rng = Random(f"report {form} {seed}")
    office = places.office(seed, LEVELS[form])
    year = rng.choice(FORMS[form])
    habits = dress.dress(seed)
    values = figures.draw(form, office, rng)
    texts = dress.texts(values, habits)
    words = _words(office, year, rng)
    published = f"{year + 1}-01-{rng.randint(10, 28)}"
    return Sample(
        seed=seed,
        form=form,
        office=office,
        year=year,
        title=rng.choice(_prose()["titles"]).format_map(words),
        published=published,
        front=tuple(text.format_map(words) for text in _prose()["front"]),
        chapters=_signed(tuple(_chapters(form, values, texts, words, rng)), office, published, seed),
        annex=_annex(year, texts) if form == "2014" else (),
        facts=dress.facts(values, texts),
        note=habits.note(form),
    )


def truth(sample: Sample, file: str) -> dict:
    """What a reader has to find in the file of a sample."""
    return {
        "file": file,
        "issuer": sample.office.name,
        "year": sample.year,
        "form": sample.form,
        "facts": dict(sample.facts),
        "sections": [chapter.code for chapter in sample.chapters],
        "note": f"invented; {sample.note}",
    }


@cache
def _prose() -> dict:
    return yaml.safe_load(Path(__file__).with_name("prose.yml").read_text("utf-8"))


def _words(office: Office, year: int, rng: Random) -> dict[str, object]:
    """What stands for the braces in prose.yml."""
    names = {"name": office.name, "place": office.place, "we": office.we, "parent": office.parent}
    return names | {
        "year": year,
        "next": year + 1,
        "a": rng.randint(2, 9),
        "b": rng.randint(2, 9),
        "fee": rng.randint(3, 90) * 10,
    }


def _annex(year: int, texts: printed.Texts) -> tuple[Block, ...]:
    title = f"{year}年度政府信息公开工作情况统计表"
    return ("附件", title, "（镇街区）", printed.indicators(texts), printed.PARTS_NOTE)


def _chapters(form: str, values: figures.Figures, texts: printed.Texts, words: dict, rng: Random) -> Iterator[Chapter]:
    """The chapters of one of the form's outlines; the last one says once more that all is invented."""
    outline = rng.choice(_prose()["outlines"][form])
    for numeral, plan in zip(NUMERALS, outline, strict=False):
        blocks: list[Block] = []
        for number, (topic, pool) in enumerate(plan.get("topics", {}).items()):
            blocks.append(f"（{NUMERALS[number]}）{topic}。{_paragraph(form, pool, values, words, rng)}")
        if "table" in plan:
            blocks.append(TABLES[plan["table"]](form, texts))
        else:
            blocks.insert(0, _paragraph(form, plan["code"], values, words, rng))
        if plan is outline[-1]:
            blocks.append(_prose()["closing"])
        yield Chapter(plan["code"], f"{numeral}、", plan["heading"], tuple(blocks))


def _signed(chapters: tuple[Chapter, ...], office: Office, published: str, seed: int) -> tuple[Chapter, ...]:
    """The chapters with the office and the date under the last; every other office writes the date in characters."""
    date = "{}年{}月{}日".format(*map(int, published.split("-")))
    if seed % 2:
        year, month, day = published.split("-")
        date = f"{year.translate(DIGITS)}年一月{_numeral(int(day))}日"
    last = chapters[-1]
    return (*chapters[:-1], replace(last, blocks=(*last.blocks, office.name, date)))


def _numeral(number: int) -> str:
    """A number from 10 to 29 in characters."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


def _paragraph(form: str, pool: str, values: figures.Figures, words: dict, rng: Random) -> str:
    """Sentences about the figures of a subject, then some of its others in their order."""
    said = [_stated(line, values) for line in _prose()["figures"][form].get(pool, [])]
    lines = _prose()["pools"][pool]
    chosen = sorted(rng.sample(range(len(lines)), min(len(lines), rng.randint(1, 3))))
    return "".join([*said, *(lines[number] for number in chosen)]).format_map(words)


def _stated(line: Mapping[str, str], values: figures.Figures) -> str:
    """A sentence about a figure, which says the same as the table."""
    text = line["some"] if values.get(line.get("if", ""), 0) else line["none"]
    return re.sub(r"\[([^\]]+)\]", lambda key: f"{values[key.group(1)]}", text)

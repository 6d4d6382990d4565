"""From a seed to a whole report: office, year, figures, chapters, tables. Nothing here writes a file."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random

import yaml

from . import dress, figures, local, places, printed
from .places import Office
from .printed import Grid

Block = str | Grid

NUMERALS = (*"一二三四五六七八九十", "十一", "十二", "十三", "十四")
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FORMS = {"2014": range(2014, 2019), "2019": range(2019, 2021), "2021": range(2021, 2026)}
# The edition of the 2014 table that we print is the one for towns.
LEVELS = {
    "2014": ("town",),
    "2019": ("county", "department", "city"),
    "2021": ("city", "town", "county", "department"),
}
# Local tables, which are printed for the oddity set only; the figures of these columns are not the year's.
LOCAL = {
    "2008-early": (range(2009, 2013), ("county", "department")),
    "2008-late": (range(2010, 2014), ("county", "department")),
    "2008-fujian": (range(2009, 2014), ("county", "town")),
    "2008-dingxi": (range(2008, 2013), ("county",)),
    "2014-national": (range(2014, 2019), ("county", "department")),
    "2014-anhui": (range(2014, 2019), ("county",)),
}
NOT_OF_THE_YEAR = ("@value.period", "@value.since_start")
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
class Copied:
    """A passage of a chapter that was taken from the same chapter of the report of another seed, and how much was changed."""

    chapter: str
    seed: int
    changed: float


@dataclass(frozen=True, slots=True)
class Sample:
    """An invented report and what is true of it. `facts` holds None where the report prints nothing or a dash.

    `before` stands above the title, which may have several lines. What is `optional` a reader may leave undecided;
    `contradicts` names figures that the page prints against its own sums: they have to be flagged. Those in `doubtful`
    may be, because a person would look twice too. In a copy without tables the annex is a chapter of text: `annex_is_text`.
    `copied` are the passages that stand in another report too.
    """

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
    before: tuple[str, ...] = ()
    optional: Mapping[str, int | float | None] = field(default_factory=dict)
    contradicts: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()
    annex_is_text: bool = False
    copied: tuple[Copied, ...] = ()

    @property
    def stem(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.form}-{self.seed:04d}"

    def blocks(self, *, numbered: bool = True) -> Iterator[tuple[str, Block]]:
        """Everything in printed order, each with its style: `title`, `heading`, `text`, `caption` or `table`."""
        yield from (("text", text) for text in self.before)
        yield from (("title", line) for line in self.title.splitlines())
        yield from (("text", text) for text in self.front)
        for chapter in self.chapters:
            yield "heading", (chapter.number if numbered else "") + chapter.heading
            yield from (("text" if isinstance(block, str) else "table", block) for block in chapter.blocks)
        yield from (("caption" if isinstance(block, str) else "table", block) for block in self.annex)


def invent(seed: int, form: str, whose: tuple[Office, int] | None = None) -> Sample:
    """The report of a seed in one edition of the form, or with a local table; the same seed is always the same report.

    `whose` names office and year; otherwise these are the seed's too.
    """
    rng = Random(f"report {form} {seed}")
    years, levels = LOCAL.get(form) or (FORMS[form], LEVELS[form])
    office, year = places.office(seed, levels), rng.choice(years)
    if whose:
        office, year = whose
    habits = dress.dress(seed)
    draw = local.EDITIONS[form].draw if form in LOCAL else figures.draw
    values = draw(form, office, rng)
    texts = dress.texts(values, habits)
    words = _words(office, year, rng)
    published = f"{year + 1}-01-{rng.randint(10, 28)}"
    found = dress.facts(values, texts)
    return Sample(
        seed=seed,
        form=form[:4],
        office=office,
        year=year,
        title=rng.choice(_prose()["titles"]).format_map(words),
        published=published,
        front=tuple(text.format_map(words) for text in _prose()["front"]),
        chapters=_signed(tuple(_chapters(form[:4], values, texts, words, rng)), office, published, seed),
        annex=_annex(form, year, texts),
        facts={key: value for key, value in found.items() if not key.endswith(NOT_OF_THE_YEAR)},
        note=habits.note(form),
        optional={key: value for key, value in found.items() if key.endswith(NOT_OF_THE_YEAR)},
    )


def truth(sample: Sample, file: str) -> dict:
    """What a reader has to find in the file of a sample."""
    known = {
        "file": file,
        "issuer": sample.office.name,
        "year": sample.year,
        "form": sample.form,
        "facts": dict(sample.facts),
        "sections": [*(chapter.code for chapter in sample.chapters), *(["annex"] if sample.annex_is_text else [])],
        "note": f"invented; {sample.note}",
    }
    odd = {"oddities": list(sample.oddities), "optional": dict(sample.optional)}
    odd |= {"contradicts": list(sample.contradicts), "doubtful": list(sample.doubtful)}
    copied = {"copied": [asdict(passage) for passage in sample.copied]}
    return known | (odd if sample.oddities else {}) | (copied if sample.copied else {})


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


def _annex(form: str, year: int, texts: printed.Texts) -> tuple[Block, ...]:
    """The table that stands behind the report, with its lines; the forms since 2019 have none."""
    if form in LOCAL:
        return ("附件", local.EDITIONS[form].caption.format(year=year), local.grid(form, year, texts))
    if form != "2014":
        return ()
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
    stated = _prose()["figures"][form].get(pool, [])
    said = [_stated(line, values) for line in stated if line.get("if") in (None, *values)]
    lines = _prose()["pools"][pool]
    chosen = sorted(rng.sample(range(len(lines)), min(len(lines), rng.randint(1, 3))))
    return "".join([*said, *(lines[number] for number in chosen)]).format_map(words)


def _stated(line: Mapping[str, str], values: figures.Figures) -> str:
    """A sentence about a figure, which says the same as the table."""
    text = line["some"] if values.get(line.get("if") or line.get("when", ""), 0) else line["none"]
    return re.sub(r"\[([^\]]+)\]", lambda key: f"{values[key.group(1)]}", text)

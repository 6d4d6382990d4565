"""Any number of reports as an archive has them: offices that report year after year, in all editions and kinds of file.

Some carry errors or oddities, some have passages that were copied. `plan` says what a number stands for; the same number and
draw are always the same report, whatever else is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from . import copies, odd, places
from .invent import Chapter, Copied, Sample, invent
from .odd import ODD_KINDS
from .places import Office

# An office reports for so many years from its first one on.
RUN = 8
FIRST = range(2008, 2018)
LEVELS = ("county", "town", "department", "county", "city", "town")
# The editions of a year, some for certain levels only.
LOCAL = ("2008-early", "2008-late", "2008-fujian", "2008-dingxi")
EDITIONS = ((range(2014, 2019), ("2014-national", "2014-anhui")), (range(2019, 2021), ("2019",)))
KINDS = {
    "html": 32, "html-gb2312": 6, "txt": 6, "txt-gb18030": 4, "rtf": 9, "flat": 2, "docx": 10, "docx-numbered": 8,
    "mhtml": 3, "xlsx": 2, "pdf": 12, "pdf-plain": 6,
}  # fmt: skip
# The part of all reports with a sum that is printed wrong, with another oddity, with a copied passage.
WRONG, ODD, COPIED = 0.05, 0.1, 0.15
# How far back a passage is copied from, how much of it is changed; how long passages are, and the chapters that have them.
BACK = 500
CHANGED = (0.0, 0.02, 0.05, 0.1, 0.3)
LETTERS = (150, 500)
TOLD, SHARED = ("overview", "problems"), "problems"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a number stands for."""

    seed: int
    office: Office
    year: int
    form: str
    kind: str
    oddities: tuple[str, ...] = ()
    copied: Copied | None = None

    @property
    def stem(self) -> str:
        """The name of its file without the ending."""
        return f"{self.seed:07d}"

    def sample(self) -> Sample:
        """The report."""
        plain = invent(self.seed, self.form, (self.office, self.year))
        told = replace(plain, chapters=tuple(map(self._told, plain.chapters)))
        if self.copied:
            told = replace(told, copied=(self.copied,))
        return odd.dressed(told, self.oddities, self.kind) if self.oddities or self.kind in odd.FLAT else told

    def _told(self, chapter: Chapter) -> Chapter:
        """A chapter with a passage of its own, or one that is copied, before the rest."""
        if chapter.code not in TOLD:
            return chapter
        text = _passage(self.seed, chapter.code)
        if self.copied and chapter.code == self.copied.chapter:
            rng = Random(f"copy {self.seed}")
            text = copies.copied(_passage(self.copied.seed, chapter.code), rng, self.copied.changed)
        return replace(chapter, blocks=(text, *chapter.blocks))


def plan(seed: int) -> Plan:
    """The report of a number, from 1 on."""
    rng = Random(f"plan {seed}")
    number, turn = divmod(seed - 1, RUN)
    office = places.office(number, LEVELS)
    year = Random(f"first {number}").choice(FIRST) + turn
    form = _form(number, office, year)
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    return Plan(seed, office, year, form, kind, _oddities(form, kind, rng), _copied(seed, rng))


def _form(number: int, office: Office, year: int) -> str:
    """The edition that an office prints in a year; it stays with one of several."""
    if year < 2014:
        return LOCAL[number % len(LOCAL)]
    if year in range(2014, 2019) and office.level == "town":
        return "2014"
    return next((forms[number % len(forms)] for years, forms in EDITIONS if year in years), "2021")


def _oddities(form: str, kind: str, rng: Random) -> tuple[str, ...]:
    chance = rng.random()
    if kind in odd.FLAT or chance >= WRONG + ODD:
        return ()
    if chance < WRONG and form in ("2014", "2021"):
        return ("wrong_total",)
    known = _known()[form]
    return (rng.choice(known),)


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    """The oddities that reports of each edition carry in the oddity set."""
    found: dict[str, set[str]] = {}
    for recipe in odd.recipes():
        found.setdefault(recipe.form, set()).update(recipe.oddities)
    return {form: tuple(sorted(names)) for form, names in found.items()}


def _copied(seed: int, rng: Random) -> Copied | None:
    """A report copies from one before it that has the passage of its own."""
    if seed < 2 or rng.random() >= COPIED:
        return None
    source = rng.randint(max(1, seed - BACK), seed - 1)
    return Copied(SHARED, source, rng.choice(CHANGED)) if plan(source).copied is None else None


def _passage(seed: int, chapter: str) -> str:
    rng = Random(f"passage {seed} {chapter}")
    return copies.section(rng, rng.randint(*LETTERS))


def path(folder: Path, planned: Plan) -> Path:
    """Where the file of a report goes: a thousand in a folder."""
    return folder / f"{planned.seed // 1000:04d}" / f"{planned.stem}.{ODD_KINDS[planned.kind].ending}"

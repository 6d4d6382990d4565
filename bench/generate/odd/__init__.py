"""Reports that carry the oddities of real ones. An oddity is a pure function from a sample to a sample, with its truth.

`recipes.csv` says which report has which; `python -m bench.generate odd` writes them all.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, reduce
from pathlib import Path

from ..flat import undecided
from ..invent import Sample, invent
from ..kinds import KINDS, Kind
from . import front, headings, labels, layout, numbers

ODDITIES: Mapping[str, Callable[[Sample], Sample]] = (
    numbers.ODDITIES | labels.ODDITIES | headings.ODDITIES | front.ODDITIES | layout.ODDITIES
)
FLAT = {
    "flat": Kind("txt", "flat", "write", "a copy with every table glued on a line"),
    "flat-whole": Kind("txt", "flat", "write_whole", "a copy with everything glued on a line"),
}
ODD_KINDS = (
    KINDS
    | FLAT
    | {
        "html-gb2312": Kind("html", "html", "write_gb2312", "a page in GB18030 that declares gb2312"),
        "rtf": Kind("rtf", "rtf", "write", "rich text in GBK"),
        "mhtml": Kind("mht", "mhtml", "write", "a web page as a browser saves it with its parts"),
        "xlsx": Kind("xlsx", "xlsx", "write", "a workbook of one sheet, figures as numbers"),
    }
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One report of the set: the name of its file, its seed, edition, kind and oddities."""

    name: str
    seed: int
    form: str
    kind: str
    oddities: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of the file with its ending."""
        return f"{self.name}.{ODD_KINDS[self.kind].ending}"

    def sample(self) -> Sample:
        """The report with its oddities; figures that a flattened row does not decide are optional."""
        return dressed(invent(self.seed, self.form), self.oddities, self.kind)


def dressed(sample: Sample, oddities: tuple[str, ...], kind: str) -> Sample:
    """A report with oddities; of a flattened kind, figures that a row does not decide are optional."""
    known = replace(sample, oddities=(*oddities, kind))
    sample = reduce(lambda sample, name: ODDITIES[name](sample), oddities, known)
    if kind not in FLAT:
        return sample
    open_keys = sorted(undecided(sample) & sample.facts.keys())
    facts = {key: value for key, value in sample.facts.items() if key not in open_keys}
    left_open = {key: sample.facts[key] for key in open_keys}
    return replace(sample, facts=facts, optional={**sample.optional, **left_open}, annex_is_text=bool(sample.annex))


@cache
def recipes() -> tuple[Recipe, ...]:
    """All reports of the set, in the order of their names."""
    with Path(__file__).with_name("recipes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Recipe(row["name"], int(row["seed"]), row["form"], row["kind"], tuple(row["oddities"].split()))
            for row in csv.DictReader(file)
        )

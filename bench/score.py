"""How a report was read, next to what is known of it: the counts behind the tables of accuracy. Nothing is written here."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extract.errors import UnreadableFile
from extract.model import Reading

# The chapters of the real reports, also of those of which no figure is written down.
CHAPTERS = Path(__file__).parents[1] / "tests" / "reports" / "chapters.csv"

Read = Callable[[Path], Reading]

COUNTS = ("right", "wrong", "absent", "silent", "doubted")
CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class Score:
    """How one report was read. `chapters` counts those in order: found and known, found, known; empty where not known."""

    group: str
    file: str
    form: str
    counts: Counter = field(default_factory=Counter)
    chapters: Counter = field(default_factory=Counter)
    issuer: bool = False
    year: bool = False
    recognised: bool = False
    good: bool = False
    refused: str = ""

    @property
    def kind(self) -> str:
        """The kind of file, by its ending; pages that had to be recognised are a kind of their own."""
        return "scan" if self.recognised else self.file.rpartition(".")[2]


def chapters() -> dict[str, list[str]]:
    """The chapters of each real report, in order."""
    with CHAPTERS.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["chapters"].split() for row in csv.DictReader(file)}


def scores(group: str, folder: Path, read: Read) -> Iterator[Score]:
    """Every report with known values below a folder of truth files."""
    written_down = chapters()
    for truth in sorted(folder.glob("*.json")):
        known = json.loads(truth.read_text("utf-8"))
        known.setdefault("sections", written_down.get(known["file"]))
        parent = folder.parent if folder.name == "truth" else folder
        path = next(parent.rglob(known["file"]))
        try:
            yield score(group, path.name, known, read(path))
        except UnreadableFile as error:
            lost = Counter(absent=len(known["facts"]))
            yield Score(group, path.name, known["form"], lost, refused=error.reason)


def score(group: str, file: str, known: dict, reading: Reading) -> Score:
    """One report; it is good if a person has nothing to correct and no doubt to settle."""
    counts = _count(reading, known)
    found = codes(reading)
    order = known.get("sections") or []
    told = (known["issuer"] in (reading.issuer or ""), known["year"] in (None, reading.year))
    good = not (counts["wrong"] or counts["absent"] or _needless(reading, known))
    return Score(
        group,
        file,
        known["form"],
        counts,
        matched(found, order) if order else Counter(),
        *told,
        recognised=any(warning.reason == "recognised" for warning in reading.warnings),
        good=good and all(told) and (not order or found == order) and reading.coding.form == known["form"],
    )


def codes(reading: Reading) -> list[str]:
    """The codes of a report's chapters in order."""
    return [section.code for section in reading.sections if section.code != "front"]


def matched(found: Sequence[str], known: Sequence[str]) -> Counter:
    """How many chapters stand in both in the same order, how many are found, and how many there are."""
    return Counter(same=_common(found, known), found=len(found), known=len(known))


def mean(chapters: Counter) -> float:
    """The harmonic mean of precision and recall of the chapters; 1 where none are known."""
    return 2 * chapters["same"] / (chapters["found"] + chapters["known"]) if chapters["known"] else 1


def f1(chapters: Counter) -> str:
    """The same to be read; nothing where none are known."""
    return f"{mean(chapters):.3f}" if chapters["known"] else ""


def _count(reading: Reading, known: dict) -> Counter:
    facts = {f"{fact.item}@{fact.column}": fact for fact in reading.coding.facts}
    doubted = _unsure(reading) | _named(reading, of_source=True)
    expected = known["facts"] | {key: v for key, v in known.get("optional", {}).items() if key in facts}
    tables = {code.split(".")[0] for code in expected}
    counts: Counter = Counter()
    for code in expected.keys() | facts.keys():
        fact = facts.get(code)
        if fact is None:
            counts["absent"] += expected[code] is not None
        elif code in expected and fact.value == expected[code]:
            counts.update(right=1, doubted=code in doubted and code in known["facts"])
        elif code in expected or (fact.value and fact.item.split(".")[0] in tables):
            counts.update(wrong=1, silent=code not in doubted)
    return counts


def _needless(reading: Reading, known: dict) -> set[str]:
    """Doubts that ask a person to look where nothing is to be seen. That the page contradicts itself is no such doubt.

    Nor is one about a figure that may be left open.
    """
    in_order = {*known.get("contradicts", ()), *known.get("doubtful", ())}
    about_the_page = set() if known.get("contradicts") else _named(reading, of_source=False)
    return (_unsure(reading) | about_the_page) & known["facts"].keys() - in_order


def _unsure(reading: Reading) -> set[str]:
    return {f"{fact.item}@{fact.column}" for fact in reading.coding.facts if fact.confidence < CERTAIN}


def _named(reading: Reading, *, of_source: bool) -> set[str]:
    """The facts that findings name, with or without those that say that the source is wrong."""
    findings = [finding for finding in reading.findings if of_source or finding.verdict != "source"]
    named = {(item, finding.column) for finding in findings for item in finding.items}
    facts = ((fact.item, fact.column) for fact in reading.coding.facts)
    return {f"{item}@{column}" for item, column in facts if (item, column) in named or (item, None) in named}


def _common(found: Sequence[str], known: Sequence[str]) -> int:
    best = [0] * (len(known) + 1)
    for code in found:
        above = best.copy()
        for place, other in enumerate(known, 1):
            best[place] = above[place - 1] + 1 if code == other else max(above[place], best[place - 1])
    return best[-1]

"""`python -m bench.accuracy`: score every report whose values are known, and write the tables of docs/ and the READMEs.

right    facts equal to what is known           absent   known, but no fact
wrong    facts with another value, or invented  silent   wrong, and nothing says so
doubted  right, yet flagged                     chapters in the order that is known
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from extract.codebook import Codebook, load
from extract.errors import UnreadableFile
from extract.model import Reading
from extract.pipeline import understand

ROOT = Path(__file__).parents[1]
SETS = {
    "samples": ROOT / "samples" / "truth",
    "real tables in the repository": ROOT / "tests" / "reports",
    "real reports": ROOT.parent / "shared" / "reports" / "truth",
    "renderings of real reports": ROOT.parent / "shared" / "samples" / "truth",
}
COUNTS = ("right", "wrong", "absent", "silent", "doubted")
HEADS = ("set", "file kind", "edition", "files", *COUNTS, "chapters")
MARKS = re.compile(r"(<!-- accuracy -->\n).*?(<!-- /accuracy -->)", re.S)


@dataclass(frozen=True, slots=True)
class Score:
    """How one report was read; `chapters` is None where they are not known."""

    group: str
    file: str
    kind: str
    form: str
    counts: Counter = field(default_factory=Counter)
    chapters: bool | None = None
    refused: str = ""


def scores(book: Codebook) -> Iterator[Score]:
    """Every report with known values, set by set."""
    for group, folder in SETS.items():
        for truth in sorted(folder.glob("*.json")):
            known = json.loads(truth.read_text("utf-8"))
            parent = folder.parent if folder.name == "truth" else folder
            path = next(parent.rglob(known["file"]))
            yield _score(group, path, known, book)


def _score(group: str, path: Path, known: dict, book: Codebook) -> Score:
    kind = path.suffix[1:]
    try:
        reading = understand(path.read_bytes(), book, ocr=True)
    except UnreadableFile as error:
        return Score(group, path.name, kind, known["form"], Counter(absent=len(known["facts"])), None, error.reason)
    chapters = [section.code for section in reading.sections if section.code != "front"]
    order = chapters == known["sections"] if known.get("sections") else None
    return Score(group, path.name, kind, known["form"], _count(reading, known["facts"]), order)


def _count(reading: Reading, known: dict) -> Counter:
    facts = {f"{fact.item}@{fact.column}": fact for fact in reading.coding.facts}
    named = {(item, finding.column) for finding in reading.findings for item in finding.items}
    tables = {code.split(".")[0] for code in known}
    counts: Counter = Counter()
    for code in known.keys() | facts.keys():
        fact = facts.get(code)
        if fact is None:
            counts["absent"] += known[code] is not None
            continue
        flagged = fact.confidence < 0.95 or (fact.item, fact.column) in named or (fact.item, None) in named
        if code in known and fact.value == known[code]:
            counts.update(right=1, doubted=flagged)
        elif code in known or (fact.value and fact.item.split(".")[0] in tables):
            counts.update(wrong=1, silent=not flagged)
    return counts


def summary(found: list[Score]) -> Iterator[tuple]:
    """One row per set, kind of file and edition."""
    order = list(SETS)
    for names, group in groupby(
        sorted(found, key=lambda s: (order.index(s.group), s.kind, s.form)), lambda s: (s.group, s.kind, s.form)
    ):
        group = list(group)
        told = [score.chapters for score in group if score.chapters is not None]
        counts = sum((score.counts for score in group), Counter())
        yield (*names, len(group), *(counts[name] for name in COUNTS), f"{sum(told)} of {len(told)}" if told else "")


def table(heads: tuple, rows: Iterator[tuple]) -> str:
    """A Markdown table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def main() -> None:
    """Write docs/accuracy.md with every file, and the summary into both READMEs."""
    found = list(scores(load()))
    total = table(HEADS, summary(found))
    single = (
        (
            s.group,
            s.file,
            s.form,
            *(s.counts[name] for name in COUNTS),
            s.refused or {True: "yes", False: "no", None: ""}[s.chapters],
        )
        for s in found
    )
    each = table(("set", "file", "edition", *COUNTS, "chapters, or why it was refused"), single)
    text = f"# Accuracy\n\n`make accuracy` wrote this page.\n\n```text{__doc__[__doc__.index(chr(10)) :]}```\n\n{total}\n{each}"
    (ROOT / "docs" / "accuracy.md").write_text(text, "utf-8")
    for name in ("README.md", "README.zh.md"):
        path = ROOT / name
        path.write_text(MARKS.sub(lambda match: match[1] + total + match[2], path.read_text("utf-8")), "utf-8")
    print(total, end="")


if __name__ == "__main__":
    main()

"""An archive of many invented reports, straight into its tables: for measuring how it is searched and read, not how files are.

The text is drawn from a seed: sentences of the sample reports, and formulas with slots for names of places, organs, labels,
numbers and documents. Slots are filled by frequency, as words are in any text: a few very often, most of them hardly ever.
"""

import csv
import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

import yaml

from bench.generate.invent import NUMERALS
from extract.archive import Archive, indexing
from extract.codebook import SCHEMA

YEARS = range(2008, 2026)
PROSE = Path(__file__).parent / "generate" / "prose.yml"
# Code, heading, pools of prose.yml. The first has no heading, as what stands before the first chapter.
CHAPTERS = (
    ("front", "", ("overview",)),
    ("overview", "总体情况", ("overview", "organisation", "response", "key_points")),
    ("proactive", "主动公开政府信息情况", ("proactive", "platform", "response")),
    ("requests", "收到和处理政府信息公开申请情况", ("requests", "fees")),
    ("remedies", "政府信息公开行政复议、行政诉讼情况", ("remedies", "secrecy")),
    ("problems", "存在的主要问题及改进情况", ("problems", "supervision", "other")),
)
FORMULAS = (
    "根据《中华人民共和国政府信息公开条例》和{organ}的要求，编制{year}年度政府信息公开工作年度报告。",
    "{year}年，{place}主动公开政府信息{n}条，其中{label}{m}件。",
    "全年共收到政府信息公开申请{n}件，上年结转{m}件，均按期答复。",
    "{organ}会同{place}{organ}，就{label}开展专项检查{m}次。",
    "因政府信息公开申请行政复议{m}件，提起行政诉讼{m}件。",
    "印发《{place}{label}工作方案》（{short}政办字〔{year}〕{m}号）。",
    "通过政府网站公开信息{n}条，政务微博公开{m}条，政务微信公开{n}条。",
    "{place}{organ}牵头，{place}配合，对{label}栏目进行了调整。",
    "下一步，将进一步规范{label}，扩大公开范围，提高公开质量。",
    "举办政府信息公开培训班{m}期，培训{n}人次，{place}、{place}等地交流了经验。",
)
# About as long as a chapter of a real report.
LENGTH = 600


@dataclass(frozen=True, slots=True)
class Slot:
    """Words to draw from; the one of rank r about as often as 1/r."""

    words: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def of(cls, words: Sequence[str], rng: Random) -> "Slot":
        """In an order that has nothing to do with that of the table they come from."""
        mixed = rng.sample(words, len(words))
        return cls(mixed, tuple(accumulate(1 / rank for rank in range(1, len(mixed) + 1))))

    def draw(self, rng: Random) -> str:
        """A word."""
        return rng.choices(self.words, cum_weights=self.weights)[0]


def archive(path: Path, sections: int, seed: int = 1) -> Path:
    """An archive of so many sections at a path, made if it is not there; the same numbers always make the same."""
    if path.exists():
        return path
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with Archive(part) as made, made.transaction() as connection:
        _fill(connection, sections // len(CHAPTERS) + 1, Random(f"crowd {seed}"))
    with closing(sqlite3.connect(part)) as connection:
        indexing.optimize(connection)
        connection.commit()
        connection.execute("analyze")
        connection.execute("pragma journal_mode = delete")
    return part.rename(path)


def _fill(connection: sqlite3.Connection, reports: int, rng: Random) -> None:
    offices = list(_offices(connection, rng))
    writer = Writer(rng)
    no = 0
    for number in range(1, reports + 1):
        office, name = offices[number % len(offices)]
        year = YEARS[number * 7 % len(YEARS)]
        document = hashlib.sha256(f"{number}".encode()).hexdigest()
        report = (document[:16], number, office, year, _form(year), f"{name}{year}年政府信息公开工作年度报告", document)
        connection.execute(
            "insert into documents (id, file_name, media_type, size, published_at, status) values (?, ?, 'text/html', 9000, ?, 'ok')",
            [document, f"{number}.html", f"{year + 1}-01-{number % 28 + 1:02}"],
        )
        connection.execute(
            "insert into reports (id, no, issuer_id, year, form, title, document_id) values (?, ?, ?, ?, ?, ?, ?)",
            report,
        )
        rows = []
        for ordinal, (code, heading, text) in enumerate(writer.chapters(report[5], year)):
            no += 1
            rows.append((no, text, heading))
            connection.execute(
                "insert into sections (id, no, report_id, document_id, ordinal, code, heading, text) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [f"{document[:16]}:{ordinal}", no, document[:16], document, ordinal, code, heading, text],
            )
        indexing.add(connection, rows)


def _form(year: int) -> str:
    """The edition that holds in a year."""
    return max(form for form in ("2008", "2014", "2019", "2021") if int(form) <= year)


def _offices(connection: sqlite3.Connection, rng: Random) -> Iterator[tuple[str, str]]:
    """The governments of all provinces, cities and counties, and of some towns, in the archive; ids and names."""
    levels = {2: "province", 4: "city", 6: "county", 9: "town"}
    names: dict[str, str] = {}
    for code, name in _divisions():
        if len(code) == 9 and rng.random() > 0.1:
            continue
        above = next((code[:cut] for cut in (6, 4, 2) if cut < len(code) and code[:cut] in names), None)
        names[code] = name
        office = (code, f"{name}人民政府", "government", levels[len(code)], code, above, 1)
        sql = "insert into issuers (id, name, kind, level, division_code, parent_id, registered) values (?, ?, ?, ?, ?, ?, ?)"
        connection.execute(sql, office)
        connection.execute("insert into issuer_names values (?, ?)", office[:2])
        yield office[0], office[1]


def _divisions() -> list[tuple[str, str]]:
    """Codes and last names of all divisions, those above before those in them."""
    with (SCHEMA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return sorted(known.items(), key=lambda row: (len(row[0]), row[0]))


class Writer:
    """Writes chapters."""

    def __init__(self, rng: Random):
        self.rng = rng
        self.pools = yaml.safe_load(PROSE.read_text("utf-8"))["pools"]
        places, organs = [name for _, name in _divisions()], _column("organs.csv", "name")
        labels = [label for label in _column("labels.csv", "label") if re.fullmatch("[^{}]+", label)]
        slots = {
            "place": places,
            "short": [name[:1] for name in places],
            "organ": organs,
            "parent": organs,
            "label": labels,
        }
        self.slots = {name: Slot.of(sorted(set(words)), rng) for name, words in slots.items()}

    def chapters(self, title: str, year: int) -> Iterator[tuple[str, str, str]]:
        """Code, heading and text of each chapter of a report."""
        for number, (code, heading, pools) in enumerate(CHAPTERS):
            head = f"{NUMERALS[number - 1]}、{heading}" if heading else ""
            yield code, head, "\n".join([head or title, *self._paragraphs(pools, year)])

    def _paragraphs(self, pools: Sequence[str], year: int) -> Iterator[str]:
        sentences = [line for pool in pools for line in self.pools[pool]]
        length, wanted = 0, self.rng.randint(LENGTH // 4, LENGTH * 7 // 4)
        while length < wanted:
            lines = [*self.rng.sample(sentences, 1), *self.rng.sample(FORMULAS, 3)]
            paragraph = "".join(self.filled(line, year) for line in lines)
            length += len(paragraph)
            yield paragraph

    def formula(self, year: int) -> str:
        """A sentence as reports have it."""
        return self.filled(self.rng.choice(FORMULAS), year)

    def filled(self, line: str, year: int) -> str:
        """A sentence with its slots filled, each with words of its own."""
        return re.sub(r"\{(\w+)\}", lambda slot: self._word(slot[1], year), line)

    def _word(self, slot: str, year: int) -> str:
        """A word for a slot. Most of those in prose.yml are small numbers."""
        if slot in self.slots:
            return self.slots[slot].draw(self.rng)
        return {"year": str(year), "next": str(year + 1), "we": "本机关"}.get(slot) or self._number(slot)

    def _number(self, slot: str) -> str:
        """A number, more often a small one than a large one."""
        return str(int(10 ** self.rng.uniform(0, 4.5 if slot == "n" else 2)))


def _column(file: str, name: str) -> list[str]:
    """One column of a table of schema/."""
    with (SCHEMA / file).open(encoding="utf-8", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines) if row[name]]

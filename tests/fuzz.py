"""Mutations of our own files through every reader: each must end as a reading or as a refusal with a reason.

python -m tests.fuzz --count 50000 --seed 7          runs, and keeps what fails in build/fuzz
python -m tests.fuzz --seed 7 --case 123             makes one case again and says how it ends
python -m tests.fuzz --count 50 --pictures           pictures of pages, with text recognition

LibreOffice is never started, and without `--pictures` nothing is recognised.
"""

import argparse
import csv
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from time import gmtime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "read")]

import packed  # noqa: E402
import paged  # noqa: E402
from mutate import mutate  # noqa: E402
from test_mhtml import mail, part  # noqa: E402
from test_rtf import row as rtf_row  # noqa: E402
from test_rtf import rtf, uni  # noqa: E402
from test_sheet import rows as sheet_rows  # noqa: E402
from test_sheet import xlsx  # noqa: E402
from test_wordml import wordml  # noqa: E402

from extract.isolation.message import Reply, Task  # noqa: E402
from extract.isolation.pool import Pool  # noqa: E402
from tests.alone import work  # noqa: E402

FAILED = ROOT / "build" / "fuzz"
PATIENCE = 30.0
# Reasons that say that a reader let something through.
BAD = frozenset(["defect", "crashed", "timeout", "memory"])

TITLE, HEADS = (
    "某镇2021年政府信息公开工作年度报告",
    ("一、总体情况", "二、收到和处理政府信息公开申请情况", "三、存在的问题"),
)
PROSE = "全年主动公开政府信息137条，收到申请12件，其中予以公开8件，不予公开3件，结转下年度1件。"
TABLE = (
    ("项目", "自然人", "法人"),
    ("本年新收政府信息公开申请数量", "12", "0"),
    ("予以公开", "8", "0"),
    ("总计", "12", "0"),
)


@cache
def seeds() -> dict[str, bytes]:
    """The files that are mutated, by name: of every kind that is read, most of them small."""
    found = {path.name: path.read_bytes() for path in sorted((ROOT / "samples").glob("20*.*")) if path.is_file()}
    files = ROOT / "tests" / "read" / "files"
    found |= {path.name: path.read_bytes() for path in sorted([*files.glob("doc/*.doc"), *files.glob("xls/*.xls")])}
    lines = [TITLE, *(line for head in HEADS for line in (head, PROSE))]
    found["made.rtf"] = rtf("".join(f"{_escaped(line)}\\par " for line in lines) + "".join(_rtf_rows()))
    page = next(data for name, data in found.items() if name.endswith(".html"))
    found |= {f"made.{coding}.mht": mail(part(page, coding)) for coding in ("base64", "quoted-printable", "8bit")}
    table = packed.table(*(packed.row(*cells) for cells in TABLE))
    found["made.xml"] = wordml("".join(map(packed.par, lines)) + table)
    found["made.docx"] = packed.docx("".join(map(packed.par, lines)) + table, ftr=packed.par("第1页"))
    drawn = [paged.text(20, 20 + 9 * number, line) for number, line in enumerate(lines)]
    grid = paged.table([20, 80, 120, 160], [120, 130, 140, 150, 160], [list(cells) for cells in TABLE])
    found["made.ofd"] = paged.ofd(paged.page(*drawn, grid))
    found["made.xlsx"] = xlsx(sheet_rows([TITLE], *(list(cells) for cells in TABLE)), merges=("A1:C1",))
    return found | {name: _timeless(found[name]) for name in ("made.docx", "made.ofd", "made.xlsx")}


def _timeless(package: bytes) -> bytes:
    """A package that does not say when it was made, so that it is the same each time."""
    out = BytesIO()
    with ZipFile(BytesIO(package)) as parts, ZipFile(out, "w", ZIP_DEFLATED) as copy:
        for name in parts.namelist():
            copy.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return out.getvalue()


def _escaped(words: str) -> str:
    return "".join(char if char.isascii() else uni(char) for char in words)


def _rtf_rows() -> Iterator[str]:
    return (rtf_row(*map(_escaped, cells)) for cells in TABLE)


@cache
def pictures() -> dict[str, bytes]:
    """Pictures of a page with a small table, in every format that is read, and a PDF of two of them."""
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (420, 300), 255)
    pen = ImageDraw.Draw(sheet)
    for row, col in ((row, col) for row in range(4) for col in range(3)):
        left, top = 30 + 120 * col, 40 + 50 * row
        pen.rectangle((left, top, left + 120, top + 50), outline=0, width=2)
        pen.text((left + 40, top + 15), str(137 * row + col), fill=0, font_size=20)
    twice = {"save_all": True, "append_images": [sheet]}
    options = {"TIFF": twice, "PDF": twice | {"creationDate": gmtime(0), "modDate": gmtime(0)}}
    found = {}
    for kind in ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "PDF"):
        file = BytesIO()
        sheet.save(file, kind, **options.get(kind, {}))
        found[f"made.scan.{kind.lower()}"] = file.getvalue()
    return found


def case(seed: int, number: int, scans: bool = False) -> tuple[str, bytes]:
    """One case: the name of the file that it came from, and its bytes. The same numbers give the same case."""
    rnd = Random(f"{seed}:{number}")
    found = pictures() if scans else seeds() | pictures()
    # The kinds take turns; whichever has more samples is not tried more often.
    kinds: dict[str, list[str]] = {}
    for name in found:
        kinds.setdefault(name.rpartition(".")[2], []).append(name)
    name = rnd.choice(kinds[sorted(kinds)[number % len(kinds)]])
    other = found[rnd.choice(sorted(found))]
    return name, mutate(found[name], rnd, other)


def run(seed: int, numbers: Iterable[int], jobs: int, scans: bool = False) -> Iterator[tuple[int, Reply]]:
    """Read cases in processes that may die; (number, reply) comes back as each is done."""
    with tempfile.TemporaryDirectory() as folder, Pool(jobs, work, patience=PATIENCE) as pool:
        for number, reply in pool.map(_tasks(Path(folder), seed, numbers, scans)):
            (Path(folder) / str(number)).unlink()
            yield number, reply


def _tasks(folder: Path, seed: int, numbers: Iterable[int], scans: bool) -> Iterator[tuple[int, Task]]:
    for number in numbers:
        path = folder / str(number)
        path.write_bytes(case(seed, number, scans)[1])
        yield number, Task((path,), int(scans))


@cache
def reasons() -> dict[str, str]:
    """The documented reasons, and whether each refuses or warns."""
    rows = csv.DictReader((ROOT / "schema" / "reasons.csv").read_text("utf-8").splitlines())
    return {row["reason"]: row["status"] for row in rows}


def outcome(reply: Reply) -> str:
    """`ok`, `warned`, or the reason for which a file was refused."""
    if reply.refusal is not None:
        return reply.refusal.reason
    return "warned" if reply.reading and reply.reading.warnings else "ok"


def complaint(reply: Reply) -> str:
    """What is wrong with the end of a case; empty where all is well."""
    if reply.refusal is not None:
        known = reasons().get(reply.refusal.reason) == "refused" and reply.refusal.reason not in BAD
        return "" if known else f"{reply.refusal.reason}: {reply.refusal.message}"
    undocumented = {item.reason for item in (reply.reading.warnings if reply.reading else ())} - reasons().keys()
    return f"warnings without a documented reason: {undocumented}" if undocumented else ""


def main() -> int:
    """Run cases, keep and name those that fail; the exit status is 1 if any does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int)
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    numbers = range(asked.count) if asked.case is None else [asked.case]
    ends: Counter[str] = Counter()
    failed = 0
    for number, reply in run(asked.seed, numbers, asked.jobs, asked.pictures):
        ends[outcome(reply)] += 1
        wrong = complaint(reply)
        if wrong or asked.case is not None:
            failed += bool(wrong)
            print(f"{_keep(asked.seed, number, asked.pictures)}: {wrong or outcome(reply)}", flush=True)
    print(f"{sum(ends.values())} cases, {failed} failed; " + ", ".join(f"{name} {n}" for name, n in ends.most_common()))
    return failed > 0


def _keep(seed: int, number: int, scans: bool) -> Path:
    """Write a case where it can be looked at."""
    name, data = case(seed, number, scans)
    FAILED.mkdir(parents=True, exist_ok=True)
    path = FAILED / f"{seed}-{number}-{re.sub('[^a-zA-Z0-9.-]', '', name)}"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())

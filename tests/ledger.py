"""The expected end of every bad input: `python -m tests.ledger` reads them all and writes ledger.csv, whose diff a person reads.

Each is read up to three times, as `nianbao load` does where all is installed: by our own readers (`own`), by LibreOffice what
only that may read (`office`), and with text recognition where pages are pictures (`ocr`). `python -m tests.ledger own` reads
again in the first way only. What each file took is written to build/ledger.tsv.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from extract.isolation.message import Reply, Task
from extract.isolation.pool import Pool
from extract.read import READERS, RESCUED
from tests import alone

ROOT = Path(__file__).parents[1]
INPUTS = ROOT.parent / "shared" / "badinputs"
LEDGER = Path(__file__).with_name("ledger.csv")
TAKEN = ROOT / "build" / "ledger.tsv"
# What stands beside the inputs and is none.
BESIDE = {"ORIGIN.md", "make_bombs.py"}
WAYS = ("own", "office", "ocr")

Files = dict[str, Path]
Replies = dict[str, Reply]
Ends = dict[str, str]


def files(bombs: Path) -> Files:
    """Every bad input by its name in the ledger: those at hand, and those that were made into a folder."""
    return {
        f"{group}/{path.relative_to(folder).as_posix()}": path
        for group, folder in (("badinputs", INPUTS), ("bombs", bombs))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in BESIDE
    }


def make_bombs(folder: Path) -> None:
    """Write the hostile files; needs pikepdf and msoffcrypto-tool."""
    subprocess.run([sys.executable, INPUTS / "make_bombs.py", folder], check=True, capture_output=True)


def own(found: Files) -> Replies:
    """What our own readers say of files."""
    return _read((name, Task((path,))) for name, path in found.items())


def office(found: Files, said: Replies) -> Replies:
    """What is said with LibreOffice of those that our own readers leave to it."""
    return _read(((name, Task((path,))) for name, path in found.items() if _is_left(said[name])), office=True)


def ocr(found: Files, pages: dict[str, int]) -> Replies:
    """What is said with recognition of files with so many pages for it."""
    return _read((name, Task((found[name],), count)) for name, count in pages.items())


def scanned(said: Replies) -> dict[str, int]:
    """The files with pages that only recognition can read, and how many."""
    return {name: reply.scanned for name, reply in said.items() if reply.scanned}


def _read(tasks: Iterable[tuple[str, Task]], office: bool = False) -> Replies:
    TAKEN.parent.mkdir(exist_ok=True)
    with Pool(2, partial(alone.measured, log=TAKEN, office=office)) as pool:
        return dict(pool.map(tasks))


def _is_left(reply: Reply) -> bool:
    """Whether LibreOffice may read a file that our own readers have refused."""
    refusal = reply.refusal
    if refusal is None or refusal.reason not in ("unsupported", "damaged"):
        return False
    return (refusal.media_type, refusal.reason) in RESCUED or READERS.get(refusal.media_type) == "converted"


def end(reply: Reply) -> str:
    """The status that a document gets, and why: the reason of a refusal, or those of all warnings."""
    if reply.refusal is not None:
        return f"refused {reply.refusal.reason}"
    if reply.reading is None:
        return "opened"
    warnings = sorted({warning.reason for warning in reply.reading.warnings})
    return " ".join(("warned", *warnings)) if warnings else "ok"


def ends(said: Replies) -> Ends:
    """How files end."""
    return {name: end(reply) for name, reply in said.items()}


def known(way: str) -> Ends:
    """What the ledger says of the files that are read in some way."""
    return {row["file"]: row[way] for row in _rows() if row[way]}


def _rows() -> Iterator[dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write(found: dict[str, Ends]) -> None:
    """Write the ledger, one file a line, sorted."""
    with LEDGER.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("file", *WAYS))
        rows.writerows((name, *(found[way].get(name, "") for way in WAYS)) for name in sorted(found["own"]))


def main() -> None:
    """Read everything and write the ledger; a way that is not asked for stays as it is."""
    asked = sys.argv[1:] or WAYS
    found = {way: known(way) for way in WAYS if way not in asked}
    TAKEN.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        make_bombs(Path(folder))
        inputs = files(Path(folder))
        said = own(inputs)
        found["own"] = ends(said)
        if "office" in asked:
            found["office"] = ends(office(inputs, said))
        if "ocr" in asked:
            found["ocr"] = ends(ocr(inputs, scanned(said)))
    write(found)


if __name__ == "__main__":
    main()

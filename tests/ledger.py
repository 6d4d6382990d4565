"""The expected end of every bad input: `python -m tests.ledger` reads them all and writes ledger.csv, whose diff a person reads."""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from extract.message import Reply, Task
from extract.pool import Pool
from extract.worker import work

ROOT = Path(__file__).parents[1]
INPUTS = ROOT.parent / "shared" / "badinputs"
LEDGER = Path(__file__).with_name("ledger.csv")
# What stands beside the inputs and is none.
BESIDE = {"ORIGIN.md", "make_bombs.py"}

Rows = dict[str, tuple[str, str]]


def files(bombs: Path) -> Iterator[tuple[str, Path]]:
    """Every bad input by its name in the ledger: those at hand, and those that were made into a folder."""
    for group, folder in (("badinputs", INPUTS), ("bombs", bombs)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in BESIDE:
                yield f"{group}/{path.relative_to(folder).as_posix()}", path


def make_bombs(folder: Path) -> None:
    """Write the hostile files; needs pikepdf and msoffcrypto-tool."""
    subprocess.run([sys.executable, INPUTS / "make_bombs.py", folder], check=True, capture_output=True)


def outcomes(bombs: Path, jobs: int = 2) -> Rows:
    """How every bad input ends: its status and its reasons."""
    with Pool(jobs, work) as pool:
        tasks = ((name, Task((path,))) for name, path in files(bombs))
        return {name: outcome(reply) for name, reply in pool.map(tasks)}


def outcome(reply: Reply) -> tuple[str, str]:
    """The status that a document gets, and why: the reason of a refusal, or those of all warnings."""
    if reply.reading is None:
        return "refused", reply.refusal.reason
    warnings = sorted({warning.reason for warning in reply.reading.warnings})
    return ("warned", " ".join(warnings)) if warnings else ("ok", "")


def known() -> Rows:
    """What the ledger says."""
    with LEDGER.open(encoding="utf-8", newline="") as file:
        return {row["file"]: (row["status"], row["reason"]) for row in csv.DictReader(file)}


def write(found: Rows) -> None:
    """Write the ledger, one file a line, sorted."""
    with LEDGER.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("file", "status", "reason"))
        rows.writerows((name, *end) for name, end in sorted(found.items()))


def main() -> None:
    """Read everything and write the ledger."""
    with tempfile.TemporaryDirectory() as folder:
        make_bombs(Path(folder))
        write(outcomes(Path(folder)))


if __name__ == "__main__":
    main()

"""Debian's tesseract as a second opinion on numbers: there or not, its version, and one call with a time limit."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np

PACKAGES = "tesseract-ocr and tesseract-ocr-chi-sim"
SECONDS = 20
# Strips are set one under the other on sheets of so many, each in a lane of its own.
LANE, HIGH, WIDE, MOST = 96, 48, 480, 24

_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[-—–]+")


@cache
def version() -> str | None:
    """The version of the tesseract that is installed; None where there is none, or it knows no Chinese."""
    if shutil.which("tesseract") is None:
        return None
    try:
        said = _run(["--version"]) + _run(["--list-langs"])
    except (OSError, subprocess.SubprocessError):
        return None
    words = said.decode(errors="replace").split()
    return words[1] if "chi_sim" in words and len(words) > 1 else None


def numbers(strips: Sequence[np.ndarray]) -> list[str | None]:
    """The number in each strip; None where tesseract is not there, takes too long or sees none."""
    found: list[str | None] = []
    for start in range(0, len(strips), MOST):
        group = strips[start : start + MOST]
        found += _asked(group) if version() else [None] * len(group)
    return found


def _asked(strips: Sequence[np.ndarray]) -> list[str | None]:
    """One call for some strips; each stands in a lane of its own, by which its number is known again."""
    sheet = np.full((LANE * len(strips), WIDE), 255, np.uint8)
    for number, strip in enumerate(strips):
        width = min(WIDE - 40, max(1, round(strip.shape[1] * HIGH / strip.shape[0])))
        top = LANE * number + (LANE - HIGH) // 2
        sheet[top : top + HIGH, 20 : 20 + width] = cv2.resize(strip, (width, HIGH), interpolation=cv2.INTER_CUBIC)
    said: list[str | None] = [None] * len(strips)
    try:
        rows = _recognised(sheet)
    except (OSError, subprocess.SubprocessError):
        return said
    for row in rows:
        lane = (int(row[7]) + int(row[9]) // 2) // LANE
        if lane < len(said):
            said[lane] = (said[lane] or "") + row[11].strip()
    return [text if text and _WORD.fullmatch(text) else None for text in said]


def _recognised(sheet: np.ndarray) -> list[list[str]]:
    """The words on a sheet as rows of tesseract's table."""
    # The folder lies where the process may write: TMPDIR says where.
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        path = Path(folder, "strips.png")
        path.write_bytes(cv2.imencode(".png", sheet)[1].tobytes())
        arguments = [str(path), "stdout", "-l", "chi_sim", "--psm", "6", "-c", "tessedit_char_whitelist=0123456789.,-—"]
        table = _run([*arguments, "tsv"]).decode("utf-8", "replace")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return [row for row in rows if len(row) == 12 and row[0] == "5"]


def _run(arguments: list[str]) -> bytes:
    """What tesseract writes to its output; one thread is all that a strip needs."""
    done = subprocess.run(
        ["tesseract", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=True,
        env={"PATH": os.environ.get("PATH", os.defpath), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"},
    )
    return done.stdout

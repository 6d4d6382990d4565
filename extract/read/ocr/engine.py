"""The recognition network: strips of a page, one printed line each, to characters and how sure each of them is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

MODEL = "PP-OCRv6_rec_small.onnx"
# Marks that stand for a digit where everything in a strip is such a mark or a digit.
LOOKS = {"0": "OoQDC〇○。", "1": "lI|丨"}
NUMERIC = frozenset("0123456789.,%+-—–−－/()（），．'’‘`\"“”·… " + "".join(LOOKS.values()))
# The network takes strips of this height.
HEIGHT = 48
# Strips of one call are as wide as the widest of them; so many columns of pixels one call may take, for its memory's sake.
COLUMNS = 640
# A character of which the network is no surer than this may be another.
FIRM = 0.9
NARROW, WIDEST = 32, 4_800


@dataclass(frozen=True, slots=True)
class Spelled:
    """The characters of a strip, how sure the network is of each, and where each stands (0 left, 1 right)."""

    text: str
    sures: tuple[float, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def sure(self) -> float:
        """The doubt of a line is that of its worst character; nothing recognised is nothing known."""
        return min(self.sures, default=0.0)

    @property
    def pairs(self) -> list[tuple[str, bool]]:
        """The pairs of neighbouring Han characters, and whether both are firm."""
        found = zip(pairwise(self.text), pairwise(self.sures), strict=True)
        return [("".join(pair), min(sures) >= FIRM) for pair, sures in found if all(map(is_han, pair))]

    @property
    def legible(self) -> int:
        """How many Han characters are recognised without doubt."""
        return sum(is_han(char) and sure >= FIRM for char, sure in zip(self.text, self.sures, strict=True))


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"


def spell(strips: Sequence[np.ndarray]) -> list[Spelled]:
    """What each strip says. Strips are grey, dark on light, one line each."""
    found = [Spelled("")] * len(strips)
    for numbers in _batches([_width(strip) for strip in strips]):
        widths = [_width(strips[number]) for number in numbers]
        # Grey between the network's black and white stands for what lies beyond a strip's end.
        batch = np.zeros((len(numbers), 3, HEIGHT, max(NARROW, *widths)), np.float32)
        for place, (number, width) in enumerate(zip(numbers, widths, strict=True)):
            how = cv2.INTER_AREA if strips[number].shape[0] > HEIGHT else cv2.INTER_CUBIC
            batch[place, :, :, :width] = cv2.resize(strips[number], (width, HEIGHT), interpolation=how) / 127.5 - 1
        session, marks = _model()
        (chances,) = session.run(None, {session.get_inputs()[0].name: batch})
        for number, width, rows in zip(numbers, widths, chances, strict=True):
            found[number] = _decoded(rows, marks, width / batch.shape[3])
    return found


def models() -> Path | None:
    """The folder of the networks that the package rapidocr carries; None where it is not installed."""
    spec = find_spec("rapidocr")
    place = Path(spec.origin).parent / "models" if spec and spec.origin else None
    return place if place and (place / MODEL).is_file() else None


@cache
def _model() -> tuple[onnxruntime.InferenceSession, list[str]]:
    """The network, and the character that each of its outputs stands for; output 0 is none."""
    folder = models()
    assert folder is not None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Neither threads that wait busily nor an arena that keeps what the widest strip once took.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
    names = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ["", *names, " "]


def _width(strip: np.ndarray) -> int:
    return int(min(WIDEST, max(8, round(strip.shape[1] * HEIGHT / strip.shape[0]))))


def _batches(widths: list[int]) -> Iterator[list[int]]:
    """Numbers of strips of nearly one width, narrow ones first."""
    batch: list[int] = []
    for number in sorted(range(len(widths)), key=widths.__getitem__):
        wide = max(NARROW, widths[number])
        # A batch is as wide as its last strip: one much wider than the first would make the others cost as much.
        if batch and (wide * (len(batch) + 1) > COLUMNS or wide > 1.15 * max(NARROW, widths[batch[0]]) + 16):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _decoded(rows: np.ndarray, marks: list[str], share: float) -> Spelled:
    """What the network's steps along a strip say. Among digits, what looks like one counts for it."""
    found = _characters(rows, marks, share)
    if not found.text or not NUMERIC.issuperset(found.text):
        return found
    folded = rows.copy()
    for digit, alike in _alike():
        folded[:, digit] += rows[:, alike].sum(axis=1)
        folded[:, alike] = 0
    return _characters(folded, marks, share)


@cache
def _alike() -> list[tuple[int, list[int]]]:
    """The network's output for a digit, and its outputs for what looks like it."""
    _, marks = _model()
    return [
        (marks.index(digit), [marks.index(mark) for mark in alike if mark in marks]) for digit, alike in LOOKS.items()
    ]


def _characters(rows: np.ndarray, marks: list[str], share: float) -> Spelled:
    """Repeated steps are one character, the empty one parts two."""
    best = rows.argmax(axis=1)
    sure = rows[np.arange(len(rows)), best]
    kept: list[tuple[str, float, float]] = []
    before = 0
    for step, (mark, chance) in enumerate(zip(best, sure, strict=True)):
        place = (step + 0.5) / (len(rows) * share)
        if mark and mark == before:
            char, old, first = kept[-1]
            kept[-1] = (char, max(old, float(chance)), first)
        elif mark:
            kept.append((marks[mark], float(chance), place))
        before = mark
    text, sures, places = zip(*kept, strict=True) if kept else ("", (), ())
    return Spelled("".join(text), sures, places)

"""Write reports and their truth into folders: the only part of the generator that touches the disk."""

import json
from collections.abc import Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from . import many, odd
from .invent import Sample, invent, truth
from .kinds import KINDS, Kind


def write(out: Path, seed: int, kind: str, form: str) -> Path:
    """Write one sample and its truth below a folder; returns the sample's path."""
    sample = invent(seed, form)
    return _put(out, sample, sample.stem, KINDS[kind])


def write_odd(out: Path, kinds: Collection[str]) -> None:
    """Write the reports of the oddity set that are of these kinds, or of one that only that set has."""
    for recipe in odd.recipes():
        if recipe.kind in kinds or recipe.kind not in KINDS:
            _put(out, recipe.sample(), recipe.name, odd.ODD_KINDS[recipe.kind])


def write_many(out: Path, seeds: Iterable[int], jobs: int = 1) -> list[Path]:
    """Write the reports of these numbers, in so many processes; returns their paths."""
    if jobs == 1:
        return [write_planned(out, seed) for seed in seeds]
    with ProcessPoolExecutor(jobs, get_context("forkserver")) as pool:
        return list(pool.map(partial(write_planned, out), seeds, chunksize=20))


def write_planned(out: Path, seed: int) -> Path:
    """Write the report that a number stands for among many, unless it is there."""
    planned = many.plan(seed)
    path = many.path(out, planned)
    return path if path.exists() else _put(path.parent, planned.sample(), planned.stem, odd.ODD_KINDS[planned.kind])


def _put(out: Path, sample: Sample, stem: str, kind: Kind) -> Path:
    path = out / f"{stem}.{kind.ending}"
    known = out / "truth" / f"{stem}-{kind.ending}.json"
    data = kind.write(sample)
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text(json.dumps(truth(sample, path.name), ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    # Renamed into its place at last: what is there is whole, and its truth too.
    part = path.with_suffix(".part")
    part.write_bytes(data)
    return part.replace(path)

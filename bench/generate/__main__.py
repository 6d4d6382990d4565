"""Write samples and their truth: `python -m bench.generate OUT --seed 1 --count 21`, or `OUT --odd` for the oddity set."""

import argparse
import json
import sys
from collections.abc import Collection
from itertools import cycle, islice, product
from pathlib import Path

from . import FORMS, KINDS, Kind, Missing, Sample, invent, odd, truth


def main(arguments: list[str] | None = None) -> int:
    """Write one file a seed, going round the kinds and editions asked for; 1 where a library or font is missing."""
    asked = _parser().parse_args(arguments)
    rounds = list(product(asked.kind, asked.form))
    count = len(rounds) if asked.count is None else asked.count
    try:
        if asked.odd:
            write_odd(asked.out, asked.kind)
        else:
            for seed, (kind, form) in enumerate(islice(cycle(rounds), count), asked.seed):
                write(asked.out, seed, kind, form)
    except Missing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write(out: Path, seed: int, kind: str, form: str) -> Path:
    """Write one sample and its truth below a folder; returns the sample's path."""
    sample = invent(seed, form)
    return _put(out, sample, sample.stem, KINDS[kind])


def write_odd(out: Path, kinds: Collection[str]) -> None:
    """Write the reports of the oddity set that are of these kinds, or of one that only that set has."""
    for recipe in odd.recipes():
        if recipe.kind in kinds or recipe.kind not in KINDS:
            _put(out, recipe.sample(), recipe.name, odd.ODD_KINDS[recipe.kind])


def _put(out: Path, sample: Sample, stem: str, kind: Kind) -> Path:
    path = out / f"{stem}.{kind.ending}"
    known = out / "truth" / f"{stem}-{kind.ending}.json"
    data = kind.write(sample)
    known.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    known.write_text(json.dumps(truth(sample, path.name), ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench.generate", description="Write reports of invented places.")
    parser.add_argument("out", type=Path, help="folder to write to; the truth goes into its subfolder truth/")
    parser.add_argument("--seed", type=int, default=1, help="number of the first report (default 1)")
    parser.add_argument("--count", type=int, help="how many reports (default: each kind once in each edition)")
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--form", nargs="+", choices=FORMS, default=list(FORMS), metavar="FORM", help=", ".join(FORMS))
    parser.add_argument("--odd", action="store_true", help="the reports of recipes.csv, which carry oddities")
    return parser


if __name__ == "__main__":
    sys.exit(main())

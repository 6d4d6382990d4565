"""Write samples and their truth: `python -m bench.generate OUT --seed 1 --count 21`, or `OUT --odd` for the oddity set.

`OUT --many 20000 --jobs 2` writes a realistic archive of so many reports (`many.py`): offices that report year after year,
all editions and kinds of file, errors, oddities and copied passages. What is there already is not written again.
"""

import argparse
import sys
from itertools import cycle, islice, product
from pathlib import Path

from . import FORMS, KINDS, Missing
from .writing import write, write_many, write_odd


def main(arguments: list[str] | None = None) -> int:
    """Write one file a seed, going round the kinds and editions asked for; 1 where a library or font is missing."""
    asked = _parser().parse_args(arguments)
    rounds = list(product(asked.kind, asked.form))
    count = len(rounds) if asked.count is None else asked.count
    try:
        if asked.many:
            write_many(asked.out, range(asked.seed, asked.seed + asked.many), asked.jobs)
        elif asked.odd:
            write_odd(asked.out, asked.kind)
        else:
            for seed, (kind, form) in enumerate(islice(cycle(rounds), count), asked.seed):
                write(asked.out, seed, kind, form)
    except Missing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench.generate", description="Write reports of invented places.")
    parser.add_argument("out", type=Path, help="folder to write to; the truth goes into its subfolder truth/")
    parser.add_argument("--seed", type=int, default=1, help="number of the first report (default 1)")
    parser.add_argument("--count", type=int, help="how many reports (default: each kind once in each edition)")
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--form", nargs="+", choices=FORMS, default=list(FORMS), metavar="FORM", help=", ".join(FORMS))
    parser.add_argument("--many", type=int, metavar="COUNT", help="so many reports as a real archive has them")
    parser.add_argument("--jobs", type=int, default=1, help="processes that write --many (default 1)")
    parser.add_argument("--odd", action="store_true", help="the reports of recipes.csv, which carry oddities")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Reports of invented places, in every kind of file that we read, with what is printed in them written beside.

A chain of pure functions: `invent` makes a `Sample` from a seed, a writer of `KINDS` turns it into bytes, `truth` says
what a reader has to find in them. Only `writing` touches the disk. Nothing here knows `schema/`: the printed forms
stand in `forms/` once more, so that a slip in one of the two shows.
"""

from .invent import FORMS, Sample, invent, truth
from .kinds import KINDS, Kind, Missing

__all__ = ["FORMS", "KINDS", "Kind", "Missing", "Sample", "invent", "truth"]

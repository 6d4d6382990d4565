"""`nianbao verify`: whether an archive and its originals are as they were written. Reads only, and may run while others load."""

from extract.verify.problem import CODES, Problem
from extract.verify.whole import verify

__all__ = ["CODES", "Problem", "verify"]

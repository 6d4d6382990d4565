"""`nianbao verify`: whether an archive and its originals are as they were written. Reads only, and may run while others load."""

from extract.verify.pages import compared
from extract.verify.problem import CODES, NOT_COMPARED, Problem
from extract.verify.whole import verify

__all__ = ["CODES", "NOT_COMPARED", "Problem", "compared", "verify"]

"""Facts × rules → findings: within a report (`check`), between reports (`between`), and what the cause may be."""

from extract.check.digits import lost
from extract.check.sides import HOLDS, Side
from extract.check.verdicts import SURE, seconded
from extract.check.within import check, equations

__all__ = ["HOLDS", "SURE", "Side", "check", "equations", "lost", "seconded"]

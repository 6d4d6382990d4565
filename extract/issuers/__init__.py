"""Who reports: offices with stable ids, and the office that a report's clues name. Needs no file, only the clues."""

from extract.codebook import SCHEMA
from extract.issuers.clues import clues
from extract.issuers.entries import Office, Succession
from extract.issuers.expected import Expected, read_expected
from extract.issuers.registry import Registry, registry
from extract.issuers.resolution import Resolution
from extract.model import Clue

__all__ = [
    "TABLES",
    "Clue",
    "Expected",
    "Office",
    "Registry",
    "Resolution",
    "Succession",
    "clues",
    "read_expected",
    "registry",
]

# What the registry is loaded from.
TABLES = tuple(SCHEMA / name for name in ("divisions.csv", "issuers.csv", "organs.csv", "successions.csv", "kinds.csv"))

"""Who reports: offices with stable ids, and the office that a report's clues name. Needs no file, only the clues."""

from extract.issuers.clues import Clue, clues
from extract.issuers.entries import Office, Succession
from extract.issuers.expected import Expected, read_expected
from extract.issuers.registry import Registry, registry
from extract.issuers.resolution import Resolution

__all__ = ["Clue", "Expected", "Office", "Registry", "Resolution", "Succession", "clues", "read_expected", "registry"]

"""Copied words (重合度): how much text a section shares with those of other offices, and with its own office's years before.

Words are letters: Han characters and Latin ones, without the official wording of schema/boilerplate.yml. MinHash finds the
sections worth comparing, `shared` compares them exactly, `store` keeps the result in the archive. Nothing here knows files.
"""

from extract.overlap.shared import spans
from extract.overlap.store import is_stale, reach, rebuild, update

__all__ = ["is_stale", "reach", "rebuild", "spans", "update"]

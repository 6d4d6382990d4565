"""What every reading process starts with: imported once, by the process that they are forked from."""

import gc
from contextlib import suppress

from extract import codebook
from extract.errors import ExtractError
from extract.isolation import worker
from extract.narrative.language import language
from extract.read import READERS, reader

__all__ = ["worker"]

for kind in READERS:
    reader(kind)
# A fault in the codebook is reported by whoever asks for it next.
with suppress(ExtractError):
    language(codebook.load())
gc.collect()
gc.freeze()

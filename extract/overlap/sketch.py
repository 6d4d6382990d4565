"""MinHash sketches of words: which texts are likely to share much, without comparing every text with every other. Pure."""

from functools import cache
from typing import Any

import numpy as np

# Letters in a shingle, bands of a sketch, and slots in a band. A copy with every tenth word changed keeps two thirds of its
# shingles and shares a band with the original in 999 of 1,000 cases; reports that share nothing but phrases (0.03) in 3 of 100,000.
SHINGLE = 3
BANDS = 32
ROWS = 4
# Bits of a key that are left off: SQLite keeps 48 bits in 6 bytes and more in 8; by chance two texts in a million share such a key.
SPARED = 16
# Part of a long text that is hashed at a time: all slots of all its shingles are in memory.
_PART = 1 << 14

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SEEDS = np.arange(1, BANDS + 1, dtype=np.uint64) * _MIX


def sketch(words: str) -> np.ndarray:
    """The sketch of a text: a row of 32-bit numbers, the same in every version of this program. Short texts have one too."""
    made = _empty().copy()
    hashes = _hashes(words)
    for at in range(0, len(hashes), _PART):
        made.update_batch(hashes[at : at + _PART].tolist())
    return made.hashvalues


def bands(made: np.ndarray) -> np.ndarray:
    """The keys of sketches, row by row: two sketches have one in common where all slots of a band are equal."""
    slots = made.reshape(-1, BANDS, ROWS).astype(np.uint64)
    keys = np.broadcast_to(_SEEDS, slots.shape[:2])
    for at in range(ROWS):
        keys = (keys ^ slots[:, :, at]) * _MIX
        keys = keys ^ (keys >> np.uint64(29))
    return keys.view(np.int64) >> SPARED


def alike(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which part of their shingles pairs of texts are likely to have in common (Jaccard), from their sketches row by row."""
    return (ones == others).mean(axis=1)


@cache
def _empty() -> Any:
    # Imported late: it brings scipy along, which takes a second. The scheme is named because the archive keeps sketches.
    from datasketch.minhash import MinHash

    return MinHash(num_perm=BANDS * ROWS, seed=1, scheme="affine32", hashfunc=int)


def _hashes(words: str) -> np.ndarray:
    """A number for each shingle."""
    letters = np.frombuffer(words.encode("utf-32-le"), dtype=np.uint32)
    count = max(len(letters) - SHINGLE + 1, 0)
    hashes = np.zeros(count, dtype=np.uint32)
    for at in range(SHINGLE):
        hashes = (hashes ^ letters[at : at + count]) * np.uint32(0x01000193)
    return hashes

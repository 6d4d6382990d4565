"""What the process holds that reading processes are forked from: each of them starts with it, at no cost."""

import gc

from extract import codebook, worker

codebook.load()
gc.freeze()

__all__ = ["worker"]

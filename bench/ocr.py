"""Recognising a page with a dense table, against RapidOCR's own way: text is looked for on the whole page."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rapidocr import RapidOCR

from bench.generate import KINDS, invent
from bench.timing import Row, against
from extract.read.ocr import Picture, recognise
from extract.read.ocr.render import pictures
from extract.read.pdf.reader import read

LIMIT = 0.3
REAL = Path(__file__).parents[2] / "shared" / "reports" / "huaian-2024.pdf"


def rows() -> Iterator[Row]:
    """The page with the largest table of a real report where there is one, else of a generated one."""
    logging.disable(logging.INFO)
    page = _dense(REAL.read_bytes() if REAL.is_file() else KINDS["pdf"].write(invent(1, "2021")))
    peer = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})
    yield against(
        "OCR of a page with a dense table",
        lambda: recognise([page], 1),
        lambda: peer(np.ascontiguousarray(page.pixels)),
        LIMIT,
    )


def _dense(data: bytes) -> Picture:
    tables = read(data).tables()
    largest = max(tables, key=lambda table: len(table.cells))
    return next(pictures(data, [largest.where.page or 1]))

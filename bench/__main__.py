"""`python -m bench`: run all benchmarks, or those named, and print one table."""

import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

from bench import (
    adding,
    attacks,
    doc,
    isolation,
    loading,
    ocr,
    overlap,
    pages,
    pdf,
    prose_speed,
    ruled,
    scale,
    search,
    web,
    word,
)
from bench.timing import Row

BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "adding": adding.rows,
    "attacks": attacks.rows,
    "crowd": loading.rows,
    "doc": doc.rows,
    "isolation": isolation.rows,
    "ocr": ocr.rows,
    "overlap": overlap.rows,
    "pages": pages.rows,
    "pdf": pdf.rows,
    "prose_speed": prose_speed.rows,
    "ruled": ruled.rows,
    "scale": scale.rows,
    "search": search.rows,
    "web": web.rows,
    "word": word.rows,
}


def main(names: list[str]) -> None:
    """Print the machine, the versions and one line per comparison."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    print(
        f"{platform.machine()}, Python {platform.python_version()}, " + ", ".join(f"{n} {version(n)}" for n in PACKAGES)
    )
    print(f"{'what':44} {'ours, CPU s':>12} {'peer, CPU s':>12} {'ratio':>7} {'limit':>7}")
    good = True
    for name in names or BENCHMARKS:
        for row in BENCHMARKS[name]():
            print(row)
            good &= row.within
    sys.exit(0 if good else 1)


PACKAGES = (
    *("pypdfium2", "pdfplumber", "rapidocr", "onnxruntime", "datasketch", "spacy"),
    *("python-docx", "lxml", "selectolax", "pandas", "tantivy", "duckdb"),
)

if __name__ == "__main__":
    main(sys.argv[1:])

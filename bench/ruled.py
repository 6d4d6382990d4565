"""Reading ruled tables of PDFs, against camelot: CPU seconds, and how many cells with a text each finds."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.timing import Row, against
from bench.whole import generated
from extract.read.pdf.reader import read

COUNT = 6


def rows() -> Iterator[Row]:
    """A few generated reports: camelot makes a picture of every page."""
    try:
        import camelot
    except ImportError:
        print("ruled: camelot-py is not installed; left out")
        return
    files = generated("pdf", COUNT)
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.pdf") for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        ours = sum(len([cell for cell in table.cells if cell.text]) for data in files for table in read(data).tables())
        found = sum(_filled(camelot.read_pdf(str(path), pages="all")) for path in paths)
        yield against(
            f"PDF, {len(files)} generated, camelot; cells {ours}, {found}",
            lambda: [read(data) for data in files],
            lambda: [camelot.read_pdf(str(path), pages="all") for path in paths],
            None,
            1,
        )


def _filled(tables) -> int:
    """How many cells of some tables hold a text."""
    return sum(int((table.df != "").sum().sum()) for table in tables)

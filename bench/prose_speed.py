"""`python -m bench prose_speed`: what `extract.narrative` finds in prose, in characters per CPU second, against spaCy's tokens alone.

The texts are the chapters of the samples of this repository and of the reports beside the checkout.
"""

from collections.abc import Iterator
from pathlib import Path

import spacy

from bench.timing import Row, against
from extract.codebook import load
from extract.errors import UnreadableFile
from extract.model import Reading
from extract.narrative import understand as narrate
from extract.pipeline import understand

ROOT = Path(__file__).parents[1]
PLACES = (ROOT / "samples", ROOT.parent / "shared" / "reports", ROOT.parent / "shared" / "reports" / "pingtan")
KINDS = (".txt", ".md", ".html", ".docx", ".pdf")
# Characters a CPU second that are promised; tokens alone are read at about 1.2 million.
PROMISED = 200_000
LIMIT = 5.0
TURNS = 10


def rows() -> Iterator[Row]:
    """All of the prose against tokens of the same texts."""
    book, readings = load(), list(_readings())
    texts = [section.text for reading in readings for section in reading.sections]
    size = TURNS * sum(map(len, texts))
    nlp = spacy.blank("zh")

    def ours() -> None:
        for _ in range(TURNS):
            for reading in readings:
                narrate(reading.sections, reading.year, reading.coding.form, book)

    def tokens() -> None:
        for _ in range(TURNS):
            for text in texts:
                nlp(text)

    row = against(f"PROSE: {len(texts)} chapters, {TURNS} times, against tokens", ours, tokens, LIMIT)
    print(f"prose: {size / row.ours:,.0f} characters per CPU second, tokens alone {size / row.peer:,.0f}")
    yield row
    yield Row(f"prose, CPU s against {PROMISED:,} characters each", row.ours, size / PROMISED, 1.0)


def _readings() -> Iterator[Reading]:
    """Every report that can be read."""
    for path in sorted(path for place in PLACES for path in place.glob("*") if path.suffix in KINDS):
        try:
            yield understand(path.read_bytes(), load())
        except UnreadableFile:
            continue

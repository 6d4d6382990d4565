"""`python -m bench.prose`: judge what `extract.narrative` finds in prose by figures that people have labelled.

    own    tests/narrative/labelled.yml, sentences of our own      real   tests/narrative/reports.csv, the reports in ../shared

A figure is found if its place, value, unit and kind are right. `span` counts the places alone; `rounded`, `year` and
`own` are right among the figures whose place is; `offsets` are mentions whose text stands where they say. Links are
judged where a figure is found and its label tells the item. `--check` fails below the limits, `--show` lists every difference.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from bench.labelled import OPEN, Case, Label, own, real
from extract import codebook
from extract.codebook import Codebook
from extract.model import Mention
from extract.narrative import understand as narrate

# What has to hold of each set, as issue 5 asks.
LIMITS = {"precision": 0.98, "recall": 0.95, "offsets": 1.0}
PARTIAL = {"rounded": "approximate", "year": "year", "own": "own"}
# Each measure is one count as a share of another.
MEASURES = {
    "precision": ("found", "mentions"),
    "recall": ("found", "labels"),
    "offsets": ("offsets", "mentions"),
    "span": ("span", "labels"),
    **{name: (name, "span") for name in PARTIAL},
    "link precision": ("right", "linked"),
    "link recall": ("right", "told"),
}
AROUND = 12


def judge(case: Case, book: Codebook, show: Callable[[str], None] = lambda _: None) -> Counter:
    """The counts of one text; `show` is told every difference."""
    mentions = narrate(case.sections, case.year, case.form, book).mentions
    texts = {section.ordinal: section.text for section in case.sections}
    # A denial of several things comes once for each of them, and is one figure: it stays with a link that is labelled.
    known = {(_place(label), label.item) for label in case.labels}
    found = {_place(mention): mention for mention in sorted(mentions, key=lambda m: (_place(m), _link(m)) in known)}
    counts = Counter(labels=len(case.labels), mentions=len(found))
    counts["offsets"] = sum(texts[m.section][m.start : m.end] == m.text for m in found.values())
    for label in case.labels:
        mention = found.pop(_place(label), None)
        counts.update(_compared(label, mention))
        for what in _differences(label, mention):
            show(f"{_context(texts[label.section], label)}   {what}")
    for mention in found.values():
        show(f"{_context(texts[mention.section], mention)}   not labelled: {_figures(mention)}")
    return counts


def _place(figure: Label | Mention) -> tuple[int, int, int]:
    return figure.section, figure.start, figure.end


def _figures(figure: Label | Mention) -> tuple:
    return figure.value, figure.upper, figure.unit, figure.kind


def _compared(label: Label, mention: Mention | None) -> Iterator[str]:
    """The names of the counts that a label adds one to."""
    told = label.item not in (None, OPEN)
    if mention is not None:
        yield "span"
        yield from (name for name, field in PARTIAL.items() if getattr(label, field) == getattr(mention, field))
    if mention is None or _figures(label) != _figures(mention):
        return
    yield "found"
    if label.item != OPEN:
        yield from ["told"] * told
        yield from ["linked"] * (mention.item is not None)
        yield from ["right"] * (told and _link(mention) == label.item)


def _link(mention: Mention) -> str | None:
    return mention.item and f"{mention.item}@{mention.column}"


def _differences(label: Label, mention: Mention | None) -> Iterator[str]:
    """What of a mention differs from its label, in words."""
    if mention is None:
        yield f"not found: {_figures(label)}"
        return
    if _figures(label) != _figures(mention):
        yield f"{_figures(mention)} instead of {_figures(label)}"
    for field in PARTIAL.values():
        if getattr(label, field) != getattr(mention, field):
            yield f"{field} {getattr(mention, field)} instead of {getattr(label, field)}"
    if label.item != OPEN and _link(mention) != label.item:
        yield f"linked to {_link(mention)} instead of {label.item}"


def _context(text: str, figure: Label | Mention) -> str:
    around = text[max(0, figure.start - AROUND) : figure.start], text[figure.end : figure.end + AROUND]
    return f"{around[0]}⟦{text[figure.start : figure.end]}⟧{around[1]}".replace("\n", "⏎")


def measures(counts: Counter) -> dict[str, float]:
    """The shares that a set's counts make."""
    return {name: counts[part] / counts[whole] if counts[whole] else 1.0 for name, (part, whole) in MEASURES.items()}


def short(counts: Counter) -> list[str]:
    """The limits that a set does not reach."""
    reached = measures(counts)
    return [f"{name} is {reached[name]:.4f}, not {limit}" for name, limit in LIMITS.items() if reached[name] < limit]


@cache
def judged(show: Callable[[str], None] = lambda _: None) -> dict[str, Counter]:
    """The counts of both sets, and of the two together."""
    book = codebook.load()
    groups = {"own": Counter(), "real": Counter()}
    for case in (*own(), *real(book)):
        groups[case.group] += judge(case, book, lambda what, case=case: show(f"{case.group} {case.name}: {what}"))
    return {**groups, "both": groups["own"] + groups["real"]}


def main() -> None:
    """Print a row for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail below the limits")
    parser.add_argument("--show", action="store_true", help="list every difference")
    chosen = parser.parse_args()
    found = judged(print) if chosen.show else judged()
    print("set   labels  mentions  " + "  ".join(MEASURES))
    for group, counts in found.items():
        shares = "  ".join(f"{share:{len(name)}.3f}" for name, share in measures(counts).items())
        print(f"{group:5} {counts['labels']:6}  {counts['mentions']:8}  {shares}")
    failed = [f"{group}: {what}" for group, counts in found.items() if counts["labels"] for what in short(counts)]
    if chosen.check and failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main()

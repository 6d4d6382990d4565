"""What a release says otherwise than the one before it: CHANGES.md for people, two CSV files for programs."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from string import Template

from extract import compare
from extract.exports import Column, csvfile
from extract.readonly import KNOWN, connect

FACTS = tuple(map(Column, ("kind", "report_id", "file_name", "fact", "before", "after")))
REPORTS = (
    *map(Column, ("state", "report_id", "file_name", "issuer_id")),
    Column("year", "integer"),
    Column("form"),
    *(Column(name, "integer") for name in ("gained", "lost", "changed")),
    Column("standing"),
)
STATES = {"new": ("新增", "new"), "gone": ("撤下", "gone"), "changed": ("变动", "changed")}
# What says of which office and year a report is, and whether it counts: the panel changes with it though no fact does.
_STANDING = ("issuer_id", "year", "form", "is_current", "supersedes", "copy_of")
_KNOWN = f"select r.id, d.file_name, {', '.join(f'r.{name}' for name in _STANDING)} from reports r join documents d on d.id = r.document_id"
_PAGE = Template("""\
# 数据变动 / Changes of the data

与上一版相比（$before → $after）。/ Against the release before ($before → $after).

| 报告 / reports | |
| --- | ---: |
$reports

| 数值 / facts | gained | lost | changed |
| --- | ---: | ---: | ---: |
$facts

`changes.csv` 逐条列出两版都有的报告中变动的数值；`changed_reports.csv` 每份报告一行，新增和撤下的报告只列数目。
`changes.csv` lists what changed in reports of both releases, fact by fact; `changed_reports.csv` has a line for each report,
with counts alone for those that came or went.
""")
FIRST = """\
# 数据变动 / Changes of the data

没有与上一版比较。/ Not compared with an earlier release.
"""


def write(before: Path | None, after: Path, folder: Path, versions: tuple[str, str]) -> None:
    """Write the three files. `before` is the archive of the release before; without one nothing changed."""
    counts: Counter[tuple[str, str]] = Counter()
    with ExitStack() as stack:
        facts, reports = (
            stack.enter_context((folder / name).open("w", encoding="utf-8-sig", newline="", errors="replace"))
            for name in ("changes.csv", "changed_reports.csv")
        )
        csvfile.head(facts, FACTS)
        csvfile.head(reports, REPORTS)
        for row, changes in _rows(before, after) if before else ():
            csvfile.body(reports, REPORTS, [row])
            counts[row[0], "reports"] += 1
            counts.update((row[0], change.kind) for change in changes)
            if row[0] == "changed":
                told = ((each.kind, row[1], each.file_name, each.fact, each.before, each.after) for each in changes)
                csvfile.body(facts, FACTS, told)
    (folder / "CHANGES.md").write_text(_page(counts, versions) if before else FIRST, "utf-8")


def _rows(before: Path, after: Path) -> Iterator[tuple[tuple, list[compare.Change]]]:
    """A row of changed_reports.csv for each report that differs, with its changes."""
    old, new = _standing(before), _standing(after)
    left = {report for report in old.keys() | new.keys() if old.get(report) != new.get(report)}
    for report, changes in compare.by_report(before, after):
        left.discard(report)
        yield _row(report, changes, old.get(report), new.get(report)), changes
    for report in sorted(left):
        yield _row(report, [], old.get(report), new.get(report)), []


def _row(report: str, changes: list[compare.Change], old: tuple | None, new: tuple | None) -> tuple:
    state = "new" if old is None else "gone" if new is None else "changed"
    name, issuer, year, form, *_ = new or old or ()
    kinds = Counter(change.kind for change in changes)
    moved = [
        f"{what}: {one} → {other}"
        for what, one, other in zip(_STANDING, (old or new or ())[1:], (new or old or ())[1:], strict=True)
        if one != other
    ]
    counted = (kinds[kind] for kind in ("gained", "lost", "changed"))
    return state, report, name, issuer, year, form, *counted, "; ".join(moved)


def _standing(archive: Path) -> dict[str, tuple]:
    """Every report with its file's name and what it counts for."""
    with closing(connect(archive, KNOWN)) as connection:
        return {report: tuple(said) for report, *said in connection.execute(_KNOWN)}


def _page(counts: Counter[tuple[str, str]], versions: tuple[str, str]) -> str:
    named = {state: " ".join(words) for state, words in STATES.items()}
    reports = "\n".join(f"| {named[state]} | {counts[state, 'reports']} |" for state in STATES)
    facts = "\n".join(
        f"| {named[state]} | " + " | ".join(str(counts[state, kind]) for kind in ("gained", "lost", "changed")) + " |"
        for state in STATES
    )
    return _PAGE.substitute(before=versions[0], after=versions[1], reports=reports, facts=facts)

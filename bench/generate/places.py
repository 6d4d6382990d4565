"""Invented offices: no place of the country down to its villages has one of these names."""

from dataclasses import dataclass
from random import Random

# Every pair was looked up in a list of all divisions down to the villages: none is part of a real name.
FIRST = "澄霁砚枫榆岚苔絮筠汀霭沅漪"
SECOND = "岚砚鸣洄汐笙榆陂棹弦樾墨蓑霜笺"
STEMS = tuple(first + second for first in FIRST for second in SECOND if first != second)
# What may follow; a name that holds an invented one is invented too.
ENDS = ("", *"渡台坞坪圩坡口桥湾岭滩井塘寨铺店营堡亭墩洲港埠堰闸沟冲畈垸峪")
PROVINCE = "云泽省"

BUREAUS = tuple(
    f"{name}局" for name in ("财政", "教育", "水利", "交通运输", "民政", "农业农村", "市场监督管理", "统计")
)


@dataclass(frozen=True, slots=True)
class Office:
    """Who reports: `name` in full, `place` as people call it, `we` in its own words, `size` for how much it handles."""

    name: str
    place: str
    we: str
    level: str
    parent: str
    size: int


def office(seed: int, levels: tuple[str, ...]) -> Office:
    """The office of a seed; no two of the first 180,000 seeds share a place."""
    first, second = seed // len(STEMS) % len(ENDS), seed // len(STEMS) // len(ENDS) % len(ENDS)
    stem = STEMS[seed * 97 % len(STEMS)] + ENDS[first] + ENDS[second]
    parent = STEMS[(seed * 97 + 41) % len(STEMS)]
    level = levels[seed // 3 % len(levels)]
    return LEVELS[level](stem, parent, Random(f"office {seed}"))


def _city(stem: str, _parent: str, rng: Random) -> Office:
    return Office(f"{stem}市人民政府", f"{stem}市", "我市", "city", PROVINCE, rng.randint(900, 4200))


def _county(stem: str, parent: str, rng: Random) -> Office:
    return Office(f"{stem}县人民政府", f"{stem}县", "我县", "county", f"{PROVINCE}{parent}市", rng.randint(60, 400))


def _town(stem: str, parent: str, rng: Random) -> Office:
    return Office(f"{stem}镇人民政府", f"{stem}镇", "我镇", "town", f"{PROVINCE}{parent}县", rng.randint(8, 60))


def _bureau(stem: str, _parent: str, rng: Random) -> Office:
    name = f"{stem}市{rng.choice(BUREAUS)}"
    return Office(name, name, "我局", "department", f"{PROVINCE}{stem}市", rng.randint(20, 180))


LEVELS = {"city": _city, "county": _county, "town": _town, "department": _bureau}

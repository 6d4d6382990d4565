"""How an office prints its figures: what it puts for nothing, the unit of money, whether a rise has a plus."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

# Only these may be left out when they are 0: their sums stay printed, so that every rule can still be checked.
OPTIONAL = re.compile(
    r"request\.result\.(?!total).*@(?!total).*"
    r"|(?:reconsideration|litigation|complaint)\b.*\.(?:upheld|corrected|other|pending)@value"
    r"|request\.(?:received|answered\.refused)\.(?!total).*@value"
    r"|doc\.rules@.*"
)
NOTHING = {"zeros": "0", "blanks": "", "dashes": "—", "slashes": "/"}
MONEY = "procurement.central@amount"
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Dress:
    """One office's habits; `nothing` is a key of `NOTHING`, `money` the unit of the 2019 procurement amount."""

    nothing: str
    money: str
    plus: bool

    def note(self, form: str) -> str:
        """The habits in words, for those who read the truth."""
        parts = f"zero parts printed as {self.nothing}"
        return (
            parts
            if form != "2019"
            else f"{parts}, procurement in {self.money}, a rise {'with' if self.plus else 'without'} a plus sign"
        )


def dress(seed: int) -> Dress:
    """The habits of a seed; what is printed for nothing goes round, so that few neighbours show all of it."""
    rng = Random(f"dress {seed}")
    return Dress(tuple(NOTHING)[seed // 3 % len(NOTHING)], rng.choice(("元", "万元")), rng.random() < 0.5)


def texts(figures: Mapping[str, int | float], habits: Dress) -> dict[str, str]:
    """What stands in each cell, and headings that the habits change."""
    found = {key: _text(key, value, habits) for key, value in figures.items()}
    if MONEY in figures:
        found[MONEY] = _money(figures[MONEY], habits.money)
        found["heading.采购总金额"] = "采购总金额（万元）" if habits.money == "万元" else "采购总金额"
    return found


def facts(figures: Mapping[str, int | float], printed: Mapping[str, str]) -> dict[str, int | float | None]:
    """The values that a reader has to find: null where nothing or a dash is printed."""
    empty = set(NOTHING.values()) - {"0"}
    return {key: None if printed[key] in empty else value for key, value in figures.items()}


def _text(key: str, value: int | float, habits: Dress) -> str:
    if value == 0 and OPTIONAL.fullmatch(key):
        return NOTHING[habits.nothing]
    plus = "+" if habits.plus and key.endswith("@items_change") and value > 0 else ""
    return f"{plus}{value:.10g}"


def _money(yuan: int | float, unit: str) -> str:
    return f"{yuan / TEN_THOUSAND:.2f}" if unit == "万元" else f"{yuan}元"

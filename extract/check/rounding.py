"""Whether a figure of prose is a number: exactly, as a range that holds it, or rounded the way its words say."""

import re
from collections.abc import Callable

from extract.check.sides import HOLDS
from extract.model import Mention

# Which way a rounding word leads: the number is above what is said, below it, or near it on either side.
_ABOVE = re.compile("余|多|超|逾|以上|至少|来")
_BELOW = re.compile("不足|不到|将近|近|接近|以下|以内|至多|最多")
_DECIMALS = re.compile(r"[.．点](\d+)")
_THOUSANDS = {"万": 10_000, "亿": 100_000_000}

DIRECTIONS: tuple[tuple[re.Pattern[str], Callable[[float, float, float], bool]], ...] = (
    (_BELOW, lambda number, said, step: said - step < number <= said),
    (_ABOVE, lambda number, said, step: said <= number < said + step),
)


def fits(mention: Mention, said: int | float, number: int | float) -> bool:
    """Whether a number is what a mention says; `said` is its value in the number's unit.

    >>> fits(Mention(0, 0, 6, "3400余条", 3400, "条", approximate=True), 3400, 3460)
    True
    >>> fits(Mention(0, 0, 6, "近3400条", 3400, "条", approximate=True), 3400, 3460)
    False
    """
    if mention.upper is not None:
        return said <= number <= mention.upper * (said / mention.value if mention.value else 1)
    if not mention.approximate:
        return HOLDS["="](said, number) or _written_short(mention, said, number)
    step = _step(said)
    for words, holds in DIRECTIONS:
        if words.search(mention.text):
            return holds(number, said, step)
    return abs(number - said) <= step


def _written_short(mention: Mention, said: int | float, number: int | float) -> bool:
    """Whether 1.2万 is the number to the last digit that is printed."""
    shorter = next((factor for word, factor in _THOUSANDS.items() if word in mention.text), None)
    if shorter is None or not mention.value:
        return False
    decimals = _DECIMALS.search(mention.text)
    # The value may have been brought to another unit of money.
    last = shorter * said / mention.value / 10 ** len(decimals[1] if decimals else "")
    return abs(number - said) < last


def _step(said: int | float) -> int | float:
    """How much the last digit of a round number stands for: 3400 is 3400 to the next hundred."""
    step = 1
    while said and said % (step * 10) == 0:
        step *= 10
    return step

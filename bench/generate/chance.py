"""Whole numbers by chance, the way offices report them: small ones often, large ones seldom."""

from random import Random


def few(rng: Random, top: float) -> int:
    """A whole number from 0 to `top`, more often small than large."""
    share = rng.random()
    return int((top + 1) * share * share * share)


def split(rng: Random, amount: int, parts: int) -> list[int]:
    """An amount in parts, some of which may be 0."""
    cuts = sorted(rng.randint(0, amount) for _ in range(parts - 1))
    return [right - left for left, right in zip([0, *cuts], [*cuts, amount], strict=True)]

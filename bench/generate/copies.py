"""Sections of prose in any number, and copies of them in which some words are changed. The same seed gives the same ones."""

import re
from functools import cache
from pathlib import Path
from random import Random

import yaml

# Most words of such prose have two letters; a changed one becomes one that stands nowhere else in it.
WORD = 2
OTHERS = "蕨蜻葫螺榛鹤鲸鹭柚萤榴鹃橙蜓莓杏樱椒藕鲤"

_SLOT = re.compile(r"\{(\w+)\}")


def section(rng: Random, letters: int) -> str:
    """A section with at least so many letters."""
    text = ""
    while len(text) < letters:
        text += _sentence(rng)
    return text


def copied(text: str, rng: Random, part: float) -> str:
    """The same with a part of its words changed, in random places."""
    words = [text[at : at + WORD] for at in range(0, len(text), WORD)]
    for at in rng.sample(range(len(words)), round(part * len(words))):
        words[at] = "".join(rng.choices(OTHERS, k=WORD))
    return "".join(words)


def _sentence(rng: Random) -> str:
    """A pattern with every brace filled."""
    return _SLOT.sub(lambda slot: _fill(slot[1], rng), rng.choice(_said()["patterns"]))


def _fill(slot: str, rng: Random) -> str:
    return str(rng.randint(2, 400)) if slot == "n" else rng.choice(_said()["lists"][slot])


@cache
def _said() -> dict:
    return yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))

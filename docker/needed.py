"""`python docker/needed.py serve|build`: of requirements.lock what an instance needs to serve, or what builds its wheel; with hashes.

The lock file says behind each package which others ask for it.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Extras of ours that a public instance has.
EXTRAS = ("parquet",)
_ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==.*?(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
_VIA = re.compile(r"^    #(?: via|  ) +([a-z0-9][a-z0-9._-]*)", re.MULTILINE)


def asked(said: dict, what: str) -> list[str]:
    """What pyproject.toml asks for."""
    if what == "build":
        return said["dependency-groups"]["build"]
    project = said["project"]
    return [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]


def needed(lock: str, asked: list[str]) -> list[str]:
    """The entries of the lock file that what is asked for leads to, in its order; a package may have one for each Python."""
    entries = [(match[1], match[0]) for match in _ENTRY.finditer(lock)]
    found = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in asked}
    while more := {name for name, text in entries if found & set(_VIA.findall(text))} - found:
        found |= more
    return [text for name, text in entries if name in found]


if __name__ == "__main__":
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    print("".join(needed((ROOT / "requirements.lock").read_text("utf-8"), asked(said, sys.argv[1]))), end="")

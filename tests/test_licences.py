"""What is installed beside us may be passed on with us: every licence is one that goes with Apache-2.0, and none is the AGPL."""

import re
from importlib import metadata
from pathlib import Path

import pytest

LOCK = (Path(__file__).parents[1] / "requirements.lock").read_text("utf-8")


def normal(name):
    """A name as package indexes compare them (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


LOCKED = sorted(set(map(normal, re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK, re.M))))
FINE = re.compile(
    r"apache|\bbsd\b|bsd-|\bmit\b|mit[- ]cmu|hpnd|isc\b|python software foundation|psf|mozilla|mpl|unlicense|zlib|public domain|0bsd|cc0",
    re.I,
)
# Used by itself and never changed: a library of the LGPL may stand beside us.
BESIDE = re.compile(r"lesser general public|lgpl", re.I)
BARRED = re.compile(r"affero|agpl|(?<!lesser )general public license|(?<![al])gpl|non-?commercial|proprietary", re.I)
# Of two licences that one may choose from. It comes with frictionless, in tests only, and is not passed on.
CHOSEN = {"text-unidecode": "Artistic License"}
# Whose description does not say it, as their own files have it.
KNOWN = {"axe-playwright-python": "MIT"}


def installed():
    """The distributions of the lock that are installed here."""
    found = {normal(each.metadata["Name"]): each for each in metadata.distributions()}
    return {name: found[name] for name in LOCKED if name in found}


def said(distribution):
    """What a distribution says of its licence."""
    told = distribution.metadata
    classifiers = [each for each in told.get_all("Classifier") or () if each.startswith("License ::")]
    words = [told.get("License-Expression") or "", *classifiers, (told.get("License") or "").split("\n")[0]]
    return KNOWN.get(normal(told["Name"]), " / ".join(filter(None, words)))


def test_what_is_locked_is_installed():
    assert len(installed()) > 50


@pytest.mark.parametrize("name", LOCKED)
def test_a_licence_goes_with_ours(name):
    if name not in installed():
        pytest.skip(f"{name} is not for this system")
    licence = said(installed()[name])
    if name in CHOSEN:
        assert CHOSEN[name] in licence
        return
    assert FINE.search(licence) or BESIDE.search(licence), f"{name}: {licence or 'no licence said'}"
    assert BESIDE.search(licence) or not BARRED.search(licence), f"{name}: {licence}"


@pytest.mark.parametrize(
    "licence",
    ["AGPL-3.0", "GNU Affero General Public License v3", "GPLv3", "GPL-2.0-only", "GNU General Public License"],
)
def test_the_barred_are_told(licence):
    assert BARRED.search(licence) and not BESIDE.search(licence)

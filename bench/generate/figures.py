"""Invented figures that keep every sum and bound which the forms state of themselves."""

from random import Random

from . import indicators
from .chance import few
from .places import Office
from .printed import request_rows

Figures = dict[str, int | float]

# How many requests of each kind of applicant come on one of a natural person.
APPLICANTS = {
    "natural_person": 1.0,
    "business": 0.15,
    "research": 0.01,
    "public_interest": 0.01,
    "legal_service": 0.08,
    "other_org": 0.03,
}
OUTCOMES = ("upheld", "corrected", "other", "pending")
REMEDIES = ("reconsideration", "litigation.direct", "litigation.after_review")


def draw(form: str, office: Office, rng: Random) -> Figures:
    """All figures of one report, by `item@column`."""
    figures: Figures = {}
    for part in PARTS[form]:
        figures |= part(form, office, rng)
    return figures


def requests(form: str, office: Office, rng: Random) -> Figures:
    """Table 三: each column balances, and the last one is the sum of the others."""
    rows = request_rows(form)
    figures: Figures = {}
    for column, share in APPLICANTS.items():
        parts = {row.code: few(rng, office.size * share * row.weight / 100) for row in rows if row.weight}
        for code, value in (parts | _carried(sum(parts.values()), rng)).items():
            figures[f"{code}@{column}"] = value
    for row in rows:
        figures[f"{row.code}@total"] = sum(figures[f"{row.code}@{column}"] for column in APPLICANTS)
    return figures


def _carried(done: int, rng: Random) -> dict[str, int]:
    """What came in and what is left over, for so many requests that were dealt with."""
    left = few(rng, done / 10)
    before = min(few(rng, done / 8), done + left)
    return {
        "request.new": done + left - before,
        "request.carried_in": before,
        "request.result.total": done,
        "request.carried_out": left,
    }


def remedies(_form: str, office: Office, rng: Random) -> Figures:
    """Table 四: three groups of four outcomes and their sum."""
    figures: Figures = {}
    for group in REMEDIES:
        parts = {f"{group}.{outcome}@value": few(rng, office.size / 12) for outcome in OUTCOMES}
        figures |= parts | {f"{group}.total@value": sum(parts.values())}
    return figures


def actions_2019(_form: str, office: Office, rng: Random) -> Figures:
    """Table 二 of 2019: documents, items with their change, fees and procurement."""
    figures: Figures = {}
    for item, top in (("doc.rules", 9 if office.level == "city" else 0), ("doc.normative", 40)):
        made = few(rng, top)
        disclosed = min(made, few(rng, top))
        figures |= _row(item, made=made, disclosed=disclosed, disclosed_total=made + few(rng, 6 * top))
    for item in ("act.license", "act.other_service", "act.penalty", "act.coercion", "fee.admin"):
        before = few(rng, 400)
        change = rng.choice((0, few(rng, 30), -min(before, few(rng, 20))))
        figures |= _row(item, items_prev=before, items_change=change)
        if item != "fee.admin":
            figures[f"{item}@decisions"] = few(rng, office.size * 30) if before + change else 0
    projects = few(rng, 60)
    # Under a heading in 万元 offices print two decimals: the amount is in hundreds of yuan.
    return figures | _row("procurement.central", projects=projects, amount=100 * few(rng, 90_000) if projects else 0)


def actions_2021(_form: str, office: Office, rng: Random) -> Figures:
    """Table 二 of 2021: documents, decisions and the fees of the year in 万元."""
    figures: Figures = {}
    for item, top in (("doc.rules", 5 if office.level == "city" else 0), ("doc.normative", 20)):
        issued = few(rng, top)
        figures |= _row(item, issued=issued, abolished=few(rng, top), in_force=issued + few(rng, 8 * top))
    for item, most in (("act.license", 40), ("act.penalty", 90), ("act.coercion", 4)):
        figures[f"{item}@decisions"] = few(rng, office.size * most)
    return figures | {"fee.admin@amount": few(rng, office.size * 500) / 100}


def _row(item: str, **columns: int) -> Figures:
    return {f"{item}@{column}": value for column, value in columns.items()}


PARTS = {
    "2014": (indicators.draw,),
    "2019": (actions_2019, requests, remedies),
    "2021": (actions_2021, requests, remedies),
}

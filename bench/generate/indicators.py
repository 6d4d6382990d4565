"""Invented figures for the table of 2014."""

from collections.abc import Mapping
from random import Random

from .chance import few, split
from .places import Office

Indicators = Mapping[str, int | float]

RECEIVED = ("in_person", "fax", "online", "letter", "other")
REFUSED = ("state_secret", "commercial_secret", "privacy", "safety_stability", "not_gov_info", "other_legal")
ANSWERED = ("already_public", "full", "partial", "not_this_agency", "not_exist", "asked_to_amend", "other_route")
ENDED = ("upheld", "corrected", "other")


def draw(_form: str, office: Office, rng: Random) -> dict[str, int | float]:
    """The whole table by `item@value`; office and year decide nothing but how much there is."""
    parts = (_disclosed, _responses, _requests, _cases, _places, _people)
    return {f"{item}@value": value for part in parts for item, value in part(office.size, rng).items()}


def _disclosed(_size: int, rng: Random) -> Indicators:
    """Every channel carries a share of the total, and together they carry all of it."""
    total = 40 + few(rng, 4000)
    website, wechat = rng.randint(total // 3, total), rng.randint(2 * total // 3, total)
    issued = few(rng, 30)
    issues = few(rng, 6)
    return {
        "proactive.total": total,
        "proactive.normative_docs": rng.randint(0, issued),
        "proactive.normative_docs_issued": issued,
        "proactive.channel.gazette": few(rng, total / 8) if issues else 0,
        "proactive.channel.website": website,
        "proactive.channel.weibo": few(rng, total / 3),
        "proactive.channel.wechat": wechat,
        "proactive.channel.other": few(rng, total / 5),
        "gazette.issues": issues,
        "gazette.copies": issues * rng.randint(100, 900),
    }


def _responses(_size: int, rng: Random) -> Indicators:
    meetings, interviews = few(rng, 8), few(rng, 5)
    return {
        "response.total": few(rng, 30),
        "response.channel.press_conference": meetings,
        "response.channel.press_conference_principal": rng.randint(0, meetings),
        "response.channel.online_interview": interviews,
        "response.channel.online_interview_principal": rng.randint(0, interviews),
        "response.channel.interpretation": few(rng, 50),
        "response.channel.weibo_wechat": few(rng, 60),
        "response.channel.other": few(rng, 12),
    }


def _requests(size: int, rng: Random) -> Indicators:
    """Answers decide the rest: a call to amend is an answer that closes nothing, and some requests stay open."""
    refused = {f"request.answered.refused.{reason}": few(rng, size / 10) for reason in REFUSED}
    answered = {f"request.answered.{answer}": few(rng, size / 3) for answer in ANSWERED}
    answered["request.answered.refused"] = sum(refused.values())
    total = sum(answered.values())
    closed = total - answered["request.answered.asked_to_amend"]
    late = few(rng, closed / 4)
    received = closed + few(rng, size / 8)
    ways = {f"request.received.{way}": n for way, n in zip(RECEIVED, split(rng, received, len(RECEIVED)), strict=True)}
    closing = {"request.closed.total": closed, "request.closed.on_time": closed - late, "request.closed.extended": late}
    totals = {"request.received.total": received, "request.answered.total": total}
    return refused | answered | ways | closing | totals


def _cases(size: int, rng: Random) -> Indicators:
    found: dict[str, int] = {}
    for kind in ("reconsideration", "litigation", "complaint"):
        ends = {f"{kind}.{end}": few(rng, size / 12) for end in ENDED}
        found |= ends | {f"{kind}.total": sum(ends.values())}
    return found


def _places(_size: int, rng: Random) -> Indicators:
    paper, electronic = few(rng, 300), few(rng, 900)
    return {
        "deposit.total": paper + electronic,
        "deposit.paper": paper,
        "deposit.electronic": electronic,
        "website.count": rng.randint(1, 2),
        "access_point.count": rng.randint(1, 9),
        "access_point.visitors": few(rng, 5000),
    }


def _people(_size: int, rng: Random) -> Indicators:
    full_time, part_time = rng.randint(1, 3), few(rng, 12)
    courses = few(rng, 6)
    return {
        "org.offices": 1,
        "org.staff.total": full_time + part_time,
        "org.staff.full_time": full_time,
        "org.staff.part_time": part_time,
        "org.budget": few(rng, 80) / 10,
        "training.meetings": few(rng, 9),
        "training.courses": courses,
        "training.trainees": courses * rng.randint(8, 60),
    }

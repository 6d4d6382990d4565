"""What strangers try: every attack ends in an answer that is right, SQL open and closed, and the server lives."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from instances import PDF, visitor_of

from bench.attacked import attacks
from extract.keep.originals import digest

DOCUMENT = digest(PDF.read_bytes())
ATTACKS = list(attacks(DOCUMENT, DOCUMENT[:16]))


def test_there_are_at_least_45_of_them():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 45


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_attack_ends_in_a_right_answer(instance, attack):
    right = attack.right if instance.sql else attack.closed

    def sent(number):
        visitor = visitor_of(0x10000 + ATTACKS.index(attack))
        return instance.get(attack.path, visitor, attack.method, attack.body, **attack.headers)[0]

    with ThreadPoolExecutor(attack.times) as crowd:
        statuses = set(crowd.map(sent, range(attack.times)))
    assert statuses <= right
    assert instance.lives()


def test_a_burst_is_limited_and_hits_nobody_else(instance):
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: instance.get("/robots.txt", "203.0.113.9")[:2], range(600)))
    statuses = [status for status, _ in found]
    assert statuses.count(429) > 300 and set(statuses) <= {200, 429}
    assert all("retry-after" in headers for status, headers in found if status == 429)
    assert instance.get("/questions", "203.0.113.10")[0] == 200
    assert instance.get("/questions", "203.0.113.9, 203.0.113.11")[0] == 200
    # A moment gives somebody a request more; who comes on behalf of others is still the one that the proxy saw.
    assert 429 in [instance.get("/robots.txt", f"203.0.113.{no}, 203.0.113.9")[0] for no in range(12, 112)]

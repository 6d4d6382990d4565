"""Power lost at any moment of a load: nothing is damaged, and what was told to be done is there."""

import random
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.faults import disk, traced
from tests.faults.test_kills import COMMAND, fresh, ground, lanes

__all__ = ["ground", "lanes"]

IMAGES = 2000


@pytest.fixture(scope="module")
def record(ground, lanes):
    """The calls of one load, in order, with what was written."""
    folder = fresh(ground, "recorded")
    log = ground / "record"
    options = ["-o", str(log), "-xx", "-s", "100000000", "-e", f"trace={disk.CALLS}"]
    done = lanes.submit(traced.run, folder, COMMAND, *options).result()
    assert done.status == 0, done.said
    return log, folder


def test_a_record_replayed_to_its_end_is_what_lies_on_the_disk(record):
    log, folder = record
    for found, _ in disk.replay(log, folder):
        last = found
    files = {path: bytes(what.after(None, "all")) for path, what in last.names.items() if isinstance(what, disk.File)}
    kept = {path: data for path, data in files.items() if Path(path).name not in ("stderr", "archive.db-shm")}
    assert kept == {path: Path(path).read_bytes() for path in kept} and len(kept) >= 7


def test_no_loss_of_power_damages_or_loses_what_was_done(record, ground, lanes, capsys):
    log, folder = record
    steps = sum(1 for _ in disk.replay(log, folder))
    chance = random.Random("power")
    moments = sorted(chance.choices(range(steps), k=IMAGES))
    found = list(lanes.map(partial(half, log, folder, ground), range(2), (moments[::2], moments[1::2])))
    images, done = (sum(end[name] for end in found) for name in ("images", "done"))
    with capsys.disabled():
        print(f"\npower: {steps} calls, {images} images, {done} reports told to be done in them")
    assert [wrong for end in found for wrong in end["wrong"]] == []
    assert images == IMAGES and done > IMAGES / 10


def half(log, folder, ground, lane, moments):
    """Some images, each looked through: what is wrong in them."""
    chance = random.Random(f"images {lane}")
    told, wrong, done, made = [], [], 0, 0
    for at, (state, said) in enumerate(disk.replay(log, folder)):
        told += [line[5:] for line in (said or "").splitlines() if line.startswith("done ")]
        while made < len(moments) and moments[made] == at:
            made += 1
            done += len(told)
            place = fresh(ground, f"image{lane}")
            write(state.image(chance), folder, place)
            wrong += [f"after call {at}: {what}" for what in (*damage(place), *lost(place, told))]
    return {"images": made, "done": done, "wrong": wrong[:20]}


def write(image, folder, place):
    for path, data in image.items():
        target = place / Path(path).relative_to(folder)
        if not target.name.endswith("-shm"):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def damage(place):
    try:
        return traced.wrong(place, quick=True)
    except sqlite3.DatabaseError as error:
        return [repr(error)]


def lost(place, told):
    """Reports that were told to be done and are not there."""
    if not told:
        return []
    with closing(sqlite3.connect(place / "archive.db")) as db:
        try:
            there = {
                name
                for (name,) in db.execute("select file_name from documents join reports on document_id = documents.id")
            }
        except sqlite3.DatabaseError as error:
            return [repr(error)]
    return sorted(set(told) - there)

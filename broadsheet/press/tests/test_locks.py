"""Where rows have locks of their own (PostgreSQL), pressers never wait for each other in a circle.

tests/proof/test_postgres.py runs this file on PostgreSQL.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, upkeep
from broadsheet.press.claiming import claim
from broadsheet.press.models import Desk, Plate
from broadsheet.press.settling import settle
from broadsheet.press.sheets import render

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer and no locks of rows"),
]
PATIENCE = 10.0  # seconds


@contextmanager
def somebody(work: Callable[[], None]) -> Iterator[None]:
    """Somebody in another connection has done `work` and has not committed yet."""
    done, go_on = threading.Event(), threading.Event()

    def run() -> None:
        with transaction.atomic():
            work()
            done.set()
            assert go_on.wait(PATIENCE)
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    assert done.wait(PATIENCE)
    try:
        yield
    finally:
        go_on.set()
        other.join(PATIENCE)


@pytest.fixture
def plates() -> list[Plate]:
    return [Plate.objects.create(url=f"/pier-{n}/", kind="test") for n in range(6)]


def test_a_claim_leaves_alone_what_somebody_is_writing(plates: list[Plate]) -> None:
    busy = [plates[1].pk, plates[4].pk]
    with somebody(lambda: Plate.objects.filter(pk__in=busy).update(wanted=F("wanted") + 1)):
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        sheets = claim("me", limit=10, bulk=False)
    assert len(sheets) == 4
    assert not {sheet.pk for sheet in sheets} & set(busy)


def test_two_claims_at_once_share_the_plates(plates: list[Plate]) -> None:
    theirs: list[int] = []
    with somebody(lambda: theirs.extend(sheet.pk for sheet in claim("them", limit=3, bulk=False))):
        ours = [sheet.pk for sheet in claim("us", limit=10, bulk=False)]
    assert len(theirs) == len(ours) == 3
    assert sorted(theirs + ours) == [plate.pk for plate in plates]


def settle_some() -> None:
    sheets = claim("me", limit=3, bulk=False)
    for sheet in sheets:
        render(sheet)
    settle("me", sheets, consequences.last_mark())


def free_the_dead(pid: int) -> None:
    Plate.objects.update(claim=f"{claims.home()}.{pid}.0", claimed_until=clock.wall() + upkeep.STALE)
    claims.free_the_dead()


def renew() -> None:
    Plate.objects.update(snapshot="x=1", snapshot_at=clock.wall(), snapshot_until=clock.wall() + upkeep.STALE)
    upkeep.renew_snapshots()


@pytest.mark.parametrize("work", ["settle", "free", "renew"])
def test_who_writes_several_plates_comes_one_after_another(plates: list[Plate], work: str, dead: int) -> None:
    """They wait at the desk's row, before they hold any plate's."""
    Desk.objects.get_or_create(pk=1)
    doing = {"settle": settle_some, "free": lambda: free_the_dead(dead), "renew": renew}[work]
    held: list[str] = []

    def watch(execute, sql, params, many, context):
        if "FOR UPDATE" in sql and "press_desk" in sql:
            held.append("desk")
        elif sql.startswith("UPDATE") and "press_plate" in sql and connection.in_atomic_block:
            held.append("plates")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        doing()
    claimed = held[1:] if work == "settle" else held  # the claim itself skips what is locked
    assert claimed[:2] == ["desk", "plates"], held

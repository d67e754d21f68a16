"""When the clock has a backup made, also on a machine whose clock was wrong for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.kit import clock
from broadsheet.running import runs
from broadsheet.running.health.backups import backups
from broadsheet.running.health.finding import Level
from broadsheet.running.models import Backup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_half_past_eleven(settings: Any) -> None:
    settings.BACKUP_TO, settings.BACKUP_AT, settings.PAPER_TIME_ZONE = "s3://ledger/backups", "23:30", "UTC"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock."""

    def be(*parts: int) -> datetime:
        at = datetime(*parts, tzinfo=UTC)
        monkeypatch.setattr(clock, "wall", lambda: at)
        return at

    return be


def made(at: datetime, *, day: str = "", failure: str = "", host: str = "") -> Backup:
    name = "" if failure else f"{runs.backing.paper()}-{at:%Y%m%dT%H%M%SZ}.tar.zst"
    host = host or runs.own_host()
    return Backup.objects.create(began=at, ended=at, day=day, failure=failure, name=name, host=host)


def test_one_that_failed_before_midnight_is_tried_again_after_it(now: Any) -> None:
    made(now(2026, 11, 30, 23, 31), failure="no room")
    assert runs.due(now(2026, 12, 1, 0, 20)) == ""
    assert runs.due(now(2026, 12, 1, 0, 32)) == "2026-11-30"


def test_a_server_that_was_away_at_the_time_makes_it_when_it_is_back(now: Any) -> None:
    made(now(2026, 11, 29, 23, 30), day="2026-11-29")
    assert runs.due(now(2026, 11, 30, 23, 25)) == ""
    assert runs.due(now(2026, 12, 1, 0, 5)) == "2026-11-30"
    made(now(2026, 12, 1, 0, 5), day="2026-11-30")
    assert runs.due(now(2026, 12, 1, 12, 0)) == ""
    assert runs.due(now(2026, 12, 1, 23, 30)) == "2026-12-01"


def test_a_failure_that_is_yet_to_come_holds_no_backup_back(now: Any) -> None:
    right = now(2026, 11, 30, 23, 40)
    made(right + timedelta(days=400), failure="no room")
    assert runs.failure() is None
    assert runs.due(right) == ""  # it failed just now, for all that is known
    assert runs.failure() is not None
    assert runs.due(now(2026, 12, 1, 0, 41)) == "2026-11-30"


def test_days_that_a_clock_ran_ahead_through_are_not_skipped_when_they_come(now: Any) -> None:
    right = now(2026, 11, 30, 23, 40)
    made(right + timedelta(days=1), day="2026-12-01")
    assert runs.due(right) == "2026-11-30"
    made(right, day="2026-11-30")
    assert runs.due(now(2026, 12, 1, 23, 40)) == "2026-12-01"


def test_a_backup_that_is_yet_to_come_hides_no_old_one(now: Any) -> None:
    right = now(2026, 11, 30, 23, 40)
    made(right - timedelta(days=4), day="2026-11-26")
    made(right + timedelta(days=4), day="2026-12-04")
    assert [str(one) for one in backups() if "The newest backup is of" in str(one)]


def test_a_host_that_cannot_holds_back_itself_alone(now: Any) -> None:
    made(now(2026, 11, 30, 23, 31), failure="no key", host="other")
    assert runs.due(now(2026, 11, 30, 23, 32)) == "2026-11-30"
    made(now(2026, 11, 30, 23, 33), day="2026-11-30")
    assert runs.failure() is None


def test_where_there_are_several_hosts_a_folder_of_one_is_told_of_and_is_no_alarm(
    now: Any, settings: Any, tmp_path: Path
) -> None:
    settings.PRESS_TO, settings.SITE, settings.BACKUP_TO = "s3://ledger/pages", tmp_path, "backups"
    (tmp_path / "backups").mkdir()
    newest = made(now(2026, 11, 30, 23, 31), day="2026-11-30", host="web1")
    (found,) = backups()
    assert found.level == Level.YELLOW
    assert f"{newest.name} of web1, does not lie in" in found.what
    (tmp_path / "backups" / newest.name).touch()  # a folder that the hosts share
    assert list(backups()) == []
    made(now(2026, 12, 1, 23, 31), failure="no key", host="web2")
    assert "The last backup failed (web2): no key" in next(iter(backups())).what

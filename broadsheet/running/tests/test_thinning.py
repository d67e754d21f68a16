from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadsheet.running import thinning

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEEP = {"day": 7, "week": 5, "month": 12}


def backup(at: datetime, paper: str = "ledger") -> Path:
    return Path(f"{paper}-{at:%Y%m%dT%H%M%SZ}.tar.zst")


def test_a_year_of_nightly_backups_leaves_days_weeks_and_months() -> None:
    nightly = [backup(NOW - timedelta(days=days, hours=8)) for days in range(800)]
    gone = thinning.superfluous(nightly, KEEP, UTC, NOW)
    kept = [thinning.made_at(path) for path in nightly if path not in gone]
    assert [NOW - at for at in kept if at][:7] == [timedelta(days=days, hours=8) for days in range(7)]
    assert len(kept) == 7 + 4 + 11  # this week and this month are among the days
    assert {(at.year, at.month) for at in kept if at} == {(2026, month) for month in range(1, 12)} | {(2025, 12)}


def test_what_was_made_within_a_day_stays_and_so_does_the_newest_however_old() -> None:
    today = [backup(NOW - timedelta(hours=hours)) for hours in range(20)]
    assert thinning.superfluous(today, {"day": 1}, UTC, NOW) == []
    assert thinning.superfluous([backup(NOW - timedelta(days=900))], {}, UTC, NOW) == []


def test_days_are_those_of_the_papers_clock() -> None:
    late, early = backup(datetime(2026, 6, 1, 22, tzinfo=UTC)), backup(datetime(2026, 6, 1, 2, tzinfo=UTC))
    assert thinning.superfluous([late, early], {"day": 9}, UTC, NOW) == [early]
    assert thinning.superfluous([late, early], {"day": 9}, ZoneInfo("Asia/Tokyo"), NOW) == []


def test_other_files_and_other_papers_are_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / backup(NOW)
    for path in (mine, tmp_path / "notes.txt", tmp_path / backup(NOW, "gazette"), tmp_path / ".x.half"):
        path.touch()
    assert thinning.backups(tmp_path.iterdir(), "ledger") == [mine]

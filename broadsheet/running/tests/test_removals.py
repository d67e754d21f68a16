"""What was taken out for good stays out when an older copy of the database is put in place of the newer one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from broadsheet.amends import erasing
from broadsheet.amends.models import Erasure, Stage
from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.release.actions.kill import kill
from broadsheet.running import removal_list, removals, restoring, thinning
from broadsheet.running.archive import streams
from broadsheet.running.targets.folder import Folder
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.amends.newsroom import ORDER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.SITE = tmp_path
    settings.BACKUP_RECIPIENTS = ()
    return tmp_path


@contextmanager
def undone() -> Iterator[None]:
    """The database as it was before: an older copy of it is put back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_was_killed_is_killed_again() -> None:
    story, other, said = make_story("Gate"), make_story("Ferry"), brief("Fog")
    with undone():
        kill(story, None, "It is not true.", notice="privacy")
        kill(said, None, "It is not true.", legal=True)
        removals.note()
    assert StoryPage.objects.get(pk=story.pk).killed_at is None
    assert removals.put_in_force() == 2
    again, again_said = StoryPage.objects.get(pk=story.pk), Brief.objects.get()
    assert (again.kill_notice, again.legal_removal, again.live) == ("privacy", False, False)
    assert "older copy" in again.kill_reason
    assert again_said.legal_removal
    assert StoryPage.objects.get(pk=other.pk).killed_at is None
    assert removals.put_in_force() == 0


def test_what_was_removed_legally_after_a_kill_is_so_again() -> None:
    story = make_story()
    kill(story, None, "It is not true.")
    with undone():
        kill(story, None, "A court says so.", legal=True)
        removals.note()
    assert removals.put_in_force() == 1
    assert StoryPage.objects.get().legal_removal


def test_what_was_erased_is_destroyed_again_under_the_same_order() -> None:
    story = make_story("A secret")
    with undone():
        kill(story, None, "A court says so.", legal=True)
        now = StoryPage.objects.get().killed_at
        names = {"asked_name": "ebo", "asked_at": now, "decided_name": "cleo", "decided_at": now}
        Erasure.objects.create(story=story, number=story.pk, url="/x/", order=ORDER, stage=Stage.DONE, **names)
        removals.note()
    assert removals.put_in_force() == 2
    erasing.go_on()
    row = Erasure.objects.get()
    assert (row.stage, row.order, row.asked_name, row.decided_name) == (Stage.DONE, ORDER, "ebo", "cleo")
    assert StoryPage.objects.get().title == "Erased"


def test_another_paper_with_the_same_keys_is_left_alone(place: Path) -> None:
    story = make_story()
    with undone():
        kill(story, None, "It is not true.")
        removals.note()
    lines = (place / removal_list.FILE).read_text().replace(str(story.translation_key), "0" * 8)
    (place / removal_list.FILE).write_text(lines)
    assert removals.put_in_force() == 0


def test_a_list_that_is_damaged_is_put_aside_and_begun_anew(place: Path) -> None:
    story = make_story()
    kill(story, None, "It is not true.")
    (place / removal_list.FILE).write_text('{"model": "sto')
    assert removals.put_in_force() == 0
    assert len(removals.note()) == 1
    assert (place / f"damaged-{removal_list.FILE}").exists()
    assert len((place / removal_list.FILE).read_text().splitlines()) == 1


def test_the_list_lies_beside_the_backups_sealed_as_they_are(settings: Any, place: Path, tmp_path: Path) -> None:
    key, recipient = streams.new_key()
    settings.BACKUP_RECIPIENTS = (recipient,)
    backups = tmp_path / "backups"
    backups.mkdir()
    story = make_story()
    keeping = removals.Keeping(lambda: Folder(backups))
    keeping.run()
    assert not list(backups.iterdir())
    kill(story, None, "It is not true.")
    keeping.run()
    (beside,) = backups.iterdir()
    assert beside.name in removal_list.names_for("the-mirna-bay-ledger-20261129T033000Z.tar.zst.age")
    assert thinning.backups([beside], "the-mirna-bay-ledger") == []
    assert str(story.translation_key).encode() not in beside.read_bytes()
    assert [each.key for each in removal_list.unpack(beside, [key]).values()] == [story.pk]
    with pytest.raises(streams.Broken):
        removal_list.unpack(beside, [streams.new_key()[0]])


def test_a_list_that_had_no_folder_to_lie_in_is_brought_when_there_is_one(tmp_path: Path) -> None:
    """The disk of the backups was not mounted for a while."""
    backups = tmp_path / "backups"
    kill(make_story(), None, "It is not true.")
    keeping = removals.Keeping(lambda: Folder(backups))
    keeping.run()
    assert not backups.exists()
    backups.mkdir()
    keeping._again_at = 0.0  # ten minutes later
    keeping.run()
    assert len(list(backups.iterdir())) == 1


def test_after_a_clock_that_ran_ahead_what_is_removed_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = removals.Keeping(lambda: None)
    with monkeypatch.context() as ahead:
        ahead.setattr(clock, "wall", lambda: datetime.now(UTC) + timedelta(days=3))
        keeping.run()
    kill(make_story(), None, "It is not true.")
    keeping.run()
    assert len(removals.listed()) == 1


def test_a_restored_site_has_its_own_list_and_what_came_since(tmp_path: Path) -> None:
    older = removal_list.Removal("stories.storypage", 1, "a", "2026-11-01T00:00:00+00:00", "withdrawn")
    graver = removal_list.Removal("stories.storypage", 1, "a", "2026-11-02T00:00:00+00:00", "legal", legal=True)
    folder = tmp_path / "restored"
    folder.mkdir()
    removal_list.write(folder / removal_list.FILE, {older.which: older})
    listed = restoring._listed(folder, {graver.which: graver})
    assert listed == {graver.which: graver}
    assert json.loads((folder / removal_list.FILE).read_text())["legal"]


def test_a_reason_that_an_older_list_has_is_written_no_more(place: Path) -> None:
    kill(make_story("Gate"), None, "It is not true.", legal=True)
    (one,) = removals.note().values()
    line = json.loads(removals.file().read_text()) | {"order": ORDER, "reason": "It named a child."}
    removals.file().write_text(f"{json.dumps(line)}\n")
    (again,) = removals.note().values()
    assert (again.which, again.order) == (one.which, ORDER)
    assert "child" not in removals.file().read_text()
    assert "reason" not in json.loads(removals.file().read_text())

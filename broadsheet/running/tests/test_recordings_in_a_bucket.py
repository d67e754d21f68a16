"""Recordings that several hosts share: what nobody needs goes, what came on the air meanwhile does not, and of very
many only a part is looked at in an hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from broadsheet.kit import clock, media
from broadsheet.kit.buckets import Bucket
from broadsheet.kit.shelf import Shelf
from broadsheet.narration import setting_up
from broadsheet.narration.models import OnAir, Reader, Recording, State
from broadsheet.narration.recording import pruning
from broadsheet.narration.recording.pruning import DIGITS, prune
from broadsheet.running.tests.elsewhere import s3_server
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
KEYS = {"id": "testing", "secret": "testing"}
FILES = ("audio.mp3", "audio.vtt", "facts.json")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server("ledger") as found:
        yield found


@pytest.fixture
def bucket(endpoint: str, settings: Settings, tmp_path: Path) -> Iterator[Bucket]:
    settings.S3, settings.NARRATION_ROOT = KEYS, tmp_path / "narration"
    settings.MEDIA_TO = f"s3://ledger/{tmp_path.name}?endpoint={endpoint}&region=us-east-1"
    yield Bucket(settings.MEDIA_TO, KEYS)
    media._bucket.cache_clear()


@pytest.fixture
def story() -> StoryPage:
    return make_story("Ferry")


def brought(bucket: Bucket, name: str) -> None:
    """By another host: here are no files."""
    for file in FILES:
        bucket.put(f"shelves/recordings/{name}/{file}", b"sound")


def there(bucket: Bucket) -> set[str]:
    return {key.split("/")[2] for key in bucket.listed("shelves/recordings/")}


def aired(story: StoryPage, name: str, state: State = State.READY) -> Recording:
    now = clock.wall()
    facts = {"folder": name, "reader": Reader.MACHINE, "words": "w", "read_at": now, "size": 1, "seconds": 1.0}
    made = Recording.objects.create(story=story, language="en", input_hash=name, state=state, created_at=now, **facts)
    OnAir.objects.update_or_create(story=story, defaults={**facts, "recording": made, "since": now})
    return made


def after_the_list(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Another host does this once the list of recordings was read."""
    listed = Shelf.shared

    def then(shelf: Shelf, beginning: str = "") -> dict[str, datetime]:
        found = listed(shelf, beginning)
        if shelf.folder == setting_up.recordings():
            happens()
        return found

    monkeypatch.setattr(Shelf, "shared", then)


def hour_of(digit: str) -> datetime:
    """An hour from now on, and two at least, in which the names with this beginning are looked at."""
    at = clock.wall() + timedelta(hours=2)
    while DIGITS[int(at.timestamp() // 3600) % 16] != digit:
        at += timedelta(hours=1)
    return at


def test_what_nobody_needs_goes_from_the_bucket(bucket: Bucket, story: StoryPage) -> None:
    for name in ("aa", "bb"):
        brought(bucket, name)
    aired(story, "aa")
    prune(clock.wall())
    assert there(bucket) == {"aa", "bb"}  # bb may be put on the air just now
    prune(clock.wall() + timedelta(hours=2))
    assert there(bucket) == {"aa"}


def test_what_comes_on_the_air_after_the_bucket_was_listed_stays(
    bucket: Bucket, story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(bucket, "aa")
    after_the_list(monkeypatch, lambda: aired(story, "aa"))
    prune(clock.wall() + timedelta(hours=2))
    assert there(bucket) == {"aa"}
    assert OnAir.objects.get().folder == "aa"


def test_what_is_brought_and_aired_after_the_bucket_was_listed_is_not_lost(
    bucket: Bucket, story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_host() -> None:
        brought(bucket, "aa")
        aired(story, "aa")

    after_the_list(monkeypatch, another_host)
    prune(clock.wall())
    assert OnAir.objects.get().folder == "aa"
    assert Recording.objects.get().state == State.READY


def test_what_is_to_be_made_again_may_be_found_as_it_lies(bucket: Bucket, story: StoryPage) -> None:
    brought(bucket, "aa")
    aired(story, "aa", State.QUEUED)
    OnAir.objects.all().delete()
    prune(clock.wall() + timedelta(hours=2))
    assert there(bucket) == {"aa"}


def test_of_very_many_a_sixteenth_is_looked_at_in_an_hour(
    bucket: Bucket, story: StoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "MANY", 1)
    for name in ("a0", "b0", "b1"):
        brought(bucket, name)
    lost = make_story("Pier", slug="pier")
    aired(story, "a1")  # lies nowhere
    aired(lost, "b2")  # nor this
    asked, listed = [], Bucket.listed

    def noting(one: Bucket, below: str = "", *, deep: bool = True) -> dict[str, datetime]:
        asked.append(below)
        return listed(one, below, deep=deep)

    monkeypatch.setattr(Bucket, "listed", noting)
    prune(hour_of("b"))
    assert "shelves/recordings/b" in asked
    assert "shelves/recordings/" not in asked
    assert there(bucket) == {"a0"}
    assert list(OnAir.objects.values_list("folder", flat=True)) == ["a1"]
    prune(hour_of("a"))
    assert there(bucket) == set()
    assert not OnAir.objects.exists()


def test_all_names_have_their_hour_in_a_day(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "MANY", -1)
    asked = []

    def noting(shelf: Shelf, beginning: str = "") -> dict[str, datetime]:
        asked.append(beginning)
        return {}

    monkeypatch.setattr(Shelf, "shared", noting)
    for hour in range(16):
        prune(clock.wall() + timedelta(hours=hour))
    assert set(asked) - {""} == set(DIGITS)

"""What the live stream tells of a story's corrections goes with the story, whatever takes it in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.live.models import Event
from broadsheet.press import news
from broadsheet.press.worker import TICKERS
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import Correction, StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
WRONG = "An earlier version said that the mayor had fled. She had not."


def told(pressing: Pressing) -> dict[str, str]:
    """{kind: data} of all that whoever comes back would hear."""
    pressing.settle()
    while news.tell():
        pass
    return dict(Event.objects.values_list("kind", "data"))


@pytest.fixture
def corrected(pressing: Pressing) -> StoryPage:
    at = clock.now() - timedelta(days=3)
    story = make_story("The mayor flees", first_published_at=at, last_published_at=at)
    pressing.settle()
    correct(story, None, "correction", WRONG)
    heard = told(pressing)
    assert WRONG in heard["correction"]
    assert "The mayor flees" in heard["correction"]
    return StoryPage.objects.get(pk=story.pk)


def test_a_worker_looks_for_old_events_at_each_tick() -> None:
    assert TICKERS["events"].run is events.prune


def withdraw(story: StoryPage) -> None:
    story.unpublish()


def hold_it(story: StoryPage) -> None:
    hold(story, None, "She called.")


def kill_it(story: StoryPage) -> None:
    kill(story, None, "Untrue.")


def put_under_embargo(story: StoryPage) -> None:
    StoryPage.objects.filter(pk=story.pk).update(embargoed_until=clock.now() + timedelta(hours=1))


def let_expire(story: StoryPage) -> None:
    StoryPage.objects.filter(pk=story.pk).update(expire_at=clock.now() - timedelta(seconds=1))


def delete(story: StoryPage) -> None:
    story.delete()


@pytest.mark.parametrize("taken_in", [withdraw, hold_it, kill_it, put_under_embargo, let_expire, delete])
def test_a_correction_of_a_story_that_is_taken_in_is_told_to_nobody_any_more(
    pressing: Pressing, corrected: StoryPage, taken_in: Callable[[StoryPage], None]
) -> None:
    key = Correction.objects.get().pk
    taken_in(corrected)
    heard = told(pressing)
    assert heard["correction-removed"] == f'{{"id":"correction-{key}"}}'
    assert not any("mayor" in data for data in heard.values()), heard


def test_it_is_told_anew_when_the_story_is_public_again(pressing: Pressing, corrected: StoryPage) -> None:
    hold(corrected, None, "She called.")
    assert "correction" not in told(pressing)
    lift_hold(corrected, None)
    assert WRONG in told(pressing)["correction"]


def test_open_pages_hear_that_an_older_story_is_back(pressing: Pressing) -> None:
    story = make_story("The mayor stays")
    told(pressing)
    StoryPage.objects.update(first_published_at=clock.now() - timedelta(hours=2))
    hold(story, None, "She called.")
    assert "story" not in told(pressing)
    lift_hold(story, None)
    assert "The mayor stays" in told(pressing)["story"]


def test_a_headline_that_was_changed_is_not_told_with_an_older_correction(
    pressing: Pressing, corrected: StoryPage
) -> None:
    Correction.objects.update(at=clock.now() - timedelta(hours=2))
    corrected.title = "The mayor stays"
    corrected.save_revision().publish()
    heard = told(pressing)["correction"]
    assert "The mayor stays" in heard
    assert "The mayor flees" not in heard
    assert WRONG in heard

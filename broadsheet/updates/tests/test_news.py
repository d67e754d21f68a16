"""What is looked at again when a story changes: its own updates, and those that have grown into it."""

from __future__ import annotations

import pytest

from broadsheet.kit import clock
from broadsheet.press import news
from broadsheet.press.models import Awaited
from broadsheet.release.actions.hold import hold
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import LiveStory, Update
from broadsheet.updates.news import LiveStories, Updates
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db


@pytest.fixture
def flood(pressing: Pressing) -> StoryPage:
    """A story with updates, of which readers were told."""
    story = make_story("Water in Rope Street", section=make_section("Harbour"))
    LiveStory.objects.create(story=story, begun_at=clock.now())
    for n in range(30):
        Update.objects.create(story=story, text=f"The water is at the {n}th step.", at=clock.now())
    tell(pressing)
    return story


def tell(pressing: Pressing) -> None:
    pressing.settle()
    while news.tell():
        pass


def looked_at(pressing: Pressing) -> set[tuple[str, int]]:
    """What the changes since then may have made news of, as far as it is told live."""
    pressing.settle()
    names = [Updates.name, LiveStories.name]
    return set(Awaited.objects.filter(announcer__in=names).values_list("announcer", "thing"))


def test_a_story_that_is_taken_in_takes_all_its_updates_along(pressing: Pressing, flood: StoryPage) -> None:
    hold(flood, None, "She called.")
    updates = {(Updates.name, key) for key in Update.objects.values_list("pk", flat=True)}
    assert looked_at(pressing) == updates | {(LiveStories.name, LiveStory.objects.get().pk)}


def test_what_becomes_of_other_stories_and_of_the_section_is_no_matter(pressing: Pressing, flood: StoryPage) -> None:
    other = make_story("Sandbags", section=flood.get_parent().specific)
    hold(other, None, "She called.")
    section = flood.get_parent().specific
    section.unpublish()
    assert looked_at(pressing) == set()


def test_an_update_is_looked_at_when_the_story_that_it_became_changes(pressing: Pressing, flood: StoryPage) -> None:
    grown = make_story("Mayor leaves", section=flood.get_parent().specific)
    update = Update.objects.order_by("pk")[7]
    Update.objects.filter(pk=update.pk).update(grown=grown)
    tell(pressing)
    hold(grown, None, "She called.")
    assert looked_at(pressing) == {(Updates.name, update.pk)}

"""What all rooms together ask the database for a run of story pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.press import plates, rows
from broadsheet.sections.addresses import address
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage


def _asked(stories: list[StoryPage]) -> list[str]:
    """The statements of one run."""
    urls = [address(story.language, story.url_path) for story in stories]
    with rows.one_run(), CaptureQueriesContext(connection) as asked:
        plates.prepare(urls)
        assert all(plates.make(url).result is not None for url in urls)
    return [each["sql"] for each in asked]


@pytest.mark.django_db
def test_ten_stories_ask_no_more_often_than_two() -> None:
    """Whichever room adds to a story's page reads for the whole run (stories/preparing.py: `also`)."""
    stories = [make_story(f"The ferry is late, number {n}") for n in range(10)]
    for story in stories:
        story.save_revision().publish()
    stories = list(StoryPage.objects.order_by("pk"))
    _asked(stories[:1])  # what is asked once in a process
    assert len(_asked(stories)) <= len(_asked(stories[:2]))

"""The News Feed's rail tells what was wrong with a story, for as long as its briefs are no newer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from broadsheet.briefs.factories import brief
from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.release.actions.kill import kill
from broadsheet.stories.actions.correct import correct, take_back
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing

RAILS = ("/rails/news-feed.html", "/rails/news-feed.json")
WRONG = "The vote was 22 to 9."


@pytest.mark.parametrize("gone", ["taken back", "killed"])
def test_it_comes_with_the_correction_and_goes_with_it(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None], gone: str
) -> None:
    brief("Fog on the bay.", at=clock.now() - timedelta(hours=1))
    story = make_story("Council votes")
    note = correct(story, None, "correction", WRONG)
    pressing.settle()
    for url in RAILS:
        rail = pressing.read(url) or ""
        assert "Correction: Council votes" in rail
        assert WRONG in rail
    as_pressed_anew(pressing.folder)
    if gone == "killed":
        kill(story, None, "Untrue.")
    else:
        take_back(note, None)
    pressing.settle()
    for url in RAILS:
        assert "Council votes" not in (pressing.read(url) or "")
    as_pressed_anew(pressing.folder)


def test_what_is_older_than_the_briefs_is_no_news(pressing: Pressing) -> None:
    correct(make_story("Council votes"), None, "correction", WRONG)
    brief("Fog on the bay.", at=clock.now() + timedelta(minutes=1))
    pressing.settle()
    assert "Council votes" not in (pressing.read(RAILS[0]) or "")

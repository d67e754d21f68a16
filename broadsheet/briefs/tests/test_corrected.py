"""The News Feed's rail tells what was wrong with a story, for as long as its briefs are no newer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from broadsheet.briefs.factories import brief
from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.release.actions.kill import kill
from broadsheet.stories.actions.correct import amend, correct, take_back
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


def test_two_corrections_of_a_story_are_two_items_of_the_json_feed(pressing: Pressing) -> None:
    made = brief("Fog on the bay.", at=clock.now() - timedelta(hours=1))
    story = make_story("Council votes")
    first = correct(story, None, "correction", WRONG)
    second = correct(story, None, "correction", "The mayor did not vote.")
    pressing.settle()
    base, items = "https://ledger.example", feed_items(pressing)
    assert [item["id"] for item in items] == [
        f"{base}/news-feed/#correction-{second.pk}",
        f"{base}/news-feed/#correction-{first.pk}",
        f"{base}{made.url}",
    ]
    assert items[0]["url"] == items[1]["url"] == f"{base}{story.url}"
    assert not any("date_modified" in item for item in items)


def test_a_correction_keeps_its_identity_and_says_when_it_got_other_words(pressing: Pressing) -> None:
    brief("Fog on the bay.", at=clock.now() - timedelta(hours=1))
    note = correct(make_story("Council votes"), None, "correction", WRONG)
    pressing.settle()
    before = feed_items(pressing)[0]
    amend(note, None, "The vote was 21 to 10.")
    note.refresh_from_db()
    pressing.settle()
    after = feed_items(pressing)[0]
    assert note.amended_at is not None
    assert after == before | {"content_text": "The vote was 21 to 10.", "date_modified": machine(note.amended_at)}


def feed_items(pressing: Pressing) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(pressing.read(RAILS[1]) or "")["items"]
    return found

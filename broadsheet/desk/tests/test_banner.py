"""The breaking banner: raised and lowered at the desk, above every page, and down when its time is up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.fronts.models import Breaking
from broadsheet.live import events
from broadsheet.press import news
from broadsheet.release.actions.kill import kill
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing

TEXT = "The tide gate has given way"
RAIL = "/rails/breaking.html"


pytestmark = pytest.mark.usefixtures("harbour", "pressing")
"""Before anybody comes to the desk: so begin many tests, and the press of that is kept (docs/decisions/0093)."""


@pytest.fixture
def flood(harbour: Section, pressing: Pressing) -> StoryPage:
    story = make_story("Water in Rope Street", section=harbour)
    pressing.settle()
    return story


def put_up(client: Client, story: StoryPage | None = None, **more: str) -> str:
    data = {"text": TEXT, "hours": "2", "language": "en", "story": str(story.pk) if story else "", **more}
    return client.post(reverse("desk_banner"), data, follow=True).content.decode()


def told() -> str:
    while news.tell():
        pass
    last = events.told("breaking-en")
    return last[1]["html"] if last else ""


def test_it_stands_on_the_front_and_in_its_rail_and_open_pages_are_told(
    editor: Client, flood: StoryPage, pressing: Pressing
) -> None:
    assert "The banner is up." in put_up(editor, flood)
    changed = pressing.settle().changed
    assert {"/", RAIL} <= set(changed)
    assert flood.url not in changed
    for url in ("/", RAIL):
        text = pressing.read(url) or ""
        assert TEXT in text
        assert f'href="{flood.url}"' in text
    assert TEXT in told()


def test_a_story_that_is_pressed_while_it_is_up_carries_a_copy_until_it_is_lowered(
    editor: Client, flood: StoryPage, pressing: Pressing
) -> None:
    put_up(editor)
    make_story("Sandbags", section=Section.objects.get(title="Harbour"))
    pressing.settle()
    assert TEXT in (pressing.read("/harbour/sandbags/") or "")
    editor.post(reverse("desk_banner_lower", args=(Breaking.objects.get().pk,)))
    pressing.settle()
    for url in ("/", RAIL, "/harbour/sandbags/"):
        assert TEXT not in (pressing.read(url) or "")
    assert told() == ""


def test_it_comes_down_by_itself(editor: Client, flood: StoryPage, pressing: Pressing) -> None:
    put_up(editor)
    pressing.settle()
    assert TEXT in told()
    banner = Breaking.objects.get()
    Breaking.objects.update(
        raised_at=banner.raised_at - timedelta(hours=3), expire_at=banner.expire_at - timedelta(hours=3)
    )
    pressing.let_pass(banner.expire_at - timedelta(hours=3))
    assert TEXT not in (pressing.read("/") or "")
    assert pressing.read(RAIL) == ""
    assert told() == ""


def test_it_leads_to_no_story_that_was_killed(editor: Client, flood: StoryPage, pressing: Pressing) -> None:
    put_up(editor, flood)
    pressing.settle()
    assert f'href="{flood.url}"' in told()
    kill(flood, None, "Untrue.")
    pressing.settle()
    assert (pressing.read(RAIL) or "").count("href") == 0
    heard = told()
    assert TEXT in heard
    assert "href" not in heard


def test_a_new_one_takes_the_place_of_the_old(editor: Client, flood: StoryPage, pressing: Pressing) -> None:
    put_up(editor)
    put_up(editor, text="The gate is shut again")
    pressing.settle()
    assert TEXT not in (pressing.read("/") or "")
    assert "The gate is shut again" in (pressing.read(RAIL) or "")


def test_without_words_or_an_end_it_is_not_raised(editor: Client, flood: StoryPage) -> None:
    put_up(editor, text="")
    put_up(editor, hours="")
    put_up(editor, hours="900")
    assert not Breaking.objects.exists()


def test_a_reporter_neither_raises_nor_lowers_it(reporter: Client, flood: StoryPage) -> None:
    put_up(reporter)
    assert not Breaking.objects.exists()
    assert "desk-banner" not in reporter.get("/desk/").content.decode()
    assert User.objects.get(username="ada").has_perm("briefs.add_brief")

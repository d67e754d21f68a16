"""The desk's own screens: what an editor sees and is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.release.actions.embargo import embargo
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def form(title: str, **more: Any) -> dict[str, Any]:
    data = {
        "title": title,
        "slug": "typed-at-the-desk",
        "body": streamfield([("paragraph", {"contentState": "x"})][:0]),
        "bylines": inline_formset([]),
        "story_topics": inline_formset([]),
        "claims": inline_formset([]),
        "evidence": inline_formset([]),
        "comments": inline_formset([]),
        **more,
    }
    return nested_form_data(data)


def test_a_story_is_written_and_published(desk: Client) -> None:
    section = make_section("Harbour")
    add = reverse("wagtailadmin_pages:add", args=("stories", "storypage", section.pk))
    assert desk.get(add).status_code == 200
    desk.post(add, form("Typed at the desk") | {"action-publish": "1"})
    story = StoryPage.objects.get(title="Typed at the desk")
    assert (story.live, story.url) == (True, "/harbour/typed-at-the-desk/")


@pytest.mark.parametrize("lacks", ["a headline", "the credit of its picture"])
def test_what_is_refused_as_it_is_created_is_kept_as_a_draft(desk: Client, lacks: str) -> None:
    section = make_section("Harbour")
    picture = make_picture(credit="")
    more = {"headline_is_working": "on"} if lacks == "a headline" else {"hero": str(picture.pk)}
    add = reverse("wagtailadmin_pages:add", args=("stories", "storypage", section.pk))
    answer = desk.post(add, form("Fog", standfirst="Precious prose.", **more) | {"action-publish": "1"})
    story = StoryPage.objects.get(title="Fog")
    assert (story.live, story.first_published_at) == (False, None)
    assert story.get_latest_revision_as_object().standfirst == "Precious prose."
    assert answer.headers["location"] == reverse("wagtailadmin_pages:edit", args=(story.pk,))


def test_a_story_that_is_not_ready_stays_a_draft_and_the_desk_says_why(desk: Client) -> None:
    story = make_story(live=False)
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    answer = desk.post(
        edit, form("Still to be named", headline_is_working="on") | {"action-publish": "1"}, follow=True
    )
    assert "working headline" in answer.content.decode()
    assert not StoryPage.objects.get(pk=story.pk).live


def test_many_that_are_published_at_once_are_asked_too(desk: Client) -> None:
    ready, unready = make_story(live=False), make_story("Unready", live=False, headline_is_working=True)
    many = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    desk.post(f"{many}?id={ready.pk}&id={unready.pk}", follow=True)
    assert not StoryPage.objects.filter(live=True).exists()


def test_the_desk_says_until_when_an_embargo_keeps_it_in(desk: Client, chief: User) -> None:
    story = make_story(live=False)
    embargo(story, chief, clock.now() + timedelta(days=1))
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    answer = desk.post(edit, form("Under embargo") | {"action-publish": "1"}, follow=True)
    assert answer.content.decode().count("goes out by itself") == 1


def test_saving_a_draft_splits_what_was_typed_as_one_paragraph(desk: Client) -> None:
    story = make_story(live=False)
    typed = '<p data-block-key="a">Fog.</p><p data-block-key="b">Sand.</p>'
    story.body = [("paragraph", typed)]
    story.save_revision()
    assert len(story.get_latest_revision_as_object().body) == 2

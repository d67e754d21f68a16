"""What readers had is deleted by nobody at the desk: its states would go, and the notice at its address."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from broadsheet.briefs.factories import brief, draft
from broadsheet.briefs.models import Brief
from broadsheet.desk.tests.conftest import signed_in
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


def administrator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@ledger.example"))
    return client


def published(harbour: Section, title: str = "The tide gate") -> StoryPage:
    story: Any = make_story(title, section=harbour, live=False)
    story.save_revision().publish()
    return StoryPage.objects.get(pk=story.pk)


def everybody() -> list[Client]:
    return [*(signed_in(name) for name in ("ada", "ebo", "cleo")), administrator()]


def ways(story: StoryPage) -> list[tuple[str, dict[str, Any]]]:
    sure = {"wagtail_site_name": "The Mirna Bay Ledger"}
    return [
        (reverse("wagtailadmin_pages:delete", args=(story.pk,)), sure),
        (reverse("wagtailadmin_pages:delete", args=(story.get_parent().pk,)), sure),
        (f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'delete'))}?id={story.pk}", sure),
        (reverse("wagtailadmin_api:pages:action", args=(story.pk, "delete")), {}),
    ]


@pytest.mark.parametrize("state", ["public", "unpublished", "killed"])
def test_a_story_that_was_published_stays(harbour: Section, state: str) -> None:
    story = published(harbour)
    if state == "unpublished":
        story.unpublish()
    elif state == "killed":
        kill(story, None, "It is not true.")
    for client in everybody():
        for address, sent in ways(story):
            client.post(address, sent)
            assert StoryPage.objects.filter(pk=story.pk).exists(), address
    assert story.versions.exists()


def test_it_can_be_moved_to_another_section(harbour: Section, editor: Client) -> None:
    story, other = published(harbour), make_section("Council")
    editor.post(reverse("wagtailadmin_pages:move_confirm", args=(story.pk, other.pk)))
    assert StoryPage.objects.get().get_parent().pk == other.pk


def test_a_draft_that_nobody_had_can_be_deleted(harbour: Section, editor: Client) -> None:
    story = make_story("The tide gate", section=harbour, live=False)
    address, sent = ways(story)[0]
    editor.post(address, sent)
    assert not StoryPage.objects.exists()


def test_what_was_killed_is_not_offered_for_a_card_or_a_link(harbour: Section, editor: Client) -> None:
    kept, killed = published(harbour, "The ferry sails"), published(harbour, "The ferry sinks")
    kill(killed, None, "It is not true.")
    for name, more in (("wagtailadmin_choose_page_search", "q=ferry"), ("wagtailadmin_choose_page_child", "")):
        here = reverse(name, args=(harbour.pk,) if name.endswith("child") else ())
        page = editor.get(f"{here}?page_type=stories.storypage&{more}").content.decode()
        assert kept.title in page, name
        assert killed.title not in page, name


def test_a_brief_that_had_an_address_stays(editor: Client) -> None:
    made, never = brief("Fog on the bay"), draft("Fog tomorrow")
    for one in (made, never):
        answer = editor.post(reverse("wagtailsnippets_briefs_brief:delete", args=(one.pk,)), follow=True)
        assert answer.status_code == 200
    bulk = reverse("wagtail_bulk_action", args=("briefs", "brief", "delete"))
    editor.post(f"{bulk}?id={made.pk}")
    assert list(Brief.objects.all()) == [made]


def plans(of: CaptureQueriesContext) -> list[str]:
    """How the database goes about what was asked: steps of its plans."""
    with connection.cursor() as cursor:
        steps = []
        for asked in of.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked['sql']}")
            steps += [step[3] for step in cursor.fetchall()]
    return steps


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plans are those of SQLite")
def test_whether_it_stays_is_found_by_an_index(harbour: Section) -> None:
    """A list asks it of each of its rows: without one, a section of 100,000 stories took three seconds."""
    tester = published(harbour).permissions_for_user(User.objects.create_superuser("root", "root@ledger.example"))
    with CaptureQueriesContext(connection) as asked:
        assert tester._holds_what_stays()
    of_pages = [step for step in plans(asked) if "wagtailcore_page" in step]
    assert of_pages == ["SEARCH wagtailcore_page USING INTEGER PRIMARY KEY (rowid=?)"]

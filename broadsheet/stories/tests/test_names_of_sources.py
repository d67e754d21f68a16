"""The name of a source that must stay unknown: kept from the story's editor, read on the screen of its claims by who
may, and in nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from broadsheet.sourcing.models import ProtectedName
from broadsheet.stories import pages
from broadsheet.stories.models import StoryPage
from broadsheet.stories.tests.test_claims import make_claimed

pytestmark = pytest.mark.django_db
NAME, REASON = "Orla Whitcombe", "The court asks."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def root() -> Client:
    return signed_in(User.objects.create_superuser("root", "root@ledger.example"))


def kept(client: Client, name: str = NAME) -> str:
    """Its token, from where the editor's script keeps it."""
    answer = client.post(reverse("sourcing_keep"), {"name": name})
    assert "no-store" in answer["Cache-Control"]
    assert NAME not in answer.content.decode()
    return str(json.loads(answer.content)["token"])


def resting_on(token: str) -> StoryPage:
    story = make_claimed((1, "unnamed", {"protected": token, "shown": True}))
    story.save_revision()
    return story


def read(client: Client, story: StoryPage, token: str, reason: str = REASON) -> str:
    answer = client.post(reverse("stories_claims", args=(story.pk,)), {"token": token, "reason": reason})
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_who_may_reads_it_with_a_reason_which_the_log_has(root: Client) -> None:
    token = kept(root)
    story = resting_on(token)
    assert NAME not in root.get(reverse("stories_claims", args=(story.pk,))).content.decode()
    assert NAME not in read(root, story, token, reason=" ")
    assert not ModelLogEntry.objects.filter(action="sourcing.reveal").exists()
    assert NAME in read(root, story, token)
    entry = ModelLogEntry.objects.get(action="sourcing.reveal")
    assert entry.data == {"reason": REASON, "about": story.title}
    assert REASON in root.get(reverse("staff_audit")).content.decode()


def test_who_may_not_sees_that_one_is_kept_and_the_try_is_logged(root: Client) -> None:
    token = kept(root)
    story = resting_on(token)
    editor = User.objects.create_user("ed")
    editor.groups.add(Group.objects.get(name="Editor"))
    client = signed_in(editor)
    page = client.get(reverse("stories_claims", args=(story.pk,))).content.decode()
    assert "The name is kept encrypted." in page
    assert "Read the name" not in page
    refused = client.post(reverse("stories_claims", args=(story.pk,)), {"token": token, "reason": REASON})
    assert refused.status_code == 302
    assert ModelLogEntry.objects.filter(action="sourcing.reveal_refused").count() == 1


def test_a_token_of_another_story_opens_nothing(root: Client) -> None:
    token = kept(root)
    other = make_claimed((0, "unnamed", {}))
    answer = root.post(reverse("stories_claims", args=(other.pk,)), {"token": token, "reason": REASON})
    assert answer.status_code == 404
    assert not ModelLogEntry.objects.filter(action="sourcing.reveal").exists()


def test_it_is_in_no_table_no_page_and_no_comparison(root: Client) -> None:
    story = resting_on(kept(root))
    story.claims = list(story.claims.all())
    story.claims.first().words = "The gates were greased."
    story.save_revision()
    first, last = Revision.objects.for_instance(story).order_by("pk").values_list("pk", flat=True)
    compared = reverse("wagtailadmin_pages:revisions_compare", args=(story.pk, first, last))
    edited = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    for url in (compared, edited, reverse("stories_claims", args=(story.pk,))):
        answer = root.get(url)
        assert answer.status_code == 200
        assert NAME not in answer.content.decode()
    assert NAME.encode() not in pages.preview(StoryPage.objects.get(pk=story.pk))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert NAME not in str(cursor.fetchall()), table


def test_one_that_is_gone_or_of_another_key_is_said(root: Client, settings: Any) -> None:
    token = kept(root)
    story = resting_on(token)
    settings.FIELD_KEY = "B" * 43 + "="
    assert "field_key" in read(root, story, token)
    ProtectedName.objects.all().delete()
    assert "The name is not kept any more." in read(root, story, token)


def test_nothing_is_no_name(root: Client) -> None:
    answer = root.post(reverse("sourcing_keep"), {"name": "  "})
    assert answer.status_code == 400
    assert "Write the name" in json.loads(answer.content)["error"]
    assert Client().post(reverse("sourcing_keep"), {"name": NAME}).status_code == 302
    assert not ProtectedName.objects.exists()

"""Nobody becomes more than they are by a field that no form shows (mass assignment), or by another's account."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
PERSON = {"first_name": "Ben", "last_name": "Orr", "email": "ben@ledger.example", "is_active": "on"}
PASSWORD = {"password1": "the tide gate of 1911", "password2": "the tide gate of 1911"}


def somebody(group: str) -> Client:
    user = User.objects.create_user(group.replace(" ", "").lower(), last_name="X")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def test_who_makes_accounts_cannot_make_an_administrator() -> None:
    chief = somebody("Chief editor")
    sent = {"username": "ben", **PERSON, **PASSWORD}
    answer = chief.post("/desk/users/new/", {**sent, "is_superuser": "on"}, follow=True)
    assert not User.objects.filter(username="ben", is_superuser=True).exists(), answer.content


@pytest.mark.parametrize("whose", ["chiefeditor", "ada", "root"])
def test_nor_change_one_into_one_nor_an_administrators(whose: str) -> None:
    chief = somebody("Chief editor")
    ada = User.objects.create_user("ada", "ada@ledger.example")
    root = User.objects.create_superuser("root", "root@ledger.example", "the old word of 1911")
    chosen = User.objects.get(username=whose)
    chief.post(f"/desk/users/edit/{chosen.pk}/", {"username": whose, **PERSON, **PASSWORD, "is_superuser": "on"})
    for user in (ada, root):
        user.refresh_from_db()
    assert list(User.objects.filter(is_superuser=True)) == [root]
    assert root.check_password("the old word of 1911")


def test_what_an_account_says_of_itself_is_its_own_name_and_no_right() -> None:
    reporter = somebody("Reporter")
    rights = {"is_superuser": "on", "is_staff": "on", "groups": [Group.objects.get(name="Chief editor").pk]}
    reporter.post("/desk/account/", {"name_email-first_name": "A", "name_email-last_name": "B", **rights})
    user = User.objects.get(username="reporter")
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert list(user.groups.values_list("name", flat=True)) == ["Reporter"]


HIDDEN: dict[str, Any] = {
    "live": "on",
    "owner": "1",
    "hold": "",
    "embargoed_until": "",
    "killed": "",
    "kill_reason": "",
    "first_published_at": "2001-01-01 00:00",
    "last_published_at": "2001-01-01 00:00",
    "access": "public",
    "foreign_id": "x",
    "locked": "on",
    "path": "0001",
    "depth": "1",
    "url_path": "/x/",
    "content_type": "1",
    "latest_revision": "1",
    "action-publish": "action-publish",
}


def test_a_reporters_form_sets_nothing_that_it_does_not_show() -> None:
    story = make_story("Held", hold=True, hold_reason="A lawyer reads it.", access="members")
    StoryPage.objects.filter(pk=story.pk).update(live=False, embargoed_until=clock.wall().replace(year=2100))
    story.refresh_from_db()
    sent = {**forms.story("Held no more", ["A word."]), **HIDDEN}
    somebody("Reporter").post(f"/desk/pages/{story.pk}/edit/", sent)
    now = StoryPage.objects.get(pk=story.pk)
    for field in (*(name for name in HIDDEN if hasattr(story, name) and name != "latest_revision"), "live", "hold"):
        assert getattr(now, field) == getattr(story, field), field

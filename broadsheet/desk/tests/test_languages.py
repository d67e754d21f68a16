"""The desk speaks to each of the newsroom in the language that they chose for themselves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.widgets import AdminPageChooser
from wagtail.snippets.widgets import AdminSnippetChooser
from wagtail.users.models import UserProfile

from broadsheet.briefs.models import Brief
from broadsheet.desk.release_view import release_url
from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage


@pytest.fixture
def ukrainian(editor: Client) -> Client:
    profile = UserProfile.get_for_user(User.objects.get(username="ebo"))
    profile.preferred_language = "uk"
    profile.save()
    return editor


def add(client: Client, section: Section, **more: str) -> StoryPage:
    url = reverse("wagtailadmin_pages:add", args=("stories", "storypage", section.pk))
    answer = client.post(url, {**forms.story("Tide gate", ["It jammed."], slug="tide-gate"), **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return StoryPage.objects.get(slug="tide-gate")


def test_screens_and_times_are_in_it(ukrainian: Client, harbour: Section) -> None:
    story = add(ukrainian, harbour)
    until = clock.local(clock.now() + timedelta(days=2)).replace(hour=9, minute=5)
    given = {"verb": "embargo", "embargo-until": f"{until:%Y-%m-%d %H:%M}"}
    screen = ukrainian.post(release_url(story), given, follow=True).content.decode()
    assert "Ембарго встановлено." in screen
    assert f"{until:%d.%m.%Y}, 09:05" in screen
    history = ukrainian.get(reverse("wagtailadmin_pages:history", args=(story.pk,))).content.decode()
    assert f"Ембарго до {until:%d.%m.%Y}, 09:05" in history


def test_what_wagtail_has_no_hook_for_is_refused_in_it(reporter: Client, ukrainian: Client, harbour: Section) -> None:
    story = add(reporter, harbour, headline_is_working="on", **{"action-submit": "action-submit"})
    state = story.current_workflow_task_state
    assert state is not None
    approve = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    answer = ukrainian.post(approve, {"comment": ""}, follow=True)
    assert "досі робочий заголовок" in answer.content.decode()


def test_others_keep_theirs(ukrainian: Client, reporter: Client) -> None:
    assert "Написати матеріал" not in reporter.get(reverse("wagtailadmin_home")).content.decode()


def test_words_of_wagtails_scripts_are_in_it(ukrainian: Client) -> None:
    catalogue = ukrainian.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    for told in ("Зберігається…", "Немає зв’язку", "Головне меню"):
        assert json.dumps(told)[1:-1] in catalogue


def test_the_buttons_of_choosers_are_in_it_whenever_they_were_made() -> None:
    choosers = AdminPageChooser(target_models=[StoryPage]), AdminSnippetChooser(model=Brief)
    with override("uk"):
        said = [chooser.render("it", None, {"id": "id_it"}) for chooser in choosers]
    assert "Оберіть сторінку (Матеріал)" in said[0]
    assert "Вибрати: " in said[1]
    assert not [page for page in said if "Choose " in page]

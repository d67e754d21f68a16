"""A story that was handed in: its writer sees who has it, and takes it back by one button."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.desk.tests import forms
from broadsheet.desk.tests.conftest import signed_in
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

BACK = "Take it back and go on writing"


@pytest.fixture
def story(reporter: Client) -> StoryPage:
    """Which Ada has handed in."""
    made = make_story("Tides", live=False)
    made.get_workflow().start(made, User.objects.get(username="ada"))
    return made


def drafted(story: StoryPage) -> str:
    """The headline of its latest draft."""
    return str(StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().title)


def edit(story: StoryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=(story.pk,))


def told(client: Client, story: StoryPage) -> str:
    """What stands above its editor."""
    page = client.get(edit(story)).content.decode()
    found = re.search(r'<li class="[^"]*lock[^"]*">(.*?)</li>', page, re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split()) if found else ""


def test_its_writer_sees_why_it_is_read_only_and_who_has_it(
    reporter: Client, editor: Client, story: StoryPage
) -> None:
    said = told(reporter, story)
    assert re.match(r"You handed it in on .+\. Until an editor publishes it or sends it back, you can read it", said)
    assert "Nobody has it open now; it waits for: Chief editor, Editor." in said
    assert said.endswith(BACK)
    editor.get(edit(story))
    assert "It is open now at: ebo." in told(reporter, story)
    assert "you can read it" not in told(editor, story)
    page = editor.get(edit(story)).content.decode()
    assert "Publish it, or ask for changes, with the arrow at the foot." in page


def test_its_writer_takes_it_back_and_writes_on(reporter: Client, story: StoryPage) -> None:
    page = reporter.get(edit(story)).content.decode()
    assert "Page locked" not in page
    sent = {**forms.story("Tides turn", ["Fog."], slug="tides"), "action-cancel-workflow": "1"}
    answer = reporter.post(edit(story), sent, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(edit(story), 302)]
    assert "“Tides” was taken back: no editor waits for it any more." in text
    assert 'name="action-submit"' in text
    assert not story.workflow_states.active()
    assert drafted(story) == "Tides", "what was read-only is as it was"
    reporter.post(edit(story), forms.story("Tides turn", ["Fog."], slug="tides"))
    assert drafted(story) == "Tides turn"
    assert not StoryPage.objects.get(pk=story.pk).live


def test_another_reporter_sees_who_has_it_and_cannot_take_it(story: StoryPage) -> None:
    User.objects.create_user("bo", email="bo@ledger.example").groups.add(
        *User.objects.get(username="ada").groups.all()
    )
    said = told(signed_in("bo"), story)
    assert re.match(r"ada handed it in on ", said)
    assert BACK not in said
    signed_in("bo").post(edit(story), {**forms.story("Mine", ["Fog."], slug="tides"), "action-cancel-workflow": "1"})
    assert story.workflow_states.active()
    assert drafted(story) == "Tides"


def test_its_writer_reads_what_the_editor_wants_changed(reporter: Client, editor: Client, story: StoryPage) -> None:
    story.current_workflow_task_state.reject(User.objects.get(username="ebo"), comment="Whose tides?")
    page = reporter.get(edit(story)).content.decode()
    assert re.search(r"ebo asked for changes on [^<]*: “Whose tides\?”", page)
    assert page.count("An editor reads it, and publishes it or sends it back.") == 1
    assert "Submit again" not in page, "the workflow has one step, and its beginning is that step"

"""The editor's foot and what stands beside it: what each button does, and what the checks say."""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.models import Section
from broadsheet.stories.blocks import BODY
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage


def edit(story: StoryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=(story.pk,))


def page(client: Client, story: StoryPage) -> str:
    return client.get(edit(story)).content.decode()


def test_publishing_says_when_readers_have_it(editor: Client, db: None) -> None:
    story = make_story(live=False)
    assert "Readers have it within seconds." in page(editor, story)
    embargo(story, None, clock.now() + timedelta(hours=2))
    assert re.search(r"Readers have it on [^<]+, by itself\.", page(editor, story))
    hold(story, None, "A pilot denies it.")
    assert "It stays in until the hold is lifted: A pilot denies it." in page(editor, story)


def test_a_headline_is_written_on_several_lines_and_is_one(editor: Client, db: None) -> None:
    story = make_story(live=False)
    assert re.search(r'<textarea[^>]* name="title"|<textarea name="title"', page(editor, story))
    editor.post(edit(story), forms.story("Gates jam\r\nin a  test", ["Fog."], slug="gates"))
    assert StoryPage.objects.get(pk=story.pk).draft_title == "Gates jam in a test"


def test_the_editor_offers_no_menu_that_a_story_could_stand_in(editor: Client, db: None) -> None:
    assert "show_in_menus" not in page(editor, make_story(live=False))


def test_who_opens_a_killed_story_is_told(editor: Client, chief: Client, db: None) -> None:
    story = make_story()
    assert "nothing brings it back" not in page(editor, story)
    kill(story, User.objects.get(username="cleo"), "A court says so.")
    assert "nothing brings it back" in page(editor, story)


def test_approving_says_what_the_checks_advise(reporter: Client, editor: Client, db: None) -> None:
    story = make_story(live=False, by=[])
    state = story.get_workflow().start(story, User.objects.get(username="ada")).current_task_state
    form = {**forms.story("Tides", ["Fog."], slug="tides"), "action-workflow-action": "1"}
    sent = {**form, "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    text = editor.post(edit(story), sent, follow=True).content.decode()
    state.refresh_from_db()
    assert state.status == "approved"
    assert "Nobody is named as its author." in text


def test_what_was_submitted_is_published_by_one_button(reporter: Client, editor: Client, db: None) -> None:
    story = make_story(live=False)
    story.get_workflow().start(story, User.objects.get(username="ada"))
    text = page(editor, story)
    assert "Approve and publish" in text
    assert "Ask for changes" in text
    assert 'name="action-publish"' not in text
    assert "Take back the submission" in page(reporter, story)


def test_the_way_to_release_is_at_the_foot_for_who_may(reporter: Client, editor: Client, db: None) -> None:
    story = make_story(live=False)
    assert "Release: hold, embargo, kill" in page(editor, story)
    assert "Release: hold, embargo, kill" not in page(reporter, story)


def test_no_link_leads_to_a_page_that_readers_do_not_have(editor: Client, db: None) -> None:
    story = make_story(live=False)
    embargo(story, None, clock.now() + timedelta(hours=2))
    sent = {**forms.story("Tides", ["Fog."], slug="tides"), "action-publish": "action-publish"}
    text = editor.post(edit(story), sent, follow=True).content.decode()
    assert "View the draft" in text
    assert "View live" not in text
    public = make_story("Public")
    sent = {**forms.story("Public", ["Fog."], slug="public"), "action-publish": "action-publish"}
    assert "View live" in editor.post(edit(public), sent, follow=True).content.decode()


def test_the_checks_speak_of_the_draft(reporter: Client, db: None) -> None:
    story = make_story(by=[])
    story.headline_is_working = True
    story.save_revision()
    text = reporter.get(reverse("desk_findings", args=(story.pk,))).content.decode()
    assert 'data-refusals="1"' in text
    assert "working headline" in text
    assert "Nobody is named as its author." in text


def test_advice_is_told_again_at_publishing(editor: Client, db: None) -> None:
    story = make_story(by=[], live=False)
    sent = {**forms.story("Tides", ["Fog."], slug="tides"), "action-publish": "action-publish"}
    assert "Nobody is named as its author." in editor.post(edit(story), sent, follow=True).content.decode()
    assert StoryPage.objects.get().live


def test_who_may_not_edit_is_told_nothing(client: Client, db: None) -> None:
    story = make_story(live=False)
    assert client.get(reverse("desk_findings", args=(story.pk,))).status_code == 302


def test_the_text_has_the_desks_own_editor(editor: Client, db: None) -> None:
    text = page(editor, make_story(live=False))
    assert "broadsheet.desk.Body" in text
    assert "desk/body.js" in text
    assert "kept" in BODY.child_blocks


def test_who_begins_a_story_is_named_as_its_reporter(reporter: Client, harbour: Section) -> None:
    User.objects.filter(username="ada").update(first_name="Ada", last_name="Fell")
    add = reverse("wagtailadmin_pages:add", args=("stories", "storypage", harbour.pk))
    assert 'name="bylines-INITIAL_FORMS" value="0"' in reporter.get(add).content.decode(), "nobody is called so"
    ada = make_contributor("Ada Fell")
    page = reporter.get(add).content.decode()
    assert re.search(rf'name="bylines-0-contributor" value="{ada.pk}"', page)
    begun = {"bylines-TOTAL_FORMS": "1", "bylines-INITIAL_FORMS": "1", "bylines-0-id": "", "bylines-0-ORDER": "1"}
    byline = {"bylines-0-contributor": str(ada.pk), "bylines-0-role": "reported", "bylines-0-DELETE": ""}
    reporter.post(add, {**forms.story("Tides", ["Fog."], slug="tides"), **begun, **byline})
    draft = StoryPage.objects.get(draft_title="Tides").get_latest_revision_as_object()
    assert [line.contributor for line in draft.bylines.all()] == [ada]
    make_contributor("Ada Fell", slug="ada-fell-of-sarn")
    assert 'name="bylines-INITIAL_FORMS" value="0"' in reporter.get(add).content.decode(), "two are called so"

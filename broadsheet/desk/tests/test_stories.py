"""A story's way at the desk: written, autosaved, previewed, published, taken in, killed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from broadsheet.briefs.factories import brief
from broadsheet.desk.release_view import release_url
from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.press.models import Change
from broadsheet.release.actions.embargo import embargo
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing

TITLE = "The tide gate cannot close in a storm"
TEXT = ["Two of four gates jammed in a test last month.", "The report lay in a tray for eleven days."]
PUBLISH = {"action-publish": "action-publish"}


def add(client: Client, section: Section, **more: str) -> StoryPage:
    url = reverse("wagtailadmin_pages:add", args=("stories", "storypage", section.pk))
    answer = client.post(url, {**forms.story(TITLE, TEXT, slug="tide-gate"), **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return StoryPage.objects.get(slug="tide-gate")


def edit(story: StoryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=(story.pk,))


pytestmark = pytest.mark.usefixtures("harbour", "pressing")
"""Before anybody comes to the desk: so begin many tests, and the press of that is kept (docs/decisions/0093)."""


@pytest.fixture
def paper(harbour: Section, pressing: Pressing) -> Pressing:
    """A paper with a section, settled."""
    return pressing


def test_written_and_published_it_is_read_as_a_page(editor: Client, harbour: Section, paper: Pressing) -> None:
    story = add(editor, harbour, **PUBLISH)
    paper.settle()
    page = paper.read("/harbour/tide-gate/") or ""
    assert f"<h1>{TITLE}</h1>" in page
    assert TEXT[0] in page
    assert TITLE in (paper.read("/") or "")
    assert story.url == "/harbour/tide-gate/"


def test_a_draft_is_nowhere_and_a_reporter_cannot_publish(
    reporter: Client, harbour: Section, paper: Pressing
) -> None:
    story = add(reporter, harbour, **PUBLISH)
    paper.settle()
    assert not story.live
    assert paper.read("/harbour/tide-gate/") is None
    assert TITLE not in (paper.read("/") or "")


def test_autosaving_what_is_published_is_no_work_for_the_press(
    editor: Client, harbour: Section, paper: Pressing
) -> None:
    story = add(editor, harbour, **PUBLISH)
    paper.settle()
    for n in range(3):
        answer = editor.post(
            edit(story),
            forms.story(f"Draft headline {n}", TEXT, slug="tide-gate"),
            headers={"Accept": "application/json"},
        )
        assert answer.json()["success"]
    assert not Change.objects.exists()
    assert not paper.settle()


def test_the_preview_shows_what_is_not_saved(editor: Client, harbour: Section) -> None:
    story = add(editor, harbour)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=(story.pk,))
    assert editor.post(url, forms.story("A gate, a storm", TEXT, slug="tide-gate")).json()["is_valid"]
    answer = editor.get(url)
    assert "<h1>A gate, a storm</h1>" in answer.content.decode()
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_unpublished_it_is_404_and_killed_it_is_410(editor: Client, harbour: Section, paper: Pressing) -> None:
    story = add(editor, harbour, **PUBLISH)
    paper.settle()
    editor.post(reverse("wagtailadmin_pages:unpublish", args=(story.pk,)))
    paper.settle()
    assert paper.read("/harbour/tide-gate/") is None
    assert paper.gone("/harbour/tide-gate/") is None
    editor.post(edit(story), {**forms.story(TITLE, TEXT, slug="tide-gate"), **PUBLISH})
    paper.settle()
    assert TEXT[0] in (paper.read("/harbour/tide-gate/") or "")
    given = {"verb": "kill", "kill-reason": "The engineer took it back.", "kill-sure": "on"}
    editor.post(release_url(story), given)
    paper.settle()
    assert paper.read("/harbour/tide-gate/") is None
    notice = paper.gone("/harbour/tide-gate/") or ""
    assert notice
    assert TITLE not in notice
    assert TITLE not in (paper.read("/") or "")
    assert PageLogEntry.objects.get(action="release.kill").data["reason"] == "The engineer took it back."


def test_what_was_killed_cannot_be_published_and_the_desk_says_so(
    editor: Client, harbour: Section, paper: Pressing
) -> None:
    story = add(editor, harbour)
    editor.post(release_url(story), {"verb": "kill", "kill-reason": "Untrue.", "kill-sure": "on"})
    answer = editor.post(edit(story), {**forms.story(TITLE, TEXT, slug="tide-gate"), **PUBLISH}, follow=True)
    assert "nothing brings it back" in answer.content.decode()
    paper.settle()
    assert paper.read("/harbour/tide-gate/") is None


def test_a_working_headline_is_not_published_and_nothing_written_is_lost(
    editor: Client, harbour: Section, paper: Pressing
) -> None:
    story = add(editor, harbour)
    sent = forms.story("A headline to work on", TEXT, slug="tide-gate", headline_is_working="on")
    answer = editor.post(edit(story), {**sent, **PUBLISH}, follow=True)
    assert "working headline" in answer.content.decode()
    story.refresh_from_db()
    assert not story.live
    assert story.get_latest_revision_as_object().title == "A headline to work on"


def test_publishing_under_embargo_shows_what_keeps_it_in(editor: Client, harbour: Section, paper: Pressing) -> None:
    story = add(editor, harbour)
    end = clock.now() + timedelta(days=1)
    embargo(story, None, end)
    answer = editor.post(edit(story), {**forms.story(TITLE, TEXT, slug="tide-gate"), **PUBLISH}, follow=True)
    assert "under embargo" in answer.content.decode()
    paper.settle()
    assert paper.read("/harbour/tide-gate/") is None
    paper.let_pass(end)
    assert TITLE in (paper.read("/harbour/tide-gate/") or "")


def test_the_editor_and_the_list_have_a_way_to_release(editor: Client, harbour: Section) -> None:
    story = add(editor, harbour, **PUBLISH)
    StoryPage.objects.filter(pk=story.pk).update(hold=True)
    for url in (edit(story), reverse("wagtailadmin_explore", args=(harbour.pk,))):
        page = editor.get(url).content.decode()
        assert release_url(story) in page
        assert "On hold" in page


def test_wagtails_privacy_is_nowhere(chief: Client, harbour: Section) -> None:
    story = add(chief, harbour, **PUBLISH)
    page = chief.get(edit(story)).content.decode()
    assert "Change privacy" not in page
    assert chief.get(reverse("wagtailadmin_pages:set_privacy", args=(story.pk,))).status_code in (302, 403)


def test_a_story_carries_the_rails_and_a_new_brief_does_not_press_it(
    editor: Client, harbour: Section, paper: Pressing
) -> None:
    add(editor, harbour, **PUBLISH)
    brief("Fog on the bay.")
    paper.settle()
    paper.everything()
    page = paper.read("/harbour/tide-gate/") or ""
    assert "Fog on the bay." in page
    brief("The fog has gone.")
    assert "/harbour/tide-gate/" not in paper.settle().changed
    assert "The fog has gone." in (paper.read("/") or "")


def test_approving_what_must_not_be_published_says_why(
    reporter: Client, editor: Client, harbour: Section, paper: Pressing
) -> None:
    story = add(reporter, harbour, headline_is_working="on", **{"action-submit": "action-submit"})
    state = story.current_workflow_task_state
    assert state is not None
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    answer = editor.post(url, {"comment": ""}, headers={"Referer": f"http://testserver{edit(story)}"}, follow=True)
    assert "working headline" in answer.content.decode()
    story.refresh_from_db()
    assert not story.live


def test_publishing_what_readers_had_offers_to_tell_them_what_was_wrong(
    editor: Client, paper: Pressing, harbour: Section
) -> None:
    story = add(editor, harbour, **PUBLISH)
    offer = reverse("stories_correct", args=(story.pk,))
    assert f'href="{offer}"' not in editor.get("/desk/").content.decode(), "nobody had it before"
    editor.post(edit(story), {**forms.story(TITLE, ["Three of four."], slug="tide-gate"), **PUBLISH})
    home = editor.get("/desk/").content.decode()
    assert "Readers had it before. Did you mend a mistake?" in home
    assert f'<a href="{offer}" class="button button-small button-secondary">Tell readers what was wrong</a>' in home


def test_the_desks_pages_are_named_after_the_paper(editor: Client) -> None:
    page = editor.get("/desk/").content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert settings.PAPER_NAME in title
    assert "Wagtail" not in title

"""What was wrong is told, dated, and no going back to an older version loses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.sections.factories import make_section
from broadsheet.stories.actions.correct import amend, correct, take_back
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import Correction, StoryPage
from broadsheet.stories.selectors import corrections
from broadsheet.stories.signals import corrected
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
WRONG = "An earlier version gave the vote as 21 to 9. It was 22 to 9."


def test_a_correction_is_on_the_page_dated_and_the_page_is_updated(
    pressing: Pressing, as_pressed_anew: Check, chief: User
) -> None:
    story = make_story(first_published_at=clock.now() - timedelta(days=2))
    pressing.settle()
    made = correct(story, chief, "correction", WRONG)
    assert story.url in pressing.settle().changed
    page = pressing.read(story.url) or ""
    at = corrections(story.pk)[0]["at"]
    assert f'<p>{WRONG} Corrected on <time datetime="{at}">' in page
    assert '<section class="fix noted" aria-label="Correction">' in page
    assert f'<dt>Updated</dt> <dd><b><time datetime="{at}">' in page
    assert page.index("bank had moved again") < page.index(f"<p>{WRONG}")
    assert Correction.objects.get() == made
    as_pressed_anew(pressing.folder)


def test_a_second_click_is_no_second_note(chief: User) -> None:
    story = make_story()
    first = correct(story, chief, "correction", WRONG)
    assert correct(story, chief, "correction", WRONG) == first
    assert correct(story, chief, "clarification", WRONG) != first
    Correction.objects.update(at=clock.now() - timedelta(hours=1))
    correct(story, chief, "correction", WRONG)
    assert Correction.objects.count() == 3
    assert PageLogEntry.objects.filter(action="stories.correct").count() == 3


def test_a_retraction_stands_above_the_text(pressing: Pressing) -> None:
    story = make_story()
    correct(story, None, "retraction", "We could not confirm any of it.\n\nWe are sorry.")
    pressing.settle()
    page = pressing.read(story.url) or ""
    assert "<p>We could not confirm any of it.</p><p>We are sorry. Retracted on <time" in page
    assert page.index("We are sorry") < page.index("bank had moved again")


def test_going_back_to_an_older_version_loses_none() -> None:
    story = make_story()
    older = story.save_revision()
    correct(story, None, "clarification", WRONG)
    older.publish()
    assert [each["text"] for each in corrections(story.pk)] == [WRONG]


def test_it_is_logged_and_announced(chief: User) -> None:
    told: list[Any] = []

    def listen(sender: Any, story: StoryPage, correction: Correction | None, **kwargs: Any) -> None:
        told.append((story.pk, correction and correction.text))

    corrected.connect(listen)
    try:
        story = make_story()
        made = correct(story, chief, "correction", WRONG)
        amend(made, chief, "It was 22 to 8.")
        take_back(made, chief)
    finally:
        corrected.disconnect(listen)
    assert told == [(story.pk, WRONG), (story.pk, "It was 22 to 8."), (story.pk, None)]
    log = {entry.action: entry for entry in PageLogEntry.objects.filter(page=story.pk)}
    assert log["stories.correct"].user == chief
    assert log["stories.amend_correction"].data["was"] == WRONG
    assert log["stories.take_back_correction"].data["text"] == "It was 22 to 8."
    assert not Correction.objects.exists()


def test_who_may_not_publish_may_not_correct() -> None:
    story, reporter = make_story(), User.objects.create_user("reporter")
    with pytest.raises(PermissionDenied):
        correct(story, reporter, "correction", WRONG)
    made = correct(story, None, "correction", WRONG)
    with pytest.raises(PermissionDenied):
        take_back(made, reporter)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("correction", " \n ", "must be told"),
        ("apology", WRONG, "no such kind"),
        ("correction", "x" * 2001, "too long"),
    ],
)
def test_what_cannot_be_a_correction_is_refused(kind: str, text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        correct(make_story(), None, kind, text)


def test_a_draft_is_mended_and_a_killed_story_says_that_it_was_withdrawn() -> None:
    draft, killed = make_story(live=False), make_story("Killed")
    kill(killed, None, "It named a witness.")
    for story, says in ((draft, "have not had it"), (killed, "was killed")):
        with pytest.raises(Refused, match=says):
            correct(story, None, "correction", WRONG)


# -- the paper's list


def test_every_language_has_a_list_that_says_when_it_is_empty(pressing: Pressing) -> None:
    assert "No correction" in (pressing.read("/corrections/") or "")
    assert '<html lang="de"' in (pressing.read("/de/corrections/") or "")


def test_the_list_holds_the_corrections_of_public_stories(pressing: Pressing, as_pressed_anew: Check) -> None:
    story = make_story("Vote on the tide gate")
    german = make_story("Abstimmung", section=make_section("Hafen", language="de"))
    correct(story, None, "correction", WRONG)
    correct(german, None, "correction", "Es waren 22 Stimmen.")
    pressing.settle()
    listed = pressing.read("/corrections/") or ""
    assert WRONG in listed
    assert f'<a href="{story.url}">Vote on the tide gate</a>' in listed
    assert "Stimmen" not in listed
    assert "Stimmen" in (pressing.read("/de/corrections/") or "")
    as_pressed_anew(pressing.folder)
    hold(story, None, "The numbers are checked.")
    pressing.settle()
    assert "22 to 9" not in (pressing.read("/corrections/") or "")
    as_pressed_anew(pressing.folder)


def test_older_ones_stand_by_month(pressing: Pressing, as_pressed_anew: Check) -> None:
    story = make_story()
    now = clock.now().replace(year=2026, month=3, day=20)
    for day, text in ((now, "The newer."), (now - timedelta(days=31), "The older.")):
        with clock.as_of(day):
            correct(story, None, "correction", text)
    pressing.settle()
    assert '<a class="tap" href="/corrections/2026/02/">February 2026</a>' in (pressing.read("/corrections/") or "")
    february = pressing.read("/corrections/2026/02/") or ""
    assert "The older." in february
    assert "The newer." not in february
    as_pressed_anew(pressing.folder)
    take_back(Correction.objects.get(text="The older."), None)
    pressing.settle()
    assert pressing.read("/corrections/2026/02/") is None
    as_pressed_anew(pressing.folder)


def test_a_new_headline_is_in_the_list(pressing: Pressing, as_pressed_anew: Check) -> None:
    story = make_story()
    correct(story, None, "correction", WRONG)
    pressing.settle()
    story.title = "Another headline"
    story.save_revision().publish()
    assert "/corrections/" in pressing.settle().changed
    assert "Another headline" in (pressing.read("/corrections/") or "")
    as_pressed_anew(pressing.folder)


def test_an_edit_of_a_story_without_corrections_leaves_the_list_alone(pressing: Pressing) -> None:
    story = make_story()
    pressing.settle()
    story.title = "Another headline"
    story.save_revision().publish()
    done = pressing.settle()
    assert "/corrections/" not in (*done.changed, *done.same)


# -- at the desk


def test_the_desk_tells_readers_changes_the_words_and_takes_them_back(client: Client, chief: User) -> None:
    client.force_login(chief)
    story = make_story()
    screen = reverse("stories_correct", args=(story.pk,))
    assert screen in client.get(reverse("wagtailadmin_pages:edit", args=(story.pk,))).content.decode()
    assert "Tell readers" in client.get(screen).content.decode()
    client.post(screen, {"verb": "correct", "kind": "correction", "text": WRONG})
    note = Correction.objects.get()
    assert (note.text, note.by) == (WRONG, chief)
    client.post(screen, {"verb": "amend", "note": note.pk, f"note-{note.pk}-text": "It was 22 to 8."})
    assert Correction.objects.get().text == "It was 22 to 8."
    assert "It was 22 to 8." in client.get(screen).content.decode()
    client.post(screen, {"verb": "take_back", "note": note.pk})
    assert not Correction.objects.exists()


def test_what_the_desk_refuses_is_kept_in_the_form(client: Client, chief: User) -> None:
    client.force_login(chief)
    story = make_story()
    answer = client.post(reverse("stories_correct", args=(story.pk,)), {"verb": "correct", "kind": "", "text": WRONG})
    assert WRONG in answer.content.decode()
    assert not Correction.objects.exists()


def test_a_draft_has_no_button_and_its_screen_says_why(client: Client, chief: User) -> None:
    client.force_login(chief)
    draft = make_story(live=False)
    screen = reverse("stories_correct", args=(draft.pk,))
    assert screen not in client.get(reverse("wagtailadmin_pages:edit", args=(draft.pk,))).content.decode()
    assert "have not had it" in client.get(screen).content.decode()


def test_a_reporter_is_not_let_in(client: Client, chief: User) -> None:
    reporter = User.objects.create_user("reporter", password="a long one for tests")
    reporter.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reporter)
    screen = reverse("stories_correct", args=(make_story().pk,))
    client.post(screen, {"verb": "correct", "kind": "correction", "text": WRONG})
    assert not Correction.objects.exists()

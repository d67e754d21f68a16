"""Issues that carried a story stand on its screen, and a correction goes with one click to those who got one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.fronts.factories import make_rail
from broadsheet.kit import clock
from broadsheet.newsletters.carrying import Letters
from broadsheet.newsletters.models import Carries, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import freezing
from broadsheet.newsletters.sending.verbs import ADDRESSED
from broadsheet.newsletters.tests.issue_desk import readers, said, signed_in
from broadsheet.newsletters.tests.issues import block, make_issue, story_block
from broadsheet.release.actions.kill import kill
from broadsheet.release.carriers import Carried, State
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
WRONG = "The vote was 22 to 9, not 21 to 9."


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("ebo", "Editor")


def sent(story: StoryPage, *, count: int = 2, body: Any = None) -> Issue:
    """An issue that went out a minute ago: its message names the day."""
    issue = make_issue(body=body or [story_block(story.pk)])
    freezing.compile_issue(Issue.objects.get(pk=issue.pk))
    then = clock.now() - timedelta(minutes=1)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.DONE, begun_at=then, done_at=then)
    Delivery.objects.bulk_create(
        Delivery(issue=issue, subscription=each, state=Outcome.SENT, changed=then) for each in readers(issue, count)
    )
    return Issue.objects.get(pk=issue.pk)


def row(story: StoryPage) -> Carried:
    fresh, user = StoryPage.objects.get(pk=story.pk), User.objects.get(username="ebo")
    at = [note.at for note in fresh.corrections.all()] + [fresh.killed_at]
    since = max((each for each in at if each is not None), default=None)
    return next(iter(Letters().look(fresh, since, user)))


def amend(client: Client, issue: Issue, story: StoryPage, do: str = "send") -> Any:
    return client.post(reverse("newsletters_issue_amend", args=(issue.pk, story.pk)), {"do": do}, follow=True)


def test_an_issue_knows_which_stories_it_carried_those_of_the_picks_too() -> None:
    story, picked = make_story(), make_story("A lamp for the pier")
    make_rail([picked])
    issue = sent(story, body=[story_block(story.pk), block("picks", None)])
    assert set(Carries.objects.filter(issue=issue).values_list("story", flat=True)) == {story.pk, picked.pk}


def test_one_click_sends_the_note_to_those_who_got_it(editor: Client) -> None:
    story = make_story()
    issue = sent(story)
    correct(story, None, "correction", WRONG)
    before = row(story)
    assert before.state is State.TODO
    assert before.sentence.startswith("2 readers got it on")
    assert [deed.label for deed in before.deeds] == ["Send a correction to those who got it", "Write it first"]
    page = said(amend(editor, issue, story))
    assert "The correction goes out to those who got" in page
    follow = Issue.objects.get(follows=issue)
    assert (follow.sending, follow.amends_id) == (Sending.FREEZING, story.pk)
    assert WRONG in str(follow.body.raw_data[0]["value"])
    assert row(story).state is State.WORKING
    freezing.go_on(clock.now())
    assert Delivery.objects.filter(issue=follow).count() == 2
    Issue.objects.filter(pk=follow.pk).update(sending=Sending.DONE, done_at=clock.now())
    after = row(story)
    assert after.state is State.DONE
    assert "The correction went out on" in after.sentence


def test_clicking_twice_sends_once(editor: Client) -> None:
    story = make_story()
    issue = sent(story)
    correct(story, None, "correction", WRONG)
    amend(editor, issue, story)
    amend(editor, issue, story)
    assert Issue.objects.filter(follows=issue).count() == 1


def test_it_can_be_written_first_and_is_to_do_until_it_is_sent(editor: Client) -> None:
    story = make_story()
    issue = sent(story)
    correct(story, None, "correction", WRONG)
    amend(editor, issue, story, "write")
    assert Issue.objects.get(follows=issue).sending == Sending.DRAFT
    now = row(story)
    assert now.state is State.TODO
    assert "written, and not sent yet" in now.sentence


def test_what_keeps_it_in_is_said_and_it_stays_a_draft(editor: Client) -> None:
    story = make_story()
    issue = sent(story)
    issue.newsletter.archived = True
    issue.newsletter.save()
    correct(story, None, "correction", WRONG)
    assert "The newsletter is closed" in said(amend(editor, issue, story))
    assert Issue.objects.get(follows=issue).sending == Sending.DRAFT


def test_a_kill_tells_readers_that_a_story_was_withdrawn_and_names_it_not(editor: Client) -> None:
    story = make_story("Mayor owns the tide gate")
    issue = sent(story)
    Issue.objects.filter(pk=issue.pk).update(subject="This morning")
    kill(story, None, "It was his brother.")
    assert row(story).state is State.TODO
    assert "see whether its own words still speak of it" in row(story).sentence
    amend(editor, issue, story)
    follow = Issue.objects.get(follows=issue)
    assert follow.sending == Sending.FREEZING
    assert "A story in it was withdrawn" in str(follow.body.raw_data)
    assert "tide gate" not in str(follow.body.raw_data) + follow.subject + follow.preheader


def test_a_second_correction_has_to_be_sent_as_well(editor: Client) -> None:
    story = make_story()
    issue = sent(story)
    correct(story, None, "correction", WRONG)
    amend(editor, issue, story)
    then = clock.now()
    Issue.objects.filter(follows=issue).update(sending=Sending.DONE, begun_at=then, done_at=then)
    correct(story, None, "correction", "And it was on Friday.")
    assert row(story).state is State.TODO


def test_what_went_out_after_the_correction_carried_nothing_wrong(editor: Client) -> None:
    story = make_story()
    issue = sent(story)
    correct(story, None, "correction", WRONG)
    Issue.objects.filter(pk=issue.pk).update(begun_at=clock.now() + timedelta(minutes=1))
    with pytest.raises(StopIteration):
        row(story)


def test_of_an_issue_that_was_stopped_the_rest_can_have_what_was_put_right(editor: Client) -> None:
    story = make_story("Two gates are shut")
    issue = sent(story)
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(state=Outcome.PENDING)  # type: ignore[union-attr]  # it was just sent
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.PAUSED, frozen_up_to=ADDRESSED)
    correct(story, None, "correction", "Three are.")
    assert "The rest waits" not in row(story).sentence, "the mail does not say what was wrong"
    story.title = "Three gates are shut"
    story.save_revision(clean=False).publish()
    now = row(story)
    assert (now.state, now.deeds[0].label) == (State.TODO, "Send the rest as it reads now")
    assert now.sentence.endswith("The rest waits, with the words of before.")
    assert [deed.label for deed in now.deeds[1:]] == ["Send a correction to those who got it", "Write it first"]

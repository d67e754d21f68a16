"""What is withdrawn while an issue goes out: nothing more of it goes, and the rest goes on without it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from broadsheet.fronts.factories import make_rail
from broadsheet.kit import clock
from broadsheet.newsletters.couriers.loads import Word
from broadsheet.newsletters.models import Compiled, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import freezing, states, verbs
from broadsheet.newsletters.sending.clerk import Clerk
from broadsheet.newsletters.sending.endings import Told
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.tests.issue_desk import TEXT, press, readers, said, screen, signed_in
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter, story_block
from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("ebo", "Editor")


@pytest.fixture
def clerk() -> Clerk:
    return Clerk("sender:here", Pace(), rate=0, domain_rates={}, closing=threading.Event().is_set)


def going(*blocks: dict[str, Any], count: int = 3) -> Issue:
    """Compiled and addressed, with nothing handed over yet."""
    issue = make_issue(make_newsletter(), blocks, subject="Two piers")
    readers(issue, count)
    verbs.send_now(issue)
    freezing.go_on(clock.now())
    issue.refresh_from_db()
    assert issue.sending == Sending.SENDING
    return issue


def words_of(clerk: Clerk, issue: Issue) -> str:
    [job, *_] = clerk.take([issue.pk], 1)
    return clerk.makes.message(job).decode().replace("=\r\n", "")


def test_nothing_is_taken_of_what_was_withdrawn_a_moment_ago(clerk: Clerk) -> None:
    story = make_story("One pier")
    issue = going(story_block(story.pk))
    kill(story, None, "It was wrong.")
    assert clerk.take([issue.pk], 10) == []
    issue.refresh_from_db()
    assert issue.sending == Sending.PAUSED
    assert issue.cause.startswith("“One pier” may not go out: It was killed")


def test_nothing_is_taken_of_what_was_paused_a_moment_ago(clerk: Clerk) -> None:
    issue = going(TEXT)
    verbs.pause(issue, "Paused at the desk.")
    assert clerk.take([issue.pk], 10) == []


def test_it_cannot_be_resumed_while_a_story_of_it_is_killed(editor: Client) -> None:
    story = make_story("One pier")
    issue = going(story_block(story.pk))
    verbs.pause(issue, "Paused at the desk.")
    kill(story, None, "It was wrong.")
    assert "“One pier” may not go out" in said(press(editor, issue, "resume"))
    assert Issue.objects.get().sending == Sending.PAUSED


def test_the_unknown_are_not_sent_again_what_was_killed_since(editor: Client) -> None:
    story = make_story("One pier")
    issue = going(story_block(story.pk))
    Delivery.objects.update(state=Outcome.UNCERTAIN)
    verbs.finish_done(clock.wall())
    kill(story, None, "It was wrong.")
    assert "“One pier” may not go out" in said(press(editor, issue, "resend"))
    assert set(Delivery.objects.values_list("state", flat=True)) == {Outcome.UNCERTAIN}


def test_a_pick_that_is_killed_stops_the_issue_that_carries_it(clerk: Clerk) -> None:
    pick = make_story("Who owns the pier?")
    make_rail([pick], title="Editors' Picks", language="en")
    issue = going(TEXT, block("picks", None))
    assert Compiled.objects.get().carries == {"stories": [pick.pk], "briefs": [], "pictures": []}
    kill(pick, None, "It was wrong.")
    assert clerk.take([issue.pk], 10) == []
    assert "Who owns the pier?" in Issue.objects.get().cause


# -- what was taken before


def taken(clerk: Clerk, issue: Issue) -> list[Told]:
    """Messages that stand before their end."""
    jobs = clerk.take([issue.pk], 10)
    assert jobs
    return [Told(Word.READY, job) for job in jobs]


def ended(clerk: Clerk, told: list[Told]) -> set[Any]:
    """Keys of the rows whose messages may end; as `enter`, in the test's own transaction."""
    return {pk for _, pk in clerk._entered(told, [])[0]}


def test_a_message_that_was_taken_before_is_not_ended_after_a_kill(clerk: Clerk) -> None:
    story = make_story("One pier")
    issue = going(story_block(story.pk))
    one, *rest = taken(clerk, issue)
    assert ended(clerk, [one]) == {one.job.fence.pk}
    kill(story, None, "It was wrong.")
    assert ended(clerk, rest) == set()
    assert Issue.objects.get().cause.startswith("“One pier” may not go out: It was killed")
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["inflight", "claimed", "claimed"]


def test_nor_after_an_embargo_or_once_its_time_is_over(clerk: Clerk) -> None:
    story = make_story("One pier")
    issue = going(story_block(story.pk))
    told = taken(clerk, issue)
    StoryPage.objects.filter(pk=story.pk).update(expire_at=clock.wall() + timedelta(hours=1))
    assert ended(clerk, told[:1])
    with mock.patch.object(clock, "wall", return_value=clock.wall() + timedelta(hours=2)):
        assert not ended(clerk, told[1:2])
    StoryPage.objects.filter(pk=story.pk).update(expire_at=None, embargoed_until=clock.wall() + timedelta(hours=1))
    Issue.objects.update(sending=Sending.SENDING, cause="")
    assert not ended(clerk, told[2:])
    assert "embargo" in Issue.objects.get().cause


@pytest.mark.parametrize("verb", [lambda issue: verbs.pause(issue, "Paused at the desk."), verbs.cancel])
def test_nor_after_a_pause_or_when_the_rest_is_cancelled(clerk: Clerk, verb: Callable[[Issue], None]) -> None:
    issue = going(TEXT)
    told = taken(clerk, issue)
    verb(issue)
    assert ended(clerk, told) == set()


def test_asking_the_gate_costs_one_statement_for_all_messages_of_a_commit(clerk: Clerk) -> None:
    issue = going(*(story_block(make_story(f"Pier {n}").pk) for n in range(3)))
    one, *rest = taken(clerk, issue)
    ended(clerk, [one])
    with CaptureQueriesContext(connection) as asked:
        assert len(ended(clerk, rest)) == 2
    looks = [each["sql"] for each in asked if "killed_at" in each["sql"]]
    assert len(looks) == 1


# -- the rest goes on without it


@pytest.fixture
def stopped(clerk: Clerk) -> Issue:
    """One reader has it, with both stories; then one of them was killed."""
    issue = going(story_block(make_story("One pier").pk), story_block(make_story("Two gates").pk))
    first = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=first.pk).update(state=Outcome.SENT)
    words_of(clerk, issue)  # so that this worker knows the message as it was
    Delivery.objects.filter(state=Outcome.CLAIMED).update(state=Outcome.PENDING, claim="", lease_until=None)
    kill(StoryPage.objects.get(title="One pier"), None, "It was wrong.")
    verbs.stop_withdrawn(clock.wall())
    issue.refresh_from_db()
    return issue


def test_the_rest_is_sent_without_it_under_other_words(editor: Client, stopped: Issue, clerk: Clerk) -> None:
    page = said(editor.get(screen(stopped)))
    assert "Send the rest without it" in page
    assert 'name="subject" value="Two piers"' in page
    origin = Compiled.objects.get().parts["origin"]
    press(editor, stopped, "without", subject="Two gates", preheader="")
    stopped.refresh_from_db()
    assert (stopped.sending, stopped.subject, stopped.cause) == (Sending.SENDING, "Two gates", "")
    made = Compiled.objects.get()
    assert made.carries["stories"] == [StoryPage.objects.get(title="Two gates").pk]
    assert made.parts["origin"] == origin
    words = words_of(clerk, stopped)
    assert "Two gates" in words
    assert "One pier" not in words
    assert "Subject: Two gates" in words
    verbs.stop_withdrawn(clock.wall())
    assert Issue.objects.get().sending == Sending.SENDING


def test_who_is_being_served_with_the_message_of_before_is_waited_for(editor: Client, stopped: Issue) -> None:
    now = clock.wall()
    states.claim(Delivery, "a worker", now=now, until=now, limit=1, issue=stopped.pk)
    assert "still being handed over" in said(press(editor, stopped, "without", subject="Two gates"))
    states.reap(Delivery, now=clock.wall())
    press(editor, stopped, "without", subject="Two gates")
    assert Issue.objects.get().sending == Sending.SENDING


def test_of_an_issue_that_was_killed_itself_nothing_goes_on(editor: Client, stopped: Issue) -> None:
    kill(stopped, None, "It named a child.")
    assert "It was killed" in said(press(editor, stopped, "without", subject="Two gates"))
    assert Issue.objects.get().sending == Sending.PAUSED


def test_of_an_issue_of_which_nothing_is_left_nothing_goes_on(editor: Client, stopped: Issue) -> None:
    kill(StoryPage.objects.get(title="Two gates"), None, "It was wrong too.")
    assert "Nothing would be left of it" in said(press(editor, stopped, "without", subject="Two gates"))
    assert Issue.objects.get().sending == Sending.PAUSED


def test_only_who_may_send_sends_the_rest(stopped: Issue) -> None:
    reporter = signed_in("rhea", "Reporter")
    press(reporter, stopped, "without", subject="Two gates")
    assert Issue.objects.get().sending == Sending.PAUSED


# -- the rest goes on with what was put right


def test_a_story_that_was_put_right_goes_to_the_rest_as_it_reads_now(editor: Client, clerk: Clerk) -> None:
    story = make_story("Two gates are shut")
    issue = going(story_block(story.pk))
    verbs.pause(issue, "Paused at the desk.")
    assert "Send the rest under another subject" in said(editor.get(screen(issue)))
    story.title = "Three gates are shut"
    story.save_revision(clean=False).publish()
    assert "Send the rest as it reads now" in said(editor.get(screen(issue)))
    press(editor, issue, "without", subject="Three gates", preheader="")
    assert Issue.objects.get().sending == Sending.SENDING
    words = words_of(clerk, issue)
    assert "Three gates are shut" in words
    assert "Two gates" not in words


def test_who_may_have_it_is_sent_it_without_what_was_killed(editor: Client, clerk: Clerk) -> None:
    """It is done, but for one of whom nobody knows; then one of its stories was killed."""
    issue = going(story_block(make_story("One pier").pk), story_block(make_story("Two gates").pk))
    Delivery.objects.update(state=Outcome.SENT)
    unknown = Delivery.objects.order_by("pk")[0].pk
    Delivery.objects.filter(pk=unknown).update(state=Outcome.UNCERTAIN)
    verbs.finish_done(clock.wall())
    kill(StoryPage.objects.get(title="One pier"), None, "It was wrong.")
    assert "Send it to the unknown without it" in said(editor.get(screen(issue)))
    press(editor, issue, "without", subject="Two gates", preheader="")
    assert Issue.objects.get().sending == Sending.SENDING
    [job] = clerk.take([issue.pk], 10)
    assert job.fence.pk == unknown
    assert "One pier" not in clerk.makes.message(job).decode().replace("=\r\n", "")


def test_no_other_message_is_offered_where_nobody_is_left(editor: Client) -> None:
    issue = going(TEXT)
    Delivery.objects.update(state=Outcome.SENT)
    verbs.finish_done(clock.wall())
    page = said(editor.get(screen(issue)))
    assert "It has gone out" in page
    assert 'value="without"' not in page

"""A correction goes to those whose copy was wrong, not to those who got the rest of an issue as it was put right; and
it is asked for again when the note gets other words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from broadsheet.amends.carrying import put_right_at
from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.newsletters import correcting
from broadsheet.newsletters.carrying import Letters
from broadsheet.newsletters.desk.issues import correct_view, recipients
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import freezing, remaking, states, verbs
from broadsheet.newsletters.sending.states import Ending
from broadsheet.newsletters.tests.issue_desk import readers, said, signed_in
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter, story_block
from broadsheet.release.carriers import Carried, State
from broadsheet.release.models import Releasable
from broadsheet.stories.actions.correct import amend, correct
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
THREE = "There are three gates, not two."


@pytest.fixture
def story() -> StoryPage:
    return make_story("Two gates are shut")


@pytest.fixture
def issue(story: StoryPage) -> Issue:
    """On its way to four readers; none has it yet."""
    made = make_issue(make_newsletter(), [story_block(story.pk)], subject="The gates")
    readers(made, 4)
    verbs.send_now(made)
    freezing.go_on(clock.now())
    return Issue.objects.get(pk=made.pk)


def hand_over(issue: Issue, outcome: str, count: int = 1) -> list[int]:
    """The next rows, with that outcome; their keys."""
    now = clock.wall()
    until = now + timedelta(minutes=1)
    fences = states.claim(Delivery, "here", now=now, until=until, limit=count, issue=issue.pk)
    assert len(fences) == count
    states.embark(Delivery, "here", fences, now=now, until=until)
    states.settle(Delivery, "here", [Ending(fence, outcome) for fence in fences], now=now)
    return [fence.pk for fence in fences]


def put_right(issue: Issue, story: StoryPage) -> None:
    """The note, the story's new headline, and the rest of the issue goes on with that."""
    correct(story, None, "correction", THREE)
    story.title = "Three gates are shut"
    story.save_revision(clean=False).publish()
    if Issue.objects.get(pk=issue.pk).sending == Sending.SENDING:
        verbs.pause(issue, "Paused at the desk.")
    remaking.send_the_rest(Issue.objects.get(pk=issue.pk), "The gates, counted anew", "")


def corrected(issue: Issue, story: StoryPage) -> Issue:
    user = User.objects.filter(username="ebo").first() or User.objects.create(username="ebo")
    follow = correcting.write(issue, story, user)
    assert correcting.send(follow, user) == ""
    freezing.go_on(clock.now())
    return Issue.objects.get(pk=follow.pk)


def told(follow: Issue) -> set[int]:
    """Keys of the rows, of what was wrong, whose readers are told."""
    theirs = Delivery.objects.filter(issue=follow.pk).values("subscription")
    return set(Delivery.objects.filter(issue=follow.follows_id, subscription__in=theirs).values_list("pk", flat=True))


def standing(story: StoryPage, user: User) -> Carried:
    fresh = StoryPage.objects.get(pk=story.pk)
    return next(iter(Letters().look(fresh, put_right_at(fresh), user)))


def test_who_got_the_rest_as_it_was_put_right_is_told_nothing(issue: Issue, story: StoryPage) -> None:
    wrong = hand_over(issue, Outcome.SENT)
    put_right(issue, story)
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    follow = correcting.write(issue, story, User.objects.create(username="ebo"))
    assert recipients.count(follow) == 1
    follow = corrected(issue, story)
    assert told(follow) == set(wrong)
    assert not verbs.untold(follow)


def test_the_screen_counts_them_apart(issue: Issue, story: StoryPage) -> None:
    signed_in("ebo", "Editor")
    hand_over(issue, Outcome.SENT)
    put_right(issue, story)
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    now = standing(story, User.objects.get(username="ebo"))
    assert now.state is State.TODO
    assert now.sentence.startswith("1 reader got it on")
    assert now.sentence.endswith("3 more got it as it was put right.")


def test_where_all_got_it_as_it_was_put_right_nothing_is_to_be_done(issue: Issue, story: StoryPage) -> None:
    signed_in("ebo", "Editor")
    put_right(issue, story)
    hand_over(issue, Outcome.SENT, 4)
    verbs.finish_done(clock.wall())
    assert standing(story, User.objects.get(username="ebo")).state is State.DONE


def test_who_was_put_off_with_the_words_of_before_and_got_the_new_ones_is_told_nothing(
    issue: Issue, story: StoryPage
) -> None:
    later = hand_over(issue, Outcome.DEFERRED)
    wrong = hand_over(issue, Outcome.SENT)
    put_right(issue, story)
    Delivery.objects.filter(pk__in=later).update(state=Outcome.PENDING)
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    assert told(corrected(issue, story)) == set(wrong)


def test_who_may_have_both_is_told(issue: Issue, story: StoryPage) -> None:
    unknown = hand_over(issue, Outcome.UNCERTAIN)
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    put_right(issue, story)
    assert hand_over(issue, Outcome.SENT) == unknown
    verbs.finish_done(clock.wall())
    assert told(corrected(issue, story)) == set(Delivery.objects.filter(issue=issue.pk).values_list("pk", flat=True))


def test_another_subject_alone_puts_nothing_right(issue: Issue, story: StoryPage) -> None:
    hand_over(issue, Outcome.SENT)
    correct(story, None, "correction", THREE)
    verbs.pause(issue, "Paused at the desk.")
    remaking.send_the_rest(Issue.objects.get(pk=issue.pk), "The gates again", "")
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    assert len(told(corrected(issue, story))) == 4


def test_rows_of_before_it_was_kept_count_as_wrong(issue: Issue, story: StoryPage) -> None:
    hand_over(issue, Outcome.SENT, 4)
    Delivery.objects.update(made_at=None)
    verbs.finish_done(clock.wall())
    correct(story, None, "correction", THREE)
    assert len(told(corrected(issue, story))) == 4


# -- what did not stand in every message


def go_on_without(issue: Issue, thing: Releasable) -> None:
    """It is kept in, and the rest of the issue goes on without it."""
    verbs.pause(issue, "Paused at the desk.")
    type(thing).objects.filter(pk=thing.pk).update(hold=True)  # type: ignore[attr-defined]  # both are models
    remaking.send_the_rest(Issue.objects.get(pk=issue.pk), "The gates", "")
    type(thing).objects.filter(pk=thing.pk).update(hold=False)  # type: ignore[attr-defined]  # the same


def by_hand(issue: Issue, what: str) -> Issue:
    """As somebody at the desk chooses it."""
    editor = signed_in("ebo", "Editor")
    editor.post(reverse("newsletters_issue_correct", args=(issue.pk,)), {"what": what})
    return Issue.objects.get(follows=issue)


@pytest.fixture
def with_a_brief(story: StoryPage) -> tuple[Issue, Brief]:
    """On its way to four readers; none has it yet."""
    told = brief("The ferry sails at 9.")
    made = make_issue(make_newsletter(), [story_block(story.pk), block("brief", told.pk)], subject="The gates")
    readers(made, 4)
    verbs.send_now(made)
    freezing.go_on(clock.now())
    return Issue.objects.get(pk=made.pk), told


def test_a_correction_by_hand_goes_to_those_whose_mail_had_the_story(issue: Issue, story: StoryPage) -> None:
    had = hand_over(issue, Outcome.SENT, 3)
    issue.body = [*issue.body.raw_data, block("text", "<p>Good morning.</p>")]
    Issue.objects.filter(pk=issue.pk).update(body=issue.body)
    go_on_without(issue, story)
    hand_over(issue, Outcome.SENT)
    verbs.finish_done(clock.wall())
    follow = by_hand(issue, f"story-{story.pk}")
    assert recipients.words_of(follow) == "3 readers who got “The gates” with “Two gates are shut” as it was"
    follow.body = [block("text", "<p>There are three.</p>")]
    follow.save_revision(clean=False)
    assert correcting.send(follow, None) == ""
    freezing.go_on(clock.now())
    assert told(follow) == set(had)
    assert not verbs.untold(Issue.objects.get(pk=follow.pk))


def test_one_of_a_brief_too_and_of_the_issues_own_words_to_all(with_a_brief: tuple[Issue, Brief]) -> None:
    issue, told_of = with_a_brief
    had = hand_over(issue, Outcome.SENT)
    go_on_without(issue, told_of)
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    page = said(signed_in("cleo", "Editor").get(reverse("newsletters_issue_correct", args=(issue.pk,))))
    numbers = [each.readers for each in correct_view.choices(issue)]
    assert numbers == ["4 readers", "4 readers", "1 reader"]
    assert "Two gates are shut" in page
    follow = by_hand(issue, f"brief-{told_of.pk}")
    follow.body = [block("text", "<p>It sails at 10.</p>")]
    follow.save_revision(clean=False)
    assert correcting.send(follow, None) == ""
    freezing.go_on(clock.now())
    assert told(follow) == set(had)


def test_who_got_a_brief_as_it_was_put_right_is_told_nothing(with_a_brief: tuple[Issue, Brief]) -> None:
    issue, told_of = with_a_brief
    wrong = hand_over(issue, Outcome.SENT)
    verbs.pause(issue, "Paused at the desk.")
    Brief.objects.filter(pk=told_of.pk).update(
        first_published_at=issue.begun_at, last_published_at=clock.now(), headline="The ferry sails at 10."
    )
    remaking.send_the_rest(Issue.objects.get(pk=issue.pk), "The gates", "")
    hand_over(issue, Outcome.SENT, 3)
    verbs.finish_done(clock.wall())
    follow = correcting.write(issue, Brief.objects.get(), User.objects.create(username="ebo"))
    assert correcting.send(follow, None) == ""
    freezing.go_on(clock.now())
    assert told(follow) == set(wrong)
    Brief.objects.filter(pk=told_of.pk).update(last_published_at=clock.now())
    assert not verbs.untold(Issue.objects.get(pk=follow.pk)), "what was put right later is another correction's"


def test_a_story_that_was_put_right_before_it_went_out_can_still_be_wrong(issue: Issue, story: StoryPage) -> None:
    hand_over(issue, Outcome.SENT, 4)
    note = correct(story, None, "correction", THREE)
    story.corrections.filter(pk=note.pk).update(at=issue.begun_at - timedelta(days=1))
    assert recipients.count(by_hand(issue, f"story-{story.pk}")) == 4


def test_nothing_is_written_before_it_is_said_what_was_wrong(issue: Issue) -> None:
    hand_over(issue, Outcome.SENT, 4)
    editor = signed_in("ebo", "Editor")
    page = said(editor.post(reverse("newsletters_issue_correct", args=(issue.pk,)), {"what": "story-999"}))
    assert "Choose what was wrong." in page
    assert not Issue.objects.filter(follows=issue).exists()


# -- the note gets other words


def test_other_words_of_the_note_are_to_be_sent_as_well(issue: Issue, story: StoryPage) -> None:
    signed_in("ebo", "Editor")
    user = User.objects.get(username="ebo")
    hand_over(issue, Outcome.SENT, 4)
    verbs.finish_done(clock.wall())
    note = correct(story, None, "correction", THREE)
    follow = corrected(issue, story)
    Delivery.objects.filter(issue=follow.pk).update(state=Outcome.SENT)
    verbs.finish_done(clock.wall())
    assert standing(story, user).state is State.DONE
    amend(note, None, "There are four gates, not two.")
    now = standing(story, user)
    assert now.state is State.TODO
    assert "Send a correction to those who got it" in [deed.label for deed in now.deeds]
    again = corrected(issue, story)
    assert again.pk != follow.pk
    assert "There are four gates" in str(again.body.raw_data)
    assert "three gates" not in str(again.body.raw_data).lower()
    assert len(told(again)) == 4

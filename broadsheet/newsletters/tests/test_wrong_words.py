"""A correction goes to those whose copy was wrong, not to those who got the rest of an issue as it was put right; and
it is asked for again when the note gets other words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from broadsheet.amends.carrying import put_right_at
from broadsheet.kit import clock
from broadsheet.newsletters import correcting
from broadsheet.newsletters.carrying import Letters
from broadsheet.newsletters.desk.issues import recipients
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import freezing, remaking, states, verbs
from broadsheet.newsletters.sending.states import Ending
from broadsheet.newsletters.tests.issue_desk import readers, signed_in
from broadsheet.newsletters.tests.issues import make_issue, make_newsletter, story_block
from broadsheet.release.carriers import Carried, State
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

"""A correction reaches everybody who has, or may have, what was wrong: also those who get it later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending, Subscription
from broadsheet.newsletters.sending import freezing, verbs
from broadsheet.newsletters.tests.issue_desk import said, screen, signed_in
from tests.sending.paper import make_issue, make_newsletter, subscribe

pytestmark = pytest.mark.django_db
STATES = (Outcome.SENT, Outcome.UNCERTAIN, Outcome.INFLIGHT, Outcome.DEFERRED, Outcome.PENDING, Outcome.FAILED)


@pytest.fixture
def wrong() -> Issue:
    """Still going out: a reader in each state."""
    newsletter = make_newsletter()
    subscribe(newsletter, len(STATES))
    issue = make_issue(newsletter)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.SENDING, frozen_up_to=verbs.ADDRESSED)
    rows = zip(STATES, Subscription.objects.order_by("pk"), strict=True)
    Delivery.objects.bulk_create(Delivery(issue=issue, subscription=each, state=state) for state, each in rows)
    return issue


def corrected(wrong: Issue) -> Issue:
    follow = make_issue(wrong.newsletter, follows=wrong)
    go_on(follow)
    return follow


def go_on(follow: Issue) -> None:
    while not freezing.address_more(follow.pk, clock.wall()):
        pass


def told(follow: Issue) -> list[str]:
    """The states, in what was wrong, of those who have a row."""
    theirs = Delivery.objects.filter(issue=follow.pk).values("subscription")
    rows = Delivery.objects.filter(issue=follow.follows_id, subscription__in=theirs)
    return list(rows.order_by("pk").values_list("state", flat=True))


def all_sent(issue: Issue) -> None:
    Delivery.objects.filter(issue=issue.pk).exclude(state__in=("failed", "uncertain")).update(state=Outcome.SENT)


def test_it_goes_to_who_has_it_and_to_whom_nobody_knows(wrong: Issue) -> None:
    assert told(corrected(wrong)) == [Outcome.SENT, Outcome.UNCERTAIN, Outcome.INFLIGHT]


@pytest.mark.parametrize("sent_first", [False, True])
def test_who_gets_it_later_gets_the_correction_then(wrong: Issue, sent_first: bool) -> None:
    follow = corrected(wrong)
    if sent_first:
        all_sent(follow)
        verbs.finish_done(clock.wall())
        assert Issue.objects.get(pk=follow.pk).sending == Sending.DONE
    all_sent(wrong)
    verbs.finish_done(clock.wall())
    assert Issue.objects.get(pk=wrong.pk).sending == Sending.DONE
    assert Issue.objects.get(pk=follow.pk).sending == Sending.FREEZING
    go_on(follow)
    assert told(follow) == [Outcome.SENT, Outcome.UNCERTAIN, Outcome.SENT, Outcome.SENT, Outcome.SENT]
    assert Delivery.objects.filter(issue=follow.pk).count() == 5
    all_sent(follow)
    verbs.finish_done(clock.wall())
    assert Issue.objects.get(pk=follow.pk).sending == Sending.DONE


def test_one_that_is_paused_goes_to_the_rest_when_it_goes_on(wrong: Issue) -> None:
    follow = corrected(wrong)
    verbs.pause(follow, "Paused.")
    all_sent(wrong)
    verbs.finish_done(clock.wall())
    verbs.resume(follow)
    go_on(follow)
    assert len(told(follow)) == 5


def test_one_that_was_cancelled_or_is_a_draft_stays_so(wrong: Issue) -> None:
    follow, draft = corrected(wrong), make_issue(wrong.newsletter, follows=wrong)
    verbs.cancel(follow)
    Issue.objects.filter(pk=draft.pk).update(sending=Sending.DRAFT, begun_at=None)
    all_sent(wrong)
    verbs.finish_done(clock.wall())
    assert Issue.objects.get(pk=follow.pk).sending == Sending.CANCELLED
    assert Issue.objects.get(pk=draft.pk).sending == Sending.DRAFT


def test_who_left_or_paused_since_keeps_no_correction_going(wrong: Issue) -> None:
    follow = corrected(wrong)
    later = Subscription.objects.filter(deliveries__issue=wrong.pk, deliveries__state__in=("deferred", "pending"))
    keys = list(later.order_by("pk").values_list("pk", flat=True))
    Subscription.objects.filter(pk=keys[0]).update(state="unsubscribed")
    Subscription.objects.filter(pk=keys[1]).update(paused_until=clock.wall() + timedelta(days=1))
    all_sent(follow)
    all_sent(wrong)
    verbs.finish_done(clock.wall())
    verbs.finish_done(clock.wall())
    assert set(Issue.objects.values_list("sending", flat=True)) == {Sending.DONE}


def test_the_desk_says_of_how_many_it_is_not_known_and_that_more_will_get_it(wrong: Issue) -> None:
    follow = make_issue(wrong.newsletter, follows=wrong)
    Issue.objects.filter(pk=follow.pk).update(sending=Sending.DRAFT, begun_at=None)
    editor: Client = signed_in("ebo", "Editor")
    page = said(editor.get(screen(follow)))
    assert "3 readers who got “The ferry is back”" in page
    assert "(of 1 of them it is not known whether they did)" in page
    assert "it is still going out" in page

"""How the sending of an issue begins: at its instant, checked again, compiled once, each reader with a row."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings
from broadsheet.newsletters.models import Allowance, Compiled, Delivery, Issue, Sending, Subscription
from broadsheet.newsletters.senders.mailbox import Mailbox
from broadsheet.newsletters.sending import allowances, freezing, notes, verbs
from broadsheet.newsletters.sending.clerk import Clerk
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.tests.issues import AT, block, make_issue, make_newsletter
from tests.sending.paper import subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Issue:
    newsletter = make_newsletter()
    subscribe(newsletter, 25)
    return make_issue(newsletter, [block("text", "<p>The ferry is back.</p>")])


def now(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def go_on() -> None:
    """Until everything is addressed that can be."""
    for _ in range(3):
        freezing.go_on(AT)


def test_a_scheduled_issue_begins_at_its_instant_and_not_before(issue: Issue) -> None:
    verbs.schedule(issue, AT)
    verbs.begin_due(AT - timedelta(seconds=1))
    assert now(issue).sending == Sending.SCHEDULED
    verbs.begin_due(AT + timedelta(hours=3))  # nothing ran at its instant
    assert now(issue).sending == Sending.FREEZING


def test_it_is_compiled_addressed_and_has_a_page(issue: Issue) -> None:
    verbs.send_now(issue)
    go_on()
    begun = now(issue)
    assert (begun.sending, begun.live, begun.slug) == (Sending.SENDING, True, "the-channel-the-ferry-and-the-herring")
    assert begun.begun_at is not None
    assert Delivery.objects.filter(issue=issue, state="pending").count() == 25
    assert Compiled.objects.get(issue=issue).html_size > 1000


def test_two_issues_of_one_subject_have_two_addresses(issue: Issue) -> None:
    other = make_issue(issue.newsletter, [block("text", "<p>Again.</p>")])
    for each in (issue, other):
        verbs.send_now(each)
    go_on()
    assert now(other).slug == f"{now(issue).slug}-2"


def test_what_blocks_it_pauses_it_and_says_so(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "blocking", lambda issue: ["A story of it is held."])
    verbs.send_now(issue)
    go_on()
    assert (now(issue).sending, now(issue).cause) == (Sending.PAUSED, "A story of it is held.")
    assert not Delivery.objects.exists()
    monkeypatch.undo()
    verbs.resume(now(issue))
    go_on()
    assert now(issue).sending == Sending.SENDING


def test_one_that_cannot_be_made_stops_no_other(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(issue: Issue) -> list[str]:
        raise ZeroDivisionError("a template")

    monkeypatch.setattr(findings, "blocking", broken)
    verbs.send_now(issue)
    go_on()
    assert now(issue).sending == Sending.PAUSED
    assert "a template" in now(issue).cause


def test_it_goes_on_where_it_broke_off_and_nobody_has_two_rows(issue: Issue) -> None:
    verbs.send_now(issue)
    freezing.compile_issue(now(issue))
    assert not freezing.address_more(issue.pk, AT, together=10)
    assert Delivery.objects.count() == 10
    Issue.objects.update(frozen_up_to=0)  # as if the commit of it were lost
    for _ in range(5):
        freezing.address_more(issue.pk, AT, together=10)
    assert Delivery.objects.count() == 25
    assert now(issue).sending == Sending.SENDING


def test_a_pause_while_it_is_addressed_goes_on_there(issue: Issue) -> None:
    verbs.send_now(issue)
    freezing.compile_issue(now(issue))
    freezing.address_more(issue.pk, AT, together=10)
    verbs.pause(now(issue), "Paused.")
    go_on()
    assert Delivery.objects.count() == 10
    verbs.resume(now(issue))
    go_on()
    assert Delivery.objects.count() == 25


def test_who_is_not_confirmed_or_paused_gets_no_row(issue: Issue) -> None:
    first, second, third, *_ = Subscription.objects.order_by("pk")
    Subscription.objects.filter(pk=first.pk).update(state="pending")
    Subscription.objects.filter(pk=second.pk).update(paused_until=AT + timedelta(days=1))
    Subscription.objects.filter(pk=third.pk).update(paused_until=AT - timedelta(days=1))
    verbs.send_now(issue)
    go_on()
    assert Delivery.objects.count() == 23


def test_of_two_who_do_something_at_once_one_is_told(issue: Issue) -> None:
    seen_before = now(issue)
    verbs.send_now(issue)
    with pytest.raises(verbs.Refused):
        verbs.send_now(seen_before)
    with pytest.raises(verbs.Refused):
        verbs.unschedule(seen_before)
    verbs.cancel(issue)
    with pytest.raises(verbs.Refused):
        verbs.resume(seen_before)


def test_a_bucket_gives_what_its_rate_allows_and_a_clock_set_back_gives_nothing() -> None:
    at = clock.wall()
    assert allowances.take("sender:a", 10.0, 50, at) == 10
    assert allowances.take("sender:a", 10.0, 50, at - timedelta(hours=1)) == 0
    assert allowances.take("sender:a", 10.0, 50, at - timedelta(hours=1) + timedelta(seconds=0.5)) == 5
    turns = allowances.reserve("domain:a.example", 2.0, 5, at)
    assert [(turn - at).total_seconds() for turn in turns] == [0, 0, 0.5, 1.0, 1.5]
    later = allowances.reserve("domain:a.example", 2.0, 1, at + timedelta(seconds=1))
    assert (later[0] - at).total_seconds() == 2.0


def test_what_a_batch_takes_and_does_not_use_is_there_for_the_next() -> None:
    """A few notes must not keep an issue waiting."""
    subscribe(make_newsletter(), 3)
    notes.post("ada@mirna.example", "Hello", "Hello.\n", kind="test", language="en")
    clerk = Clerk("sender:slow", Pace(), rate=10.0, domain_rates={}, closing=lambda: False)
    assert len(clerk.take([], 20)) == 1
    assert Allowance.objects.get().tokens == pytest.approx(9.0)


def test_places_are_kept_a_few_minutes_ahead_and_no_further() -> None:
    turns = allowances.reserve("domain:a.example", 2.0, 10_000, AT)
    assert turns[-1] - AT <= allowances.AHEAD
    assert allowances.reserve("domain:a.example", 2.0, 5, AT) == []
    # the issue was cancelled: three minutes later another finds the bucket as good as unused
    soon = AT + allowances.AHEAD
    assert allowances.reserve("domain:a.example", 2.0, 1, soon)[0] - soon <= timedelta(seconds=1)


def test_a_debt_that_a_cancelled_issue_left_is_forgiven() -> None:
    Allowance.objects.create(name="domain:a.example", tokens=-1e6, filled=AT, rate=2.0, burst=2.0)
    soon = AT + timedelta(seconds=10)
    assert allowances.reserve("domain:a.example", 2.0, 1, soon) == []
    assert allowances.reserve("domain:a.example", 2.0, 1, soon + timedelta(seconds=1))


def test_who_has_no_place_yet_asks_for_one_at_the_pace_of_the_domain(issue: Issue) -> None:
    subscribe(issue.newsletter, 900, first=100, domain="slow.example")
    verbs.send_now(issue)
    go_on()
    clerk = Clerk("sender:x", Pace(), rate=0.0, domain_rates={"slow.example": 2.0}, closing=lambda: False)
    while clerk.take([issue.pk], 10_000):
        pass
    rows = Delivery.objects.filter(subscription__subscriber__key__endswith="@slow.example")
    kept = rows.filter(code="paced").count() + rows.filter(state="claimed").count()
    assert 362 <= kept < 400  # two at once, three minutes ahead, and what comes free meanwhile
    asked = list(rows.filter(code="queued").order_by("retry_at").values_list("retry_at", flat=True))
    assert len(asked) == 900 - kept
    assert (asked[-1] - asked[0]).total_seconds() == pytest.approx(len(asked) / 2, abs=5)


def test_what_began_last_is_taken_from_first_of_however_many(tmp_path: Path) -> None:
    office = Office(threading.Event(), Mailbox(tmp_path))
    asked: list[list[int]] = []
    office.clerk.take = lambda issues, _enough: asked.append(issues) or []
    office.clerk.durably = lambda work, give_up=None: work()
    office._sending = [1, 2, 3]
    office._refill()
    assert asked == [[3, 2, 1]]

"""Whoever may send issues is told by mail when one is stuck: once for each cause, and not of what they did."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.users.models import UserProfile

from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Issue, Note, Sending
from broadsheet.newsletters.sending import alerts, verbs
from broadsheet.newsletters.sending.clerk import Clerk
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.tests.issue_desk import screen
from broadsheet.newsletters.tests.issues import make_issue

pytestmark = pytest.mark.django_db

CAUSE = "550 5.7.1 not from you"


@pytest.fixture
def issue() -> Issue:
    for name, group in (("cleo", "Editor"), ("rhea", "Reporter")):
        user = User.objects.create(username=name, email=f"{name}@ledger.example")
        user.groups.add(Group.objects.get(name=group))
    UserProfile.objects.create(user=User.objects.get(username="cleo"), preferred_language="uk")
    made = make_issue()
    Issue.objects.update(sending=Sending.SENDING, frozen_up_to=verbs.ADDRESSED)
    made.refresh_from_db()
    return made


def told(*, held_up: bool = False) -> list[str]:
    """To whom mails go now."""
    Note.objects.all().delete()
    alerts.tell(clock.wall(), held_up)
    return list(Note.objects.values_list("address", flat=True))


def test_a_pause_by_the_relay_is_told_once_to_those_who_may_send(issue: Issue) -> None:
    verbs.pause_by_relay(issue.pk, CAUSE)
    assert told() == ["cleo@ledger.example"]
    [note] = Note.objects.all()
    assert CAUSE in note.text
    assert f"https://ledger.example/desk/issues/{issue.pk}/send/" in note.text
    assert note.subject == f"Не рухається далі: {issue.subject}"
    assert told() == []


def test_the_same_cause_after_it_went_on_is_told_again(issue: Issue) -> None:
    verbs.pause_by_relay(issue.pk, CAUSE)
    assert told()
    issue.refresh_from_db()
    verbs.resume(issue)
    assert told() == []
    verbs.pause_by_relay(issue.pk, CAUSE)
    assert told()


def test_an_issue_that_did_not_reach_everybody_is_told_once(issue: Issue) -> None:
    for state in ("failed", "failed", "sent"):
        Delivery.objects.create(issue=issue, state=state)
    verbs.finish_done(clock.wall())
    assert told() == ["cleo@ledger.example"]
    [note] = Note.objects.all()
    assert note.subject == f"Надіслано не всім: {issue.subject}"
    assert "It was handed over for 1 of 3 readers." in note.text
    assert told() == []


def test_a_few_refused_of_many_are_no_alarm(issue: Issue) -> None:
    Delivery.objects.bulk_create(Delivery(issue=issue, state="sent") for _ in range(20))
    Delivery.objects.create(issue=issue, state="failed", code="5.1.1")
    verbs.finish_done(clock.wall())
    assert told() == []


def test_of_the_unknown_whoever_decides_is_told_nothing_more(issue: Issue) -> None:
    Delivery.objects.bulk_create(Delivery(issue=issue, state="sent") for _ in range(20))
    Delivery.objects.create(issue=issue, state="uncertain")
    verbs.finish_done(clock.wall())
    assert told() == ["cleo@ledger.example"]
    verbs.leave_uncertain(issue)
    assert Issue.objects.get().cause == ""
    assert told() == []


def test_one_that_was_done_before_causes_were_kept_says_what_it_missed_and_mails_nobody(
    issue: Issue, client: Client
) -> None:
    for state in ("failed", "failed", "sent"):
        Delivery.objects.create(issue=issue, state=state)
    now = clock.now()
    Issue.objects.update(sending=Sending.DONE, cause="", begun_at=now, done_at=now)
    well = make_issue(issue.newsletter, sending=Sending.DONE)
    client.force_login(User.objects.create_superuser("ola"))
    assert "It has gone out, but not to everybody" not in client.get(screen(issue)).content.decode()
    import_module("broadsheet.newsletters.migrations.0020_what_earlier_ones_missed").say(apps, None)
    page = client.get(screen(issue)).content.decode()
    assert "It has gone out, but not to everybody" in page
    assert "It was handed over for 1 of 3 readers." in page
    assert told() == []
    well.refresh_from_db()
    assert well.cause == ""


def test_a_relay_that_is_still_away_is_named_again_after_somebody_had_it_go_on(issue: Issue) -> None:
    clerk = Clerk("sender:x", Pace(), rate=0.0, domain_rates={}, closing=lambda: False)
    Delivery.objects.create(issue=issue, state="pending")
    clerk._say("mail.example cannot be reached", [issue.pk])
    verbs.pause(issue, "Paused by Cleo.")
    verbs.resume(issue)
    clerk._say("mail.example cannot be reached", [issue.pk])
    assert Issue.objects.get().cause == "mail.example cannot be reached"
    assert told(held_up=True) == ["cleo@ledger.example"]
    clerk._say("", [issue.pk])
    assert Issue.objects.get().cause == ""


def test_what_somebody_paused_is_told_to_nobody(issue: Issue) -> None:
    verbs.pause(issue, "Paused by Cleo.")
    assert told() == []


def test_a_relay_that_is_away_is_told_when_it_lasts(issue: Issue) -> None:
    verbs.say(issue.pk, "mail.example cannot be reached")
    assert told() == []
    assert told(held_up=True) == ["cleo@ledger.example"]
    assert told(held_up=True) == []

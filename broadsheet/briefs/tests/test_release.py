"""The verbs of release on a brief: who may, what is refused, and what an older copy cannot undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from broadsheet.briefs.factories import brief, draft
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.release.actions.access import set_access
from broadsheet.release.actions.embargo import embargo, lift_embargo
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused

pytestmark = pytest.mark.django_db


def test_who_may_not_publish_may_do_none_of_it() -> None:
    made, nobody = brief("Fog"), User.objects.create(username="nobody")
    for verb in (
        lambda: kill(made, nobody, "No"),
        lambda: hold(made, nobody, "No"),
        lambda: embargo(made, nobody, clock.now() + timedelta(days=1)),
        lambda: set_access(made, nobody, "paid"),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    made.refresh_from_db()
    assert (made.killed_at, made.hold, made.embargoed_until, made.access) == (None, False, None, "public")


def test_what_makes_no_sense_is_refused_in_words() -> None:
    made = brief("Fog")
    for verb, words in (
        (lambda: kill(made, None, " "), "reason is needed"),
        (lambda: lift_hold(made, None), "not on hold"),
        (lambda: lift_embargo(made, None), "not under embargo"),
        (lambda: embargo(made, None, clock.now() + timedelta(days=1)), "too late"),
        (lambda: embargo(made, None, clock.now()), "has passed"),
        (lambda: set_access(made, None, "nobody"), "no such access"),
    ):
        with pytest.raises(Refused, match=words):
            verb()


def test_once_killed_is_killed() -> None:
    made = brief("Fog")
    kill(made, None, "Another bay.")
    with pytest.raises(Refused, match="killed already"):
        kill(made, None, "Again.")


def test_what_was_deleted_meanwhile_is_refused() -> None:
    made = brief("Fog")
    Brief.objects.all().delete()
    with pytest.raises(Refused, match="deleted"):
        hold(made, None, "Doubts.")


def test_a_verb_does_not_carry_an_older_copy_along() -> None:
    old = brief("Fog")
    Brief.objects.filter(pk=old.pk).update(headline="Thick fog")
    hold(old, None, "Doubts.")
    old.refresh_from_db()
    assert (old.headline, old.hold) == ("Thick fog", True)


def test_publishing_an_older_revision_lifts_nothing() -> None:
    made = draft("Fog")
    revision = made.latest_revision
    hold(made, None, "Doubts.")
    embargo(made, None, clock.now() + timedelta(days=1))
    set_access(made, None, "members")
    revision.publish()
    made.refresh_from_db()
    assert made.live
    assert made.hold
    assert made.hold_reason == "Doubts."
    assert made.embargoed_until is not None
    assert made.access == "members"
